"""A closer look at the paragraphs that stay: which of their sentences go by the weights, and which are given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.finer import candidates, cut
from declutter.model import Cut, Decision, Label, Weight
from declutter.sentences import in_quotes
from declutter.weigh import WEIGHTS, gone

if TYPE_CHECKING:
    from declutter.finer import Pieces
    from declutter.reasons import Reasons
    from declutter.segmenter import Weights
    from declutter.weigh import Brief, Decisions

DOUBT = 0.3
"""How likely clutter a sentence must be at least that a rule cuts which is not strong."""


def look_closer(
    brief: Brief, weights: Weights, reasons: Reasons, columns: np.ndarray, *, ruled: Decisions, known: Decisions
) -> Decisions:
    """Return the decisions on paragraphs that stay, with the sentences that go.

    Args:
        brief: what the judge is given.
        weights: the learned weights.
        reasons: tells why they decide so.
        columns: what was measured of the blocks.
        ruled: what rules alone decide, as it was when the weights were fitted.
        known: what is decided by now.
    """
    wanted = [at for at in candidates(brief, columns) if not gone(known, at) and not brief.is_editorial(at)]
    pieces = cut(brief, ruled, weights.wording, wanted)
    if pieces is None:
        return {}
    numbers = np.flatnonzero(pieces.sentence)
    chances = weights.sentence_chances(pieces.columns[numbers])
    cuts: dict[int, list[Cut]] = {int(at): [] for at in pieces.block[numbers]}
    for number, chance in zip(numbers.tolist(), chances.tolist(), strict=True):
        at = int(pieces.block[number])
        found = _by_rule(known.get(at), pieces, number, chance) or _by_weights(brief, weights, reasons, pieces, number, chance)
        cuts[at] += [found] if found else []
    return {at: _with_cuts(brief, at, known.get(at), tuple(found)) for at, found in cuts.items() if found or at in known}


def _by_rule(decision: Decision | None, pieces: Pieces, number: int, chance: float) -> Cut | None:
    """Return how a rule cuts a sentence: a strong one in any case, another one where the weights do not doubt it."""
    cuts = (each for each in decision.cuts if each.span.touches(pieces.spans[number])) if decision else iter(())
    found = next(cuts, None)
    return found if found and (found.evidence[0].weight >= WEIGHTS[Weight.STRONG] or chance >= DOUBT) else None


def _by_weights(brief: Brief, weights: Weights, reasons: Reasons, pieces: Pieces, number: int, chance: float) -> Cut | None:
    blocks, at = brief.layout.blocks, int(pieces.block[number])
    span, row, sure = pieces.spans[number], pieces.columns[number], round(chance, 4)
    label, _ = weights.label_of(row)
    if sure < brief.policy.sure or label not in brief.policy.drop or in_quotes(blocks.text_of(at), blocks.starts[at], span):
        return None
    return Cut(span, label, sure, "weights", reasons.of_sentence(span, row, sure))


def _with_cuts(brief: Brief, at: int, decision: Decision | None, cuts: tuple[Cut, ...]) -> Decision:
    sure = max((each.confidence for each in cuts), default=0.0)
    evidence = decision.evidence if decision and not cuts else ()
    return Decision(brief.layout.blocks[at], Label.BODY, True, 1 - sure, "", evidence, cuts)
