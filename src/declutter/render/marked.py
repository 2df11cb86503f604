"""A report made ready to be shown: each block in pieces that stay, go or were folded away, beside the reasons.

Which form shows it, and how, is the matter of others; here is no markup.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from declutter.model import Span
from declutter.render.rows import one_line, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.model import Block, Cut, Decision, Report

QUOTED = 120
"""Longest quotation of the words that a piece of evidence saw."""
STAGES = {
    "alone": "weighed by itself",
    "page": "weighed by the judge of HTML pages",
    "selectors": "in an element that a rule of your packs selects",
    "policy": "kept since the policy keeps what has its label",
    "sections": "stands under a heading of clutter",
    "neighbours": "weighed again beside something that goes",
    "between": "a short line between two pieces of clutter",
    "above": "the menu between the title of the page and its headline",
    "tail": "a last short line after the clutter under the article",
    "headings": "a heading over nothing but clutter",
    "content": "a heading over something that stays",
    "weights": "weighed by what was learned from labelled articles",
    "entries": "an entry of a list on which something hangs that stays",
    "allow": "kept by the allow list",
    "brake": "kept since almost nothing would have stayed",
    "rounds": "kept since more would have gone each time",
}
"""What each stage of the judge looks at, in a few words."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A piece of evidence."""

    name: str
    why: str
    weight: float
    words: str
    """Where it was seen, in the words of the document; empty if it was not seen in words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a block or a sentence went, or why a block that was looked at stayed."""

    label: str
    rule: str
    """The name of the strongest evidence."""
    why: str
    confidence: float
    stage: str
    told: str
    """What the stage looks at."""
    place: str
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block."""

    text: str
    label: str = ""
    """The label by which it goes; empty where it stays."""
    is_blank: bool = False
    """Whether it is blank space that was folded away beside what went."""


@dataclass(frozen=True, slots=True)
class Row:
    """A block with what became of it."""

    number: int
    """From 1, as `declutter explain` counts."""
    kind: str
    level: int
    pieces: tuple[Piece, ...]
    label: str
    """The label by which the block goes; empty where it stays."""
    reasons: tuple[Reason, ...]
    """Why it went, or why sentences were cut out of it, in order."""
    stayed: Reason | None
    """Why it stayed, if there was a doubt."""

    @property
    def labels(self) -> list[str]:
        """The labels of all that went of it, in the order of the alphabet."""
        return sorted({reason.label for reason in self.reasons})


@dataclass(frozen=True, slots=True)
class Tally:
    """How much went."""

    blocks: int = 0
    sentences: int = 0
    characters: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.blocks + other.blocks, self.sentences + other.sentences, self.characters + other.characters)


def tallies(report: Report) -> dict[str, Tally]:
    """Return by label how much of a document went, the largest first."""
    found: dict[str, Tally] = {}
    for label, one in _tallied(report.decisions):
        found[label] = found.get(label, Tally()) + one
    return largest_first(found)


def largest_first(found: dict[str, Tally]) -> dict[str, Tally]:
    """Return tallies by label, the one with most characters first."""
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].characters, pair[0])))


def _tallied(decisions: Sequence[Decision]) -> Iterator[tuple[str, Tally]]:
    for decision in decisions:
        if decision.keep:
            yield from ((cut.label, Tally(sentences=1, characters=len(cut.span))) for cut in decision.cuts)
        else:
            yield decision.label, Tally(blocks=1, characters=len(decision.block.span))


def marked(report: Report, blocks: Sequence[Block]) -> Iterator[Row]:
    """Yield the blocks of a document in order, with what became of each.

    Args:
        report: what was decided.
        blocks: the blocks of its document.
    """
    places = _Places(report)
    for number, (block, decision) in enumerate(rows(report, blocks), 1):
        text = block.span.of(report.document.text)
        if decision is None:
            yield Row(number, block.kind, block.level, (Piece(text),), "", (), None)
        elif not decision.keep:
            reason = _reason(decision, block.span, block.span, places)
            yield Row(number, block.kind, block.level, (Piece(text, decision.label),), decision.label, (reason,), None)
        else:
            reasons = tuple(_reason(cut, cut.span, block.span, places) for cut in decision.cuts)
            stayed = _reason(decision, block.span, block.span, places) if decision.evidence else None
            yield Row(number, block.kind, block.level, tuple(_pieces(report, decision)), "", reasons, stayed)


class _Places:
    """Where things stand in the source, in words."""

    def __init__(self, report: Report) -> None:
        self.text = report.document.text
        self._newlines = [at for at, char in enumerate(self.text) if char == "\n"]
        starts = [decision.block.span.start for decision in report.decisions]
        self._lines = dict(zip(starts, report.page.lines, strict=False)) if report.page else None

    def told(self, span: Span, block: Span) -> str:
        """Return the place of a span, of a page by the line of its block in the HTML."""
        if self._lines is None:
            where = f"line {bisect_right(self._newlines, span.start) + 1:,}, "
        else:
            line = self._lines.get(block.start, 0)
            where = f"line {line:,} of the HTML, " if line else ""
        return f"{where}characters {span.start:,} to {span.end:,}"


def _reason(by: Decision | Cut, span: Span, block: Span, places: _Places) -> Reason:
    signs = tuple(
        Sign(each.name, one_line(each.why), each.weight, one_line(each.span.of(places.text), QUOTED) if each.span else "")
        for each in by.evidence
    )
    first, told = by.evidence[0], STAGES.get(by.decided_by, "")
    return Reason(by.label, first.name, one_line(first.why), by.confidence, by.decided_by, told, places.told(span, block), signs)


def _pieces(report: Report, decision: Decision) -> Iterator[Piece]:
    """Yield a block that stays in pieces: what stays, the sentences cut out of it, and the blanks that went with them."""
    span, text = decision.block.span, report.document.text
    gone = [(cut.span, str(cut.label), False) for cut in decision.cuts]
    label = gone[0][1] if gone else ""
    low = bisect_right(report.folded, span.start, key=lambda each: each.end) if gone else len(report.folded)
    folded = takewhile(lambda each: each.start < span.end, report.folded[low:])
    gone += [(Span(max(fold.start, span.start), min(fold.end, span.end)), label, True) for fold in folded]
    done = span.start
    for each, name, is_blank in sorted(gone):
        yield from _stays(text, done, each.start)
        yield Piece(each.of(text), name, is_blank)
        done = each.end
    yield from _stays(text, done, span.end)


def _stays(text: str, start: int, end: int) -> Iterator[Piece]:
    if start < end:
        yield Piece(text[start:end])
