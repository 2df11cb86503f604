"""Named facts of a block in its document: one table, name -> function.

Rules ask for them by name in `where`, in `unless` and in `shape`. None is worked out before a rule asks.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from declutter.model import Kind
from declutter.segment.text import is_prose

if TYPE_CHECKING:
    from collections.abc import Callable

    from declutter.segment.blocks import Blocks

ZONES = ("head", "story", "tail")
"""Before the first paragraph of prose, from it to the last one, and after it."""

_SENTENCE_ENDS = re.compile(r"[.!?…。！？][\"”’'»)\]]*(?:\s|$)")
_LINK = re.compile(r"https?://|www\.|\]\(")


class Layout:
    """What the judge reads of a document: its blocks, and where prose begins and ends."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks

    def text(self, index: int) -> str:
        """Return the source text of a block."""
        return self.blocks.text_of(index)

    def kind(self, index: int) -> Kind:
        """Return the kind of a block."""
        return self.blocks[index].kind

    @cached_property
    def prose(self) -> list[bool]:
        """For each block, whether it is a paragraph of prose."""
        return [
            end - start >= 100 and is_prose(self.text(at))
            for at, (start, end) in enumerate(zip(self.blocks.starts, self.blocks.ends, strict=True))
        ]

    @cached_property
    def story(self) -> range:
        """From the first to the last paragraph of prose; empty at the start where there is none."""
        found = [at for at, prose in enumerate(self.prose) if prose]
        return range(found[0], found[-1] + 1) if found else range(0)

    def zone(self, index: int) -> str:
        """Tell in which of `ZONES` a block lies."""
        if index < self.story.start or not self.story:
            return "head"
        return "story" if index in self.story else "tail"

    def heads(self, index: int) -> bool:
        """Say whether a block is a heading over something else than another heading."""
        if self.kind(index) is not Kind.HEADING:
            return False
        return index + 1 < len(self.blocks) and self.kind(index + 1) is not Kind.HEADING

    def measure(self, name: str, index: int) -> float:
        """Return a measure of a block by its name in `MEASURES`."""
        return MEASURES[name](self, index)


def _words(layout: Layout, index: int) -> float:
    return len(layout.text(index).split())


def _chars(layout: Layout, index: int) -> float:
    return layout.blocks.ends[index] - layout.blocks.starts[index]


def _sentences(layout: Layout, index: int) -> float:
    return max(1, len(_SENTENCE_ENDS.findall(layout.text(index))))


def _position(layout: Layout, index: int) -> float:
    return layout.blocks.starts[index] / max(1, layout.blocks.ends[-1])


def _digits(layout: Layout, index: int) -> float:
    text = layout.text(index)
    return sum(map(str.isdigit, text)) / len(text)


def _capitals(layout: Layout, index: int) -> float:
    words = layout.text(index).split()
    return sum(word[0].isupper() for word in words) / len(words)


def _links(layout: Layout, index: int) -> float:
    return len(_LINK.findall(layout.text(index)))


def _from_end(layout: Layout, index: int) -> float:
    return len(layout.blocks) - 1 - index


MEASURES: dict[str, Callable[[Layout, int], float]] = {
    "words": _words,
    "chars": _chars,
    "sentences": _sentences,
    "position": _position,
    "digits": _digits,
    "capitals": _capitals,
    "links": _links,
    "from_end": _from_end,
}
PLACED = frozenset({"position", "from_end"})
"""The measures that tell where a block stands, not what it is."""
