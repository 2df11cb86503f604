"""Which label a block of page furniture has: by what it lies in, the nearest element first.

How likely a block is furniture is learned; what kind of furniture it is, the page itself says in its tags and names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.model import Label
from declutter.web.names import hinted

if TYPE_CHECKING:
    from declutter.segment.webpage import WebPage

_BY_HINT = (
    ("ad", Label.AD),
    ("consent", Label.LEGAL),
    ("letter", Label.SUBSCRIBE),
    ("share", Label.SHARE),
    ("comment", Label.COMMENTS),
    ("related", Label.RELATED),
    ("promo", Label.PROMO),
    ("menu", Label.NAV),
)
"""In the order in which they win, where one element hints at several."""
_BY_TAG = {"nav": Label.NAV}
_WEAK_BY_HINT = (
    ("footer", Label.NAV),
    ("author", Label.AUTHOR_BIO),
    ("header", Label.NAV),
    ("form", Label.OTHER),
    ("side", Label.RELATED),
)
_WEAK_BY_TAG = {"form": Label.OTHER, "button": Label.OTHER}
"""What is asked where nothing around a block hints at anything stronger."""
_LEGAL = frozenset(
    {
        "©",
        "copyright",
        "rights",
        "privacy",
        "terms",
        "cookie",
        "cookies",
        "policy",
        "imprint",
        "impressum",
        "datenschutz",
        "légales",
    }
)
BIO_WORDS = 12
"""Shorter blocks beside an author are bylines."""
MENU_WORDS = 4
"""Links with more words than this are titles of other pages."""
FORM_TAGS = frozenset({"form", "button", "label", "fieldset", "legend"})


def label_of(page: WebPage, block: int) -> Label:
    """Return the label of a block that is not part of the article."""
    words = page.blocks.text_of(block).split()
    above = [page.containers[at] for at in _around(page, block)]
    for table, tags in ((_BY_HINT, _BY_TAG), (_WEAK_BY_HINT, _WEAK_BY_TAG)):
        for each in above:
            hints = hinted(each.names)
            found = next((label for hint, label in table if hint in hints), None) or tags.get(each.tag)
            if found:
                return _finer(found, words, {each.tag for each in above})
    return _by_look(page, block, words, {each.tag for each in above})


def _around(page: WebPage, block: int) -> list[int]:
    """Return the containers around a block, the nearest first."""
    found, at = [], page.within[block]
    while at >= 0:
        found.append(at)
        at = page.containers[at].parent
    return found


def _finer(label: Label, words: list[str], tags: set[str]) -> Label:
    if label is Label.COMMENTS and tags & FORM_TAGS:
        return Label.COMMENT_FORM
    if label is Label.AUTHOR_BIO and len(words) < BIO_WORDS:
        return Label.OTHER
    if label is Label.NAV and _is_legal(words):
        return Label.LEGAL
    if label is Label.RELATED and len(words) < MENU_WORDS:
        return Label.NAV
    return label


def _by_look(page: WebPage, block: int, words: list[str], tags: set[str]) -> Label:
    if _is_legal(words):
        return Label.LEGAL
    linked = page.linked[block] > 0.5 * sum(map(len, words))
    if tags & {"nav", "header", "footer"} or (linked and len(words) < MENU_WORDS):
        return Label.NAV
    return Label.RELATED if linked else Label.OTHER


def _is_legal(words: list[str]) -> bool:
    return bool(_LEGAL & {word.lower().strip(".,:|") for word in words})
