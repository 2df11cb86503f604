"""Run the examples inside packs: each hit must match, no miss may.

An example is a text of one block that stands alone. So what a rule asks of the block itself is tested; what it asks of
its place and of other blocks is left out: a condition left out is met in `where`, and does not hold in `unless`.

The examples of selectors are snippets of HTML, of any number of blocks: one is matched when a block lies in what is selected.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from declutter.errors import InputError
from declutter.match import confirm
from declutter.matchers.pattern import NAMED, awaken
from declutter.measures import PLACED, Layout
from declutter.model import Conditions, Document, Fault, Format, Kind
from declutter.scan import CompiledRule
from declutter.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.model import Range, Rule, RulePack

_MARKED_UP = frozenset({Kind.TABLE, Kind.CODE})
"""Kinds of block that plain text does not have."""


def run_cases(packs: Sequence[RulePack]) -> list[Fault]:
    """Return a fault for each hit that its rule does not match, and for each miss that it does."""
    return [Fault(rule.place, message) for pack in packs for rule in pack.rules for message in _failures(rule)]


def matches(rule: Rule, text: str) -> bool:
    """Say whether a rule matches a text that stands alone as a block."""
    return _sees(_alone(rule), text)


def _failures(rule: Rule) -> Iterator[str]:
    alone = _alone(rule)
    for text in () if rule.matcher.kind == "selector" else (*rule.hits, *rule.misses):
        blocks = len(_layout(rule, text).blocks)
        if blocks != 1:
            yield f"rule {rule.id!r} has the example {text!r}, which is {blocks} blocks; make it one"
    for text in rule.hits:
        if not _sees(alone, text):
            yield f"rule {rule.id!r} does not match its hit {text!r}: {_way_out(rule, text)}"
    for text in rule.misses:
        if _sees(alone, text):
            yield f"rule {rule.id!r} matches its miss {text!r}: make it narrower, or tell them apart in unless"


def _way_out(rule: Rule, text: str) -> str:
    """Say why a hit is not matched, and what to do about it."""
    if rule.uses and NAMED not in text:
        return f"the rule uses {rule.uses!r}, and in examples the name is {NAMED}"
    if rule.matcher.kind != "shape" and matches(replace(rule, where=Conditions(), unless=Conditions()), text):
        return "its words are found, but where or unless does not allow it; change the condition, or take the hit out"
    return f"widen its {rule.matcher.kind}, or take the hit out"


def _sees(each: CompiledRule, text: str) -> bool:
    if each.rule.matcher.kind == "selector":
        return _selects(each, text)
    layout = _layout(each.rule, text)
    blocks = range(len(layout.blocks))
    if each.rule.uses:
        each = CompiledRule(awaken(each.rule))
        return any(NAMED in layout.text(at) and confirm(each, layout, at, NAMED) for at in blocks)
    return any(confirm(each, layout, at) for at in blocks)


def _selects(each: CompiledRule, html: str) -> bool:
    from declutter.segment.html import read_page
    from declutter.web.selectors import select

    try:
        return bool(select(read_page(html, homes=True), [each]))
    except InputError:  # it is nested more deeply than pages are read
        return False


def _layout(rule: Rule, text: str) -> Layout:
    marked_up = bool(rule.where.kinds) and rule.where.kinds <= _MARKED_UP
    return Layout(segment(Document(text, format=Format.MARKDOWN if marked_up else Format.TEXT)))


def _alone(rule: Rule) -> CompiledRule:
    """Compile a rule without what it asks of its surroundings."""
    matcher = replace(rule.matcher, ranges=_unplaced(rule.matcher.ranges))
    return CompiledRule(replace(rule, matcher=matcher, where=_of_itself(rule.where), unless=_of_itself(rule.unless)))


def _of_itself(conditions: Conditions) -> Conditions:
    """Return the conditions on the block itself."""
    return Conditions(conditions.kinds, measures=_unplaced(conditions.measures), matchers=conditions.matchers)


def _unplaced(measures: tuple[tuple[str, Range], ...]) -> tuple[tuple[str, Range], ...]:
    return tuple((name, limits) for name, limits in measures if name not in PLACED)
