"""Which label a block of page furniture has: by what it lies in, the nearest element first.

How likely a block is furniture is learned; what kind of furniture it is, the page itself says in its tags and names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

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
_BIO = re.compile(
    r"\b(?:author|writer|contributor)s?[-_]{0,2}(?:bio|box|card|about|info|desc)|about[-_]?(?:the[-_]?)?author|\bbio(?:graphy)?\b",
    re.IGNORECASE,
)
"""How makers of pages call the box about the author. Pages about people have biographies too, so size counts with it."""
MENU_WORDS = 4
"""Links with more words than this are titles of other pages."""
FORM_TAGS, FRAME_TAGS = frozenset({"form", "button", "label", "fieldset", "legend"}), frozenset({"nav", "header", "footer"})


class Surroundings(NamedTuple):
    """What a container and those around it say of what lies in them; the nearest has the word."""

    strong: Label | None = None
    weak: Label | None = None
    """What is asked where nothing says anything stronger."""
    form: bool = False
    """Whether it lies in a form."""
    frame: bool = False
    """Whether it lies in what pages repeat."""


def surroundings(page: WebPage) -> list[Surroundings]:
    """Return what each container says, from the outermost down."""
    found: list[Surroundings] = []
    for each in page.containers:
        above = found[each.parent] if each.parent >= 0 else Surroundings()
        strong, weak = _own(each.names, each.tag)
        form, frame = each.tag in FORM_TAGS, each.tag in FRAME_TAGS
        found.append(Surroundings(strong or above.strong, weak or above.weak, form or above.form, frame or above.frame))
    return found


@lru_cache(maxsize=20_000)
def _own(names: str, tag: str) -> tuple[Label | None, Label | None]:
    """Return the strong and the weak label that an element asks for by its own names and its tag."""
    hints = hinted(names)
    strong = next((label for hint, label in _BY_HINT if hint in hints), None)
    weak = next((label for hint, label in _WEAK_BY_HINT if hint in hints), None)
    return strong or _BY_TAG.get(tag), weak or _WEAK_BY_TAG.get(tag)


def label_of(page: WebPage, block: int, around: Surroundings) -> Label:
    """Return the label of a block that is not part of the article; `around` is what its container says."""
    words = page.blocks.text_of(block).split()
    found = around.strong or around.weak
    return _finer(found, words, around) if found else _by_look(page, block, words, around)


def _around(page: WebPage, block: int) -> list[int]:
    """Return the containers around a block, the nearest first."""
    found, at = [], page.within[block]
    while at >= 0:
        found.append(at)
        at = page.containers[at].parent
    return found


def bio_named(page: WebPage, block: int) -> str | None:
    """Return what the page calls the box about the author in which a block lies; None where it lies in none."""
    if page.blocks.text_of(block).count(" ") + 1 < BIO_WORDS:
        return None
    found = (_BIO.search(page.containers[at].names) for at in _around(page, block))
    return next((name.group() for name in found if name), None)


def _finer(label: Label, words: list[str], around: Surroundings) -> Label:
    if label is Label.COMMENTS and around.form:
        return Label.COMMENT_FORM
    if label is Label.AUTHOR_BIO and len(words) < BIO_WORDS:
        return Label.OTHER
    if label is Label.NAV and _is_legal(words):
        return Label.LEGAL
    if label is Label.RELATED and len(words) < MENU_WORDS:
        return Label.NAV
    return label


def _by_look(page: WebPage, block: int, words: list[str], around: Surroundings) -> Label:
    if _is_legal(words):
        return Label.LEGAL
    linked = page.linked[block] > 0.5 * sum(map(len, words))
    if around.frame or (linked and len(words) < MENU_WORDS):
        return Label.NAV
    return Label.RELATED if linked else Label.OTHER


def _is_legal(words: list[str]) -> bool:
    return bool(_LEGAL & {word.lower().strip(".,:|") for word in words})
