"""Boosted trees over columns: read from plain lists, run on arrays, and asked what spoke.

A tree is four lists, an entry for each node, level by level: columns, thresholds, left nodes, and values. The right node stands
right behind the left one; a leaf leads to itself, with a threshold that nothing passes. Values are log odds; that of an inner
node is the mean of the leaves below it, so that what each split changed can be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np

from declutter.arrays import packed, unpacked

NEVER = 1e300
"""The threshold of leaves."""
_ROWS = 32
"""So many rows go down the trees at once: what is worked on then stays in the cache of the processor."""
_UNCHECKED: Literal["clip"] = "clip"
"""No index is out of bounds, and it is quicker not to ask."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees as arrays; a node is an entry of each.

    A row goes to the left where its value is at most the threshold; the right node stands right behind the left one. At a
    leaf nothing is above the threshold, and the way leads to itself.
    """

    column: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    depth: int

    def odds(self, rows: np.ndarray) -> np.ndarray:
        """Return for each row what the trees hold of it, in log odds."""
        odds = [self.value.take(self._leaves(part)).sum(axis=1) for part in _parts(rows)]
        return np.concatenate([np.zeros(0), *odds])

    def heard(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return for each row the log odds, and for each of its columns what the splits on it changed in them."""
        both = [self._heard(part) for part in _parts(rows)]
        said = np.concatenate([np.zeros((0, rows.shape[1])), *(said for _, said in both)])
        return np.concatenate([np.zeros(0), *(odds for odds, _ in both)]), said

    def _leaves(self, rows: np.ndarray) -> np.ndarray:
        nodes, flat, first = self._start(rows)
        for _ in range(self.depth):
            nodes = self._next(nodes, flat, self._asked(nodes, first))
        return nodes

    def _heard(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        said = np.zeros(rows.size)
        nodes, flat, first = self._start(rows)
        value = self.value.take(nodes)
        for _ in range(self.depth):
            asked = self._asked(nodes, first)
            nodes = self._next(nodes, flat, asked)
            before, value = value, self.value.take(nodes)
            said += np.bincount(asked.ravel(), weights=(value - before).ravel(), minlength=rows.size)
        return value.sum(axis=1), said.reshape(rows.shape)

    def _start(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        nodes = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        return nodes, rows.ravel(), np.arange(0, rows.size, rows.shape[1])[:, None]

    def _asked(self, nodes: np.ndarray, first: np.ndarray) -> np.ndarray:
        """Return which values the nodes ask for."""
        asked: np.ndarray = self.column.take(nodes, mode=_UNCHECKED)
        asked += first
        return asked

    def _next(self, nodes: np.ndarray, flat: np.ndarray, asked: np.ndarray) -> np.ndarray:
        """Return the nodes below, by the values that are asked for."""
        below: np.ndarray = self.left.take(nodes, mode=_UNCHECKED)
        below += flat.take(asked, mode=_UNCHECKED) > self.threshold.take(nodes, mode=_UNCHECKED)
        return below


def _parts(rows: np.ndarray) -> list[np.ndarray]:
    return [rows[at : at + _ROWS] for at in range(0, len(rows), _ROWS)]


def chances(odds: np.ndarray) -> np.ndarray:
    """Return log odds as chances, 0 to 1."""
    result: np.ndarray = 1 / (1 + np.exp(-odds))
    return result


def grown(trees: Sequence[Sequence[Sequence[float]]], columns: int) -> Trees:
    """Return trees over so many columns as arrays.

    Raises:
        ValueError: they ask for a column that is not there, or lead nowhere.
    """
    column, threshold, left, value = (np.array([*chain.from_iterable(part)]) for part in zip(*trees, strict=True))
    if column.max() >= columns:
        raise ValueError("a tree asks for a column that is not there")
    sizes = np.array([len(tree[0]) for tree in trees])
    roots = np.cumsum(sizes) - sizes
    left = (left + np.repeat(roots, sizes)).astype(np.intp)
    if left.max() >= len(left):
        raise ValueError("a tree leads to a node that is not there")
    threshold = np.minimum(threshold, np.finfo(np.float32).max).astype(np.float32)
    return Trees(column.astype(np.intp), threshold, left, value, roots, _depth(left, roots))


def packed_trees(trees: Trees) -> list[Any]:
    """Return trees in a form that is kept as JSON."""
    arrays = (trees.column, trees.threshold, trees.left, trees.value, trees.roots)
    return [*map(packed, arrays), trees.depth]


def unpacked_trees(kept: Sequence[Any]) -> Trees:
    """Return the trees that were packed."""
    *arrays, depth = kept
    column, threshold, left, value, roots = map(unpacked, arrays)
    return Trees(column, threshold, left, value, roots, depth)


def _depth(left: np.ndarray, roots: np.ndarray) -> int:
    """Return how many steps it takes from the roots to the last leaf."""
    nodes, depth = roots, 0
    while len(nodes := nodes[left[nodes] != nodes]):
        nodes = np.concatenate([left[nodes], left[nodes] + 1])
        depth += 1
    return depth


def written(model: Any) -> list[list[list[float]]]:
    """Return the trees of a fitted lightgbm model as lists."""
    return [_written(each["tree_structure"]) for each in model.dump_model()["tree_info"]]


def _written(root: dict[str, Any]) -> list[list[float]]:
    nodes = [root]
    columns: list[float] = []
    thresholds: list[float] = []
    lefts: list[float] = []
    values: list[float] = []
    for at, node in enumerate(nodes):  # grows while it is read
        if "leaf_value" in node:
            split: tuple[float, float, float] = (0, NEVER, at)
        else:
            split = (node["split_feature"], round(float(np.float32(node["threshold"])), 6), len(nodes))
            nodes += [node["left_child"], node["right_child"]]
        for part, what in zip((columns, thresholds, lefts), split, strict=True):
            part.append(what)
        values.append(round(node["leaf_value"] if "leaf_value" in node else node["internal_value"], 5))
    return [columns, thresholds, lefts, values]
