"""Cues: single words that lean to one side, counted by class. They are data: `weights/cues.json`, class by language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import orjson

from declutter.folding import make_key

if TYPE_CHECKING:
    from declutter.columns import Page
    from declutter.columns.tokens import Tokens

_FILE = Path(__file__).parents[1] / "weights" / "cues.json"
_CLASSES = {
    "we": "we and our",
    "you": "you and your",
    "one": "I and my",
    "ask": "words that ask the reader to act",
    "sell": "words of selling",
    "praise": "words of praise",
    "serve": "words for what a service does",
    "proof": "words that vouch for a firm",
    "visit": "words of events and appointments",
    "reach": "words for reaching somebody",
    "letter": "words of newsletters and accounts",
    "more": "words that point at other articles",
    "spread": "words of sharing and following",
    "law": "words of notices and disclaimers",
    "bio": "words that say who somebody is",
    "talk": "words of comment sections",
    "told": "words that report what somebody said",
    "menu": "words of menus",
}
WORDS = {
    **{name: f"How many of its words are {words}." for name, words in _CLASSES.items()},
    "starts_ask": "It begins by asking the reader to act.",
    "ends_ask": "Its last words ask the reader to act.",
}
_ASK = list(_CLASSES).index("ask")
_LAST = 12
"""How many words count as the last ones."""


@lru_cache(maxsize=1)
def _cues() -> dict[str, dict[str, str]]:
    """Return the words by class and language."""
    cues: dict[str, dict[str, str]] = orjson.loads(_FILE.read_bytes())
    return cues


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Return the languages that have cue words."""
    return frozenset(language for words in _cues().values() for language in words)


@lru_cache(maxsize=1)
def _numbers() -> dict[bytes, list[int]]:
    """Return by folded word the numbers of the classes that it belongs to."""
    numbers: dict[bytes, list[int]] = {}
    for name, by_language in _cues().items():
        for word in sorted({word for words in by_language.values() for word in words.split()}):
            numbers.setdefault(make_key(word).data, []).append(list(_CLASSES).index(name))
    return numbers


def measure(page: Page, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    tokens, numbers = page.tokens, _numbers()
    kinds, count = tokens.source.kinds, len(tokens.counts)
    belongs = np.zeros((len(kinds), len(_CLASSES)), bool)
    for kind, word in enumerate(kinds):
        if word in numbers:
            belongs[kind, numbers[word]] = True
    cues = np.flatnonzero(belongs.sum(axis=1)[tokens.ids])
    at, classes = np.nonzero(belongs[tokens.ids[cues]])
    counts = np.bincount(tokens.block[cues[at]] * len(_CLASSES) + classes, minlength=count * len(_CLASSES))
    share = counts.reshape(count, -1) / np.maximum(4, tokens.counts)[:, None]
    return dict(zip(_CLASSES, share.T, strict=True)) | _edges(tokens, belongs[tokens.ids, _ASK])


def _edges(tokens: Tokens, asking: np.ndarray) -> dict[str, np.ndarray]:
    stops = tokens.first + tokens.counts
    asked = np.concatenate([[0], np.cumsum(asking)])
    first = asked[np.minimum(tokens.first + 2, stops)] > asked[tokens.first]
    last = asked[stops] > asked[np.maximum(tokens.first, stops - _LAST)]
    return {"starts_ask": first, "ends_ask": last}
