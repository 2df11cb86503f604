"""HTML: one walk over the tree of a page cuts it into blocks, each with its place in the tree and in the source.

A block is a run of text between the boundaries of block-level elements. Nothing that a browser shows is left out: what
goes is for the judge to say. Hidden parts are blocks too, with a flag, since scripts show them later.

The text of the page is the texts of its blocks with blank space between them. All spans count in it; where a block begins
in the HTML is kept beside them. The parser tells no offsets, so each start tag carries its own to the tree as an attribute.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import Element, HTMLParser

from declutter.segment.walk import OFFSET, Walk

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from declutter.segment.webpage import WebPage

THIN = 150
"""Words under which a page is thin: then what it says to browsers without scripts is read too."""
LONG_TAG, MOST_ATTRIBUTES = 2_000, 300
"""Characters of a start tag from which its attributes are counted, and how many it may have: parsers compare each with all."""

_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCES = re.compile(
    r"&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[1-8bcef]|1[\da-f]|fff[ef])(?![\da-f]));?", re.IGNORECASE
)
"""Characters that XML does not know, as themselves and as numbers: a tree takes them in, and cannot be changed with them."""

_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext"
_ATTRIBUTES = r"""(?:=\s*(?:"[^"]*"|'[^']*')|[^>])*+"""
"""Quotation marks hold a value only after an equals sign; strays are a part of some name."""
_START = re.compile(
    rf"""<!--(?:-?>|.*?(?:--!?>|\Z))
      | (</(?:html|body)(?=[\s/>]){_ATTRIBUTES}>)
      | <({_RAW})\b{_ATTRIBUTES}>.*?(?=</\2\b|\Z)
      | <([a-z][^\s/>]*)(?=[\s/>]){_ATTRIBUTES}""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def read_page(html: str, *, homes: bool = False) -> WebPage:
    """Cut a page into blocks.

    Args:
        html: the source.
        homes: whether to find the innermost element around each block, as selectors need it.

    Raises:
        InputError: it is nested too deeply to be read.
    """
    tree = _parse(html)
    walk = Walk(homes=homes)
    walk.read(tree)
    if walk.words < THIN and walk.unscripted:
        walk = Walk(unscripted=True, homes=homes)
        walk.read(tree)
    return walk.page(html, tree)


def _parse(html: str) -> HtmlElement:
    source = _START.sub(_marked, _fit(html))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree: HtmlElement | None = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # there is no element in it
        tree = None
    return Element("html") if tree is None else tree


def _fit(html: str) -> str:
    """Return a source with blanks for what cannot be in a tree; nothing in it moves."""
    for unfit in (_CONTROLS, _REFERENCES):
        html = unfit.sub(lambda found: " " * len(found[0]), html)
    return html.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _marked(tag: re.Match[str]) -> str:
    """Return a start tag with its own offset as an attribute; one with more attributes than anybody writes loses them.

    The end tags of the page go: the parser stops at them, and browsers do not.
    """
    if tag[3] is None:
        return "" if tag[1] else tag[0]
    end = tag.end(3) - tag.start()
    if tag.end() - tag.start() > LONG_TAG and len(tag[0].split()) > MOST_ATTRIBUTES:
        return f'{tag[0][:end]} {OFFSET}="{tag.start()}"'
    return f'{tag[0][:end]} {OFFSET}="{tag.start()}"{tag[0][end:]}'
