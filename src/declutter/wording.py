"""Wording: how much the words of a block are those of the article or of clutter, by a learned weight for each word and pair."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from declutter.model import Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TARGETS = ("clutter", Label.PROMO, Label.AUTHOR_BIO, Label.RELATED, Label.LEGAL)
"""What the words of a block are held against: clutter of any kind, and the kinds that are told in sentences."""
FIRST, LAST = b"^", b"$"
MOST_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Wording:
    """Weights of words and of pairs of words that follow each other."""

    numbers: Mapping[bytes, int]
    weights: np.ndarray
    """For each word or pair, by its number, a weight for each of `TARGETS`, in log odds."""
    bias: np.ndarray

    def score(self, words: Sequence[bytes]) -> np.ndarray:
        """Return for each of `TARGETS` how much some folded words are its own, in log odds; 0 where none is known."""
        known = sorted({self.numbers[term] for term in terms_of(words) if term in self.numbers})
        if not known:
            return np.zeros(len(TARGETS))
        result: np.ndarray = self.weights[known].sum(axis=0) / np.sqrt(len(known)) + self.bias
        return result

    def loudest(self, words: Sequence[bytes], target: str) -> list[str]:
        """Return the words and pairs among some folded words that speak most for a target, loudest first."""
        at = TARGETS.index(target)
        said = {term: self.weights[self.numbers[term], at] for term in terms_of(words) if term in self.numbers}
        loud = sorted((term for term in said if said[term] > 0), key=lambda term: (-said[term], term))
        return [term.decode().strip(f"{FIRST.decode()}{LAST.decode()} ") for term in loud[:MOST_QUOTED]]


def terms_of(words: Sequence[bytes]) -> set[bytes]:
    """Return words, and pairs that follow each other; the first and the last word make a pair with the edge."""
    return {*words, *map(b" ".join, pairwise((FIRST, *words, LAST)))} if words else set()


def wording_from_file(held: Mapping[str, Any]) -> Wording:
    """Return the wording that a file of weights holds."""
    terms = held["terms"]
    numbers = {term.encode("latin-1"): number for number, term in enumerate(terms)}
    return Wording(numbers, np.array(list(terms.values())).reshape(-1, len(TARGETS)), np.array(held["bias"]))
