"""The words of a document, once for all columns: folded, by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from declutter.folding import HASHED_LETTERS, make_key

if TYPE_CHECKING:
    from declutter.segment.blocks import Blocks

_WORD_BYTES = bytes(code if chr(code).isalnum() or code in HASHED_LETTERS else 0x20 for code in range(256))
"""What is no letter and no digit parts words."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The folded words of all blocks, one after the other."""

    words: list[bytes]
    counts: np.ndarray
    """How many words each block has."""
    block: np.ndarray
    """For each word the block it stands in."""
    ids: np.ndarray
    """For each word a number, the same for the same word."""
    key: bytes
    """The folded text."""
    starts: np.ndarray
    """Where each block starts in the key."""
    ends: np.ndarray


def words_of(text: str) -> list[bytes]:
    """Return the folded words of a text."""
    return make_key(text).data.translate(_WORD_BYTES).split()


def tokenise(blocks: Blocks) -> Tokens:
    """Cut all blocks of a document into folded words."""
    key = make_key(blocks.text)
    spaced = key.data.translate(_WORD_BYTES)
    starts, ends = list(map(key.locate, blocks.starts)), list(map(key.locate, blocks.ends))
    by_block = [spaced[start:end].split() for start, end in zip(starts, ends, strict=True)]
    words = [word for each in by_block for word in each]
    counts = np.fromiter(map(len, by_block), np.int64, len(by_block))
    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    ids = np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))
    block = np.repeat(np.arange(len(by_block)), counts)
    return Tokens(words, counts, block, ids, key.data, np.array(starts, np.int64), np.array(ends, np.int64))
