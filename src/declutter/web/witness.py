"""The witness: which of the blocks of a page trafilatura would have returned."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import numpy as np

from declutter.arrays import since, until

if TYPE_CHECKING:
    from declutter.segment.webpage import WebPage
    from declutter.web.facts import Facts

GRAM = 4
"""So many words in a row are found again; shorter blocks count as one gram."""
WORDS = {
    "witness": "Which share of its words trafilatura keeps.",
    "witness_own": "Which share of its element trafilatura keeps.",
    "witness_up1": "Which share of the element around trafilatura keeps.",
    "witness_up2": "Which share of two elements around trafilatura keeps.",
    "witness_section": "Which share of its section trafilatura keeps.",
    "witness_alike": "Which share of the elements like its own trafilatura keeps.",
    "witness_near": "Which share of the blocks around trafilatura keeps.",
    "witness_since": "How many blocks have passed since one that trafilatura keeps (logarithm).",
    "witness_until": "How many blocks are to come until one that trafilatura keeps (logarithm).",
    "witness_inside": "It stands between blocks that trafilatura keeps.",
    "witness_page": "Which share of the page trafilatura keeps.",
}


def ask(page: WebPage) -> str:
    """Return what trafilatura takes for the text of a page, without asking other extractors in turn.

    It gets the tree that is there already: what was too much for one parser is not given to another.
    """
    import trafilatura

    return (
        trafilatura.extract(deepcopy(page.tree), fast=True, include_comments=True, include_tables=True, deduplicate=False) or ""
    )


def measure(facts: Facts, _known: dict[str, np.ndarray], said: str) -> dict[str, np.ndarray]:
    """Return the columns of this family; `said` is what the witness kept."""
    kept = _kept(facts, said)
    words = facts.words
    total = np.maximum(1, facts.gathered(words))
    share = facts.gathered(words * kept) / total
    kind = facts.signature[facts.home]
    alike = np.bincount(kind, weights=words * kept) / np.maximum(1, np.bincount(kind, weights=words))
    order, flags = np.arange(facts.count), kept > 0.5
    up1 = facts.parent[facts.home]
    return {
        "witness": kept,
        "witness_own": share[facts.home],
        "witness_up1": share[up1],
        "witness_up2": share[facts.parent[up1]],
        "witness_section": share[facts.section[facts.home]],
        "witness_alike": alike[kind],
        "witness_near": _near(words * kept, words),
        "witness_since": np.log1p(order - since(flags)),
        "witness_until": np.log1p(until(flags) - order),
        "witness_inside": (np.cumsum(flags) > 0) & (np.cumsum(flags[::-1])[::-1] > 0),
        "witness_page": np.full(facts.count, float((words * kept).sum() / words.sum())),
    }


def _near(kept: np.ndarray, words: np.ndarray, reach: int = 3) -> np.ndarray:
    order = np.arange(len(words))
    low, high = np.maximum(0, order - reach), np.minimum(len(words), order + reach + 1)
    some, all_words = (np.concatenate([[0], np.cumsum(each)]) for each in (kept, words))
    result: np.ndarray = (some[high] - some[low]) / np.maximum(1, all_words[high] - all_words[low])
    return result


def _kept(facts: Facts, said: str) -> np.ndarray:
    """Return for each block which share of its words stands in a gram that the witness kept too."""
    from declutter.columns.tokens import words_of

    heard = words_of(said)
    grams = {size: {tuple(heard[at : at + size]) for at in range(len(heard) - size + 1)} for size in range(1, GRAM + 1)}
    lines = {tuple(words_of(line)) for line in said.splitlines()}
    words, kept = facts.tokens.words, np.zeros(facts.count)
    ends = np.cumsum(facts.tokens.counts)
    for at, (end, count) in enumerate(zip(ends.tolist(), facts.tokens.counts.tolist(), strict=True)):
        own = words[end - count : end]
        if not own:
            continue
        if count < GRAM:
            kept[at] = 1.0 if tuple(own) in lines else 0.5 * (tuple(own) in grams[count])
            continue
        found = [tuple(own[start : start + GRAM]) in grams[GRAM] for start in range(count - GRAM + 1)]
        covered = np.zeros(count, bool)
        for start in range(GRAM):
            covered[start : start + len(found)] |= found
        kept[at] = covered.mean()
    return kept
