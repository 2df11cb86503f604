"""Blocks in a row: what stands around a block counts, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.chain import in_row

CHANCES = st.lists(st.floats(0, 1), max_size=30)


@given(CHANCES)
def test_what_comes_out_are_chances_of_the_same_blocks(chances: list[float]) -> None:
    """Whatever the document, each of its blocks has a chance from 0 to 1."""
    found = in_row(np.array(chances))
    assert found.shape == (len(chances),)
    assert ((found >= 0) & (found <= 1)).all()


@given(st.floats(0.03, 0.97), st.integers(1, 30))
def test_blocks_that_are_all_alike_say_nothing_of_each_other(chance: float, count: int) -> None:
    """Where no block differs from its neighbours, none changes; nor does the only block of a document."""
    assert in_row(np.full(count, chance)) == pytest.approx(np.full(count, chance))


@given(CHANCES)
def test_what_is_certain_stays_certain(chances: list[float]) -> None:
    """What a rule has the last word on is not weighed again."""
    found = in_row(np.array([0.0, *chances, 1.0]))
    assert (found[0], found[-1]) == (0, 1)


@pytest.mark.parametrize(("around", "rises"), [(0.95, True), (0.05, False)])
def test_a_doubtful_block_goes_with_those_around_it(around: float, rises: bool) -> None:
    """In a run of clutter doubt speaks for clutter, in an article for the article."""
    menu, article = [0.95] * 10, [0.05] * 10
    middle = [around] * 5
    found = in_row(np.array([*menu, *middle, 0.5, *middle, *article]))
    assert (found[15] > 0.6, found[15] < 0.4) == (rises, not rises)
