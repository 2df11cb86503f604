"""Names: who is named in a block, and whether the name is the subject of the piece or an intruder.

A pitch has its name in a place of its own: it comes late, it comes densely, it comes with "we" and "you", and other clutter
names it too: the footer, the author's bio, an address. The subject of an article is there from the start, and others report
what it said. The name that looks most like a seller's is called the brand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from declutter.arrays import runs
from declutter.columns.place import TITLE_BLOCKS
from declutter.names import SUBJECT_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
_RUN = re.compile(rf"[{_CAPITAL}](?<!\w.)[\w&]*\w(?:(?: & |[ -])[{_CAPITAL}][\w&]*\w)*")
"""Capitals at the start of words, and of words that follow; what stands before the first is asked last, as that takes longest."""
_OPENS = frozenset("""".!?:…“'‘„«»•|-–—>)]""")
"""What stands before the first word of a sentence, and a blank: a capital says nothing there."""
_ADDRESS = re.compile(r"(?:@|www\.|://)([\w.-]+)|\b([\w-]+)\.(?:com|org|net|io|co|eu|de|at|ch|fr|es|it|pt|nl|pl|uk)\b")
_LEAST_LETTERS = 4
"""Shorter names are found in too many addresses."""
_MOST = 100
"""So many captured values and addresses are looked at, so that time grows with the document alone."""
_MEANS = ("new_names", "own_names", "late_names", "subject_names", "title_names")
_HIGHEST = (
    "told_names",
    "seller_names",
    "seller_intrudes",
    "sold_names",
    "short_names",
    "address_names",
    "captured",
    "subject_share",
)
_SURE = 0.6
"""A name that looks less like a seller's is no brand."""


class Capitals:
    """The runs of capitals in a text, whatever its blocks are: each may be a name."""

    def __init__(self, text: str) -> None:
        found = list(_RUN.finditer(text))
        self.starts = np.array([run.start() for run in found], np.int64)
        numbers = {run: number for number, run in enumerate(dict.fromkeys(run[0] for run in found))}
        self.kinds = list(numbers)
        """Each run once."""
        self.ids = np.array([numbers[run[0]] for run in found], np.int64)
        self.open = np.array([_opens(text, start) for start in self.starts.tolist()], bool)
        """Whether a run stands where a sentence may begin."""
        words = text.split()
        self.addresses = " ".join(map(_bare, islice(_addresses(words), _MOST)))
        """All addresses of the text, bare of all but letters and digits."""
        small = set(words)
        often = np.bincount(self.ids, minlength=len(self.kinds)) > 1
        self.frequent = often & np.array([len(run) > _LEAST_LETTERS and run.lower() not in small for run in self.kinds], bool)
        """Of each of `kinds` whether it stands more than once, and never small."""


def _opens(text: str, start: int) -> bool:
    return start > 1 and text[start - 1] == " " and text[start - 2] in _OPENS


def _addresses(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if "." in word[:-1] or "@" in word or "://" in word:
            yield from (found[1] or found[2] for found in _ADDRESS.finditer(word))


@dataclass(frozen=True, slots=True)
class _Found:
    """Names and the blocks that hold them: pairs, in the order of the names and of the blocks."""

    names: list[str]
    name: np.ndarray
    block: np.ndarray

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return for each name the sum of what its blocks have."""
        return np.bincount(self.name, weights=values[self.block], minlength=len(self.names))


def measure(page: Page, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    found = _find(page, known["ends_sentence"].astype(bool))
    columns = {name: np.zeros(len(page.tokens.counts)) for name in WORDS}
    if not found.names:
        return columns
    facts = _facts(page, known, found)
    _fill(columns, found, facts, known["goes"] > 0)
    columns["names"] /= np.maximum(1, page.tokens.counts)
    columns["names_document"][:] = len(found.names) / max(1, len(page.tokens.words))
    most = facts["brand"].max()
    if most >= _SURE:
        brand = max(
            np.flatnonzero(facts["brand"] == most).tolist(), key=lambda name: (int(facts["places"][name]), found.names[name])
        )
        columns["brand"][found.block[found.name == brand]] = 1
        columns["brand_sure"][:] = min(2.0, most)
    return columns


def _find(page: Page, sentences: np.ndarray) -> _Found:
    """Return the names: runs of capitals that do not begin a sentence somewhere."""
    capitals, blocks = page.capitals, page.brief.layout.blocks
    block = np.searchsorted(blocks.starts, capitals.starts, side="right") - 1
    only_names = ~capitals.open & (capitals.starts != np.array(blocks.starts, np.int64)[block])
    for at in sorted(set(block[only_names & ~sentences[block]].tolist())):
        if _is_title_case(blocks.text_of(at)):
            only_names &= block != at
    sure = capitals.frequent.copy()
    sure[capitals.ids[only_names]] = True
    held = {capitals.kinds[number] for number in np.flatnonzero(sure).tolist()}
    named = [_name_in(run, held) for run in capitals.kinds]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for name in named if name))}
    name = np.array([numbers.get(each, -1) for each in named], np.int64)[capitals.ids]
    count = max(1, len(blocks))
    pairs = np.sort((name * count + block)[name >= 0])
    pairs = pairs[runs(pairs)[0]]
    return _Found(list(numbers), pairs // count, pairs % count)


def _is_title_case(line: str) -> bool:
    long = [word for word in line.split()[1:] if len(word) > _LEAST_LETTERS]
    return sum(word[0].isupper() for word in long) * 2 > len(long) or not long


def _name_in(run: str, sure: set[str]) -> str:
    """Return the name in a run of capitals: all of it, or what is left without the word that may begin a sentence."""
    if run in sure:
        return run
    words = run.split(" ")
    return next((part for part in (" ".join(words[1:]), " ".join(words[:-1])) if part in sure), "")


def _facts(page: Page, known: Mapping[str, np.ndarray], found: _Found) -> dict[str, np.ndarray]:
    """Return what is known of each name from all the blocks that hold it."""
    prose = known["prose"] > 0
    places = np.bincount(found.name, minlength=len(found.names))
    first = found.block[np.searchsorted(found.name, np.arange(len(found.names)))]
    in_prose = found.sums(prose)
    spread = in_prose / max(1, int(prose.sum()))
    seller = found.sums(known["we"] > 0) / places
    gone = found.sums(known["goes"] > 0)
    captured, address = _captured(page, found.names), _addressed(page.capitals.addresses, found.names)
    return {
        "first": first,
        "places": places,
        "late": first > len(prose) / 2,
        "share": np.minimum(1.0, spread),
        "title": first < TITLE_BLOCKS,
        "told": found.sums(known["told"] > 0) / places,
        "seller": seller,
        "intrudes": seller * (spread <= SUBJECT_SHARE),
        "gone": gone,
        "short": np.where(places > 1, 1 - in_prose / places, 0.0),
        "captured": captured,
        "address": address,
        "brand": (captured + address + seller + gone / places) / 2,
    }


def _captured(page: Page, names: list[str]) -> np.ndarray:
    """Say of each name whether a rule has captured it, or a part of it, or more than it."""
    values = (value for matches in page.brief.matches.values() for match in matches for _, value in match.values)
    captured = frozenset(islice(values, _MOST))
    return np.array([any(name in value or value in name for value in captured) for name in names], float)


def _addressed(addresses: str, names: list[str]) -> np.ndarray:
    """Say of each name whether it stands in an address of the text."""
    if not addresses:
        return np.zeros(len(names))
    bare = map(_bare, names)
    return np.array([len(name) >= _LEAST_LETTERS and name in addresses for name in bare], float)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _fill(columns: dict[str, np.ndarray], found: _Found, facts: Mapping[str, np.ndarray], goes: np.ndarray) -> None:
    """Set the columns of the blocks that hold names."""
    order = np.argsort(found.block, kind="stable")
    name, block = found.name[order], found.block[order]
    first, count = runs(block)
    at = block[first]
    each = {fact: values[name] for fact, values in facts.items()}
    others_gone = (each["gone"] - goes[block]) / np.maximum(1, each["places"] - 1)
    shares = (each["first"] == block, each["places"] == 1, each["late"], each["share"] > SUBJECT_SHARE, each["title"])
    means = np.add.reduceat(np.array(shares, float), first, axis=1) / count
    most = (each["told"], each["seller"], each["intrudes"], others_gone, each["short"], each["address"], each["captured"])
    highest = np.maximum.reduceat(np.array([*most, each["share"]]), first, axis=1)
    columns["names"][at] = count
    for column, values in zip((*_MEANS, *_HIGHEST), (*means, *highest), strict=True):
        columns[column][at] = values


def brand_in(texts: Sequence[str]) -> str | None:
    """Return the name that stands in all of some texts, the longest where there are several."""
    capitals = [run[0].split(" ") for run in _RUN.finditer(texts[0])] if texts else []
    names = (" ".join(words[at:]) for words in capitals for at in range(len(words)))
    return max((name for name in names if all(name in text for text in texts)), key=lambda name: (len(name), name), default=None)
