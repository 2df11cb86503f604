"""A document as columns: named facts of all its blocks at once, which learned weights multiply.

Each family is a module with two names: `WORDS`, a sentence for each of its columns, and `measure`, which returns them as
arrays over the blocks. Columns are joined in the order of the families and of their words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from declutter.columns import cues, evidence, names, place, shape, surroundings, wording
from declutter.columns.tokens import tokenise

if TYPE_CHECKING:
    from declutter.columns.names import Capitals
    from declutter.columns.tokens import Tokens
    from declutter.weigh import Brief, Decisions
    from declutter.wording import Terms, Wording

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
    terms: Terms
    """Which of its words and pairs of words the wording knows."""
    capitals: Capitals
    """Where it has runs of capitals, which may be names."""

    def finer(self, brief: Brief, decisions: Decisions) -> Page:
        """Return the same text with other blocks, sentences perhaps: it is not read again."""
        return replace(self, brief=brief, decisions=decisions, tokens=tokenise(brief.layout.blocks, self.tokens.source))


def read(brief: Brief, decisions: Decisions, wording: Wording) -> Page:
    """Return what the families measure of a document."""
    tokens = tokenise(brief.layout.blocks)
    return Page(brief, decisions, tokens, wording, wording.terms_in(tokens.source), names.Capitals(brief.layout.blocks.text))


def measure(page: Page) -> np.ndarray:
    """Return the columns of a document: a row for each block, a column for each of `NAMES`."""
    known: dict[str, np.ndarray] = {}
    for family in FAMILIES.values():
        known |= family.measure(page, known)
    rows = np.concatenate([known[name] for name in NAMES], dtype=np.float32, casting="unsafe")
    return rows.reshape(len(NAMES), len(page.tokens.counts)).T
