"""Class and id words: what the makers of a page called its parts.

The words are data, `names.json`, by what they hint at. How much each of them says is learned, and kept with the weights.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from declutter.web.facts import Facts

_FILE = Path(__file__).with_name("names.json")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@lru_cache(maxsize=1)
def hints() -> Mapping[str, tuple[str, ...]]:
    """Return by hint the words that are it."""
    return {name: tuple(words.split()) for name, words in orjson.loads(_FILE.read_bytes()).items()}


@lru_cache(maxsize=1)
def _bits() -> Mapping[str, int]:
    """Return by word the hints that it is, one bit each."""
    bits: dict[str, int] = {}
    for number, words in enumerate(hints().values()):
        for word in words:
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


@lru_cache(maxsize=20_000)
def known_words(names: str) -> tuple[str, ...]:
    """Return the words of a class or an id that hint at something: its parts, and pairs of them without what stands between."""
    parts = [part.lower() for part in _PART.findall(names)]
    pairs = (one + other for one, other in pairwise(parts))
    return tuple(dict.fromkeys(word for word in (*parts, *pairs) if word in _bits()))


@lru_cache(maxsize=20_000)
def _mask(names: str) -> int:
    mask = 0
    for word in known_words(names):
        mask |= _bits()[word]
    return mask


_HINTS = tuple(hints())
WORDS = {
    **{f"named_{hint}": f"Its element is named like a part of {hint}." for hint in _HINTS},
    **{f"near_{hint}": f"One of the three elements around it is named like a part of {hint}." for hint in _HINTS},
    **{f"under_{hint}": f"Some element around it is named like a part of {hint}." for hint in _HINTS},
    "said_own": "What the names of its element say, as learned.",
    "said_worst": "The worst that any name around it says, as learned.",
    "said_best": "The best that any name around it says, as learned.",
    "said_mean": "What the names around it say on average, as learned.",
}


def measure(facts: Facts, _known: dict[str, np.ndarray], odds: Mapping[str, float]) -> dict[str, np.ndarray]:
    """Return the columns of this family; `odds` tell by word how it speaks for the article, in log odds."""
    names = [each.names for each in facts.page.containers]
    masks = np.array([_mask(each) for each in names], np.int64)
    above = facts.parent
    near = masks | masks[above] | masks[above[above]] | masks[above[above[above]]]
    under = facts.handed_down(masks)
    home = facts.home
    columns = {}
    for number, hint in enumerate(_HINTS):
        bit = 1 << number
        columns[f"named_{hint}"] = (masks[home] & bit) > 0
        columns[f"near_{hint}"] = (near[home] & bit) > 0
        columns[f"under_{hint}"] = (under[home] & bit) > 0
    return columns | said(facts, odds)


def said(facts: Facts, odds: Mapping[str, float]) -> dict[str, np.ndarray]:
    """Return the columns that tell what names say, as learned."""
    names = [each.names for each in facts.page.containers]
    means = {each: _mean([odds[word] for word in known_words(each) if word in odds]) for each in sorted(set(names))}
    own = np.array([means[each] for each in names])
    worst, best, total, count = own.copy(), own.copy(), own.copy(), (own != 0).astype(float)
    for level in facts.levels_down:
        above = facts.parent[level]
        worst[level] = np.minimum(worst[level], worst[above])
        best[level] = np.maximum(best[level], best[above])
        total[level] += total[above]
        count[level] += count[above]
    home = facts.home
    mean = total / np.maximum(1, count)
    return {"said_own": own[home], "said_worst": worst[home], "said_best": best[home], "said_mean": mean[home]}


@lru_cache(maxsize=20_000)
def hinted(names: str) -> frozenset[str]:
    """Return what a class or an id hints at."""
    mask = _mask(names)
    return frozenset(hint for number, hint in enumerate(_HINTS) if mask & 1 << number)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
