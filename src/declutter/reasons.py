"""Why the weights decided as they did, in words: the columns that spoke most, with the words and the name that they are about."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from declutter.columns import NAMES, names, wording
from declutter.columns.tokens import words_of
from declutter.signs import sign

if TYPE_CHECKING:
    from declutter.measures import Layout
    from declutter.model import Evidence, Span
    from declutter.segmenter import Weights


class Reasons:
    """Tells the reasons in one document, by the columns of its blocks."""

    def __init__(self, layout: Layout, weights: Weights, columns: np.ndarray) -> None:
        self._layout = layout
        self._weights = weights
        self._columns = columns

    def of_block(self, at: int, chance: float, alone: float) -> tuple[Evidence, ...]:
        """Return what spoke most for a block's being clutter, when it is so likely, and was so likely by itself."""
        own = self._told(self._weights.reasons(self._columns[at], min(chance, alone)), self._layout.text(at))
        risen = round(chance - alone, 4)
        return (*own, sign("row", risen)) if risen > 0 else own

    def of_sentence(self, span: Span, row: np.ndarray, chance: float) -> tuple[Evidence, ...]:
        """Return the same of a sentence with its own columns."""
        return self._told(self._weights.sentence_reasons(row, chance), span.of(self._layout.blocks.text))

    def _told(self, evidence: tuple[Evidence, ...], text: str) -> tuple[Evidence, ...]:
        return tuple(replace(each, why=f"{each.why[:-1]}{self._detail(each.name, text)}.") for each in evidence)

    def _detail(self, name: str, text: str) -> str:
        """Return what a column heard in a text: its loudest words, or the name of the brand."""
        if name in wording.WORDS:
            heard = self._weights.wording.loudest(words_of(text), name.removeprefix(wording.PREFIX))
            return ": " + ", ".join(f"“{each}”" for each in heard) if heard else ""
        return f" ({self._brand})" if "brand" in name.split("_") and self._brand else ""

    @cached_property
    def _brand(self) -> str | None:
        naming = np.flatnonzero(self._columns[:, NAMES.index("brand")])
        return names.brand_in([self._layout.text(int(at)) for at in naming])
