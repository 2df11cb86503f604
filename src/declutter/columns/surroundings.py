"""What stands around a block: the neighbours, the run it is part of, the heading over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.arrays import runs, since, until

if TYPE_CHECKING:
    from collections.abc import Iterable

    from declutter.columns import Page

_NEIGHBOURS = {
    "before": "right before it",
    "after": "right after it",
    "before2": "two before it",
    "after2": "two after it",
}
_FACTS = {
    "goes": "goes by the rules",
    "sees_any": "has hits of rules",
    "prose": "is prose",
    "words": "is long",
    "ends_sentence": "ends as a sentence",
    "heading": "looks like a heading",
    "sell": "has words of selling",
    "we": "speaks as we",
    "wording_clutter": "sounds like clutter",
}
_WINDOWS = {
    "goes": "goes by the rules",
    "sees_any": "has hits of rules",
    "prose": "is prose",
    "we": "speaks as we",
    "sell": "sells",
    "ask": "asks the reader to act",
    "brand": "names the brand",
    "wording_promo": "sounds like promotion",
}
_SECTION = {
    "we": "speaks as we",
    "you": "speaks to the reader",
    "sell": "sells",
    "praise": "praises",
    "ask": "asks the reader to act",
    "told": "reports what others said",
    "brand": "names the brand",
    "goes": "goes by the rules",
    "sees_any": "has hits of rules",
    "wording_promo": "sounds like promotion",
}
_CONTRASTS = {
    "we": "speaks as we",
    "you": "speaks to the reader",
    "one": "speaks as I",
    "told": "reports what others said",
    "sell": "sells",
    "serve": "serves",
    "digits": "has digits",
    "wording_promo": "sounds like promotion",
}
_REACHES = (3, 10)
_SHIFTS = {"before": 1, "after": -1, "before2": 2, "after2": -2}
WORDS = {
    **{
        f"{fact}_{side}": f"What stands {where} {words}." for fact, words in _FACTS.items() for side, where in _NEIGHBOURS.items()
    },
    **{
        f"{fact}_near{reach}": f"How much of the {reach} blocks on each side {words}."
        for fact, words in _WINDOWS.items()
        for reach in _REACHES
    },
    **{f"{fact}_so_far": f"How much of what stands before it {words}." for fact, words in _WINDOWS.items()},
    **{f"{fact}_to_come": f"How much of what stands after it {words}." for fact, words in _WINDOWS.items()},
    **{f"{fact}_document": f"How much of the document {words}." for fact, words in _WINDOWS.items()},
    "since_gone": "How many blocks have passed since one that goes by the rules (logarithm).",
    "until_gone": "How many blocks are to come until one that goes by the rules (logarithm).",
    "run": "How many short blocks stand around it without prose (logarithm).",
    "under_gone": "The heading over it goes by the rules.",
    "under_sell": "The heading over it has words of selling.",
    "under_question": "The heading over it is a question.",
    "under_brand": "The heading over it names the brand.",
    "under_you": "The heading over it speaks to the reader.",
    **{f"{fact}_section": f"How much of what stands under the same heading {words}." for fact, words in _SECTION.items()},
    **{f"{fact}_contrast": f"How much more than the prose of the document it {words}." for fact, words in _CONTRASTS.items()},
    "section_prose": "How many paragraphs of prose stand under the same heading (logarithm).",
    "prose_after_section": "How many paragraphs of prose stand under later headings (logarithm).",
    "since_brand": "How many blocks have passed since one that names the brand (logarithm).",
    "since_heading": "How many blocks have passed since a heading (logarithm).",
}

_NEIGHBOUR_NAMES = [f"{fact}_{side}" for side in _SHIFTS for fact in _FACTS]
_WINDOW_SIDES = (*(f"near{reach}" for reach in _REACHES), "so_far", "to_come", "document")
_WINDOW_NAMES = [f"{fact}_{side}" for side in _WINDOW_SIDES for fact in _WINDOWS]
_CONTRAST_NAMES = [f"{fact}_contrast" for fact in _CONTRASTS]
_SECTION_NAMES = [*(f"{fact}_section" for fact in _SECTION), "section_prose", "prose_after_section"]


def measure(page: Page, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    order = np.arange(len(page.brief.layout.blocks))
    gone, prose = known["goes"] > 0, known["prose"].astype(bool)
    heading = known["heading"].astype(bool) & ~known["ends_sentence"].astype(bool)
    heads = heading & _shifted(known["words"] > np.log1p(8), -1).astype(bool)
    over = since(heads)
    above = np.maximum(0, over)
    return {
        **_neighbours(_table(known, _FACTS)),
        **_windows(_table(known, _WINDOWS)),
        "since_gone": np.log1p(order - _shifted(since(gone), 1, -10)),
        "until_gone": np.log1p(np.maximum(0, _shifted(until(gone), -1, len(order) + 10) - order)),
        "run": np.log1p(until(prose) - since(prose)),
        "under_gone": gone[above] & (over >= 0),
        "under_sell": known["sell"][above] * (over >= 0),
        "under_question": known["ends_question"][above] * (over >= 0),
        "under_brand": known["brand"][above] * (over >= 0),
        "under_you": known["you"][above] * (over >= 0),
        "since_heading": np.log1p(order - over),
        "since_brand": np.log1p(order - since(known["brand"] > 0)),
        **_contrasts(_table(known, _CONTRASTS), prose),
        **_sections(np.cumsum(heads), _table(known, _SECTION) > 0, prose),
    }


def _table(known: dict[str, np.ndarray], facts: Iterable[str]) -> np.ndarray:
    """Return some facts of all blocks: a row for each fact."""
    return np.array([known[fact] for fact in facts], float)


def _neighbours(facts: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(_NEIGHBOUR_NAMES, np.concatenate([_shifted(facts, shift) for shift in _SHIFTS.values()]), strict=True))


def _contrasts(facts: np.ndarray, prose: np.ndarray) -> dict[str, np.ndarray]:
    """Return how much more of something blocks have than the paragraphs of prose have on average."""
    mean = facts @ prose / max(1, int(prose.sum()))
    return dict(zip(_CONTRAST_NAMES, facts - mean[:, None], strict=True))


def _sections(section: np.ndarray, facts: np.ndarray, prose: np.ndarray) -> dict[str, np.ndarray]:
    """Return what is true of all blocks from one heading to the next."""
    first, sizes = runs(section)
    shares = np.add.reduceat(facts.astype(float), first, axis=1) / sizes
    inside = np.add.reduceat(prose.astype(float), first)
    later = inside.sum() - np.cumsum(inside)
    rows = np.repeat(np.concatenate([shares, np.log1p([inside, later])]), sizes, axis=1)
    return dict(zip(_SECTION_NAMES, rows, strict=True))


def _shifted(values: np.ndarray, shift: int, edge: float = 0) -> np.ndarray:
    """Return the values moved by so many blocks; what comes in at the edge is `edge`."""
    moved = np.full(values.shape, edge, dtype=float)
    if shift > 0:
        moved[..., shift:] = values[..., :-shift]
    else:
        moved[..., :shift] = values[..., -shift:]
    return moved


def _windows(facts: np.ndarray) -> dict[str, np.ndarray]:
    count = facts.shape[1]
    total = np.concatenate([np.zeros((len(facts), 1)), np.cumsum(facts, axis=1)], axis=1)
    order = np.arange(count)
    found = []
    for reach in _REACHES:
        low, high = np.maximum(0, order - reach), np.minimum(count, order + reach + 1)
        found.append((total[:, high] - total[:, low] - facts) / np.maximum(1, high - low - 1))
    found += [
        total[:, :-1] / np.maximum(1, order),
        (total[:, -1:] - total[:, 1:]) / np.maximum(1, count - 1 - order),
        np.broadcast_to(total[:, -1:] / max(1, count), facts.shape),
    ]
    return dict(zip(_WINDOW_NAMES, np.concatenate(found), strict=True))
