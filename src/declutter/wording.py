"""Wording: how much the words of a block are those of the article or of clutter, by a learned weight for each word and pair."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from declutter.arrays import packed, runs, unpacked
from declutter.model import Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from declutter.columns.tokens import Tokens, Words

TARGETS = ("clutter", Label.PROMO, Label.AUTHOR_BIO, Label.RELATED, Label.LEGAL)
"""What the words of a block are held against: clutter of any kind, and the kinds that are told in sentences."""
FIRST, LAST = b"^", b"$"
MOST_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """The words and pairs of words of a text that a wording knows, by their numbers; -1 for what it does not."""

    word: np.ndarray
    """For each word."""
    pair: np.ndarray
    """For each word but the last, together with the next one."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Weights of words and of pairs of words that follow each other."""

    numbers: Mapping[bytes, int]
    weights: np.ndarray
    """For each word or pair, by its number, a weight for each of `TARGETS`, in log odds."""
    bias: np.ndarray

    def terms_in(self, words: Words) -> Terms:
        """Return which words and pairs of words of a text are known."""
        of_kinds = [self.numbers.get(word, -1) for word in words.kinds]
        of_pairs = [self.numbers.get(pair, -1) for pair in map(b" ".join, pairwise(words.all))]
        return Terms(np.array(of_kinds, np.int64)[words.ids], np.array(of_pairs, np.int64))

    def scores(self, terms: Terms, tokens: Tokens) -> np.ndarray:
        """Return for each block how much its words are those of each of `TARGETS`, in log odds; 0 where none is known."""
        inside = np.flatnonzero(tokens.block[:-1] == tokens.block[1:])
        filled = np.flatnonzero(tokens.counts)
        block = np.concatenate([tokens.block, tokens.block[inside], filled, filled])
        number = np.concatenate([terms.word, terms.pair[inside], *self._at_edges(tokens, filled)])
        known = np.sort((block * len(self.weights) + number)[number >= 0])
        known = known[runs(known)[0]]
        scores = np.zeros((len(tokens.counts), len(TARGETS)))
        if len(known):
            block = known // len(self.weights)
            first, count = runs(block)
            sums = np.add.reduceat(self.weights[known % len(self.weights)], first, axis=0)
            scores[block[first]] = sums / np.sqrt(count)[:, None] + self.bias
        return scores

    def _at_edges(self, tokens: Tokens, filled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which pairs of the first words of blocks with their edge are known, and which of the last."""
        words, numbers = tokens.words, self.numbers
        first = tokens.first[filled]
        last = first + tokens.counts[filled] - 1
        opening = [numbers.get(b" ".join((FIRST, words[at])), -1) for at in first.tolist()]
        closing = [numbers.get(b" ".join((words[at], LAST)), -1) for at in last.tolist()]
        return np.array(opening, np.int64), np.array(closing, np.int64)

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
    """Return the wording that a file of weights holds.

    Raises:
        ValueError: a term goes over two lines.
    """
    terms = held["terms"]
    if any("\n" in term for term in terms):  # what is kept of a wording has one a line
        raise ValueError("a term goes over two lines")
    numbers = {term.encode("latin-1"): number for number, term in enumerate(terms)}
    return Wording(numbers, np.array(list(terms.values())).reshape(-1, len(TARGETS)), np.array(held["bias"]))


def packed_wording(wording: Wording) -> list[Any]:
    """Return a wording in a form that is kept as JSON."""
    return [b"\n".join(wording.numbers).decode("latin-1"), packed(wording.weights), packed(wording.bias)]


def unpacked_wording(kept: Sequence[Any]) -> Wording:
    """Return the wording that was packed."""
    terms, *arrays = kept
    weights, bias = map(unpacked, arrays)
    return Wording(dict(zip(terms.encode("latin-1").split(b"\n"), range(len(weights)), strict=True)), weights, bias)
