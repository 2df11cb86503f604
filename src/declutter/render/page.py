"""The kept part of a page as HTML, safe to embed: a few elements of our own, all text escaped, no scripts, styles or forms."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from declutter.model import Kind
from declutter.render.pieces import pieces, runs, spelled, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.model import Mark, Report
    from declutter.render.pieces import Piece


class _Html:
    """How HTML writes text and marks."""

    def text(self, text: str) -> str:
        """Return plain text."""
        return escape(text).replace("\n", "<br>\n")

    def code(self, text: str) -> str:
        """Return text inside of code."""
        return escape(text)

    def opening(self, mark: Mark, _text: str) -> str:
        """Return what stands before the text of a mark."""
        if mark.name == "img":
            return f'<img src="{escape(mark.value)}" alt="{escape(mark.text)}">' if mark.value else ""
        if mark.name == "a":
            return f'<a href="{escape(mark.value)}" rel="nofollow noopener">' if mark.value else ""
        return f"<{mark.name}>"

    def closing(self, mark: Mark, _text: str) -> str:
        """Return what stands after the text of a mark."""
        if mark.name in ("img", "a") and not (mark.name == "a" and mark.value):
            return ""
        return f"</{mark.name}>"


_SPELLING = _Html()


def to_html(report: Report) -> str:
    """Return what is kept of a page as HTML, in one `article` element.

    Raises:
        InputError: the document is not a page.
    """
    text = report.document.text
    lines = (line for kind, group in runs(pieces(report)) for line in _run(kind, group, text))
    return "\n".join(["<article>", *lines, "</article>"]) + "\n"


def _run(kind: str, group: Sequence[Piece], text: str) -> Iterator[str]:
    for mark in group[0].images:
        if mark.value:
            yield f"<p>{_SPELLING.opening(mark, '')}</p>"
    if kind == "table":
        yield _table(group, text)
    elif kind == "list":
        yield from _list(group, text)
    elif kind == "quote":
        yield "<blockquote>\n" + "\n".join(_block(piece, text) for piece in group) + "\n</blockquote>"
    else:
        yield _block(group[0], text)


def _block(piece: Piece, text: str) -> str:
    if piece.block.kind is Kind.CODE:
        return f"<pre><code>{escape(''.join(span.of(text) for span in piece.spans))}</code></pre>"
    tag = f"h{max(1, piece.block.level)}" if piece.block.kind is Kind.HEADING else "p"
    return f"<{tag}>{spelled(piece, text, _SPELLING)}</{tag}>"


def _table(group: Sequence[Piece], text: str) -> str:
    rows = ("".join(_cell(piece, text) for piece in row) for row in table_rows(group))
    return "<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"


def _cell(piece: Piece | None, text: str) -> str:
    if piece is None:
        return "<td></td>"
    tag = "th" if piece.is_head else "td"
    return f"<{tag}>{spelled(piece, text, _SPELLING)}</{tag}>"


def _list(group: Sequence[Piece], text: str) -> Iterator[str]:
    """Yield the lines of a list with the lists inside it; what belongs to an entry and is none stands as its text."""
    opened: list[str] = []
    following: dict[int, int] = {}
    for piece in group:
        item = piece.item
        depth = len(item.indent) // 2 + 1 if item else max(1, len(opened))
        tag = "ol" if item and item.sign != "-" else "ul"
        while len(opened) > depth or (item and len(opened) == depth and opened[-1] != tag):
            yield f"</li>\n</{opened.pop()}>"
        if item and len(opened) == depth:
            yield "</li>"
        start = "" if opened and not item else "<li>"
        while len(opened) < depth:
            opened.append(tag)
            following[len(opened)] = 1
            yield f"<{tag}>" + "\n<li>" * (len(opened) < depth)
        yield (_numbered(item.sign, following, depth) if item and tag == "ol" else start) + spelled(piece, text, _SPELLING)
    while opened:
        yield f"</li>\n</{opened.pop()}>"


def _numbered(sign: str, following: dict[int, int], depth: int) -> str:
    """Return the start tag of an entry that has a number, which is said where it is not the one that follows by itself."""
    number = int(sign[:-1])
    value = "" if number == following[depth] else f' value="{number}"'
    following[depth] = number + 1
    return f"<li{value}>"
