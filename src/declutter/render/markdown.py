"""The kept part of a page as Markdown: headings, lists, tables, links, code, and the words that stand for images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from declutter.model import Kind
from declutter.render.pieces import pieces, runs, spelled, table_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.model import Mark, Report
    from declutter.render.pieces import Piece

_ENTITY = re.compile(r"&(?=(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]*);)")
_SPECIAL = re.compile(rf"([\\`*_\[\]<~|]|{_ENTITY.pattern})")
_LEADING = re.compile(r"^(\s*(?:\d{1,9}(?=[.)]\s))?)(#{1,6}(?=\s)|[-+](?=\s)|>|=+$|-{3,}$|(?<=\d)[.)])", re.MULTILINE)
_TICKS = re.compile("`+")
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_UNSAFE = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"}


class _Markdown:
    """How Markdown writes text and marks."""

    def text(self, text: str) -> str:
        """Return plain text."""
        return _SPECIAL.sub(r"\\\1", text)

    def code(self, text: str) -> str:
        """Return text inside of code."""
        return text

    def opening(self, mark: Mark, text: str) -> str:
        """Return what stands before the text of a mark."""
        if mark.name == "img":
            return f"![{self.text(' '.join(mark.text.split()))}]({_address(mark)})" if mark.value else ""
        if mark.name == "a":
            return "[" if mark.value else ""
        return _ticks(text) + " " * text.startswith("`") if mark.name == "code" else _SIGNS[mark.name]

    def closing(self, mark: Mark, text: str) -> str:
        """Return what stands after the text of a mark."""
        if mark.name == "img":
            return ""
        if mark.name == "a":
            return f"]({_address(mark)})" if mark.value else ""
        return " " * text.endswith("`") + _ticks(text) if mark.name == "code" else _SIGNS[mark.name]


_ESCAPED = r"\1\\\2"
_OTHER_SIGNS = str.maketrans("-.", "*)")
_SIGNS = {"strong": "**", "em": "*"}
_SPELLING = _Markdown()


def to_markdown(report: Report) -> str:
    """Return what is kept of a page as Markdown.

    Raises:
        InputError: the document is not a page.
    """
    written: list[str] = []
    differs, before = False, ""
    for kind, group in runs(pieces(report)):
        sign = group[0].item.sign[-1] if kind == "list" and group[0].item else ""
        differs = bool(sign) and sign == before and not differs
        written.append(_run(kind, group, report.document.text, differs=differs))
        before = sign
    return "\n\n".join(filter(None, written)) + "\n"


def _run(kind: str, group: Sequence[Piece], text: str, *, differs: bool) -> str:
    """Return a run; `differs` where a list follows one of its kind, from which other signs set it apart."""
    if kind == "table" and len(table_rows(group)) < len(group):
        return _table(group, text)
    lines = (_block(piece, text, differs=differs) for piece in group)
    return ("\n" if kind in ("list", "table") else "\n\n").join(lines)


def _block(piece: Piece, text: str, *, differs: bool) -> str:
    images = "".join(f"{_SPELLING.opening(mark, '')}\n\n" for mark in piece.images if mark.value)
    return images + _bare(piece, text, differs=differs)


def _bare(piece: Piece, text: str, *, differs: bool) -> str:
    kind = piece.block.kind
    if kind is Kind.CODE:
        source = "".join(span.of(text) for span in piece.spans)
        fence = max("```", _ticks(source), key=len)
        return f"{fence}\n{source}\n{fence}"
    words = spelled(piece, text, _SPELLING)
    if kind is Kind.HEADING:
        return f"{'#' * max(1, piece.block.level)} {' '.join(words.split())}"
    if piece.item is not None:
        sign = piece.item.sign.translate(_OTHER_SIGNS) if differs else piece.item.sign
        return f"{2 * piece.item.indent}{sign} {_LEADING.sub(_ESCAPED, ' '.join(words.split()))}"
    words = _LEADING.sub(_ESCAPED, words).replace("\n", "  \n")
    if kind is Kind.QUOTE:
        return "\n".join(f"> {line}" for line in words.split("\n"))
    return f"\n    {words}" if kind is Kind.LIST_ITEM else words


def _table(group: Sequence[Piece], text: str) -> str:
    rows = [[_cell(piece, text) for piece in row] for row in table_rows(group)]
    width = max(map(len, rows))
    full = [row + [""] * (width - len(row)) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in full]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _cell(piece: Piece | None, text: str) -> str:
    """Return a cell of a table on one line; a pipe would part it, even one in code."""
    if piece is None:
        return ""
    return _BARE_PIPE.sub(r"\\|", " ".join(spelled(piece, text, _SPELLING).split()))


def _ticks(text: str) -> str:
    """Return a run of ticks that the text does not hold."""
    longest = max(map(len, _TICKS.findall(text)), default=0)
    return "`" * (longest + 1)


def _address(mark: Mark) -> str:
    return _ENTITY.sub(r"\\&", "".join(_UNSAFE.get(char, char) for char in mark.value))
