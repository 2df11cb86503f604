"""Cues: single words that lean to one side, counted by class. They are data: `weights/cues.json`, class by language."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from declutter.folding import make_key

if TYPE_CHECKING:
    from declutter.columns import Page

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
_LAST = 12
"""How many words count as the last ones."""


@lru_cache(maxsize=1)
def _numbers() -> dict[bytes, list[int]]:
    """Return by folded word the numbers of the classes that it belongs to."""
    numbers: dict[bytes, list[int]] = {}
    for name, languages in json.loads(_FILE.read_text(encoding="utf-8")).items():
        for word in sorted({word for words in languages.values() for word in words.split()}):
            numbers.setdefault(make_key(word).data, []).append(list(_CLASSES).index(name))
    return numbers


def measure(page: Page, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    tokens, numbers = page.tokens, _numbers()
    count = len(tokens.counts)
    counts = np.zeros((count, len(_CLASSES)))
    seen = [(at, numbers[word]) for at, word in enumerate(tokens.words) if word in numbers]
    pairs = [(at, number) for at, classes in seen for number in classes]
    if pairs:
        places, classes = np.array(pairs).T
        np.add.at(counts, (tokens.block[places], classes), 1)
    share = counts / np.maximum(4, tokens.counts)[:, None]
    columns = {name: share[:, number] for number, name in enumerate(_CLASSES)}
    return columns | _edges(page, {at for at, classes in seen if list(_CLASSES).index("ask") in classes})


def _edges(page: Page, asking: set[int]) -> dict[str, np.ndarray]:
    stops = np.cumsum(page.tokens.counts)
    starts = stops - page.tokens.counts
    first = [int(start) in asking or int(start) + 1 in asking for start in starts]
    last = [
        any(at in asking for at in range(max(int(start), int(stop) - _LAST), int(stop)))
        for start, stop in zip(starts, stops, strict=True)
    ]
    return {"starts_ask": np.array(first), "ends_ask": np.array(last)}
