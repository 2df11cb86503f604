"""A page cut into blocks, with what its tree says of each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from declutter.model import Mark
    from declutter.segment.blocks import Blocks


class Container(NamedTuple):
    """An element that bounds blocks, with what its tag says; the page's own is number 0."""

    parent: int
    tag: str
    names: str
    """Its class and id, role and item property, as they stand in the source."""
    depth: int
    hidden: bool
    at: int
    """Offset of its start tag in the HTML; -1 where that is not known."""
    number: int
    """How many with the same tag stand before it in its parent; for entries of ordered lists what they are counted as."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page cut into blocks."""

    html: str = field(repr=False)
    blocks: Blocks
    containers: tuple[Container, ...] = field(repr=False)
    elements: tuple[HtmlElement, ...] = field(repr=False)
    """The containers in the tree."""
    within: tuple[int, ...] = field(repr=False)
    """For each block the number of the container that bounds it."""
    homes: tuple[HtmlElement, ...] = field(repr=False)
    """For each block the innermost element that holds all of it; it may lie inside of a container. Empty where nobody asked."""
    linked: tuple[int, ...] = field(repr=False)
    """For each block how many of its characters are links."""
    marks: tuple[Mark, ...] = field(repr=False)
    """In the order of their starts."""
    title: str = ""
    """What the head of the page says its title is, in all forms."""
    about: str = ""
    """How the head of the page describes it."""
    tree: HtmlElement | None = field(repr=False, default=None)
    """The tree, for those who look for more than text."""

    @property
    def text(self) -> str:
        """The text of the page: that of its blocks, with blank lines between them."""
        return self.blocks.text
