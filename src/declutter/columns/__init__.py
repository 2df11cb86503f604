"""A document as columns: named facts of all its blocks at once, which learned weights multiply.

Each family is a module with two names: `WORDS`, a sentence for each of its columns, and `measure`, which returns them as
arrays over the blocks. Columns are joined in the order of the families and of their words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from declutter.columns import cues, evidence, names, place, shape, surroundings, wording
from declutter.columns.tokens import tokenise

if TYPE_CHECKING:
    from declutter.columns.tokens import Tokens
    from declutter.weigh import Brief, Decisions
    from declutter.wording import Wording

FAMILIES = {
    "shape": shape,
    "cues": cues,
    "wording": wording,
    "evidence": evidence,
    "place": place,
    "names": names,
    "surroundings": surroundings,
}
WORDS: dict[str, str] = {name: words for family in FAMILIES.values() for name, words in family.WORDS.items()}
"""What each column says, in a sentence for people."""
NAMES: tuple[str, ...] = tuple(WORDS)


@dataclass(frozen=True, slots=True)
class Page:
    """What the families measure."""

    brief: Brief
    decisions: Decisions
    """What rules alone have decided."""
    tokens: Tokens
    wording: Wording


def measure(brief: Brief, decisions: Decisions, words: Wording) -> np.ndarray:
    """Return the columns of a document: a row for each block, a column for each of `NAMES`."""
    page = Page(brief, decisions, tokenise(brief.layout.blocks), words)
    known: dict[str, np.ndarray] = {}
    for family in FAMILIES.values():
        known |= family.measure(page, known)
    return np.stack([known[name] for name in NAMES], axis=1).astype(np.float32)
