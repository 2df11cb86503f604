"""Blocks -> readings: the words of each block that a rule may match, and which entries of which rules may.

One native scan over the key of the whole document finds the literals of all rules, and one look-up for each short line
finds the rules that are bound to whole lines. What these point at is asked what else has to be true of a match: that the
literal stands near enough to the start, and that a second literal is there too. A rule that nothing points at costs nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from ahocorasick_rs import BytesAhoCorasick, Implementation

from declutter.folding import make_key
from declutter.matchers import compile_matcher
from declutter.matchers.base import Folded
from declutter.matchers.line import MAX_LINE_CHARS, line_probe
from declutter.matchers.pattern import awaken
from declutter.measures import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from declutter.folding import Key
    from declutter.index import Index
    from declutter.matchers.base import Finder, Found
    from declutter.model import Rule
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

    def find(self, words: Folded, only: Sequence[int] | None = None) -> list[Found]:
        """Return where the rule finds something that nobody else says and that nothing in `unless` undoes."""
        found = [place for place in self.finder.find(words, only) if not words.is_quoted(place)]
        return [] if found and any(finder.sees(words) for finder in self.unless) else found


class Reading:
    """The words of a block, what points at rules in them, and what these find: it depends on the block alone."""

    __slots__ = ("_found", "lead", "pointed", "words")

    def __init__(self, words: Folded, lead: int, pointed: Sequence[tuple[int, Sequence[int]]] = ()) -> None:
        self.words = words
        self.lead = lead
        """How many characters of the block, marks of headings and lists, stand before its words."""
        self.pointed = pointed
        """The rules that may match, and for each of them the entries that may."""
        self._found: dict[CompiledRule, list[Found]] = {}

    def find(self, each: CompiledRule, only: Sequence[int] | None = None) -> list[Found]:
        """Return what a rule finds in the words; it is asked once."""
        if each not in self._found:
            self._found[each] = each.find(self.words, only)
        return self._found[each]


def read_block(layout: Layout, index: int) -> Reading:
    """Return the words of a block that nothing has been looked for in."""
    words = layout.wording(index)
    return Reading(Folded(words.of(layout.blocks.text)), words.start - layout.blocks.starts[index])


class RuleSet:
    """Rules ready for matching: one scanner over the literals of all, one table of whole lines.

    A rule is compiled when something first points at it.
    """

    def __init__(self, index: Index) -> None:
        self._rules = index.rules
        self._compiled: dict[int, CompiledRule] = {}
        self._asleep = index.asleep
        self._shapes = index.shapes
        self._entries = index.entries
        self._everywhere = index.everywhere
        self._lines = {line.encode("latin-1"): numbers for line, numbers in index.lines.items()}
        self._free, self._bound = [], []
        for numbers in index.literals.values():
            self._free.append([at for at in numbers if self._entries[at].reach is None])
            self._bound.append([(at, reach) for at in numbers if (reach := self._entries[at].reach) is not None])
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

    def read(self, layout: Layout) -> dict[int, Reading]:
        """Return the readings of the blocks that something points at."""
        blocks = layout.blocks
        key = make_key(blocks.text)
        pointed = self._scan(key, layout)
        for at in _linked(blocks):
            pointed[at] = self._scan_shown(layout, at)
        self._look_up_lines(key, blocks, pointed)
        for at in range(len(blocks)) if self._everywhere else ():
            pointed[at].update(self._everywhere)
        return {at: self._reading(key, layout, at, entries) for at, entries in sorted(pointed.items()) if entries}

    def _scan(self, key: Key, layout: Layout) -> dict[int, set[int]]:
        """Return for each block the entries that a literal in it points at."""
        pointed: dict[int, set[int]] = defaultdict(set)
        if self._scanner is None or not len(layout.blocks):
            return pointed
        starts, ends = key.locate_all(layout.blocks.starts), key.locate_all(layout.blocks.ends)
        at, free, bound = 0, self._free, self._bound
        end_of_block, last = ends[0], len(ends) - 1
        for literal, start, end in self._scanner.find_matches_as_indexes(key.data, overlapping=True):
            while end > end_of_block and at < last:  # hits come in the order of their ends
                at += 1
                end_of_block = ends[at]
            offset = start - starts[at]
            if offset < 0 or end > end_of_block:
                continue
            if free[literal]:
                pointed[at].update(free[literal])
            for entry, reach in bound[literal]:
                if offset <= reach or offset - self._lead(key, layout, at) <= reach:
                    pointed[at].add(entry)
        return pointed

    def _lead(self, key: Key, layout: Layout, at: int) -> int:
        start = layout.blocks.starts[at]
        words = layout.wording(at).start
        return key.locate(words) - key.locate(start) if words > start else 0

    def _scan_shown(self, layout: Layout, at: int) -> set[int]:
        """Scan what is shown of a block with Markdown links: a literal may begin inside a link and end after it."""
        shown = Folded(layout.wording(at).of(layout.blocks.text)).shown
        found: set[int] = set()
        hits = self._scanner.find_matches_as_indexes(make_key(shown).data, overlapping=True) if self._scanner else ()
        for literal, start, _ in hits:
            found.update(self._free[literal])
            found.update(entry for entry, reach in self._bound[literal] if start <= reach)
        return found

    def _look_up_lines(self, key: Key, blocks: Blocks, pointed: dict[int, set[int]]) -> None:
        if not self._lines:
            return
        data, locate, lines = key.data, key.locate, self._lines
        for at, (start, end) in enumerate(zip(blocks.starts, blocks.ends, strict=True)):
            if end - start <= MAX_LINE_CHARS:
                entries = lines.get(line_probe(data[locate(start) : locate(end)]))
                if entries:
                    pointed[at].update(entries)

    def _reading(self, key: Key, layout: Layout, at: int, entries: Iterable[int]) -> Reading:
        span = layout.wording(at)
        text = span.of(layout.blocks.text)
        words = Folded(text, None if "](" in text else key.folded(span.start, span.end))
        return Reading(words, span.start - layout.blocks.starts[at], list(self._by_rule(entries, words.form())))

    def _by_rule(self, entries: Iterable[int], words: str) -> Iterator[tuple[int, list[int]]]:
        """Yield by rule the entries of which the words hold the second literal too, where there is one."""
        last, ats = -1, list[int]()
        for number in sorted(entries):
            rule, at, _, also = self._entries[number]
            if also and not any(map(words.__contains__, also)):
                continue
            if rule != last:
                if ats:
                    yield last, ats
                last, ats = rule, []
            ats.append(at)
        if ats:
            yield last, ats


class Readings:
    """What was read of a document, and need not be read again in what is left of it."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._last: tuple[Layout, dict[int, Reading]] | None = None
        self._awake: dict[tuple[str, str], CompiledRule] = {}

    def of(self, layout: Layout) -> dict[int, Reading]:
        """Return the readings of the blocks that something points at; of blocks that were read before, the same ones."""
        readings = self._recall(layout) if self._last else self.rules.read(layout)
        self._last = layout, readings
        return readings

    def _recall(self, layout: Layout) -> dict[int, Reading]:
        assert self._last  # noqa: S101
        before, readings = self._last
        known = {before.text(at): readings.get(at) for at in range(len(before.blocks))}
        found = {}
        for at in range(len(layout.blocks)):
            text = layout.text(at)
            found[at] = known[text] if text in known else self.rules.read(Layout(layout.blocks.alone(at))).get(0)
        return {at: reading for at, reading in found.items() if reading}

    def awake(self, each: CompiledRule, value: str) -> CompiledRule:
        """Return a sleeping rule, woken by a captured value."""
        if (each.rule.id, value) not in self._awake:
            self._awake[each.rule.id, value] = CompiledRule(awaken(each.rule, value))
        return self._awake[each.rule.id, value]


def _linked(blocks: Blocks) -> Iterator[int]:
    """Yield the blocks that may hold a Markdown link."""
    at = blocks.text.find("](")
    while at >= 0:
        block = bisect_right(blocks.starts, at) - 1
        yield block
        at = blocks.text.find("](", blocks.ends[block])
