"""The page judge: which blocks of a page are its article, by learned weights over the columns, for the page as a whole.

A block is kept when it is likelier part of the article than a share of the F1 that is to be expected of the best choice on
this page: a page that is told apart well is cut strictly, one that is not keeps more. (Threshold on expected F1: Ye, Chai,
Lee and Chieu, ICML 2012.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from declutter.model import Decision, Evidence, Label
from declutter.web import NAMES, WORDS, measure
from declutter.web.labels import label_of
from declutter.web.selectors import decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.match import CompiledRule
    from declutter.model import Policy
    from declutter.segment.webpage import WebPage
    from declutter.web.weights import PageWeights

COPY_WORDS = 6
"""Words from which a block that says again what a kept one said is a copy."""
TITLE_OVERLAP = 0.6
"""Share of its words that a heading has in common with the title that the page gives itself."""
MOST_REASONS = 3
DOUBT = 0.6
"""The expected F1 below which a person should look at the page."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page judge says."""

    decisions: tuple[Decision, ...]
    """One for each block, in order."""
    confidence: float
    """The F1 that is to be expected, 0 to 1."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know."""
        if not self.decisions:
            return ("The page shows no text.",)
        doubtful = f"It is hard to tell what the article of this page is (expected F1 {self.confidence:.2f}); look at it."
        return (doubtful,) if self.confidence < DOUBT else ()


def judge_page(
    page: WebPage, weights: PageWeights, policy: Policy, said: str | None, rules: Sequence[CompiledRule] = ()
) -> Verdict:
    """Decide on every block of a page.

    Args:
        page: the page.
        weights: what was learned of pages.
        policy: which labels go, and how sure one must be.
        said: what the witness kept, None where it was not asked.
        rules: the rules that select elements of this page; where they are sure, they have the last word.
    """
    if not len(page.blocks):
        return Verdict((), 0.0)
    columns = measure(page, weights.odds, said)
    chances, spoke = weights.heard(columns, witness=said is not None)
    words = np.array([page.blocks.text_of(at).count(" ") + 1 for at in range(len(page.blocks))], float)
    expected = expected_f1(chances, words)
    ruled = decide(page, rules, policy)
    keeps = chances > share_of(policy) * expected
    keeps[list(ruled)] = [decision.keep for decision in ruled.values()]
    reasons = _reasons(columns, np.where(keeps[:, None], spoke, -spoke), np.where(keeps, chances, 1 - chances))
    exceptions = _copies(page, keeps) | (_title(page, columns) if policy.inside else {}) | ruled
    decisions = [
        exceptions.get(at) or _decision(page, at, bool(keeps[at]), float(chances[at]), why, policy)
        for at, why in enumerate(reasons)
    ]
    return Verdict(tuple(decisions), round(expected, 4))


def share_of(policy: Policy) -> float:
    """Return the share of the expected F1 that a block must reach: 0.75 where the policy is bold, 0.35 where it is careful."""
    return 0.75 - 0.2 * min(2.0, max(0.0, policy.caution))


def expected_f1(chances: np.ndarray, words: np.ndarray) -> float:
    """Return the F1 that is to be expected of the best choice of blocks."""
    order = np.argsort(-chances, kind="stable")
    right, kept = np.cumsum((chances * words)[order]), np.cumsum(words[order])
    return float(np.max(2 * right / (kept + right[-1])))


def _copies(page: WebPage, keeps: np.ndarray) -> dict[int, Decision]:
    """Return the decisions on kept blocks that say again what a kept one before them said."""
    first: dict[str, int] = {}
    copies = {}
    for at in np.flatnonzero(keeps).tolist():
        text = page.blocks.text_of(at)
        if text.count(" ") + 1 >= COPY_WORDS and first.setdefault(text, at) != at:
            why = Evidence("copy", "The same text stands on the page before.", 1.0, page.blocks[first[text]].span)
            copies[at] = Decision(page.blocks[at], Label.OTHER, False, 1.0, "page", (why,))
    return copies


def _title(page: WebPage, columns: np.ndarray) -> dict[int, Decision]:
    """Return the decision that the title heading stays, even where pages print it apart from the text of their article."""
    title, heading, overlap = (columns[:, NAMES.index(name)] for name in ("title", "heading", "overlap_title"))
    found = np.flatnonzero((title > 0) & (heading > 0) & (overlap >= TITLE_OVERLAP)).tolist()
    why = Evidence("title", "It is the title of the page.", 1.0)
    return {at: Decision(page.blocks[at], Label.BODY, True, 1.0, "page", (why,)) for at in found}


def _decision(page: WebPage, at: int, keeps: bool, chance: float, reasons: tuple[Evidence, ...], policy: Policy) -> Decision:
    block = page.blocks[at]
    if keeps:
        return Decision(block, Label.BODY, True, round(chance, 4), "page", reasons)
    label = label_of(page, at)
    if label not in policy.drop:
        return Decision(block, Label.BODY, True, round(chance, 4), "policy", reasons)
    return Decision(block, label, False, round(1 - chance, 4), "page", reasons)


def _reasons(columns: np.ndarray, spoke: np.ndarray, sure: np.ndarray) -> list[tuple[Evidence, ...]]:
    """Return for each block the columns that spoke most for what becomes of it, with the share that each has in its certainty."""
    loudest = np.argsort(-spoke, axis=1, kind="stable")[:, :MOST_REASONS]
    heard = np.maximum(0, spoke)
    shares = np.round(sure[:, None] * heard / np.maximum(1e-9, heard.sum(axis=1, keepdims=True)), 4)
    return [
        tuple(
            _evidence(at, float(columns[row, at]), float(shares[row, at]))
            for at in found
            if shares[row, at] > 0 or at == found[0]
        )
        for row, found in enumerate(loudest.tolist())
    ]


def _evidence(column: int, value: float, share: float) -> Evidence:
    name = NAMES[column]
    why = WORDS[name] if value in (0, 1) else f"{WORDS[name][:-1]}: {value:.2g}."
    return Evidence(name, why, share)
