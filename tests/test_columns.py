"""Columns of a document, held against what one counts block by block."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from declutter.arrays import runs
from declutter.columns.tokens import tokenise, words_of
from declutter.segment.text import MAX_LINE, segment_text
from tests.strategies import HOSTILE


@given(HOSTILE)
def test_a_word_belongs_to_the_block_that_it_begins_in(text: str) -> None:
    """The words of all blocks at once are those of each block by itself."""
    blocks = segment_text(text)
    tokens = tokenise(blocks)
    given_to = [tokens.words[first : first + count] for first, count in zip(tokens.first, tokens.counts, strict=True)]
    assert given_to == [words_of(blocks.text_of(at)) for at in range(len(blocks))]
    assert tokens.block.tolist() == [at for at, words in enumerate(given_to) for _ in words]


def test_a_word_that_two_blocks_cut_counts_once() -> None:
    """A line without a blank is cut where it is too long for a paragraph, in the middle of its word."""
    assert tokenise(segment_text("a" * (MAX_LINE + 5))).counts.tolist() == [1, 0]


@given(st.lists(st.integers(0, 2)))
def test_runs_tile_an_array(values: list[int]) -> None:
    """Each run is of one value, the next one of another, and together they are the array."""
    first, sizes = runs(np.array(values, int))
    found = [(values[start], size) for start, size in zip(first.tolist(), sizes.tolist(), strict=True)]
    assert [value for value, size in found for _ in range(size)] == values
    assert all(before[0] != after[0] for before, after in pairwise(found))
