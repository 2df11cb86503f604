"""In which column of its table a cell stands: those before it count, and those that reach down from rows above it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement as Element

    from declutter.segment.webpage import Container

CELLS = frozenset({"td", "th"})
WIDEST, HIGHEST = 100, 100_000
"""Columns that a cell takes up, at most, and that are left free below it; and rows that it reaches down."""
_NUMBER = re.compile(r"\s*(\d{1,9})(?!\d)")


def columns(containers: Sequence[Container], elements: Sequence[Element]) -> dict[int, int]:
    """Return the column of each container that is a cell, counted from 0."""
    found: dict[int, int] = {}
    free: defaultdict[int, int] = defaultdict(int)
    taken: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for at, (each, element) in enumerate(zip(containers, elements, strict=True)):
        if each.tag not in CELLS:
            continue
        row = containers[each.parent]
        until = taken[row.parent]
        column = free[each.parent]
        while until.get(column, 0) >= row.number:
            column += 1
        found[at] = column
        free[each.parent] = column + min(WIDEST, number_in(element, "colspan", 1) or 1)
        last = row.number + (number_in(element, "rowspan", 1) or HIGHEST) - 1
        until.update(dict.fromkeys(range(column, min(free[each.parent], WIDEST)), last))
    return found


def number_in(element: Element, name: str, otherwise: int) -> int:
    """Return the number in an attribute, or another where it has none of up to nine digits."""
    number = _NUMBER.match(element.get(name) or "")
    return int(number[1]) if number else otherwise
