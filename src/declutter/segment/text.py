"""Plain text as pipelines have it: a block is a line, or a paragraph where lines are wrapped.

What kind a block is depends on the block alone, never on its neighbours. So cleaned text is cut into the same blocks as
before, and cleaning twice is cleaning once.
"""

from __future__ import annotations

import re
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING

from declutter.model import Kind
from declutter.segment.blocks import Blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE = re.compile(r"\S(?:[^\n\r\v\f\x85\u2028\u2029]*\S)?")
"""A line without the blank space around it."""
MAX_LINE = 10_000
"""Characters of a line from which it is cut: no paragraph is so long, and what reads blocks may count on that."""
_PIECE = re.compile(rf"\S(?:[\s\S]{{0,{MAX_LINE - 2}}}\S)?(?!\S)|\S{{{MAX_LINE}}}")
BULLETS = "-*+•·▪◦‣●"
_BULLET = re.compile(rf"[{BULLETS}]\s+\S|・\s*[^\s・]")
_OPENING = re.compile(r"[\"“”„'‘’«([{¿¡#]*(?:[^\W\d_]|\d)")
_ROW = r"[ \t]*\|.*\|[ \t\r]*"
_TABLE = re.compile(rf"^[ \t]*(?=\|)({_ROW}\n[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t\r]*(?:\n{_ROW})*)$", re.MULTILINE)
"""Rows of cells in bars, under the first of them a row of dashes, as extractors write tables."""
_MARKED = re.compile(r"(#{1,6}) +\S.{0,108}$")
_NUMBERED = re.compile(r"(?:\d+[.)]\s*|\d+(?:\.\d+)+\s+|[a-z]\)\s+)\S")
_OPENERS = ("http://", "https://", "www.", "|")
_CLOSING = "\"”’'»)]」』）"
SENTENCE_END = r"[.!?…。！？][\"”’'»)\]」』）]*"
_SENTENCE_END = re.compile(f"{SENTENCE_END}$")
_WIDE_END = re.compile(r"[。！？][”’」』）]*$")
_PROSE, WIDE_PROSE, _WIDE_SENTENCE = 100, 40, 15
"""Least characters of a paragraph of the article; of one, and of a sentence, in Chinese and Japanese: they say more in fewer."""

_WRAP_LOW, _WRAP_HIGH = 50, 100
"""Lengths between which a line counts as wrapped by hand: mail and print stop at 65 to 80 characters."""
_WRAPPED_SHARE, _LEAST_WRAPPED = 0.5, 3
"""How many of the long lines go on in the next one where lines are wrapped: this share of them, and so many at least."""

_LIST_ITEM, _QUOTE, _ROWS, _PARAGRAPH, _HEADING, _PLAIN = (
    (kind, 0) for kind in (Kind.LIST_ITEM, Kind.QUOTE, Kind.TABLE, Kind.PARAGRAPH, Kind.HEADING, Kind.LINE)
)
"""Kinds with the level of the heading, which plain text does not tell: made once, as large documents have many lines."""


def segment_text(text: str) -> Blocks:
    """Cut plain text into blocks: one for each line that is not blank, or for each paragraph where lines are wrapped."""
    lines = [piece for match in LINE.finditer(text) for piece in _pieces(text, *match.span())]
    goes_on = _wraps(text, lines) if _is_wrapped(text, lines) else _breaks(text, lines)
    if "-|" in text or "- |" in text:
        goes_on = list(map(or_, goes_on, _in_tables(text, lines)))
    lines = _joined(lines, goes_on) if any(goes_on) else lines
    starts, ends = [start for start, _ in lines], [end for _, end in lines]
    return Blocks(text, starts, ends, lambda at: classify_line(text[starts[at] : ends[at]]))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a line, or the pieces of a line that is too long to be a paragraph, cut where it is blank if it is anywhere."""
    if end - start <= MAX_LINE:
        yield start, end
    else:
        yield from (piece.span() for piece in _PIECE.finditer(text, start, end))


def classify_line(line: str) -> tuple[Kind, int]:
    """Tell the kind and the heading level of a line by its form."""
    if _BULLET.match(line):
        return _LIST_ITEM
    if line.startswith(">"):
        return _QUOTE
    if line.startswith("|") and _TABLE.fullmatch(line):
        return _ROWS
    if marks := _MARKED.match(line):
        return Kind.HEADING, marks.end(1)
    if is_prose(line) or _is_sentence(line):
        return _PARAGRAPH
    return _HEADING if _looks_like_heading(line) else _PLAIN


def is_prose(line: str) -> bool:
    """Say whether a line is long enough to be a paragraph of the article and ends as a sentence does."""
    if len(line) < _PROSE:
        return len(line) >= WIDE_PROSE and _WIDE_END.search(line, len(line) - 4) is not None
    return ends_sentence(line)


def ends_sentence(line: str) -> bool:
    """Say whether a line ends as a sentence does."""
    return _SENTENCE_END.search(line, max(0, len(line) - 4)) is not None


def _is_sentence(line: str) -> bool:
    if line.rstrip(_CLOSING)[-1:] == "。":
        return len(line) >= _WIDE_SENTENCE
    return line.count(" ") >= 7 and line[-1] not in "?:" and ends_sentence(line)


def _looks_like_heading(line: str) -> bool:
    """A heading is short, opens with a capital or a digit, and does not end as a sentence or a list does."""
    if len(line) > 110 or line.count(" ") > 15 or "|" in line or line.rstrip(_CLOSING)[-1:] in (".", ",", ";", "。", "、"):
        return False
    opening = _OPENING.match(line)
    return opening is not None and not opening.group()[-1].islower() and (len(line) > 3 or not line.isdigit())


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Say whether most long lines go on in the next one: then a paragraph is what stands between blank lines."""
    if len(lines) < 4 or max(end - start for start, end in lines) > _WRAP_HIGH:
        return False
    long = [(line, after) for line, after in pairwise(lines) if _may_go_on(text, line, after)]
    return sum(_goes_on(text, *pair) for pair in long) > max(_WRAPPED_SHARE * len(long), _LEAST_WRAPPED - 1)


def _may_go_on(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Say whether a line is as long as wrapped ones are and no row of a table, and the next one follows without a blank one."""
    start, end = line
    is_row = text[start] == text[end - 1] == "|"
    return end - start >= _WRAP_LOW and not is_row and text.count("\n", end, following[0]) < 2


def _stands_apart(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Say whether a sentence ends with a line, and a few words follow that are none."""
    start, end = following
    return end - start < _WRAP_LOW and not ends_sentence(text[start:end]) and ends_sentence(text[slice(*line)])


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Say whether a line was broken in the middle of a sentence."""
    return text[line[1] - 1].islower() or text[line[1] - 1] == "," or text[following[0]].islower()


def _wraps(text: str, lines: list[tuple[int, int]]) -> list[bool]:
    """Say of each line but the last whether it goes on in the next one, where lines are wrapped."""
    return [
        _may_go_on(text, line, following) and not _stands_apart(text, line, following) and not _opens_block(text, following)
        for line, following in pairwise(lines)
    ]


def _breaks(text: str, lines: list[tuple[int, int]]) -> list[bool]:
    """Say the same where lines are not wrapped: there a sentence has to break off.

    That shows where the next line begins small; then those above and below may begin with a name.
    """
    pairs = list(pairwise(lines))
    small = [text[following[0]].islower() and _is_open(text, line, following) for line, following in pairs]
    if not any(small):
        return small
    return [any(small[max(0, at - 1) : at + 2]) and _is_open(text, *pair) for at, pair in enumerate(pairs)]


def _joined(lines: list[tuple[int, int]], goes_on: list[bool]) -> list[tuple[int, int]]:
    """Join lines with the next one where they go on in it, as long as no paragraph becomes too long for a block."""
    blocks = lines[:1]
    for line, joined in zip(lines[1:], goes_on, strict=True):
        start = blocks[-1][0]
        if joined and line[1] - start <= MAX_LINE:
            blocks[-1] = (start, line[1])
        else:
            blocks.append(line)
    return blocks


def _is_open(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Say whether a line of the length of a wrapped one may go on in the next one: neither it nor that one says otherwise."""
    start, end = line
    return (
        _may_go_on(text, line, following)
        and max(end - start, following[1] - following[0]) <= _WRAP_HIGH
        and text[end - 1] != ":"
        and not ends_sentence(text[start:end])
        and not _opens_block(text, following)
    )


def _opens_block(text: str, line: tuple[int, int]) -> bool:
    """Say whether a line begins as an entry of a list does, as an address, or as a row of a table."""
    start = line[0]
    return bool(_BULLET.match(text, start) or _NUMBERED.match(text, start) or text.startswith(_OPENERS, start))


def _in_tables(text: str, lines: list[tuple[int, int]]) -> list[bool]:
    """Say of each line but the last whether the next one is a row of the same table; one that is too long for a block is none."""
    stops = {table.start(1): table.end() for table in _TABLE.finditer(text) if table.end() - table.start(1) <= MAX_LINE}
    found, stop = [], 0
    for (start, _), (following, _) in pairwise(lines):
        stop = stops.get(start, stop)
        found.append(following < stop)
    return found
