"""See whether proposed rules separate: none may match a block of the site that is of no template that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.index import index_rules
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.mining.selecting import MATCHING
from declutter.model import Document, Matcher, Place, Rule
from declutter.scan import RuleSet
from declutter.segment import segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.mining.selecting import Candidate, Chosen, Grounds


def rule_of(candidate: Candidate, name: str) -> Rule:
    """Return the rule that matches the blocks of one template and nothing else."""
    kind = "line" if candidate.template.is_line else "pattern"
    return Rule(name, candidate.label, Matcher(kind, (candidate.template.entry,)), "", Place("", 1, 1))


def separate(grounds: Grounds, chosen: Chosen) -> Chosen:
    """Return what is chosen without what would match a block that must stay."""
    if not chosen.candidates:
        return chosen
    rules = RuleSet(index_rules([rule_of(each, str(number)) for number, each in enumerate(chosen.candidates)]))
    faulty: set[int] = set()
    for texts in grounds.others(each.unit.number for each in chosen.candidates):
        faulty |= _matching(rules, texts)
    for number in sorted(faulty):
        chosen.leave(MATCHING, chosen.candidates[number].unit)
    chosen.candidates = [each for number, each in enumerate(chosen.candidates) if number not in faulty]
    return chosen


def _matching(rules: RuleSet, texts: Sequence[str]) -> set[int]:
    """Return the numbers of the rules that match one of some blocks."""
    document = Document("\n\n".join(" ".join(text.split()) for text in texts))
    found = find_matches(Layout(segment(document)), rules)
    return {int(match.rule.id) for matches in found.values() for match in matches}
