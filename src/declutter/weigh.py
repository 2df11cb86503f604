"""Weigh the evidence on one block: rule by rule, label by label, sentence by sentence.

Evidence for the same label adds up as independent witnesses do: one minus the product of the doubts they leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from declutter.model import DROP_LABELS, Covers, Cut, Decision, Evidence, Kind, Label, Match, Span, Weight
from declutter.sentences import in_quotes, is_inside, sentence_spans
from declutter.signs import sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from declutter.allow import Allowance
    from declutter.measures import Layout
    from declutter.model import Conditions, Policy, Rule
    from declutter.segmenter import Weights

WEIGHTS = {Weight.STRONG: 0.95, Weight.MEDIUM: 0.6, Weight.WEAK: 0.3}
"""How sure a hit makes by itself, where no weights were learned."""
SIGN = 0.45
"""How sure a place or a neighbour makes, beside a hit."""

Decisions = dict[int, Decision]


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the judge is given for one document."""

    layout: Layout
    matches: Mapping[int, Sequence[Match]]
    """By block, with the conditions met that do not depend on other blocks."""
    policy: Policy
    language: str = "en"
    allowed: Sequence[Allowance] = ()
    weights: Weights | None = None
    """Learned weights; None where rules alone decide."""
    own: frozenset[str] = frozenset()
    """Paths of the packs beside the shipped ones: the weights have not learned with them."""

    def is_editorial(self, index: int) -> bool:
        """Say whether a rule speaks for a block, or it is the headline: then no other block takes it along."""
        if self.layout.is_headline(index) and not any(match.rule.label is not Label.BODY for match in self.matches.get(0, ())):
            return True
        return any(match.rule.label is Label.BODY for match in self.matches.get(index, ()))

    def is_final(self, index: int, said: Sequence[Evidence]) -> bool:
        """Say whether a strong rule speaks that weights cannot judge: one of the user's, or in a language they do not speak."""
        foreign = self.weights is None or not self.weights.speaks(self.language)
        return self.is_ordered(index, said) or (foreign and any(self._strong(index, said)))

    def is_ordered(self, index: int, said: Sequence[Evidence]) -> bool:
        """Say whether a strong rule of the user's own packs speaks."""
        return any(rule.place.path in self.own for rule in self._strong(index, said))

    def _strong(self, index: int, said: Sequence[Evidence]) -> Iterator[Rule]:
        heard = {each.name for each in said}
        rules = (match.rule for match in self.matches.get(index, ()))
        return (rule for rule in rules if rule.id in heard and rule.weight is Weight.STRONG)

    def decide(self, index: int, label: Label, confidence: float, *evidence: Evidence) -> Decision:
        """Return the decision that a block goes; a pass that makes it gives it its own name."""
        return Decision(self.layout.blocks[index], label, False, confidence, "alone", evidence)


def gone(decisions: Decisions, index: int) -> Label | None:
    """Return the label with which a block goes, None where it stays."""
    decision = decisions.get(index)
    return None if decision is None or decision.keep else decision.label


def weigh(brief: Brief, index: int, decisions: Decisions) -> Decision | None:
    """Decide on a block by its matches and the signs around it; None where no match has a say."""
    matches = [each for each in brief.matches.get(index, ()) if _has_say(brief, each, index, decisions)]
    if not matches:
        return None
    signs = list(_signs(brief, index, decisions))
    if brief.is_editorial(index):
        signs = []
    whole = [each for each in matches if each.rule.covers is not Covers.SENTENCE]
    label, confidence, evidence = best(whole, signs)
    if confidence >= brief.policy.sure:
        return brief.decide(index, label, confidence, *evidence)
    return _by_sentences(brief, index, matches, signs)


def _has_say(brief: Brief, match: Match, index: int, decisions: Decisions) -> bool:
    """Say whether the policy drops the label, what the rule asks of other blocks is met, and nobody else says it."""
    if match.rule.label is Label.BODY:
        return False
    rule = match.rule
    if rule.label not in brief.policy.drop or (rule.where.social and not _met(rule.where, brief, index, decisions)):
        return False
    return not _is_told(brief, match, index)


def _is_told(brief: Brief, match: Match, index: int) -> bool:
    """Say whether a match in a sentence or in prose lies between quotation marks: then somebody else says it."""
    if match.rule.covers is not Covers.SENTENCE and not brief.layout.prose[index]:
        return False
    return in_quotes(brief.layout.text(index), brief.layout.blocks.starts[index], match.span)


def _met(conditions: Conditions, brief: Brief, index: int, decisions: Decisions) -> bool:
    """Say whether all conditions on other blocks hold."""
    return (
        (not conditions.near or _is_near(conditions, brief, index, decisions))
        and (not conditions.after or gone(decisions, index - 1) in conditions.after)
        and (not conditions.before or gone(decisions, index + 1) in conditions.before)
    )


def _is_near(conditions: Conditions, brief: Brief, index: int, decisions: Decisions) -> bool:
    return any(gone(decisions, at) in conditions.near for at in brief.layout.around(index) if at != index)


def _signs(brief: Brief, index: int, decisions: Decisions) -> Iterable[Evidence]:
    if brief.layout.near_title(index):
        return
    zone = brief.layout.zone(index)
    if zone == "head":
        yield sign("head", SIGN)
    elif zone == "tail":
        yield sign("tail", SIGN)
    if gone(decisions, index - 1) or gone(decisions, index + 1):
        yield sign("neighbour", SIGN)


def best(
    matches: Sequence[Match], signs: list[Evidence], labels: Iterable[Label] = DROP_LABELS
) -> tuple[Label, float, tuple[Evidence, ...]]:
    """Return of some labels the one that the matches speak for most, how sure they make, and the evidence, strongest first."""
    found: tuple[Label, float, tuple[Evidence, ...]] = (Label.BODY, 0.0, ())
    by_label: dict[Label, list[Match]] = {}
    for match in matches:
        by_label.setdefault(match.rule.label, []).append(match)
    for label in labels if by_label else ():
        if label not in by_label:
            continue
        evidence = _distinct(by_label[label])
        confidence = 1 - prod(sorted([*doubts(by_label[label]), *(1 - each.weight for each in signs)]))
        if confidence > found[1]:
            found = (label, confidence, (*evidence, *signs))
    return found


def doubts(matches: Sequence[Match]) -> list[float]:
    """Return what doubt each witness leaves: a rule is one, and all rules that know the same line by heart are one together."""
    left: dict[str, float] = {}
    for match in matches:
        witness = "" if match.rule.matcher.kind == "line" else match.rule.id
        left[witness] = min(left.get(witness, 1.0), 1 - WEIGHTS[match.rule.weight])
    return list(left.values())


def _distinct(matches: Sequence[Match]) -> list[Evidence]:
    """Return one piece of evidence for each rule, strongest first."""
    first = {match.rule.id: match for match in reversed(matches)}
    found = [Evidence(each.rule.id, each.rule.why, WEIGHTS[each.rule.weight], each.span) for each in first.values()]
    return sorted(found, key=lambda each: (-each.weight, each.name))


def _by_sentences(brief: Brief, index: int, matches: Sequence[Match], signs: list[Evidence]) -> Decision:
    """Cut the sentences that go, or the whole block where none is left; keep what was seen either way. Tables are not cut."""
    block = brief.layout.blocks[index]
    is_table = block.kind is Kind.TABLE
    sentences = () if is_table else sentence_spans(brief.layout.text(index), brief.language, block.span.start)
    cuts = tuple(cut for span in sentences if (cut := _cut(brief, span, matches, signs)))
    if cuts and len(cuts) == len(sentences):
        surest = max(cuts, key=lambda cut: cut.confidence)
        return brief.decide(index, surest.label, surest.confidence, *surest.evidence)
    _, confidence, evidence = best(matches, signs)
    return Decision(block, Label.BODY, True, 1 - confidence, "alone", () if cuts else evidence, cuts)


def _cut(brief: Brief, span: Span, matches: Sequence[Match], signs: list[Evidence]) -> Cut | None:
    text = brief.layout.blocks.text
    inside = [match for match in matches if match.rule.covers is Covers.SENTENCE and is_inside(match.span, span, text)]
    label, confidence, evidence = best(inside, signs)
    return Cut(span, label, confidence, "alone", evidence) if confidence >= brief.policy.sure else None
