"""Carry the decisions of a later round back to the source.

What is left after a first cleaning is cleaned again until nothing more goes, so that cleaning twice is cleaning once. The
later round speaks of positions in the text that was left; here they become positions in the source.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from declutter.model import Cut, Decision, Evidence, Label, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from declutter.segment.blocks import Blocks


class Way:
    """The way from a text made of kept spans back to the source."""

    def __init__(self, kept: Sequence[Span]) -> None:
        self._kept = kept
        self._at = [0, *accumulate(map(len, kept))]

    def back(self, span: Span) -> Span:
        """Return the span of the source from the first to the last character of `span`."""
        return Span(self._offset(span.start), self._offset(span.end - 1) + 1)

    def _offset(self, offset: int) -> int:
        piece = bisect_right(self._at, offset) - 1
        return self._kept[piece].start + offset - self._at[piece]


def add_round(
    first: Sequence[Decision], second: Iterable[Decision], kept: Sequence[Span], blocks: Blocks
) -> tuple[Decision, ...]:
    """Return the decisions on the blocks of the source after a round over the `kept` spans of it."""
    way = Way(kept)
    decisions = {each.block.span.start: each for each in first}
    for later in second:
        for decision in _brought_back(later, way, blocks):
            before = decisions.get(decision.block.span.start)
            decisions[decision.block.span.start] = _both(before, decision, blocks.text) if before else decision
    return tuple(decisions[start] for start in sorted(decisions))


def _brought_back(later: Decision, way: Way, blocks: Blocks) -> Iterator[Decision]:
    """Yield the decision for each block of the source that its block covers."""
    span = way.back(later.block.span)
    evidence = _evidence(later.evidence, way)
    cuts = tuple(replace(cut, span=way.back(cut.span), evidence=_evidence(cut.evidence, way)) for cut in later.cuts)
    for index in range(bisect_right(blocks.starts, span.start) - 1, bisect_right(blocks.starts, span.end - 1)):
        block = blocks[index]
        own = tuple(_clipped(cut, block.span) for cut in cuts if cut.span.touches(block.span))
        if later.keep or (span.start <= block.span.start and block.span.end <= span.end):
            yield replace(later, block=block, evidence=evidence, cuts=own)
        else:  # it covers a part of the block, a line perhaps
            part = Cut(_clipped_span(span, block.span), later.label, later.confidence, later.decided_by, evidence)
            yield Decision(block, Label.BODY, True, 1 - later.confidence, later.decided_by, (), (part,))


def _clipped(cut: Cut, span: Span) -> Cut:
    return replace(cut, span=_clipped_span(cut.span, span))


def _clipped_span(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _evidence(evidence: Iterable[Evidence], way: Way) -> tuple[Evidence, ...]:
    return tuple(replace(each, span=way.back(each.span) if each.span else None) for each in evidence)


def _both(before: Decision, after: Decision, text: str) -> Decision:
    """Return what two rounds over one block of `text` decide together: what went stays gone, as a whole where nothing is left."""
    if not before.keep:
        return before
    if not after.keep:
        return after
    cuts = tuple(sorted(_all_cuts(before, after), key=lambda cut: cut.span))
    ends = [before.block.span.start, *(cut.span.end for cut in cuts)]
    starts = [*(cut.span.start for cut in cuts), before.block.span.end]
    if any(text[end:start].strip() for end, start in zip(ends, starts, strict=True)):
        return replace(after if after.cuts else before, cuts=cuts)
    surest, *others = sorted(cuts, key=lambda cut: -cut.confidence)
    said = dict.fromkeys((*surest.evidence, *(each for cut in others for each in cut.evidence)))
    evidence = tuple(sorted(said, key=lambda each: -each.weight))
    return Decision(before.block, surest.label, False, surest.confidence, surest.decided_by, evidence)


def _all_cuts(before: Decision, after: Decision) -> Iterator[Cut]:
    yield from before.cuts
    for cut in after.cuts:
        yield from (replace(cut, span=span) for span in _around(cut.span, before.cuts))


def _around(span: Span, cuts: Sequence[Cut]) -> Iterator[Span]:
    """Yield the parts of a span that no cut has taken already."""
    start = span.start
    for cut in cuts:
        if cut.span.touches(span):
            if cut.span.start > start:
                yield Span(start, cut.span.start)
            start = max(start, cut.span.end)
    if start < span.end:
        yield Span(start, span.end)
