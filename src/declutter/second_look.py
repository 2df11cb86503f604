"""The pass of the learned weights: a second look at every block, in view of what the rules have decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from declutter import finer
from declutter.columns import measure, wording
from declutter.columns.tokens import words_of
from declutter.model import Cut, Decision, Evidence, Kind, Label, Weight
from declutter.segmenter import decide
from declutter.weigh import WEIGHTS, gone

if TYPE_CHECKING:
    from declutter.model import Span
    from declutter.segmenter import Weights
    from declutter.weigh import Brief, Decisions

DOUBT = 0.3
"""How likely clutter a sentence must be at least that a rule cuts which is not strong."""
SURE_LABEL = 0.8
"""How likely another label must be to take the place of the one that rules give."""
PLAIN = 0.97
"""How likely clutter is what a strong rule takes by itself."""


def look_again(brief: Brief, weights: Weights, decisions: Decisions) -> Decisions:
    """Return the decisions that the weights change: blocks that go though no rule took them, and blocks that are spared."""
    columns = measure(brief, decisions, weights.wording)
    chances = weights.chances(columns)
    for at in range(len(chances)):
        if _is_plain(decisions.get(at)):
            chances[at] = max(chances[at], PLAIN)
        elif brief.is_editorial(at) or (brief.layout.near_title(at) and at not in brief.matches):
            chances[at] = 0.0
    words = np.array([brief.layout.measure("words", at) for at in range(len(chances))])
    goes = decide(chances, words, least=brief.policy.sure, caution=brief.policy.caution)
    found: Decisions = {}
    for at in range(len(chances)):
        chance = round(float(chances[at]), 4)
        if goes[at] and not gone(decisions, at) and not _heads_what_stays(brief, goes, at):
            label, _ = weights.label_of(columns[at])
            if label in brief.policy.drop:
                found[at] = brief.decide(
                    at, label, chance, "", *_quoted(weights, weights.reasons(columns[at], chance), brief.layout.text(at))
                )
        elif gone(decisions, at) and not goes[at]:
            found[at] = _spared(decisions[at], chance)
        elif gone(decisions, at) and goes[at]:
            found |= _renamed(brief, weights, decisions[at], at, columns[at])
    return found | _look_closer(brief, weights, columns, decisions, decisions | found)


def _look_closer(brief: Brief, weights: Weights, columns: np.ndarray, seen: Decisions, known: Decisions) -> Decisions:
    """Return the decisions on paragraphs that stay, with the sentences in them that the weights cut out or give back."""
    wanted = [at for at in finer.candidates(brief, columns) if not gone(known, at) and not brief.is_editorial(at)]
    pieces = finer.cut(brief, seen, weights.wording, wanted)
    if pieces is None:
        return {}
    numbers = np.flatnonzero(pieces.sentence)
    chances = weights.sentence_chances(pieces.columns[numbers])
    cuts: dict[int, list[Cut]] = {}
    for number, chance in zip(numbers, chances, strict=True):
        at, span = int(pieces.block[number]), pieces.spans[number]
        cut = _cut(brief, weights, known.get(at), span, pieces.columns[number], round(float(chance), 4))
        cuts.setdefault(at, [])
        if cut:
            cuts[at].append(cut)
    return {at: _with_cuts(brief, at, known.get(at), found) for at, found in cuts.items() if found or at in known}


def _cut(brief: Brief, weights: Weights, decision: Decision | None, span: Span, row: np.ndarray, chance: float) -> Cut | None:
    """Return how a sentence goes, None where it stays."""
    ruled = next((cut for cut in decision.cuts if cut.span.touches(span)), None) if decision else None
    if ruled and (ruled.evidence[0].weight >= WEIGHTS[Weight.STRONG] or chance >= DOUBT):
        return ruled
    if chance < brief.policy.sure:
        return None
    label, _ = weights.label_of(row)
    if label not in brief.policy.drop:
        return None
    reasons = _quoted(weights, weights.sentence_reasons(row, chance), span.of(brief.layout.blocks.text))
    return Cut(span, label, chance, "weights", reasons)


def _quoted(weights: Weights, reasons: tuple[Evidence, ...], text: str) -> tuple[Evidence, ...]:
    """Return the reasons, with the words that were heard where the wording spoke."""
    return tuple(_with_words(weights, each, text) if each.name in wording.WORDS else each for each in reasons)


def _with_words(weights: Weights, reason: Evidence, text: str) -> Evidence:
    heard = weights.wording.loudest(words_of(text), reason.name.removeprefix(wording.PREFIX))
    quoted = ", ".join(f"“{each}”" for each in heard)
    return replace(reason, why=f"{reason.why[:-1]}: {quoted}.") if heard else reason


def _with_cuts(brief: Brief, at: int, decision: Decision | None, cuts: list[Cut]) -> Decision:
    block = brief.layout.blocks[at]
    evidence = decision.evidence if decision and not cuts else ()
    sure = max((cut.confidence for cut in cuts), default=0.0)
    return Decision(block, Label.BODY, True, 1 - sure, "", evidence, tuple(cuts))


def _is_plain(decision: Decision | None) -> bool:
    """Say whether a block goes by a strong rule alone."""
    if decision is None or decision.keep or decision.decided_by != "alone":
        return False
    return decision.evidence[0].weight >= WEIGHTS[Weight.STRONG]


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
