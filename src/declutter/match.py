"""Blocks and compiled rules -> matches.

One native scan over the key of the whole document finds the literals of all rules, one look-up for each short line finds
the rules that are bound to whole lines, and only what they point at is read by the matchers themselves. A rule that
nothing points at costs nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from ahocorasick_rs import BytesAhoCorasick, Implementation

from declutter.folding import Key, make_key
from declutter.index import Entry
from declutter.matchers import compile_matcher
from declutter.matchers.base import Folded
from declutter.matchers.line import MAX_LINE_CHARS, line_probe
from declutter.matchers.pattern import awaken
from declutter.model import Kind, Match, Span
from declutter.names import captured_names, hold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from declutter.index import Index
    from declutter.matchers.base import Finder
    from declutter.measures import Layout
    from declutter.model import Conditions, Rule
    from declutter.segment.blocks import Blocks


class CompiledRule:
    """A rule with its finders; the ranges of a shape are conditions like all others."""

    __slots__ = ("finder", "rule", "unless", "where")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.finder = compile_matcher(rule.matcher)
        self.where = replace(rule.where, measures=(*rule.where.measures, *rule.matcher.ranges))
        self.unless = tuple(map(compile_matcher, rule.unless.matchers))

    @property
    def finders(self) -> tuple[Finder, ...]:
        """All finders of the rule."""
        return (self.finder, *self.unless)


Pointers = dict[int, set[Entry]]
"""By block: which entries of which rules are to be confirmed there."""


class RuleSet:
    """Rules ready for matching: one scanner over the literals of all, one table of whole lines.

    A rule is compiled when something first points at it.
    """

    def __init__(self, index: Index) -> None:
        self._rules = index.rules
        self._compiled: dict[int, CompiledRule] = {}
        self._asleep = index.asleep
        self._shapes = index.shapes
        self._everywhere = [_entry(each) for each in index.everywhere]
        self._lines = {line.encode("latin-1"): list(map(_entry, entries)) for line, entries in index.lines.items()}
        self._owners = [list(map(_entry, entries)) for entries in index.literals.values()]
        literals = [literal.encode("latin-1") for literal in index.literals]
        self._scanner = BytesAhoCorasick(literals, implementation=Implementation.DFA) if literals else None

    def __getitem__(self, number: int) -> CompiledRule:
        if number not in self._compiled:
            self._compiled[number] = CompiledRule(self._rules[number])
        return self._compiled[number]

    @property
    def set_aside(self) -> list[str]:
        """The ids of the rules that took too long, and are not asked any more."""
        compiled = self._compiled.values()
        return sorted(each.rule.id for each in compiled if any(finder.set_aside for finder in each.finders))

    @cached_property
    def asleep(self) -> list[CompiledRule]:
        """The rules that wait for a captured name."""
        return [self[number] for number in self._asleep]

    @cached_property
    def shapes(self) -> list[CompiledRule]:
        """The rules that look at measures alone."""
        return [self[number] for number in self._shapes]

    def pointers(self, blocks: Blocks) -> Pointers:
        """Return for each block that something points at what is to be confirmed there."""
        key = make_key(blocks.text)
        found: Pointers = defaultdict(set)
        self._scan_literals(key, blocks, found)
        self._scan_links(blocks, found)
        self._look_up_lines(key, blocks, found)
        for at in range(len(blocks)) if self._everywhere else ():
            found[at].update(self._everywhere)
        return found

    def _scan_literals(self, key: Key, blocks: Blocks, found: Pointers) -> None:
        if self._scanner is None:
            return
        starts, owners, source = blocks.starts, self._owners, key.source
        for literal, start, _end in self._scanner.find_matches_as_indexes(key.data, overlapping=True):
            block = bisect_right(starts, source(start)) - 1
            if block >= 0:
                found[block].update(owners[literal])

    def _scan_links(self, blocks: Blocks, found: Pointers) -> None:
        """Scan what is shown of blocks with Markdown links: a literal may begin inside a link and end after it."""
        if self._scanner is None:
            return
        for block in _linked(blocks):
            key = make_key(Folded(blocks.text_of(block)).shown)
            for literal, *_ in self._scanner.find_matches_as_indexes(key.data, overlapping=True):
                found[block].update(self._owners[literal])

    def _look_up_lines(self, key: Key, blocks: Blocks, found: Pointers) -> None:
        if not self._lines:
            return
        data, locate, rules = key.data, key.locate, self._lines
        for at, (start, end) in enumerate(zip(blocks.starts, blocks.ends, strict=True)):
            if end - start <= MAX_LINE_CHARS:
                owners = rules.get(line_probe(data[locate(start) : locate(end)]))
                if owners:
                    found[at].update(owners)


def _linked(blocks: Blocks) -> Iterator[int]:
    """Yield the blocks that may hold a Markdown link."""
    at = blocks.text.find("](")
    while at >= 0:
        block = bisect_right(blocks.starts, at) - 1
        yield block
        at = blocks.text.find("](", blocks.ends[block])


def _entry(row: Sequence[int]) -> Entry:
    number, entry = row
    return number, entry


def find_matches(layout: Layout, rules: RuleSet) -> dict[int, list[Match]]:
    """Return the matches of all rules by block; code is never looked at.

    Conditions on what becomes of other blocks are left to the judge; all others are checked here.
    """
    found: dict[int, list[Match]] = defaultdict(list)
    for block, pointers in sorted(rules.pointers(layout.blocks).items()):
        if layout.kind(block) is not Kind.CODE:
            text = _wording(layout, block)
            for at, entries in _by_rule(pointers):
                found[block] += confirm(rules[at], layout, block, text, entries)
    names = captured_names(layout, (match for matches in found.values() for match in matches))
    found = defaultdict(list, ((block, held) for block, matches in found.items() if (held := hold(matches, names))))
    for match in _woken(layout, rules, names):
        found[match.block].append(match)
    for match in _shaped(layout, rules, found):
        found[match.block].append(match)
    return dict(sorted(found.items()))


def _wording(layout: Layout, block: int) -> Folded:
    return Folded(layout.wording(block).of(layout.blocks.text))


def _by_rule(pointers: Iterable[Entry]) -> Iterator[tuple[int, list[int]]]:
    for at, group in groupby(sorted(pointers), key=itemgetter(0)):
        yield at, [entry for _, entry in group]


def _woken(layout: Layout, rules: RuleSet, names: dict[str, tuple[str, ...]]) -> Iterator[Match]:
    """Yield the matches of the rules that the names of the document wake."""
    for each in rules.asleep if names else ():
        for value in names.get(each.rule.uses or "", ()):
            yield from find_awake(layout, each, value)


def _shaped(layout: Layout, rules: RuleSet, found: Mapping[int, Sequence[Match]]) -> list[Match]:
    """Return the matches of shapes: they are looked for only where other rules have seen their labels nearby.

    What one shape sees, the next one may lean on, so that a list is followed from its first known line to its last.
    """
    matches: list[Match] = []
    for each in rules.shapes:
        labels = each.where.near | each.where.after | each.where.before
        waiting = [at for at, others in found.items() if any(match.rule.label in labels for match in others)]
        asked: set[int] = set()
        while waiting:
            for near in set(layout.around(waiting.pop())) - asked:
                asked.add(near)
                if not holds(each.where, layout, near):
                    continue
                seen = list(confirm(each, layout, near, _wording(layout, near)))
                matches += seen
                waiting += [near] * bool(seen and each.rule.label in labels)
    return sorted(matches, key=lambda match: (match.block, match.rule.id))


def confirm(
    each: CompiledRule, layout: Layout, block: int, text: Folded, entries: Sequence[int] | None = None
) -> Iterator[Match]:
    """Yield the matches of a rule in a block; of the `entries` alone, where something points at these."""
    if not holds(each.where, layout, block):
        return
    found = each.finder.find(text, entries)
    if found and not _undone(each, layout, block, text):
        shift = layout.wording(block).start
        for place in found:
            if text.is_quoted(place):
                continue
            yield Match(each.rule, block, Span(shift + place.start, shift + place.end), place.values)


def holds(conditions: Conditions, layout: Layout, block: int) -> bool:
    """Say whether the conditions on the block itself and on its place are met."""
    if conditions.kinds and layout.kind(block) not in conditions.kinds:
        return False
    if conditions.zones and layout.zone(block) not in conditions.zones:
        return False
    return all(layout.measure(name, block) in limits for name, limits in conditions.measures)


def _undone(each: CompiledRule, layout: Layout, block: int, text: Folded) -> bool:
    """Say whether anything in `unless` holds."""
    unless = each.rule.unless
    return (
        layout.kind(block) in unless.kinds
        or (bool(unless.zones) and layout.zone(block) in unless.zones)
        or any(layout.measure(name, block) in limits for name, limits in unless.measures)
        or any(finder.find(text) for finder in each.unless)
    )


def find_awake(layout: Layout, each: CompiledRule, value: str) -> Iterator[Match]:
    """Yield the matches of a sleeping rule, woken by a captured value; only blocks that hold the value are read."""
    awake = CompiledRule(awaken(each.rule, value))
    for block in sorted(_naming(layout, value)):
        for match in confirm(awake, layout, block, _wording(layout, block)):
            yield replace(match, rule=each.rule)


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
