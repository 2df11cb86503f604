"""The columns of a page: named numbers of each block, in families, one a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.columns import cues
from declutter.web import containers, names, place, shape, tags, witness
from declutter.web.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from declutter.segment.webpage import WebPage

_PLAIN = {"shape": shape, "tags": tags, "containers": containers, "cues": cues, "place": place}
FAMILIES = {**_PLAIN, "names": names, "witness": witness}
WORDS = {name: words for family in FAMILIES.values() for name, words in family.WORDS.items()}
NAMES = tuple(WORDS)


def measure(page: WebPage, odds: Mapping[str, float], said: str | None) -> np.ndarray:
    """Return the columns of a page: a row for each block, a column for each of `NAMES`.

    Args:
        page: the page.
        odds: what words of classes and ids speak for the article, as learned, in log odds.
        said: what the witness kept; None where it was not asked: then its columns are not numbers.
    """
    facts = Facts(page)
    known: dict[str, np.ndarray] = {}
    for family in _PLAIN.values():
        known |= family.measure(facts, known)
    known |= names.measure(facts, known, odds)
    if said is not None:
        known |= witness.measure(facts, known, said)
    missing = np.full(facts.count, np.nan)
    return np.stack([np.asarray(known.get(name, missing), np.float32) for name in NAMES], axis=1)
