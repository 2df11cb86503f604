"""Names: who is named in a block, and whether the name is the subject of the piece or an intruder.

A pitch has its name in a place of its own: it comes late, it comes densely, it comes with "we" and "you", and other clutter
names it too: the footer, the author's bio, an address. The subject of an article is there from the start, and others report
what it said. The name that looks most like a seller's is called the brand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from declutter.names import SUBJECT_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_MOST = 100
"""So many captured values and addresses are looked at, so that time grows with the document alone."""
_SURE = 0.6
"""A name that looks less like a seller's is no brand."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is asked of the blocks of a document for each name."""

    count: int
    prose: list[bool]
    all_prose: int
    we: list[bool]
    told: list[bool]
    goes: list[bool]
    captured: frozenset[str]
    addresses: str
    """All addresses of the text, bare of all but letters and digits."""


def measure(page: Page, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    ground = _ground(page, known)
    where = _places(page, known["ends_sentence"].astype(bool))
    columns = {name: np.zeros(ground.count) for name in WORDS}
    facts = {name: _facts(ground, name, places) for name, places in where.items()}
    found: dict[int, list[dict[str, float]]] = defaultdict(list)
    for name, places in where.items():
        for at in places:
            found[at].append(facts[name])
    for at, held in found.items():
        _fill(columns, at, held, page, ground.goes[at])
    columns["names_document"][:] = len(where) / max(1, len(page.tokens.words))
    _mark_brand(columns, where, facts)
    return columns


def _ground(page: Page, known: Mapping[str, np.ndarray]) -> _Ground:
    prose = (known["prose"] > 0).tolist()
    text = page.brief.layout.blocks.text
    captured = (value for matches in page.brief.matches.values() for match in matches for _, value in match.values)
    addresses = (found[1] or found[2] for found in _ADDRESS.finditer(text)) if "." in text or "@" in text else ()
    return _Ground(
        count=len(prose),
        prose=prose,
        all_prose=max(1, sum(prose)),
        we=(known["we"] > 0).tolist(),
        told=(known["told"] > 0).tolist(),
        goes=(known["goes"] > 0).tolist(),
        captured=frozenset(islice(captured, _MOST)),
        addresses=" ".join(map(_bare, islice(addresses, _MOST))),
    )


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _places(page: Page, sentences: np.ndarray) -> dict[str, list[int]]:
    """Return for each name the blocks that hold it: names are runs of capitals that do not begin a sentence somewhere."""
    blocks = page.brief.layout.blocks
    runs = [(bisect_right(blocks.starts, run.start()) - 1, run) for run in _RUN.finditer(blocks.text)]
    often = Counter(run[0] for _, run in runs)
    small = {word for word in blocks.text.split() if word[0].islower()}
    sure = {run[0] for at, run in runs if _is_name(page, at, run, sentences)}
    sure |= {run for run, count in often.items() if count > 1 and len(run) > _LEAST_LETTERS and run.lower() not in small}
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


def _facts(ground: _Ground, name: str, places: list[int]) -> dict[str, float]:
    """Return what is known of a name from all the blocks that hold it."""
    count = len(places)
    in_prose = sum(ground.prose[at] for at in places)
    spread = in_prose / ground.all_prose
    seller = sum(ground.we[at] for at in places) / count
    gone = sum(ground.goes[at] for at in places)
    bare = _bare(name)
    captured = float(any(name in value or value in name for value in ground.captured))
    address = float(len(bare) >= _LEAST_LETTERS and bare in ground.addresses)
    return {
        "first": places[0],
        "places": count,
        "late": float(places[0] > ground.count / 2),
        "share": min(1.0, spread),
        "title": float(places[0] < 3),
        "told": sum(ground.told[at] for at in places) / count,
        "seller": seller,
        "intrudes": seller * (spread <= SUBJECT_SHARE),
        "gone": gone,
        "short": 1 - in_prose / count if count > 1 else 0.0,
        "captured": captured,
        "address": address,
        "brand": (captured + address + seller + gone / count) / 2,
    }


def _fill(columns: dict[str, np.ndarray], at: int, facts: list[dict[str, float]], page: Page, itself: bool) -> None:
    count = len(facts)
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


def brand_in(texts: Sequence[str]) -> str | None:
    """Return the name that stands in all of some texts, the longest where there are several."""
    runs = [run[0].split(" ") for run in _RUN.finditer(texts[0])] if texts else []
    names = (" ".join(run[at:]) for run in runs for at in range(len(run)))
    return max((name for name in names if all(name in text for text in texts)), key=lambda name: (len(name), name), default=None)


def _mark_brand(columns: dict[str, np.ndarray], where: Mapping[str, list[int]], facts: Mapping[str, dict[str, float]]) -> None:
    if not where:
        return
    brand = max(where, key=lambda name: (facts[name]["brand"], len(where[name]), name))
    if facts[brand]["brand"] >= _SURE:
        columns["brand"][where[brand]] = 1
        columns["brand_sure"][:] = min(2.0, facts[brand]["brand"])
