"""Blocks and decisions -> the kept spans, whose text is the cleaned article.

Nothing is written that is not in the source: the article is kept spans in order. Where something went, the largest of the
blank spaces around it stays, and the rest is folded away; so it makes no difference whether two neighbours went at once or
one after the other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from declutter.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from declutter.model import Decision


def gone_spans(decisions: Iterable[Decision]) -> list[Span]:
    """Return the spans of all blocks and sentences that go, in order."""
    return sorted(span for decision in decisions for span in decision.gone)


def kept_spans(text: str, gone: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans of the source that stay: none is empty, none touches the next."""
    kept: list[Span] = []
    done = 0
    for run in _runs(text, gone):
        blank = _blank_that_stays(text, run)
        kept += [Span(done, _blank_before(text, run[0].start)), blank]
        done = _blank_after(text, run[-1].end)
    kept.append(Span(done, len(text)))
    return tuple(_joined(span for span in kept if span))


def _runs(text: str, gone: Sequence[Span]) -> Iterator[list[Span]]:
    """Yield what goes in runs that only blank space parts."""
    run: list[Span] = []
    for span in gone:
        if run and text[run[-1].end : span.start].strip():
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def _blank_that_stays(text: str, run: list[Span]) -> Span:
    """Return the largest blank around the spans of a run: none at the start of the text, the last at its end."""
    first = _whole_lines(text, _blank_before(text, run[0].start), run[0].start)
    last = Span(run[-1].end, _blank_after(text, run[-1].end))
    if first.start == 0:
        return Span(0, 0)
    if last.end == len(text):
        return last
    between = [_whole_lines(text, one.end, other.start) for one, other in pairwise(run)]
    return max([first, *between, last], key=lambda blank: (text.count("\n", blank.start, blank.end), len(blank)))


def _whole_lines(text: str, start: int, end: int) -> Span:
    """Return a blank without the indent at its end, which belongs to what is indented."""
    newline = max(text.rfind("\n", start, end), text.rfind("\r", start, end))
    return Span(start, newline + 1 if newline >= 0 else end)


def _blank_before(text: str, start: int) -> int:
    while start and text[start - 1].isspace():
        start -= 1
    return start


def _blank_after(text: str, start: int) -> int:
    """Return where the blank after a span ends: at the indent of what follows, which stays with it."""
    end = start
    while end < len(text) and text[end].isspace():
        end += 1
    return end if end == len(text) else _whole_lines(text, start, end).end


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans with those that touch made one."""
    last: Span | None = None
    for span in spans:
        if last is not None and last.end == span.start:
            last = Span(last.start, span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def folded_spans(length: int, kept: Sequence[Span], gone: Sequence[Span]) -> tuple[Span, ...]:
    """Return what is neither kept nor dropped: blank space that went with its neighbours."""
    folded, done = [], 0
    for span in sorted([*kept, *gone]):
        if span.start > done:
            folded.append(Span(done, span.start))
        done = max(done, span.end)
    return (*folded, Span(done, length)) if done < length else tuple(folded)
