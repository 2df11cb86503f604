"""Blocks and compiled rules -> matches.

What points at which rule is read in one scan of the document (`scan`); here the conditions on the block and its place are
asked, and the rules themselves. Only then is a match a fact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from declutter.model import NEAR, Kind, Match, Span
from declutter.names import captured_names, hold
from declutter.scan import Readings, read_block

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from declutter.measures import Layout
    from declutter.model import Conditions, Label
    from declutter.scan import CompiledRule, Reading, RuleSet


def find_matches(layout: Layout, rules: RuleSet, readings: Readings | None = None) -> dict[int, list[Match]]:
    """Return the matches of all rules by block; code is never looked at.

    Conditions on what becomes of other blocks are left to the judge; all others are checked here.

    Args:
        layout: the blocks.
        rules: the rules that read them.
        readings: what was read of blocks with these rules before.
    """
    readings = readings or Readings(rules)
    read = readings.of(layout)
    found: dict[int, list[Match]] = defaultdict(list)
    for block, reading in read.items():
        if layout.kind(block) is not Kind.CODE:
            for number, entries in reading.pointed:
                found[block] += confirm(rules[number], layout, block, reading, entries)
    names = captured_names(layout, (match for matches in found.values() for match in matches))
    found = defaultdict(list, ((block, held) for block, matches in found.items() if (held := hold(matches, names))))
    for each in rules.asleep if names else ():
        for value in names.get(each.rule.uses or "", ()):
            for match in find_awake(layout, readings.awake(each, value), value, read):
                found[match.block].append(replace(match, rule=each.rule))
    for match in _shaped(layout, rules, found, read):
        found[match.block].append(match)
    return dict(sorted(found.items()))


def _shaped(layout: Layout, rules: RuleSet, found: Mapping[int, Sequence[Match]], read: Mapping[int, Reading]) -> list[Match]:
    """Return the matches of shapes: they are looked for only where other rules have seen the labels that they lean on.

    What one shape sees, the next one may lean on, so that a list is followed from its first known line to its last.
    """
    matches: list[Match] = []
    labels: dict[int, set[Label]] = {at: {match.rule.label for match in others} for at, others in found.items()}
    for each in rules.shapes:
        where, own, done = each.where, each.rule.label, set[int]()
        leant_on = where.near | where.after | where.before
        waiting = [at for at, seen in labels.items() if not leant_on.isdisjoint(seen)]
        while waiting:
            seed = waiting.pop()
            for at in layout.around(seed) if where.near else layout.beside(seed):
                if at in done or not _leans(where, labels, at):
                    continue
                done.add(at)
                if not holds(where, layout, at):
                    continue
                seen = list(confirm(each, layout, at, read.get(at)))
                matches += seen
                if seen and own in leant_on and own not in labels.setdefault(at, set()):
                    labels[at].add(own)
                    waiting.append(at)
    return sorted(matches, key=lambda match: (match.block, match.rule.id))


def _leans(where: Conditions, labels: Mapping[int, set[Label]], at: int) -> bool:
    """Say whether what was seen in other blocks could meet the conditions on what becomes of them."""
    if where.after and where.after.isdisjoint(labels.get(at - 1, ())):
        return False
    if where.before and where.before.isdisjoint(labels.get(at + 1, ())):
        return False
    near = (other for other in range(at - NEAR, at + NEAR + 1) if other != at and other in labels)
    return not where.near or any(not where.near.isdisjoint(labels[other]) for other in near)


def confirm(
    each: CompiledRule, layout: Layout, block: int, reading: Reading | None = None, entries: Sequence[int] | None = None
) -> Iterator[Match]:
    """Yield the matches of a rule in a block; of the `entries` alone, where something points at these."""
    if not holds(each.where, layout, block) or _excepted(each.rule.unless, layout, block):
        return
    reading = reading or read_block(layout, block)
    shift = layout.blocks.starts[block] + reading.lead
    for place in reading.find(each, entries):
        yield Match(each.rule, block, Span(shift + place.start, shift + place.end), place.values)


def holds(conditions: Conditions, layout: Layout, block: int) -> bool:
    """Say whether the conditions on the block itself and on its place are met."""
    if conditions.kinds and layout.kind(block) not in conditions.kinds:
        return False
    if conditions.zones and layout.zone(block) not in conditions.zones:
        return False
    return all(limits.low <= layout.measure(name, block) <= limits.high for name, limits in conditions.measures)


def _excepted(unless: Conditions, layout: Layout, block: int) -> bool:
    """Say whether anything in `unless` holds of the block itself and of its place."""
    return (
        (bool(unless.kinds) and layout.kind(block) in unless.kinds)
        or (bool(unless.zones) and layout.zone(block) in unless.zones)
        or any(limits.low <= layout.measure(name, block) <= limits.high for name, limits in unless.measures)
    )


def find_awake(layout: Layout, awake: CompiledRule, value: str, read: Mapping[int, Reading]) -> Iterator[Match]:
    """Yield the matches of a rule that a captured value woke; only blocks that hold the value are read."""
    for block in sorted(_naming(layout, value)):
        yield from confirm(awake, layout, block, read.get(block))


def _naming(layout: Layout, value: str) -> set[int]:
    """Return the blocks that hold a name as it was captured, or in capitals."""
    blocks, found = layout.blocks, set()
    for form in {value, value.upper()}:
        start = blocks.text.find(form)
        while start >= 0:
            block = bisect_right(blocks.starts, start) - 1
            found.add(block)
            start = blocks.text.find(form, blocks.ends[block])
    return found
