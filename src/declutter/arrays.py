"""What is asked of arrays over the blocks of a document in more than one place."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    Packed = tuple[str, Sequence[int], str]


def packed(array: np.ndarray) -> Packed:
    """Return an array in a form that is kept as JSON: its type, its shape, and its bytes."""
    return array.dtype.str, array.shape, b64encode(array.tobytes()).decode()


def unpacked(kept: Packed) -> np.ndarray:
    """Return the array that was packed; it cannot be written to."""
    kind, shape, data = kept
    return np.frombuffer(b64decode(data), kind).reshape(shape)


def runs(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where each run of equal values begins, and how long it is."""
    bounds = np.concatenate([[0], 1 + np.flatnonzero(values[1:] != values[:-1]), [len(values)]])
    first = bounds[:-1] if len(values) else bounds[:0]
    return first, bounds[1:][: len(first)] - first


def since(flags: np.ndarray) -> np.ndarray:
    """Return for each block the last one at or before it that is flagged; -10 where there is none."""
    order = np.arange(len(flags))
    result: np.ndarray = np.maximum.accumulate(np.where(flags, order, -10))
    return result


def until(flags: np.ndarray) -> np.ndarray:
    """Return for each block the next one at or after it that is flagged; ten past the end where there is none."""
    order = np.arange(len(flags))
    result: np.ndarray = np.minimum.accumulate(np.where(flags, order, len(flags) + 10)[::-1])[::-1]
    return result
