"""The learned judge: small trees over the columns of a document, read from a file that a person can read too.

The trees say how likely each block is clutter; the document is then decided as a whole, by the F1 that is to be expected.
Whatever goes by this names the columns that spoke most, so that it can be checked like any rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from declutter import cache
from declutter.arrays import packed, unpacked
from declutter.columns import NAMES, WORDS, cues
from declutter.errors import InputError
from declutter.finer import SENTENCE_NAMES, WITHIN
from declutter.model import DROP_LABELS, Evidence, Label
from declutter.trees import Trees, chances, grown, packed_trees, unpacked_trees
from declutter.wording import Wording, packed_wording, unpacked_wording, wording_from_file

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT = Path(__file__).parent / "weights" / "default.json"
FREE_LOSS, FULL_LOSS = 0.002, 0.035
"""Shares of the editorial words: what may be lost before caution speaks, and with what loss it has said all it has to say: an
article is then harmed and no more than harmed, and the many small doubts of a long menu seldom come true together."""
MOST_REASONS = 4
SAID = WORDS | WITHIN
"""What each column says, in words."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Trees that say how likely a block is clutter, and a linear model of which label it then has."""

    trees: Trees
    sentences: Trees
    """How likely a sentence is clutter that stands in a paragraph of the article."""
    wording: Wording
    centre: np.ndarray
    scale: np.ndarray
    labels: np.ndarray
    """Of the label weights: a row for each column and one for the constant, a column for each label."""

    def speaks(self, language: str) -> bool:
        """Say whether the weights know words of a language; of others they know shapes and places, and what rules see."""
        return language in cues.languages()

    def chances(self, columns: np.ndarray) -> np.ndarray:
        """Return for each block how likely it is clutter, 0 to 1."""
        return chances(self.trees.odds(columns))

    def sentence_chances(self, columns: np.ndarray) -> np.ndarray:
        """Return for each sentence how likely it is clutter, 0 to 1."""
        return chances(self.sentences.odds(columns))

    def label_of(self, row: np.ndarray) -> tuple[Label, float]:
        """Return the label that a block or a sentence most likely has, given that it is clutter, and how likely, 0 to 1."""
        scores = ((row[: len(NAMES)] - self.centre) / self.scale) @ self.labels[:-1] + self.labels[-1]
        shares = np.exp(scores - scores.max())
        likeliest = int(np.argmax(scores))
        return DROP_LABELS[likeliest], float(shares[likeliest] / shares.sum())

    def reasons(self, row: np.ndarray, chance: float) -> tuple[Evidence, ...]:
        """Return the columns that spoke most for clutter in a block: what each split on its way changed in the odds."""
        return _loudest(self.trees, row, chance)

    def sentence_reasons(self, row: np.ndarray, chance: float) -> tuple[Evidence, ...]:
        """Return the same of a sentence."""
        return _loudest(self.sentences, row, chance)


def _loudest(trees: Trees, row: np.ndarray, chance: float) -> tuple[Evidence, ...]:
    said = trees.heard(row[None, :])[1][0]
    loudest = np.argsort(-said, kind="stable")[:MOST_REASONS]
    heard = [at for at in loudest if said[at] > 0] or [loudest[0]]
    total = max(1e-9, float(said[said > 0].sum()))
    return tuple(
        Evidence(SENTENCE_NAMES[at], SAID[SENTENCE_NAMES[at]], round(chance * max(0.0, float(said[at])) / total, 4))
        for at in heard
    )


@lru_cache(maxsize=4)
def load_weights(path: Path = DEFAULT) -> Weights:
    """Read weights that `declutter train` wrote.

    Raises:
        InputError: the file is no such file, or was fitted for other columns.
    """
    name = cache.name_for("weights", cache.maker(), cache.fingerprint(path), *SENTENCE_NAMES)
    kept = cache.read(name)
    if kept is not None:
        return _unpacked(kept)
    weights = _parsed(path)
    cache.write(name, _packed(weights))
    return weights


def _parsed(path: Path) -> Weights:
    try:
        held = orjson.loads(path.read_bytes())
        if held["columns"] != list(NAMES):
            raise InputError(f"{path}: fitted for other columns than this version has; fit it again with declutter train")
        return from_file(held)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"{path}: is no file of weights: {error}") from error


def from_file(held: dict[str, Any]) -> Weights:
    """Return the weights that a file of weights holds."""
    return Weights(
        trees=grown(held["trees"], len(NAMES)),
        sentences=grown(held["sentences"], len(SENTENCE_NAMES)),
        wording=wording_from_file(held["wording"]),
        centre=np.array(held["labels"]["centre"]),
        scale=np.array(held["labels"]["scale"]),
        labels=np.array([held["labels"]["weights"][label] for label in DROP_LABELS]).T.copy(),
    )


def _packed(weights: Weights) -> list[Any]:
    """Return weights in a form that is kept: reading that takes a quarter of the time."""
    arrays = (weights.centre, weights.scale, weights.labels)
    trees = (weights.trees, weights.sentences)
    return [*map(packed_trees, trees), packed_wording(weights.wording), *map(packed, arrays)]


def _unpacked(kept: Sequence[Any]) -> Weights:
    trees, sentences, wording, *arrays = kept
    return Weights(unpacked_trees(trees), unpacked_trees(sentences), unpacked_wording(wording), *map(unpacked, arrays))


def decide(chances: np.ndarray, words: np.ndarray, *, least: float, caution: float) -> np.ndarray:
    """Return which blocks go: those, likeliest first, with which the F1 that is to be expected is highest.

    Args:
        chances: how likely each block is clutter.
        words: how many words each block has.
        least: blocks that are less likely clutter than this stay in any case.
        caution: what a share of editorial words costs that is lost, from `FREE_LOSS` to `FULL_LOSS`; 0 is bold, 10 is careful.
    """
    order = np.argsort(-chances, kind="stable")
    size = np.maximum(1, words[order])
    editorial, clutter = (1 - chances[order]) * size, chances[order] * size
    kept = editorial.sum() - np.concatenate([[0], np.cumsum(editorial)])
    left = clutter.sum() - np.concatenate([[0], np.cumsum(clutter)])
    recall = kept / max(1e-9, editorial.sum())
    precision = kept / np.maximum(1e-9, kept + left)
    gain = 2 * precision * recall / np.maximum(1e-9, precision + recall)
    gain -= caution * np.clip(1 - recall, FREE_LOSS, FULL_LOSS)
    allowed = int((chances >= least).sum())
    count = int(np.argmax(np.round(gain[: allowed + 1], 9)))
    goes = np.zeros(len(chances), bool)
    goes[order[:count]] = True
    return goes
