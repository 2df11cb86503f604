"""Tables of what the benchmarks measured, for terminals and for Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def table(rows: Sequence[Sequence[str]], *, markdown: bool = False) -> str:
    """Return rows, the first of which is the head, as one table: the first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths, markdown=markdown) for row in rows]
    rule = "|".join(["", "---", *["---:"] * (len(widths) - 1), ""]) if markdown else "  ".join("-" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int], *, markdown: bool) -> str:
    if markdown:
        return f"| {' | '.join(row)} |"
    return "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
