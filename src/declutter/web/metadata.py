"""Title, author, date and the rest of what a page says of its article, read by trafilatura.

It reads the tree; what lies far from the ends of the article is taken out before, which saves time and finds no author of
other articles.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np
from lxml.html import Element

from declutter.model import PageFacts

if TYPE_CHECKING:
    from declutter.model import Mark
    from declutter.segment.webpage import WebPage
    from declutter.web.judge import Verdict

NEAR = 12
"""How many blocks around the first one that is kept, and before the last one, are left in the tree, for the byline."""
_NEWLINE = re.compile("\n")
_DATES = {"extensive_search": False, "original_date": True, "min_date": "1995-01-01", "max_date": "2100-01-01"}
"""Fixed bounds: by itself the search asks the clock."""


def page_facts(page: WebPage, verdict: Verdict, url: str | None) -> PageFacts:
    """Return what is known of a page; its tree is taken apart for that."""
    from trafilatura.metadata import extract_metadata

    keeps = [each.keep for each in verdict.decisions]
    tree = page.tree if page.tree is not None else Element("html")
    _prune(page, keeps)
    found = extract_metadata(tree, default_url=url, date_config=_DATES, extensive=False)
    lines, columns = _places(page)
    return PageFacts(
        title=found.title,
        author=found.author,
        date=found.date,
        site=found.sitename,
        language=tree.get("lang") or found.language,
        url=found.url,
        confidence=verdict.confidence,
        marks=tuple(mark for mark in page.marks if _is_kept(page, mark, keeps)),
        lines=lines,
        columns=columns,
    )


def _is_kept(page: WebPage, mark: Mark, keeps: list[bool]) -> bool:
    """Say whether a mark stands in a block that is kept, or right before one."""
    at = bisect_left(page.blocks.ends, max(mark.start + 1, mark.end))
    return at < len(keeps) and keeps[at]


def _prune(page: WebPage, keeps: list[bool]) -> None:
    """Take out of the tree all but what is near the first block that is kept, and what is kept near the last one."""
    kept = np.flatnonzero(keeps).tolist()
    first = kept[0] if kept else 0
    alive = np.zeros(len(page.containers), bool)
    for at in (*range(max(0, first - NEAR), min(len(keeps), first + NEAR + 1)), *kept[-NEAR:]):
        alive[page.within[at]] = True
    for at in range(len(page.containers) - 1, 0, -1):
        if alive[at]:
            alive[page.containers[at].parent] = True
    for at, (each, element) in enumerate(zip(page.containers, page.elements, strict=True)):
        if each.parent >= 0 and not alive[at] and alive[each.parent]:
            element.drop_tree()


def _places(page: WebPage) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return line and column of the element of each block in the HTML."""
    starts = [0, *(newline.end() for newline in _NEWLINE.finditer(page.html))]
    offsets = [page.containers[home].at for home in page.within]
    lines = [bisect_right(starts, at) if at >= 0 else 0 for at in offsets]
    columns = [at - starts[line - 1] + 1 if at >= 0 else 0 for at, line in zip(offsets, lines, strict=True)]
    return tuple(lines), tuple(columns)
