"""Blocks and compiled rules -> matches.

One native scan over the key of the whole document finds the literals of all rules, one look-up for each short line finds
the rules that are bound to whole lines, and only what they point at is read by the matchers themselves. A rule that
nothing points at costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from ahocorasick_rs import BytesAhoCorasick, Implementation

from declutter.folding import Key, make_key
from declutter.matchers import compile_matcher
from declutter.matchers.base import Folded
from declutter.matchers.pattern import awaken
from declutter.model import Match, Span
from declutter.names import captured_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from declutter.matchers.base import Finder
    from declutter.measures import Layout
    from declutter.model import Conditions, Rule
    from declutter.segment.blocks import Blocks

MAX_LINE_CHARS = 120
_LETTERS = bytes(byte for byte in range(256) if chr(byte).isalpha() or 0x86 <= byte < 0xA0)
_NOT_LETTERS = bytes(byte for byte in range(256) if byte not in _LETTERS)
_NOT_DIGITS = bytes(byte for byte in range(256) if byte not in b"0123456789")
_NUMBER = re.compile(rb"[0-9][0-9.,]*(?: ?[km](?![0-9_" + re.escape(_LETTERS) + rb"]))?")


class CompiledRule:
    """A rule with its finders."""

    __slots__ = ("finder", "rule", "unless")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.finder = compile_matcher(rule.matcher)
        self.unless = tuple(map(compile_matcher, rule.unless.matchers))


class RuleSet:
    """Rules compiled for matching: one scanner over the literals of all, one table of whole lines."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = [CompiledRule(rule) for rule in rules]
        self.asleep = [each for each in self.rules if each.rule.uses]
        self.shapes = [each for each in self.rules if each.rule.matcher.kind == "shape"]
        self._by_line: dict[bytes, list[int]] = defaultdict(list)
        by_literal: dict[bytes, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for at, each in enumerate(self.rules):
            if not each.rule.uses and each.rule.matcher.kind != "shape":
                self._index(at, each.finder, by_literal)
        self._owners = list(by_literal.values())
        self._scanner = BytesAhoCorasick(list(by_literal), implementation=Implementation.DFA) if by_literal else None

    def _index(self, at: int, finder: Finder, by_literal: dict[bytes, list[int]]) -> None:
        for line in finder.lines:
            self._by_line[_line_probe(make_key(line).data)].append(at)
        for literal in finder.literals or ():
            by_literal[make_key(literal).data].append(at)
        if not finder.lines and finder.literals is None:
            self._always.append(at)

    def candidates(self, blocks: Blocks) -> dict[int, set[int]]:
        """Return for each block that something points at the rules to confirm there, as indices."""
        key = make_key(blocks.text)
        found: dict[int, set[int]] = defaultdict(set)
        self._scan_literals(key, blocks, found)
        self._look_up_lines(key, blocks, found)
        for at in range(len(blocks)) if self._always else ():
            found[at].update(self._always)
        return found

    def _scan_literals(self, key: Key, blocks: Blocks, found: dict[int, set[int]]) -> None:
        if self._scanner is None:
            return
        starts, owners, source = blocks.starts, self._owners, key.source
        for literal, start, _end in self._scanner.find_matches_as_indexes(key.data, overlapping=True):
            block = bisect_right(starts, source(start)) - 1
            if block >= 0:
                found[block].update(owners[literal])

    def _look_up_lines(self, key: Key, blocks: Blocks, found: dict[int, set[int]]) -> None:
        if not self._by_line:
            return
        data, locate, rules = key.data, key.locate, self._by_line
        for at, (start, end) in enumerate(zip(blocks.starts, blocks.ends, strict=True)):
            if end - start <= MAX_LINE_CHARS:
                owners = rules.get(_line_probe(data[locate(start) : locate(end)]))
                if owners:
                    found[at].update(owners)


def _line_probe(data: bytes) -> bytes:
    """Return the letters of a line without its numbers: lines with the same line key have the same probe.

    It needs no search in most lines, and the finder has the last word.
    """
    if data.translate(None, _NOT_DIGITS):
        data = _NUMBER.sub(b"", data)
    return data.translate(None, _NOT_LETTERS)


def find_matches(layout: Layout, rules: RuleSet) -> dict[int, list[Match]]:
    """Return the matches of all rules by block: of those that are awake, and of those that a captured name wakes.

    Conditions on what becomes of other blocks are left to the judge; all others are checked here.
    """
    found: dict[int, list[Match]] = {}
    for block, owners in sorted(rules.candidates(layout.blocks).items()):
        text = Folded(layout.text(block))
        matches = [match for at in sorted(owners) for match in confirm(rules.rules[at], layout, block, text)]
        if matches:
            found[block] = matches
    names = captured_names(layout, (match for matches in found.values() for match in matches))
    for each in rules.asleep if names else ():
        for value in names.get(each.rule.uses or "", ()):
            for match in find_awake(layout, each, value):
                found.setdefault(match.block, []).append(match)
    return found


def confirm(each: CompiledRule, layout: Layout, block: int, text: Folded, finder: Finder | None = None) -> Iterator[Match]:
    """Yield the matches of one rule in one block; `finder` stands in for the finder of a rule that was woken."""
    found = (finder or each.finder).find(text)
    if not found or not holds(each.rule.where, layout, block) or _undone(each, layout, block, text):
        return
    shift = layout.blocks.starts[block]
    for place in found:
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
    assert each.rule.uses  # noqa: S101  (what makes it a sleeping rule)
    finder = compile_matcher(awaken(each.rule.matcher, each.rule.uses, value))
    blocks, start = layout.blocks, layout.blocks.text.find(value)
    while start >= 0:
        block = bisect_right(blocks.starts, start) - 1
        yield from confirm(each, layout, block, Folded(layout.text(block)), finder)
        start = blocks.text.find(value, blocks.ends[block])
