"""Names: who is named in a block, and whether the name is the subject of the piece or an intruder.

A pitch has its name in a place of its own: it comes late, it comes densely, it comes with "we" and "you", and other clutter
names it too: the footer, the author's bio, an address. The subject of an article is there from the start, and others report
what it said. The name that looks most like a seller's is called the brand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from declutter.names import SUBJECT_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from declutter.columns import Page

WORDS = {
    "names": "How many names it holds, for its length.",
    "new_names": "It holds names that nothing before it has.",
    "own_names": "It holds names that stand nowhere else.",
    "late_names": "It holds names that the first half of the text does not have.",
    "subject_names": "It holds names that much of the text has.",
    "title_names": "It holds names that stand in the first blocks.",
    "told_names": "It holds names of whom the text reports what they said.",
    "seller_names": "It holds names that stand beside we or our somewhere.",
    "seller_intrudes": "It holds a name that stands beside we or our, and that little of the text has.",
    "sold_names": "It holds a name that stands in other blocks which go by the rules.",
    "short_names": "It holds a name that stands in short lines and headings too.",
    "address_names": "It holds a name that an address of the page has.",
    "captured": "It holds a name that a rule has captured.",
    "names_document": "How many names the document has, for its length.",
    "subject_share": "How much of the text has its most frequent name.",
    "brand": "It names the brand: the name that looks most like a seller's.",
    "brand_sure": "How much like a seller's the name of the brand looks.",
}
_CAPITAL = "A-ZÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻČĎĚŇŘŠŤŮŽŐŰİĞŞ"
_RUN = re.compile(rf"(?<!\w)[{_CAPITAL}][\w&]*\w(?:(?: & |[ -])[{_CAPITAL}][\w&]*\w)*")
_OPENS = re.compile(r"[.!?:…“\"'‘„«»•|\-–—>)\]] $")
"""What stands before the first word of a sentence, where a capital says nothing."""
_ADDRESS = re.compile(r"(?:@|www\.|://)([\w.-]+)|\b([\w-]+)\.(?:com|org|net|io|co|eu|de|at|ch|fr|es|it|pt|nl|pl|uk)\b")
_LEAST_LETTERS = 4
"""Shorter names are found in too many addresses."""
_SURE = 0.6
"""A name that looks less like a seller's is no brand."""


def measure(page: Page, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    count = len(page.brief.layout.blocks)
    where = _places(page, known["ends_sentence"].astype(bool))
    columns = {name: np.zeros(count) for name in WORDS}
    facts = {name: _facts(page, name, places, known) for name, places in where.items()}
    found: dict[int, list[dict[str, float]]] = defaultdict(list)
    for name, places in where.items():
        for at in places:
            found[at].append(facts[name])
    for at, held in found.items():
        _fill(columns, at, held, page, known["goes"])
    columns["names_document"][:] = len(where) / max(1, len(page.tokens.words))
    _mark_brand(columns, where, facts)
    return columns


def _places(page: Page, sentences: np.ndarray) -> dict[str, list[int]]:
    """Return for each name the blocks that hold it: names are runs of capitals that do not begin a sentence somewhere."""
    blocks = page.brief.layout.blocks
    runs = [(bisect_right(blocks.starts, run.start()) - 1, run) for run in _RUN.finditer(blocks.text)]
    often = Counter(run[0] for _, run in runs)
    sure = {
        run[0] for at, run in runs if _is_name(page, at, run, sentences) or (often[run[0]] > 1 and _is_never_small(page, run[0]))
    }
    where: dict[str, dict[int, None]] = {}
    for at, run in runs:
        for name in _names_in(run[0], sure):
            where.setdefault(name, {})[at] = None
    return {name: list(places) for name, places in where.items()}


def _is_name(page: Page, at: int, run: re.Match[str], sentences: np.ndarray) -> bool:
    """Say whether a run of capitals stands where only a name has them."""
    blocks = page.brief.layout.blocks
    if run.start() == blocks.starts[at] or _OPENS.search(blocks.text, run.start() - 2, run.start()):
        return False
    return bool(sentences[at]) or not _is_title_case(blocks.text_of(at))


def _is_title_case(line: str) -> bool:
    long = [word for word in line.split()[1:] if len(word) > _LEAST_LETTERS]
    return sum(word[0].isupper() for word in long) * 2 > len(long) or not long


def _is_never_small(page: Page, run: str) -> bool:
    return len(run) > _LEAST_LETTERS and f" {run.lower()}" not in page.brief.layout.blocks.text


def _names_in(run: str, sure: set[str]) -> Iterator[str]:
    """Yield the names in a run of capitals: all of it, or what is left without the word that may begin a sentence."""
    if run in sure:
        yield run
        return
    words = run.split(" ")
    for part in (" ".join(words[1:]), " ".join(words[:-1])):
        if part in sure:
            yield part
            return


def _facts(page: Page, name: str, places: list[int], known: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return what is known of a name from all the blocks that hold it."""
    count = len(page.brief.layout.blocks)
    spread = float(known["prose"][places].sum()) / max(1.0, float(known["prose"].sum()))
    seller = float(np.mean(known["we"][places] > 0))
    intrudes = spread <= SUBJECT_SHARE
    facts = {
        "first": places[0],
        "places": len(places),
        "late": float(places[0] > count / 2),
        "share": min(1.0, spread),
        "title": float(places[0] < 3),
        "told": float(np.mean(known["told"][places] > 0)),
        "seller": seller,
        "intrudes": seller * intrudes,
        "gone": float((known["goes"][places] > 0).sum()),
        "short": float(np.mean(~known["prose"][places].astype(bool))) if len(places) > 1 else 0.0,
        "captured": float(any(name in value or value in name for value in _captured(page))),
        "address": float(_in_address(page, name)),
    }
    facts["brand"] = 0.5 * facts["captured"] + 0.5 * facts["address"] + 0.5 * seller + 0.5 * facts["gone"] / len(places)
    return facts


def _captured(page: Page) -> set[str]:
    return {value for matches in page.brief.matches.values() for match in matches for _, value in match.values}


def _in_address(page: Page, name: str) -> bool:
    """Say whether a name is part of an address that stands in the text."""
    bare = "".join(filter(str.isalnum, name)).lower()
    if len(bare) < _LEAST_LETTERS:
        return False
    return any(bare in (found[1] or found[2]).lower() for found in _ADDRESS.finditer(page.brief.layout.blocks.text))


def _fill(columns: dict[str, np.ndarray], at: int, facts: list[dict[str, float]], page: Page, goes: np.ndarray) -> None:
    count, itself = len(facts), float(goes[at] > 0)
    columns["names"][at] = count / max(1, page.tokens.counts[at])
    columns["new_names"][at] = sum(each["first"] == at for each in facts) / count
    columns["own_names"][at] = sum(each["places"] == 1 for each in facts) / count
    columns["late_names"][at] = sum(each["late"] for each in facts) / count
    columns["subject_names"][at] = sum(each["share"] > SUBJECT_SHARE for each in facts) / count
    columns["title_names"][at] = sum(each["title"] for each in facts) / count
    columns["told_names"][at] = max(each["told"] for each in facts)
    columns["seller_names"][at] = max(each["seller"] for each in facts)
    columns["seller_intrudes"][at] = max(each["intrudes"] for each in facts)
    columns["sold_names"][at] = max((each["gone"] - itself) / max(1, each["places"] - 1) for each in facts)
    columns["short_names"][at] = max(each["short"] for each in facts)
    columns["address_names"][at] = max(each["address"] for each in facts)
    columns["captured"][at] = max(each["captured"] for each in facts)
    columns["subject_share"][at] = max(each["share"] for each in facts)


def _mark_brand(columns: dict[str, np.ndarray], where: Mapping[str, list[int]], facts: Mapping[str, dict[str, float]]) -> None:
    if not where:
        return
    brand = max(where, key=lambda name: (facts[name]["brand"], len(where[name]), name))
    if facts[brand]["brand"] >= _SURE:
        columns["brand"][where[brand]] = 1
        columns["brand_sure"][:] = min(2.0, facts[brand]["brand"])
