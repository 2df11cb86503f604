"""The words of a document, once for all columns: folded, and by block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from declutter.folding import HASHED_LETTERS, make_key

if TYPE_CHECKING:
    from declutter.segment.blocks import Blocks

_WORD_BYTES = bytes(code if chr(code).isalnum() or code in HASHED_LETTERS else 0x20 for code in range(256))
"""What is no letter and no digit parts words."""
LONG_WORD = 3
"""Longer words mostly carry a meaning of their own."""


class Words:
    """The folded words of a text, whatever its blocks are."""

    def __init__(self, text: str) -> None:
        self.key = make_key(text)
        spaced = self.key.data.translate(_WORD_BYTES)
        self.all = spaced.split()
        inside = np.frombuffer(spaced, np.uint8) != 0x20
        self.starts = np.flatnonzero(inside & ~np.concatenate([[False], inside[:-1]]))
        """Where each word starts in the key."""
        numbers = {word: number for number, word in enumerate(dict.fromkeys(self.all))}
        self.kinds = list(numbers)
        """Each word once."""
        self.ids = np.fromiter(map(numbers.__getitem__, self.all), np.int64, len(self.all))
        """For each word its number in `kinds`."""

    @cached_property
    def are_long(self) -> np.ndarray:
        """For each of `kinds` whether it is long."""
        return np.fromiter((len(word) > LONG_WORD for word in self.kinds), bool, len(self.kinds))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text, as its blocks or its sentences part them."""

    source: Words
    counts: np.ndarray
    """How many words each block has."""
    first: np.ndarray
    """For each block the number of its first word."""
    block: np.ndarray
    """For each word the block it stands in."""
    starts: np.ndarray
    """Where each block starts in the key."""
    ends: np.ndarray

    @property
    def words(self) -> list[bytes]:
        """All words, one after the other."""
        return self.source.all

    @property
    def ids(self) -> np.ndarray:
        """For each word a number, the same for the same word."""
        return self.source.ids

    @property
    def key(self) -> bytes:
        """The folded text."""
        return self.source.key.data


def words_of(text: str) -> list[bytes]:
    """Return the folded words of a text."""
    return make_key(text).data.translate(_WORD_BYTES).split()


def tokenise(blocks: Blocks, source: Words | None = None) -> Tokens:
    """Give the words of a text to its blocks; `source` has them where the text was read before.

    A word belongs to the block that it begins in, as nothing but blank space lies between blocks.
    """
    source = source or Words(blocks.text)
    starts, ends = (np.array(source.key.locate_all(each), np.int64) for each in (blocks.starts, blocks.ends))
    bounds = np.append(np.searchsorted(source.starts, starts), len(source.all))
    first, counts = bounds[:-1], bounds[1:] - bounds[:-1]
    return Tokens(source, counts, first, np.repeat(np.arange(len(starts)), counts), starts, ends)
