"""A closer look at paragraphs: which sentences go of those that stay, and which stay of those that weights alone take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.finer import candidates, cut
from declutter.model import Cut, Decision, Label
from declutter.sentences import in_quotes
from declutter.weigh import gone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.columns import Page
    from declutter.finer import Pieces
    from declutter.reasons import Reasons
    from declutter.segmenter import Weights
    from declutter.weigh import Brief, Decisions

DOUBT = 0.5
"""How likely clutter a sentence must be at least that a rule cuts, or that goes with others."""
SAFE = 0.05
"""Where a sentence is less likely clutter, the weights do not take its paragraph as a whole."""


def look_closer(page: Page, weights: Weights, reasons: Reasons, columns: np.ndarray, known: Decisions) -> Decisions:
    """Return the decisions on paragraphs of which some sentences go and others stay.

    Args:
        page: the document, with what rules alone decide.
        weights: the learned weights.
        reasons: tells why they decide so.
        columns: what was measured of the blocks.
        known: what is decided by now.
    """
    brief = page.brief
    leaving = {at for at in known if gone(known, at) and not gone(page.decisions, at)}
    wanted = [at for at in candidates(brief, columns) if at in leaving or not gone(known, at)]
    pieces = cut(page, wanted)
    if pieces is None:
        return {}
    numbers = np.flatnonzero(pieces.sentence)
    chances = weights.sentence_chances(pieces.columns[numbers])
    sentences: dict[int, list[tuple[int, float]]] = {int(at): [] for at in pieces.block[numbers]}
    for number, chance in zip(numbers.tolist(), chances.tolist(), strict=True):
        sentences[int(pieces.block[number])].append((number, chance))
    cuts = {
        at: _of_one_that_leaves(brief, known[at], pieces, inside)
        if at in leaving
        else _of_one_that_stays(brief, weights, reasons, known.get(at), pieces, inside)
        for at, inside in sentences.items()
    }
    changed = {at: found for at, found in cuts.items() if found != _cuts(known.get(at))}
    return {
        at: _decision(brief, at, found, _cuts(known.get(at)), int((pieces.block == at).sum())) for at, found in changed.items()
    }


def _cuts(decision: Decision | None) -> tuple[Cut, ...]:
    return decision.cuts if decision else ()


def _of_one_that_leaves(brief: Brief, whole: Decision, pieces: Pieces, sentences: Sequence[tuple[int, float]]) -> tuple[Cut, ...]:
    """Return which sentences of a paragraph go that would go, where others are safe; none where it goes as a whole."""
    chances = [chance for _, chance in sentences]
    if min(chances) >= SAFE or max(chances) < brief.policy.sure:
        return ()
    goes = (number for number, chance in sentences if chance >= DOUBT)
    return tuple(Cut(pieces.spans[number], whole.label, whole.confidence, "weights", whole.evidence) for number in goes)


def _of_one_that_stays(
    brief: Brief,
    weights: Weights,
    reasons: Reasons,
    decision: Decision | None,
    pieces: Pieces,
    sentences: Sequence[tuple[int, float]],
) -> tuple[Cut, ...]:
    found = (
        _by_rule(brief, decision, pieces, number, chance) or _by_weights(brief, weights, reasons, pieces, number, chance)
        for number, chance in sentences
    )
    return tuple(each for each in found if each)


def _by_rule(brief: Brief, decision: Decision | None, pieces: Pieces, number: int, chance: float) -> Cut | None:
    """Return how a rule cuts a sentence where the weights do not doubt it, or the rule has the last word."""
    found = next((each for each in _cuts(decision) if each.span.touches(pieces.spans[number])), None)
    return found if found and (chance >= DOUBT or brief.is_final(int(pieces.block[number]), found.evidence)) else None


def _by_weights(brief: Brief, weights: Weights, reasons: Reasons, pieces: Pieces, number: int, chance: float) -> Cut | None:
    blocks, at = brief.layout.blocks, int(pieces.block[number])
    span, row, sure = pieces.spans[number], pieces.columns[number], round(chance, 4)
    if sure < _least(brief) or in_quotes(blocks.text_of(at), blocks.starts[at], span):
        return None
    label, _ = weights.label_of(row)
    if label not in brief.policy.drop:
        return None
    return Cut(span, label, sure, "weights", reasons.of_sentence(span, row, sure))


def _least(brief: Brief) -> float:
    """Return how likely clutter a sentence must be: half of the way from a block to certainty, as what is around it stays."""
    return (brief.policy.sure + 1) / 2


def _decision(brief: Brief, at: int, cuts: tuple[Cut, ...], before: tuple[Cut, ...], sentences: int) -> Decision:
    """Return what becomes of a block by its cuts: it goes as a whole where no sentence is left; what was doubted is told."""
    surest = max(cuts, key=lambda each: each.confidence, default=None)
    if surest is None:
        return Decision(brief.layout.blocks[at], Label.BODY, True, 1.0, "", before[0].evidence)
    if len(cuts) == sentences:
        return brief.decide(at, surest.label, surest.confidence, *surest.evidence)
    return Decision(brief.layout.blocks[at], Label.BODY, True, 1 - surest.confidence, "", (), cuts)
