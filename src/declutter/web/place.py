"""The place of a block: in the page, to the title heading, among its neighbours; and whether its text stands elsewhere too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.arrays import since, until
from declutter.columns.tokens import words_of

if TYPE_CHECKING:
    from declutter.web.facts import Facts

_WINDOWS = {
    "words": "How long the {} blocks on each side are (logarithm).",
    "link": "Which share of the {} blocks on each side is links.",
    "paragraph": "How many of the {} blocks on each side are paragraphs.",
    "sentences": "How many of the {} blocks on each side end sentences.",
}
_REACHES = (1, 3, 8)
WORDS = {
    **{f"{name}_near{reach}": words.format(reach) for name, words in _WINDOWS.items() for reach in _REACHES},
    "words_before": "How long the block right before it is (logarithm).",
    "words_after": "How long the block right after it is (logarithm).",
    "link_before": "Which share of the block right before it is links.",
    "link_after": "Which share of the block right after it is links.",
    "position": "How far down the page it stands, by blocks.",
    "words_so_far": "Which share of the words of the page stands before it.",
    "paragraphs_so_far": "Which share of the words in paragraphs stands before it.",
    "since_paragraph": "How many blocks have passed since a paragraph (logarithm).",
    "until_paragraph": "How many blocks are to come until a paragraph (logarithm).",
    "since_heading": "How many blocks have passed since a heading (logarithm).",
    "until_heading": "How many blocks are to come until a heading (logarithm).",
    "title": "It is the title of the page, as far as can be told.",
    "after_title": "It stands after the title heading.",
    "from_title": "How many blocks it stands from the title heading (logarithm).",
    "with_title": "How many of the elements around it hold the title heading too.",
    "overlap_title": "Which share of its words the title of the page has.",
    "overlap_about": "Which share of its words the description of the page has.",
    "seen_before": "The same text has stood on the page before.",
    "seen_again": "The same text stands on the page again.",
    "blocks": "How many blocks the page has (logarithm).",
    "page_words": "How many words the page has (logarithm).",
    "page_link": "Which share of the page is links.",
    "page_paragraphs": "Which share of the words of the page stands in paragraphs.",
    "page_prices": "Which share of the blocks of the page holds a price.",
    "page_articles": "How many `article` elements the page has (logarithm).",
    "page_headings": "How many headings the page has (logarithm).",
    "page_long": "How many paragraphs the page has (logarithm).",
}


def measure(facts: Facts, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    return _neighbours(facts) | _order(facts, known) | _titles(facts, known) | _copies(facts) | _whole(facts, known)


def _neighbours(facts: Facts) -> dict[str, np.ndarray]:
    sentences = (facts.sentences > 0).astype(float)
    values = {
        "words": facts.words,
        "link": facts.words * facts.linked,
        "paragraph": facts.paragraph.astype(float),
        "sentences": sentences,
    }
    order = np.arange(facts.count)
    columns = {}
    for reach in _REACHES:
        low, high = np.maximum(0, order - reach), np.minimum(facts.count, order + reach + 1)
        sums = {name: _between(each, low, high) - each for name, each in values.items()}
        some = np.maximum(1, high - low - 1)
        columns[f"words_near{reach}"] = np.log1p(sums["words"] / some)
        columns[f"link_near{reach}"] = sums["link"] / np.maximum(1, sums["words"])
        columns[f"paragraph_near{reach}"] = sums["paragraph"] / some
        columns[f"sentences_near{reach}"] = sums["sentences"] / some
    words, link = np.log1p(facts.words), facts.linked
    before, after = np.maximum(0, order - 1), np.minimum(facts.count - 1, order + 1)
    beside = {"words_before": words[before], "words_after": words[after], "link_before": link[before], "link_after": link[after]}
    return columns | beside


def _between(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    total = np.concatenate([[0], np.cumsum(values)])
    result: np.ndarray = total[high] - total[low]
    return result


def _order(facts: Facts, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    order = np.arange(facts.count)
    long = facts.words * facts.paragraph
    heading = known["in_heading"].astype(bool)
    return {
        "position": order / max(1, facts.count - 1),
        "words_so_far": (np.cumsum(facts.words) - facts.words) / facts.words.sum(),
        "paragraphs_so_far": (np.cumsum(long) - long) / max(1.0, float(long.sum())),
        "since_paragraph": np.log1p(order - since(facts.paragraph)),
        "until_paragraph": np.log1p(until(facts.paragraph) - order),
        "since_heading": np.log1p(order - since(heading)),
        "until_heading": np.log1p(until(heading) - order),
    }


def _titles(facts: Facts, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    wanted, about = _wanted(facts.page.title), _wanted(facts.page.about)
    overlap = _overlap(facts, wanted)
    heading = known["heading"]
    rank = overlap * np.log1p(facts.tokens.counts) * np.where(heading > 0, 1.5 - 0.1 * heading, 0.5) + 0.3 * (heading == 1)
    title = int(np.argmax(rank)) if facts.count else 0
    order = np.arange(facts.count)
    return {
        "title": order == title,
        "after_title": order > title,
        "from_title": np.log1p(np.abs(order - title)),
        "with_title": _common_depth(facts, title),
        "overlap_title": overlap,
        "overlap_about": _overlap(facts, about),
    }


def _wanted(text: str) -> frozenset[bytes]:
    return frozenset(word for word in words_of(text[:2_000]) if len(word) > 1)


def _overlap(facts: Facts, wanted: frozenset[bytes]) -> np.ndarray:
    tokens = facts.tokens
    shared = np.fromiter((word in wanted for word in tokens.words), np.float64, len(tokens.words))
    result: np.ndarray = np.bincount(tokens.block, weights=shared, minlength=facts.count) / np.maximum(1, tokens.counts)
    return result


def _common_depth(facts: Facts, title: int) -> np.ndarray:
    """Return for each block how deep the deepest element lies that holds the title too, for the depth of the title's own."""
    containers = facts.page.containers
    holds = np.zeros(len(containers))
    at = int(facts.home[title])
    own = max(1, containers[at].depth)
    while at >= 0:
        holds[at] = containers[at].depth / own
        at = containers[at].parent
    for level in facts.levels_down:
        holds[level] = np.where(holds[level] > 0, holds[level], holds[facts.parent[level]])
    result: np.ndarray = holds[facts.home]
    return result


def _copies(facts: Facts) -> dict[str, np.ndarray]:
    blocks = facts.page.blocks
    first: dict[str, int] = {}
    seen: dict[str, int] = {}
    texts = [blocks.text_of(at) for at in range(facts.count)]
    before = np.zeros(facts.count)
    for at, text in enumerate(texts):
        before[at] = seen.get(text, 0) > 0
        first.setdefault(text, at)
        seen[text] = seen.get(text, 0) + 1
    again = np.array([seen[text] > 1 and first[text] == at for at, text in enumerate(texts)])
    return {"seen_before": before, "seen_again": again}


def _whole(facts: Facts, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    total = float(facts.words.sum())
    tags = [each.tag for each in facts.page.containers]
    values = {
        "blocks": np.log1p(facts.count),
        "page_words": np.log1p(total),
        "page_link": float((facts.words * facts.linked).sum()) / total,
        "page_paragraphs": float((facts.words * facts.paragraph).sum()) / total,
        "page_prices": float(known["price"].mean()),
        "page_articles": np.log1p(tags.count("article")),
        "page_headings": np.log1p(float((known["heading"] > 0).sum())),
        "page_long": np.log1p(float(facts.paragraph.sum())),
    }
    return {name: np.full(facts.count, value) for name, value in values.items()}
