"""A closer look at the paragraphs that stay: which of their sentences go by the weights, and which are given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.finer import candidates, cut
from declutter.model import Cut, Decision, Label, Weight
from declutter.sentences import in_quotes
from declutter.weigh import WEIGHTS, gone

if TYPE_CHECKING:
    from declutter.columns import Page
    from declutter.finer import Pieces
    from declutter.reasons import Reasons
    from declutter.segmenter import Weights
    from declutter.weigh import Brief, Decisions

DOUBT = 0.3
"""How likely clutter a sentence must be at least that a rule cuts which is not strong."""


def look_closer(page: Page, weights: Weights, reasons: Reasons, columns: np.ndarray, known: Decisions) -> Decisions:
    """Return the decisions on paragraphs that stay, with the sentences that go.

    Args:
        page: the document, with what rules alone decide.
        weights: the learned weights.
        reasons: tells why they decide so.
        columns: what was measured of the blocks.
        known: what is decided by now.
    """
    brief = page.brief
    wanted = [at for at in candidates(brief, columns) if not gone(known, at) and not brief.is_editorial(at)]
    pieces = cut(page, wanted)
    if pieces is None:
        return {}
    numbers = np.flatnonzero(pieces.sentence)
    chances = weights.sentence_chances(pieces.columns[numbers])
    cuts: dict[int, list[Cut]] = {int(at): [] for at in pieces.block[numbers]}
    for number, chance in zip(numbers.tolist(), chances.tolist(), strict=True):
        at = int(pieces.block[number])
        found = _by_rule(known.get(at), pieces, number, chance) or _by_weights(brief, weights, reasons, pieces, number, chance)
        cuts[at] += [found] if found else []
    changed = {at: tuple(found) for at, found in cuts.items() if tuple(found) != _cuts(known.get(at))}
    return {
        at: _decision(brief, at, found, _cuts(known.get(at)), int((pieces.block == at).sum())) for at, found in changed.items()
    }


def _cuts(decision: Decision | None) -> tuple[Cut, ...]:
    return decision.cuts if decision else ()


def _by_rule(decision: Decision | None, pieces: Pieces, number: int, chance: float) -> Cut | None:
    """Return how a rule cuts a sentence: a strong one in any case, another one where the weights do not doubt it."""
    found = next((each for each in _cuts(decision) if each.span.touches(pieces.spans[number])), None)
    return found if found and (found.evidence[0].weight >= WEIGHTS[Weight.STRONG] or chance >= DOUBT) else None


def _by_weights(brief: Brief, weights: Weights, reasons: Reasons, pieces: Pieces, number: int, chance: float) -> Cut | None:
    blocks, at = brief.layout.blocks, int(pieces.block[number])
    span, row, sure = pieces.spans[number], pieces.columns[number], round(chance, 4)
    if sure < brief.policy.sure or in_quotes(blocks.text_of(at), blocks.starts[at], span):
        return None
    label, _ = weights.label_of(row)
    if label not in brief.policy.drop:
        return None
    return Cut(span, label, sure, "weights", reasons.of_sentence(span, row, sure))


def _decision(brief: Brief, at: int, cuts: tuple[Cut, ...], before: tuple[Cut, ...], sentences: int) -> Decision:
    """Return what becomes of a block by its cuts: it goes as a whole where no sentence is left; what was doubted is told."""
    surest = max(cuts, key=lambda each: each.confidence, default=None)
    if surest is None:
        return Decision(brief.layout.blocks[at], Label.BODY, True, 1.0, "", before[0].evidence)
    if len(cuts) == sentences:
        return brief.decide(at, surest.label, surest.confidence, "", *surest.evidence)
    return Decision(brief.layout.blocks[at], Label.BODY, True, 1 - surest.confidence, "", (), cuts)
