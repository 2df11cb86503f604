"""What the rules have seen in a block, and what they have decided on it."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from declutter.model import DROP_LABELS, Covers, Label
from declutter.weigh import doubts, gone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.columns import Page
    from declutter.model import Match

_STAGES = ("alone", "sections", "neighbours", "between", "above", "tail", "headings")
WORDS = {
    **{f"sees_{label}": f"Rules see {label} in it." for label in DROP_LABELS},
    "sees_body": "A rule speaks for it.",
    "sees_any": "How sure the rules are that it goes.",
    "rules": "How many rules have a hit in it.",
    "sentence_promo": "Rules see a promotional sentence in it.",
    "sentence_other": "Rules see another sentence of clutter in it.",
    "goes": "By the rules alone it goes.",
    **{f"by_{stage}": f"It is the pass {stage} by which it goes." for stage in _STAGES},
}


def measure(page: Page, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    count = len(page.brief.layout.blocks)
    columns = {name: np.zeros(count) for name in WORDS}
    for at, matches in page.brief.matches.items():
        _see(columns, at, matches)
    for at, decision in page.decisions.items():
        if gone(page.decisions, at):
            columns["goes"][at] = decision.confidence
            columns[f"by_{decision.decided_by}"][at] = 1
    columns["sees_any"] = np.max([columns[f"sees_{label}"] for label in DROP_LABELS], axis=0)
    return columns


def _see(columns: dict[str, np.ndarray], at: int, matches: Sequence[Match]) -> None:
    seen: dict[str, list[Match]] = {}
    for match in matches:
        seen.setdefault(_column(match), []).append(match)
    for name, alike in seen.items():
        columns[name][at] = 1 - prod(doubts(alike))
    columns["rules"][at] = len({match.rule.id for match in matches})


def _column(match: Match) -> str:
    rule = match.rule
    if rule.covers is Covers.SENTENCE:
        return "sentence_promo" if rule.label is Label.PROMO else "sentence_other"
    return f"sees_{rule.label}"
