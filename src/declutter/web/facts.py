"""What all columns of a page start from: its blocks and containers as arrays, and sums over them.

The sums over containers are taken level by level, from the deepest up, so that each is one addition of arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from declutter.columns.tokens import tokenise

if TYPE_CHECKING:
    from declutter.columns.tokens import Tokens
    from declutter.segment.webpage import WebPage

LONG = 25
"""Words from which a block with few links is a paragraph to us."""
_SECTIONS = frozenset({"article", "main", "section", "aside", "nav", "header", "footer", "form", "body"})


@dataclass(frozen=True)
class Facts:
    """A page as arrays. Blocks are counted from 0, and so are containers."""

    page: WebPage

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self.page.blocks)

    @cached_property
    def tokens(self) -> Tokens:
        """The folded words of all blocks."""
        return tokenise(self.page.blocks)

    @cached_property
    def words(self) -> np.ndarray:
        """How many words each block has; one at least, as a block of symbols is there too."""
        result: np.ndarray = np.maximum(1, self.tokens.counts).astype(float)
        return result

    @cached_property
    def codes(self) -> np.ndarray:
        """The characters of the page, one number each: those beyond 65,535 as a symbol."""
        wide = np.frombuffer(self.page.text.encode("utf-32-le", "surrogatepass"), np.uint32)
        result: np.ndarray = np.minimum(wide, 0xFFFF).astype(np.uint16)
        return result

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each block starts."""
        return np.array(self.page.blocks.starts, np.int64)

    @cached_property
    def ends(self) -> np.ndarray:
        """Where each block ends."""
        return np.array(self.page.blocks.ends, np.int64)

    def within(self, flags: np.ndarray) -> np.ndarray:
        """Return how many of the flags, one a character, are set within each block."""
        total = np.concatenate([[0], np.cumsum(flags, dtype=np.int64)])
        result: np.ndarray = total[self.ends] - total[self.starts]
        return result

    @cached_property
    def linked(self) -> np.ndarray:
        """Which share of each block is links."""
        result: np.ndarray = np.array(self.page.linked) / np.maximum(1, self.ends - self.starts)
        return result

    @cached_property
    def sentences(self) -> np.ndarray:
        """How many signs that end sentences each block has."""
        return self.within(np.isin(self.codes, [ord(sign) for sign in ".!?。！？…"])).astype(float)

    @cached_property
    def paragraph(self) -> np.ndarray:
        """Which blocks are long, with few links."""
        result: np.ndarray = (self.words >= LONG) & (self.linked < 0.4)
        return result

    @cached_property
    def home(self) -> np.ndarray:
        """For each block its container."""
        return np.array(self.page.within, np.int64)

    @cached_property
    def parent(self) -> np.ndarray:
        """For each container the one around it; the first one is its own."""
        return np.maximum(0, np.array([each.parent for each in self.page.containers], np.int64))

    @cached_property
    def _levels(self) -> list[np.ndarray]:
        """The containers by depth, the deepest first, without the first one."""
        depth = np.array([each.depth for each in self.page.containers])
        order = np.argsort(-depth, kind="stable")
        bounds = np.flatnonzero(np.diff(depth[order])) + 1
        return [level for level in np.split(order, bounds) if depth[level[0]] > 0]

    @property
    def levels_down(self) -> list[np.ndarray]:
        """The containers by depth from the top, without the first one."""
        return self._levels[::-1]

    def gathered(self, values: np.ndarray) -> np.ndarray:
        """Return for each container the sum of the values of all blocks in it."""
        sums = np.bincount(self.home, weights=values, minlength=len(self.parent))
        for level in self._levels:
            np.add.at(sums, self.parent[level], sums[level])
        return sums

    def handed_down(self, values: np.ndarray) -> np.ndarray:
        """Return for each container its own flags, or bits, and those of all around it."""
        flags = values.copy()
        for level in self.levels_down:
            flags[level] |= flags[self.parent[level]]
        return flags

    @cached_property
    def section(self) -> np.ndarray:
        """For each container the nearest one, itself included, that is a section of the page."""
        own = np.array([each.tag in _SECTIONS for each in self.page.containers])
        result = np.where(own, np.arange(len(own)), 0)
        for level in self.levels_down:
            result[level] = np.where(own[level], level, result[self.parent[level]])
        return result

    @cached_property
    def signature(self) -> np.ndarray:
        """For each container a number that those with the same tag and names share, and the one around them too."""
        own = [(each.tag, each.names) for each in self.page.containers]
        numbers: dict[object, int] = {}
        found = [numbers.setdefault((pair, own[above]), len(numbers)) for pair, above in zip(own, self.parent, strict=True)]
        return np.array(found, np.int64)
