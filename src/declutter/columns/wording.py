"""What the words of a block sound like, as learned from labelled articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.wording import TARGETS

if TYPE_CHECKING:
    import numpy as np

    from declutter.columns import Page

_KINDS = dict(
    zip(
        TARGETS,
        ("clutter", "promotional prose", "notes on authors", "pointers to other articles", "notices and disclaimers"),
        strict=True,
    )
)
PREFIX = "wording_"
WORDS = {f"{PREFIX}{target}": f"Its words are those of {words}." for target, words in _KINDS.items()}


def measure(page: Page, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    return dict(zip(WORDS, page.wording.scores(page.terms, page.tokens).T, strict=True))
