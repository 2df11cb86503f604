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
from declutter.scan import Aside, Readings, read_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from declutter.index import Entry
    from declutter.measures import Layout
    from declutter.model import Conditions, Label
    from declutter.scan import CompiledRule, Reading, RuleSet, Sleeper


def find_matches(layout: Layout, rules: RuleSet, readings: Readings | None = None) -> dict[int, list[Match]]:
    """Return the matches of all rules by block; code is never looked at.

    Conditions on what becomes of other blocks are left to the judge; all others are checked here.

    Args:
        layout: the blocks.
        rules: the rules that read them.
        readings: what was read of blocks with these rules before.
    """
    readings = readings or Readings(rules)
    found: dict[int, list[Match]] = {}
    for block, reading in readings.of(layout):
        if layout.kind(block) is not Kind.CODE:
            here: list[Match] = []
            for number, entries in reading.pointed.items():
                each = rules[number]
                if each.fits(layout, block):
                    here += _matches(each, layout, block, reading, entries)
            if here:
                found[block] = here
    names = captured_names(layout, (match for matches in found.values() for match in matches))
    found = defaultdict(list, ((block, held) for block, matches in found.items() if (held := hold(matches, names))))
    for name, values in names.items():
        for value in values if name in rules.asleep else ():
            for match in _find_named(layout, value, rules.asleep[name], readings):
                found[match.block].append(match)
    for match in _shaped(layout, rules, found, readings):
        found[match.block].append(match)
    return dict(sorted(found.items()))


def _shaped(layout: Layout, rules: RuleSet, found: Mapping[int, Sequence[Match]], readings: Readings) -> list[Match]:
    """Return the matches of shapes: they are looked for only where other rules have seen the labels that they lean on.

    What one shape sees, the next one may lean on, so that a list is followed from its first known line to its last.
    """
    matches: list[Match] = []
    seen = _Seen(len(layout.blocks))
    for at, others in found.items():
        for match in others:
            seen.add(match.rule.label, at)
    for each in rules.shapes:
        done, waiting = set[int](), seen.leaning(each.rule.where)
        while waiting:
            done |= waiting
            saw = []
            for at in sorted(waiting):
                fits = layout.kind(at) is not Kind.CODE and each.fits(layout, at)
                if fits and (news := _matches(each, layout, at, readings.reading(layout, at))):
                    matches += news
                    saw.append(at)
                    seen.add(each.rule.label, at)
            near = {other for at in saw for other in layout.around(at)}
            waiting = {at for at in near - done if seen.holds(each.rule.where, at)}
    return sorted(matches, key=lambda match: (match.block, match.rule.id))


class _Seen:
    """By label, in which blocks rules have seen it, and which blocks are near one of these."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._at: dict[Label, set[int]] = defaultdict(set)
        self._near: dict[Label, set[int]] = defaultdict(set)

    def add(self, label: Label, at: int) -> None:
        if at not in self._at[label]:
            self._at[label].add(at)
            self._near[label].update(range(max(0, at - NEAR), at), range(at + 1, min(self._count, at + NEAR + 1)))

    def leaning(self, where: Conditions) -> set[int]:
        """Return the blocks where what was seen in others could meet all conditions on what becomes of them."""
        sides = []
        if where.near:
            sides.append(set().union(*(self._near[label] for label in where.near if label in self._near)))
        if where.after:
            sides.append({at + 1 for label in where.after if label in self._at for at in self._at[label]})
        if where.before:
            sides.append({at - 1 for label in where.before if label in self._at for at in self._at[label]})
        return sides[0].intersection(*sides[1:], range(self._count)) if all(sides) else set()

    def holds(self, where: Conditions, at: int) -> bool:
        """Say whether what was seen in other blocks could meet all conditions of one on what becomes of them."""
        return (
            (not where.near or any(at in self._near.get(label, ()) for label in where.near))
            and (not where.after or any(at - 1 in self._at.get(label, ()) for label in where.after))
            and (not where.before or any(at + 1 in self._at.get(label, ()) for label in where.before))
        )


def confirm(each: CompiledRule, layout: Layout, block: int, name: str | None = None) -> list[Match]:
    """Return the matches of one rule in one block; one that waits for a name reads it as being about `name`."""
    reading = read_block(layout, block, Aside())
    if name is not None:
        reading = reading.naming(name)
    return _matches(each, layout, block, reading) if each.fits(layout, block) else []


def _matches(
    each: CompiledRule, layout: Layout, block: int, reading: Reading, entries: Sequence[Entry] | None = None
) -> list[Match]:
    places = reading.find(each, entries)
    if not places:
        return []
    shift = layout.blocks.starts[block] + reading.lead
    return [Match(each.rule, block, Span(shift + start, shift + end), values) for start, end, values in places]


def _find_named(layout: Layout, value: str, asleep: Iterable[Sleeper], readings: Readings) -> Iterator[Match]:
    """Yield the matches of the rules that a captured value wakes; only blocks that hold the value are read."""
    for block in sorted(_holding(layout, value)):
        if fitting := [each for each in asleep if each.awake.fits(layout, block)]:
            reading = readings.reading(layout, block).naming(value)
            for rule, awake, entries in fitting:
                yield from (replace(match, rule=rule) for match in _matches(awake, layout, block, reading, entries))


def _holding(layout: Layout, value: str) -> set[int]:
    """Return the blocks that hold a name as it was captured, or in capitals; code is never looked at."""
    blocks, found = layout.blocks, set()
    for form in {value, value.upper()}:
        start = blocks.text.find(form)
        while start >= 0:
            block = bisect_right(blocks.starts, start) - 1
            found.add(block)
            start = blocks.text.find(form, blocks.ends[block])
    return {block for block in found if layout.kind(block) is not Kind.CODE}
