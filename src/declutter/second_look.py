"""The pass of the learned weights: a second look at every block, in view of what the rules have decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from declutter.chain import in_row
from declutter.closer_look import look_closer
from declutter.columns import measure, read
from declutter.model import Decision, Evidence, Kind, Label
from declutter.reasons import Reasons
from declutter.segmenter import decide
from declutter.weigh import gone

if TYPE_CHECKING:
    from declutter.segmenter import Weights
    from declutter.weigh import Brief, Decisions

SURE_LABEL = 0.7
"""How likely another label must be to take the place of the one that rules give."""
SURE_TITLE = 0.9
"""How likely clutter a line in the place of a title must be to go though no rule sees it."""
PLAIN = 0.97
"""How likely clutter is what rules and weights both speak against."""


def look_again(brief: Brief, weights: Weights, decisions: Decisions) -> Decisions:
    """Return the decisions that the weights change: blocks that go though no rule took them, and blocks that are spared."""
    page = read(brief, decisions, weights.wording)
    columns = measure(page)
    reasons = Reasons(brief.layout, weights, columns)
    chances = weights.chances(columns)
    final = {at for at, decision in decisions.items() if _is_final(brief, decision, at)}
    for at in range(len(chances)):
        if at in final:
            chances[at] = 1.0
        elif _stays(brief, at, float(chances[at])):
            chances[at] = 0.0
        elif gone(decisions, at) and chances[at] >= brief.policy.sure:
            chances[at] = max(chances[at], PLAIN)
    alone, chances = chances, in_row(chances)
    words = np.array([brief.layout.measure("words", at) for at in range(len(chances))])
    goes = decide(chances, words, least=brief.policy.sure, caution=brief.policy.caution)
    found: Decisions = {}
    for at in range(len(chances)):
        chance = round(float(chances[at]), 4)
        if goes[at] and not gone(decisions, at) and not _heads_what_stays(brief, goes, at):
            label, _ = weights.label_of(columns[at])
            if label in brief.policy.drop:
                found[at] = brief.decide(at, label, chance, *reasons.of_block(at, chance, float(alone[at])))
        elif gone(decisions, at) and not goes[at]:
            found[at] = _spared(decisions[at], chance)
        elif gone(decisions, at) and at not in final:
            found |= _renamed(brief, weights, decisions[at], at, columns[at])
    return found | look_closer(page, weights, reasons, columns, decisions | found)


def _stays(brief: Brief, at: int, chance: float) -> bool:
    """Say whether a block stays whatever the weights say: a rule speaks for it, it is code, has no word, or may be the title."""
    if brief.is_editorial(at) or brief.layout.kind(at) is Kind.CODE:
        return True
    if at in brief.matches:
        return False
    return (chance < SURE_TITLE and brief.layout.near_title(at)) or not any(map(str.isalnum, brief.layout.text(at)))


def _is_final(brief: Brief, decision: Decision, at: int) -> bool:
    """Say whether a block goes by a strong rule alone that has the last word."""
    return not decision.keep and decision.decided_by == "alone" and brief.is_final(at, decision.evidence)


def _heads_what_stays(brief: Brief, goes: np.ndarray, at: int) -> bool:
    """Say whether a block looks like a heading and has a paragraph below it that stays."""
    return brief.layout.kind(at) is Kind.HEADING and brief.layout.heads_prose(at) and not goes[at + 1]


def _renamed(brief: Brief, weights: Weights, decision: Decision, at: int, row: np.ndarray) -> Decisions:
    """Return the decision under another label, where the weights are sure of it: headings take along what is not theirs."""
    label, chance = weights.label_of(row)
    if chance < SURE_LABEL or label is decision.label or label not in brief.policy.drop:
        return {}
    reason = Evidence("label", f"By its place and its words it is {label} rather than {decision.label}.", round(chance, 4))
    return {at: replace(decision, label=label, evidence=(*decision.evidence, reason))}


def _spared(decision: Decision, chance: float) -> Decision:
    return Decision(decision.block, Label.BODY, True, round(1 - chance, 4), "", decision.evidence)
