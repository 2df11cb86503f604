"""Patterns made of kept code, and weights made of kept arrays: nobody can tell them from those that were worked out."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
import regex
from hypothesis import given
from hypothesis.extra import numpy as arrays

from declutter.arrays import packed, unpacked
from declutter.matchers import code
from declutter.segmenter import DEFAULT, _packed, _parsed, _unpacked
from tests.test_literals import ENGINE_ONLY, FILTERABLE, patterns


def _kept(source: str) -> regex.Pattern[str]:
    code.know(json.loads(json.dumps(code.code_of([source]))))
    return code.compiled(source)


@pytest.mark.parametrize("source", [*FILTERABLE, *(source for source, _ in ENGINE_ONLY), r"by (?<who>\w+) and (?<other>\w+)"])
def test_a_pattern_made_of_its_code_is_the_pattern(source: str) -> None:
    """What is made of kept code is what the source compiles to, named groups and all."""
    assert pickle.dumps(_kept(source)) == pickle.dumps(regex.compile(source))


@given(patterns)
def test_any_pattern_made_of_its_code_is_the_pattern(source: str) -> None:
    """The same holds for patterns put together at random."""
    assert pickle.dumps(_kept(source)) == pickle.dumps(regex.compile(source))


def test_a_pattern_without_code_fails_when_it_is_needed() -> None:
    """What cannot be compiled is left out, and is an error where it is used."""
    assert code.code_of(["(", "a"]).keys() == {"a"}
    with pytest.raises(regex.error):
        code.compiled("(")


@given(arrays.arrays(np.float32, arrays.array_shapes(min_side=0)))
def test_a_kept_array_is_the_array(array: np.ndarray) -> None:
    """Type, shape and every bit come back, by way of JSON."""
    back = unpacked(json.loads(json.dumps(packed(array))))
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_kept_weights_are_the_weights() -> None:
    """What is made of kept weights is what the file of weights says."""
    weights = _parsed(DEFAULT)
    assert pickle.dumps(_unpacked(json.loads(json.dumps(_packed(weights))))) == pickle.dumps(weights)
