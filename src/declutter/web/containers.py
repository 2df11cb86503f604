"""Containers: what else lies in the elements around a block, and how often the page builds elements like its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from declutter.web.facts import Facts

_LEVELS = {
    "own": "its element",
    "up1": "the element around",
    "up2": "two elements around",
    "up3": "three elements around",
    "section": "its section",
}
_SUMS = {
    "words": "How many words {} has (logarithm).",
    "share": "Which share of the words of the page {} has.",
    "link": "Which share of {} is links.",
    "paragraphs": "How many paragraphs {} has (logarithm).",
    "paragraph_share": "Which share of the words of {} stands in paragraphs.",
    "blocks": "How many blocks {} has (logarithm).",
    "mean": "How long the blocks of {} are (logarithm).",
    "sentences": "How many sentences {} has for its words.",
}
WORDS = {
    **{f"{level}_{name}": words.format(where) for level, where in _LEVELS.items() for name, words in _SUMS.items()},
    "alike": "How many elements of the page are like its own (logarithm).",
    "alike_share": "Which share of the words of the page stands in elements like its own.",
    "alike_link": "Which share of the elements like its own is links.",
    "alike_mean": "How long blocks in elements like its own are (logarithm).",
    "alike_beside": "How many elements like its own stand beside it (logarithm).",
    "repeated_around": "How many elements like the ones around it stand beside them, at most (logarithm).",
    "path_share": "Which share of the words of the page stands on the same path of tags.",
}


def measure(facts: Facts, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    up1 = facts.parent[facts.home]
    up2 = facts.parent[up1]
    places = {"own": facts.home, "up1": up1, "up2": up2, "up3": facts.parent[up2], "section": facts.section[facts.home]}
    sums = _sums(facts)
    columns = {f"{level}_{name}": values[at] for level, at in places.items() for name, values in sums.items()}
    return columns | _alike(facts)


def _sums(facts: Facts) -> dict[str, np.ndarray]:
    words = facts.gathered(facts.words)
    paragraphs = facts.gathered(facts.paragraph.astype(float))
    long = facts.gathered(facts.words * facts.paragraph)
    blocks = facts.gathered(np.ones(facts.count))
    some = np.maximum(1, words)
    return {
        "words": np.log1p(words),
        "share": words / max(1.0, float(facts.words.sum())),
        "link": facts.gathered(facts.words * facts.linked) / some,
        "paragraphs": np.log1p(paragraphs),
        "paragraph_share": long / some,
        "blocks": np.log1p(blocks),
        "mean": np.log1p(words / np.maximum(1, blocks)),
        "sentences": facts.gathered(facts.sentences) / some,
    }


def _alike(facts: Facts) -> dict[str, np.ndarray]:
    kind = facts.signature[facts.home]
    kinds = int(facts.signature.max()) + 1
    words = np.bincount(kind, weights=facts.words, minlength=kinds)
    links = np.bincount(kind, weights=facts.words * facts.linked, minlength=kinds)
    blocks = np.bincount(kind, minlength=kinds)
    elements = np.bincount(facts.signature, minlength=kinds)
    beside = _beside(facts)
    around = np.maximum.reduce([beside, beside[facts.parent], beside[facts.parent[facts.parent]]])
    total = max(1.0, float(facts.words.sum()))
    return {
        "alike": np.log1p(elements[kind]),
        "alike_share": words[kind] / total,
        "alike_link": links[kind] / np.maximum(1, words[kind]),
        "alike_mean": np.log1p(words[kind] / np.maximum(1, blocks[kind])),
        "alike_beside": np.log1p(beside[facts.home]),
        "repeated_around": np.log1p(around[facts.home]),
        "path_share": _path_share(facts) / total,
    }


def _beside(facts: Facts) -> np.ndarray:
    """Return for each container how many with the same signature have the same parent."""
    pairs = facts.parent * (int(facts.signature.max()) + 1) + facts.signature
    _, at, counts = np.unique(pairs, return_inverse=True, return_counts=True)
    result: np.ndarray = counts[at]
    return result


def _path_share(facts: Facts) -> np.ndarray:
    """Return for each block how many words stand on its path of tags."""
    paths: dict[tuple[int, str], int] = {}
    number: list[int] = []
    for each in facts.page.containers:
        above = number[each.parent] if each.parent >= 0 else -1
        number.append(paths.setdefault((above, each.tag), len(paths)))
    path = np.array(number)[facts.home]
    result: np.ndarray = np.bincount(path, weights=facts.words, minlength=len(paths))[path]
    return result
