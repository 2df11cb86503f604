"""The learned judge: small trees over the columns of a document, read from a file that a person can read too.

The trees say how likely each block is clutter; the document is then decided as a whole, by the F1 that is to be expected.
Whatever goes by this names the columns that spoke most, so that it can be checked like any rule.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from declutter.columns import NAMES, WORDS
from declutter.errors import InputError
from declutter.model import DROP_LABELS, Evidence, Label

DEFAULT = Path(__file__).parent / "weights" / "default.json"
FREE_LOSS = 0.01
"""Share of the editorial words that may be lost before caution speaks."""
MOST_REASONS = 4
_LEAF = -1


@dataclass(frozen=True, slots=True)
class Weights:
    """Trees and label weights as arrays; a node of a tree is a column of these arrays.

    A block goes to the left where its value is at most the threshold. A leaf has no feature, and points at itself.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    """What a node says, in log odds: the mean of the leaves below it, for explaining."""
    roots: np.ndarray
    depth: int
    centre: np.ndarray
    scale: np.ndarray
    labels: np.ndarray
    """Of the label weights: a row for each column and one for the constant, a column for each label."""

    def chances(self, columns: np.ndarray) -> np.ndarray:
        """Return for each block how likely it is clutter, 0 to 1."""
        nodes = np.broadcast_to(self.roots, (len(columns), len(self.roots)))
        for _ in range(self.depth):
            nodes = self._next(columns, nodes)
        odds: np.ndarray = self.value[nodes].sum(axis=1)
        chances: np.ndarray = 1 / (1 + np.exp(-odds))
        return chances

    def _next(self, columns: np.ndarray, nodes: np.ndarray) -> np.ndarray:
        feature = np.maximum(0, self.feature[nodes])
        values = np.take_along_axis(columns, feature, axis=1)
        after: np.ndarray = np.where(values <= self.threshold[nodes], self.left[nodes], self.right[nodes])
        return after

    def label_of(self, row: np.ndarray) -> Label:
        """Return the label that a block most likely has, given that it is clutter."""
        scores = ((row - self.centre) / self.scale) @ self.labels[:-1] + self.labels[-1]
        return DROP_LABELS[int(np.argmax(scores))]

    def reasons(self, row: np.ndarray, chance: float) -> tuple[Evidence, ...]:
        """Return the columns that spoke most for clutter in a block: what each split on its way changed in the odds."""
        said = np.zeros(len(NAMES))
        nodes = self.roots
        for _ in range(self.depth):
            after = self._next(row[None, :], nodes[None, :])[0]
            inner = self.feature[nodes] != _LEAF
            np.add.at(said, self.feature[nodes][inner], (self.value[after] - self.value[nodes])[inner])
            nodes = after
        loudest = np.argsort(-said, kind="stable")[:MOST_REASONS]
        heard = [at for at in loudest if said[at] > 0] or [loudest[0]]
        total = max(1e-9, float(said[said > 0].sum()))
        return tuple(Evidence(NAMES[at], WORDS[NAMES[at]], round(chance * max(0.0, float(said[at])) / total, 4)) for at in heard)


@lru_cache(maxsize=4)
def load_weights(path: Path = DEFAULT) -> Weights:
    """Read weights that `declutter train` wrote.

    Raises:
        InputError: the file is no such file, or was fitted for other columns.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["columns"] != list(NAMES):
            raise InputError(f"{path}: fitted for other columns than this version has; fit it again with declutter train")
        return from_file(held)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"{path}: is no file of weights: {error}") from error


def from_file(held: dict[str, Any]) -> Weights:
    """Return the weights that a file of weights holds."""
    nodes: list[list[float]] = []
    roots, depth = [], 0
    for tree in held["trees"]:
        roots.append(len(nodes))
        nodes += [_node(node, len(nodes), at) for at, node in enumerate(tree)]
        depth = max(depth, _depth(tree))
    feature, threshold, left, right, value = np.array(nodes).T
    return Weights(
        feature=feature.astype(np.int64),
        threshold=threshold,
        left=left.astype(np.int64),
        right=right.astype(np.int64),
        value=value,
        roots=np.array(roots),
        depth=depth,
        centre=np.array(held["labels"]["centre"]),
        scale=np.array(held["labels"]["scale"]),
        labels=np.array([held["labels"]["weights"][label] for label in DROP_LABELS]).T,
    )


def _node(node: list[float], base: int, at: int) -> list[float]:
    """Return a node with the numbers of its children counted over all trees."""
    if len(node) == 1:
        return [_LEAF, 0.0, base + at, base + at, node[0]]
    feature, threshold, left, right, value = node
    return [feature, threshold, base + left, base + right, value]


def _depth(tree: list[list[float]], at: int = 0) -> int:
    node = tree[at]
    return 0 if len(node) == 1 else 1 + max(_depth(tree, int(node[2])), _depth(tree, int(node[3])))


def decide(chances: np.ndarray, words: np.ndarray, *, least: float, caution: float) -> np.ndarray:
    """Return which blocks go: those, likeliest first, with which the F1 that is to be expected is highest.

    Args:
        chances: how likely each block is clutter.
        words: how many words each block has.
        least: blocks that are less likely clutter than this stay in any case.
        caution: what each share of editorial words costs that is lost beyond `FREE_LOSS`; 0 is bold, 2 is careful.
    """
    order = np.argsort(-chances, kind="stable")
    size = np.maximum(1, words[order])
    editorial, clutter = (1 - chances[order]) * size, chances[order] * size
    kept = editorial.sum() - np.concatenate([[0], np.cumsum(editorial)])
    left = clutter.sum() - np.concatenate([[0], np.cumsum(clutter)])
    recall = kept / max(1e-9, editorial.sum())
    precision = kept / np.maximum(1e-9, kept + left)
    gain = 2 * precision * recall / np.maximum(1e-9, precision + recall)
    gain -= caution * np.maximum(0, 1 - recall - FREE_LOSS)
    allowed = int((chances >= least).sum())
    count = int(np.argmax(np.round(gain[: allowed + 1], 9)))
    goes = np.zeros(len(chances), bool)
    goes[order[:count]] = True
    return goes
