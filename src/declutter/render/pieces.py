"""The kept parts of a page with their marks: what its forms other than text are made of."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urljoin, urlsplit

from declutter.errors import InputError
from declutter.model import Kind, Mark, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.model import Block, PageFacts, Report

_SCHEMES = frozenset({"http", "https", "mailto", "ftp", ""})


class Entry(NamedTuple):
    """How an entry of a list begins."""

    indent: str
    sign: str
    """A dash, or its number with a dot."""
    around: str
    """Which list it stands in; where that is in an entry itself, the outermost one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block that is kept, or what is left of it."""

    block: Block
    spans: tuple[Span, ...]
    """What is kept of it, in order."""
    marks: tuple[Mark, ...]
    """Those in it, and images right before it."""

    @property
    def table(self) -> str:
        """Which table the block is a cell of; empty where it is none."""
        return self._cell[0]

    @property
    def row(self) -> str:
        """Which row of its table the block stands in."""
        return self._cell[1]

    @property
    def column(self) -> int:
        """Which column of its table the block stands in."""
        return int(self._cell[3])

    @property
    def is_head(self) -> bool:
        """Whether it is the head of a column or a row."""
        return self._cell[2] == "th"

    @property
    def item(self) -> Entry | None:
        """The entry of a list that begins here."""
        return next((Entry(mark.text, *mark.value.split(":")) for mark in self.marks if mark.name == "item"), None)

    @property
    def images(self) -> list[Mark]:
        """The images that stand before its text."""
        return [mark for mark in self.marks if mark.name == "img" and mark.start < self.block.span.start]

    @property
    def _cell(self) -> list[str]:
        """Table, row, kind and column; a block of a cell that has another before it is told none of them."""
        return next((mark.value for mark in self.marks if mark.name == "cell"), "::td:0").split(":")


class Spelling(Protocol):
    """How one form writes text and marks."""

    def text(self, text: str) -> str:
        """Return plain text."""

    def code(self, text: str) -> str:
        """Return text inside of code."""

    def opening(self, mark: Mark, text: str) -> str:
        """Return what stands before the text of a mark."""

    def closing(self, mark: Mark, text: str) -> str:
        """Return what stands after the text of a mark."""


def pieces(report: Report) -> list[Piece]:
    """Return what is kept of a page, block by block.

    Raises:
        InputError: the document is not a page.
    """
    if report.page is None:
        raise InputError(f"{report.document.id or 'the document'}: is no HTML page; this form is for pages alone")
    found, before = [], 0
    marks, starts = _addressed(report.page), [mark.start for mark in report.page.marks]
    for decision in report.decisions:
        span = decision.block.span
        spans = tuple(_kept_of(span, report.kept)) if decision.keep else ()
        if spans:
            low, high = bisect_left(starts, before), bisect_left(starts, span.end)
            near = (mark for mark in marks[low:high] if mark.name == "img" or mark.start >= span.start)
            found.append(Piece(decision.block, spans, tuple(near)))
        before = span.end
    return found


def _kept_of(span: Span, kept: Sequence[Span]) -> Iterator[Span]:
    """Yield what is kept of a block, without blanks at its edges."""
    at = max(0, bisect_left(kept, span) - 1)
    for each in kept[at:]:
        if each.start >= span.end:
            break
        if each.touches(span):
            yield Span(max(each.start, span.start), min(each.end, span.end))


def _addressed(page: PageFacts) -> list[Mark]:
    """Return the marks with whole addresses; one that is not an address of the web becomes empty."""
    return [mark if mark.name not in ("a", "img") else _with_address(mark, page.url) for mark in page.marks]


def _with_address(mark: Mark, base: str | None) -> Mark:
    try:
        address = urljoin(base or "", mark.value.strip())
        safe = urlsplit(address).scheme.lower() in _SCHEMES and address.isprintable()
    except ValueError:
        safe = False
    return Mark(mark.start, mark.end, mark.name, address if safe else "", mark.text)


def spelled(piece: Piece, text: str, spelling: Spelling) -> str:
    """Return the text of a piece with its inline marks."""
    inline = [
        mark for mark in piece.marks if mark.name in ("a", "strong", "em", "code", "img") and mark.start >= piece.block.span.start
    ]
    return " ".join(_spelled(span, inline, text, spelling).strip() for span in piece.spans)


def _spelled(span: Span, marks: Sequence[Mark], text: str, spelling: Spelling) -> str:
    written: list[str] = []
    around: list[Mark] = []
    at = span.start

    def upto(end: int) -> None:
        nonlocal at
        plain = text[at:end]
        written.append(spelling.code(plain) if any(mark.name == "code" for mark in around) else spelling.text(plain))
        at = max(at, end)

    def leave(start: int) -> None:
        while around and around[-1].end <= start:
            upto(around[-1].end)
            mark = around.pop()
            written.append(spelling.closing(mark, text[mark.start : mark.end]))

    for mark in marks:
        own = Mark(max(mark.start, span.start), min(mark.end, span.end), mark.name, mark.value, mark.text)
        if own.start > own.end or (own.start == own.end and own.name != "img"):
            continue
        leave(own.start)
        if around and own.end > around[-1].end:
            continue
        upto(own.start)
        written.append(spelling.opening(own, text[own.start : own.end]))
        around.append(own)
    leave(span.end)
    upto(span.end)
    return "".join(written)


def runs(found: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Yield the pieces in runs: those of one table or list, lines of one quote, and each of all others by itself."""
    keys: list[tuple[str, str]] = []
    for number, piece in enumerate(found):
        keys.append(_run(number, piece, keys[-1] if keys else ("", "")))
    for (kind, _), group in groupby(zip(keys, found, strict=True), key=lambda pair: pair[0]):
        yield kind, [piece for _, piece in group]


def _run(number: int, piece: Piece, before: tuple[str, str]) -> tuple[str, str]:
    kind = piece.block.kind
    if piece.table:
        return "table", piece.table
    if kind is Kind.LIST_ITEM:
        return "list", piece.item.around if piece.item else before[1] if before[0] == "list" else ""
    return ("quote", "") if kind is Kind.QUOTE else (str(kind), str(number))


def table_rows(found: Sequence[Piece]) -> list[list[Piece | None]]:
    """Return the cells of a table by row, None where there is none in a column that others stand in."""
    places = {column: place for place, column in enumerate(sorted({piece.column for piece in found}))}
    rows: list[list[Piece | None]] = []
    for _, group in groupby(found, key=lambda piece: piece.row):
        row: list[Piece | None] = []
        for piece in group:
            row += [None] * (places[piece.column] - len(row))
            row.append(piece)
        rows.append(row)
    return rows
