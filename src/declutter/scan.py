"""Blocks -> readings: the words of each block that a rule may match, and which entries of which rules may.

A native scan over the key of the document, a stretch at a time, finds the literals of all rules, and one look-up for each short
line the rules that are bound to whole lines. What these point at is asked what else has to be true of a match: that the literal
stands at the edge of a word, behind the end of a sentence, or near enough to the start, that the block begins as it must, and
that further literals are there too. A rule that nothing points at costs nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from declutter.folding import HASHED, make_key
from declutter.index import LONG_CHARS, LONG_WORDS
from declutter.matchers import compile_matcher
from declutter.matchers.base import HIDING, Folded, Naming, Patience, UnusableError
from declutter.matchers.line import MAX_LINE_CHARS, line_probe
from declutter.matchers.pattern import awaken
from declutter.matchers.strings import LETTERS, PAIR
from declutter.measures import CHEAP, Layout
from declutter.segment.blocks import Blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from declutter.index import Entry, Index
    from declutter.matchers.base import Found
    from declutter.model import Conditions, Range, Rule, Span


STRETCH = 16_384
"""Characters that are scanned at a time."""
MOST_KEPT = 200_000
"""Characters of a document from which what was read of it is not kept: memory counts for more then than time."""
_LETTER_BYTES = frozenset(map(ord, LETTERS))


class _Asked:
    """What conditions ask of a block itself and of its place."""

    __slots__ = ("kinds", "ranges", "zones")

    def __init__(self, conditions: Conditions, ranges: Iterable[tuple[str, Range]]) -> None:
        self.kinds = conditions.kinds
        self.zones = conditions.zones
        self.ranges = [(name, limits.low, limits.high) for name, limits in ranges]

    def all_hold(self, layout: Layout, block: int) -> bool:
        """Say whether all of it is met."""
        if self.kinds and layout.kind(block) not in self.kinds:
            return False
        if self.zones and layout.zone(block) not in self.zones:
            return False
        for name, low, high in self.ranges:  # noqa: SIM110  (asked of every rule that something points at)
            if not low <= layout.measured[name][block] <= high:
                return False
        return True

    def any_holds(self, layout: Layout, block: int) -> bool:
        """Say whether anything of it is met."""
        return (
            (bool(self.kinds) and layout.kind(block) in self.kinds)
            or (bool(self.zones) and layout.zone(block) in self.zones)
            or any(low <= layout.measured[name][block] <= high for name, low, high in self.ranges)
        )


def _asked(conditions: Conditions, more: Iterable[tuple[str, Range]] = ()) -> _Asked | None:
    """Return what conditions ask of a block itself and of its place, cheap questions first; None where that is nothing."""
    ranges = sorted((*conditions.measures, *more), key=lambda each: each[0] not in CHEAP)
    return _Asked(conditions, ranges) if conditions.kinds or conditions.zones or ranges else None


class CompiledRule:
    """A rule with its finders; the ranges of a shape are conditions like all others."""

    __slots__ = ("_exceptions", "_unless", "_where", "finder", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._where = _asked(rule.where, rule.matcher.ranges)
        self._exceptions = _asked(rule.unless)
        self.finder = compile_matcher(rule.matcher)
        self._unless = tuple(map(compile_matcher, rule.unless.matchers))

    def fits(self, layout: Layout, block: int) -> bool:
        """Say whether the conditions on a block itself and on its place allow the rule to match."""
        if self._where and not self._where.all_hold(layout, block):
            return False
        return self._exceptions is None or not self._exceptions.any_holds(layout, block)

    def find(self, words: Folded, only: Sequence[int] | None = None) -> list[Found]:
        """Return where the rule finds something that nobody else says and that nothing in `unless` undoes.

        Raises:
            UnusableError: one of its matchers took too long or could not be compiled.
        """
        found = self.finder.find(words, only)
        if found:
            found = [place for place in found if not words.is_quoted(place)]
        return [] if found and any(finder.sees(words) for finder in self._unless) else found


class Sleeper(NamedTuple):
    """A rule that waits for a captured name."""

    rule: Rule
    awake: CompiledRule
    """It reads `Naming` texts."""
    entries: Sequence[Entry]


class Aside:
    """The rules that took too long in a document, and are not asked about the rest of it."""

    def __init__(self) -> None:
        self.patience = Patience()
        self.rules: set[str] = set()

    def add(self, rule: Rule) -> None:
        """Set a rule aside."""
        self.rules.add(rule.id)
        self.patience.lose()


class Reading:
    """The words of a block, what points at rules in them, and what these find: it depends on the block alone."""

    __slots__ = ("_aside", "_found", "lead", "pointed", "words")

    def __init__(self, words: Folded, lead: int, aside: Aside, pointed: Mapping[int, Sequence[Entry]] | None = None) -> None:
        self.words = words
        self.lead = lead
        """How many characters of the block, marks of headings and lists, stand before its words."""
        self.pointed = pointed or {}
        """The rules that may match, and for each of them the entries that may."""
        self._aside = aside
        self._found: dict[CompiledRule, list[Found]] = {}

    def naming(self, name: str) -> Reading:
        """Return the same words as rules read them that waited for a name."""
        return Reading(Naming(self.words.text, name, self.words.patience), self.lead, self._aside)

    def find(self, each: CompiledRule, entries: Iterable[Entry] | None = None) -> list[Found]:
        """Return what a rule finds in the words, of the `entries` alone where these are given; it is asked once."""
        if each not in self._found:
            self._found[each] = self._ask(each, entries)
        return self._found[each]

    def _ask(self, each: CompiledRule, entries: Iterable[Entry] | None) -> list[Found]:
        only = None if entries is None else self._possible(entries)
        if only == [] or each.rule.id in self._aside.rules:
            return []
        try:
            return each.find(self.words, only)
        except UnusableError:
            self._aside.add(each.rule)
            return []

    def _possible(self, entries: Iterable[Entry]) -> list[int]:
        """Return which entries of a rule may match, by the literals that their matches hold."""
        found, form = [], self.words.form()
        for entry in entries:
            for literals in entry.also:  # loops, as they are asked of all that is pointed at
                for literal in literals:
                    if literal in form:
                        break
                else:
                    break
            else:
                found.append(entry.at)
        return found


def read_block(layout: Layout, index: int, aside: Aside) -> Reading:
    """Return the words of a block that nothing has been looked for in."""
    words = layout.wording(index)
    folded = Folded(words.of(layout.blocks.text), patience=aside.patience)
    return Reading(folded, words.start - layout.blocks.starts[index], aside)


class RuleSet:
    """Rules ready for matching: one scanner over the literals of all, one table of whole lines.

    A rule is compiled when something first points at it.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._met: dict[int, Entry] = {}
        """The entries that were pointed at before: a look-up quicker than that of `index.entries`."""
        self._compiled: dict[int, CompiledRule] = {}
        literals = list(index.literals.items())
        self._owners = _Owners(index.entries, literals)
        self._of_long = _Owners(index.entries, literals, long=True)
        keys = [literal.encode("latin-1") for literal, _ in literals]
        self._scanner = BytesAhoCorasick(keys, implementation=Implementation.ContiguousNFA) if keys else None

    def __getitem__(self, number: int) -> CompiledRule:
        if number not in self._compiled:
            self._compiled[number] = CompiledRule(self._index.rules[number])
        return self._compiled[number]

    def _meet(self, number: int) -> Entry:
        self._met[number] = entry = self._index.entries[number]
        return entry

    @cached_property
    def asleep(self) -> dict[str, list[Sleeper]]:
        """The rules that wait for a captured name, by what it is called."""
        entries: dict[int, list[Entry]] = defaultdict(list)
        for entry in map(self._index.entries.__getitem__, self._index.asleep):
            entries[entry.rule].append(entry)
        found: dict[str, list[Sleeper]] = defaultdict(list)
        for number, held in entries.items():
            rule = self._index.rules[number]
            found[rule.uses or ""].append(Sleeper(rule, CompiledRule(awaken(rule)), held))
        return found

    @cached_property
    def shapes(self) -> list[CompiledRule]:
        """The rules that look at measures alone."""
        return [self[number] for number in self._index.shapes]

    def read(self, layout: Layout, aside: Aside) -> Iterator[tuple[int, Reading]]:
        """Yield the readings of the blocks that something points at; a stretch of the document is scanned at a time."""
        hiding = set(_hiding(layout.blocks))
        for keyed in _stretches(layout):
            pointed = self._scan(keyed)
            shown = {at: read_block(layout, at, aside).words for at in sorted(hiding.intersection(keyed.blocks))}
            pointed.update(self._scan_shown(layout, shown))
            self._look_up_lines(keyed, pointed)
            for at in keyed.blocks if self._index.everywhere else ():
                pointed[at].update(self._index.everywhere)
            for at, entries in sorted(pointed.items()):
                if entries:
                    yield at, self._reading(keyed, at, entries, aside, shown.get(at))

    def _scan(self, keyed: _Stretch) -> dict[int, set[int]]:
        """Return for each block of a stretch the entries that a literal in it points at."""
        pointed: dict[int, set[int]] = defaultdict(set)
        starts, ends, first = keyed.starts, keyed.ends, keyed.blocks.start
        at, start_of_block, end_of_block, lead, owners, here = -1, 0, -1, 0, self._owners, pointed[first]
        data = keyed.key.data
        for literal, start, end in self._scanner.find_matches_as_indexes(data, overlapping=True) if self._scanner else ():
            if end > end_of_block:  # hits come in the order of their ends
                at = bisect_left(ends, end, at + 1)
                block = first + at
                start_of_block, end_of_block, lead, here = starts[at], ends[at], keyed.lead(block), pointed[block]
                owners = self._of_long if keyed.is_long(block) else self._owners
            offset = start - start_of_block
            if offset < 0:
                continue
            held = owners[literal]
            free, bound = held[_edges(data, start, end)] if len(held) > 1 else held[0]
            if free:
                here.update(free)
            for entry, reach, before in bound:
                if offset - lead <= reach and (not before or offset - lead < PAIR or data[start - PAIR : start] in before):
                    here.add(entry)
        return pointed

    def _scan_shown(self, layout: Layout, words: Mapping[int, Folded]) -> dict[int, set[int]]:
        """Scan what rules are shown of blocks, all at once: a literal may begin before what is hidden and end after it."""
        places = [at for at, each in words.items() if each.shown]
        ends = list(accumulate((len(words[at].shown) + 1 for at in places), initial=-1))
        text = "\n".join(words[at].shown for at in places)
        blocks = Blocks(text, [end + 1 for end in ends[:-1]], ends[1:], lambda number: (layout.kind(places[number]), 0))
        pointed: dict[int, set[int]] = {at: set() for at in words}
        for keyed in _stretches(Layout(blocks)):
            pointed.update((places[number], entries) for number, entries in self._scan(keyed).items())
        return pointed

    def _look_up_lines(self, keyed: _Stretch, pointed: dict[int, set[int]]) -> None:
        data, lines = keyed.key.data, self._index.lines
        for at, start, end in zip(keyed.blocks, keyed.starts, keyed.ends, strict=True):
            if end - start <= MAX_LINE_CHARS:
                entries = lines.get(line_probe(data[start:end]).decode("latin-1"))
                if entries:
                    pointed[at].update(entries)

    def _reading(self, keyed: _Stretch, at: int, numbers: Iterable[int], aside: Aside, shown: Folded | None) -> Reading:
        span, blocks = keyed.layout.wording(at), keyed.layout.blocks
        words = shown or Folded(span.of(blocks.text), keyed.folded(span), aside.patience)
        by_rule: dict[int, list[Entry]] = {}
        first = "" if shown else keyed.first(span)
        for number in sorted(numbers):
            entry = self._met.get(number) or self._meet(number)
            if not entry.first or first in entry.first:  # what is not known is in every text
                by_rule.setdefault(entry.rule, []).append(entry)
        return Reading(words, span.start - blocks.starts[at], aside, by_rule)


def _edges(data: bytes, start: int, end: int) -> int:
    """Return 2 where a literal stands at the start of a word, 1 where at its end, 3 where it is whole words, else 0."""
    return 2 * (not start or data[start - 1] not in _LETTER_BYTES) + (end == len(data) or data[end] not in _LETTER_BYTES)


def _stretches(layout: Layout) -> Iterator[_Stretch]:
    """Yield the blocks in stretches that are small beside a large document, and the whole of a small one."""
    first, blocks = 0, layout.blocks
    while first < len(blocks):
        last = max(first + 1, bisect_left(blocks.ends, blocks.starts[first] + STRETCH))
        yield _Stretch(layout, range(first, last))
        first = last


class _Stretch:
    """Some blocks of a document with their key, and where they stand in it."""

    def __init__(self, layout: Layout, blocks: range) -> None:
        self.layout = layout
        self.blocks = blocks
        starts, ends = (each[blocks.start : blocks.stop] for each in (layout.blocks.starts, layout.blocks.ends))
        self._base = starts[0]
        self.key = make_key(layout.blocks.text[self._base : ends[-1]])
        self.starts, self.ends = (self.key.locate_all([offset - self._base for offset in each]) for each in (starts, ends))

    def _locate(self, offset: int) -> int:
        return self.key.locate(offset - self._base)

    def folded(self, span: Span) -> str | None:
        """Return the folded text of a span of the document, where the key tells it."""
        return self.key.folded(span.start - self._base, span.end - self._base)

    def first(self, words: Span) -> str:
        """Return the key of the first character of some words, where it tells what character matchers see there."""
        at = self._locate(words.start)
        first = self.key.data[at : at + 1].decode("latin-1")
        return "" if first in HASHED else first

    def lead(self, at: int) -> int:
        """Return how many bytes of the key stand in a block before its words."""
        start, words = self.layout.blocks.starts[at], self.layout.wording(at).start
        return self._locate(words) - self._locate(start) if words > start else 0

    def is_long(self, at: int) -> bool:
        """Say whether a block is too long for the entries that mean short ones."""
        blocks = self.layout.blocks
        if blocks.ends[at] - blocks.starts[at] <= LONG_CHARS or self.layout.measure("words", at) <= LONG_WORDS:
            return False
        words = self.layout.wording(at)
        return self._locate(words.end) - self._locate(words.start) > LONG_CHARS


Pointed = tuple[list[int], list[tuple[int, float, frozenset[bytes]]]]
"""The entries that take a literal anywhere, and the others with their reach and with what stands before it."""


class _Owners(dict[int, tuple[Pointed, ...]]):
    """By literal, the entries that it may be a sign of: where it stands in a word, at its end, at its start, and as a whole word.

    Where these are the same, they are told once. Worked out when a literal is first met; `long` leaves out entries that mean no
    long block.
    """

    def __init__(self, entries: Sequence[Entry], literals: Sequence[tuple[str, list[int]]], *, long: bool = False) -> None:
        super().__init__()
        self._entries = entries
        self._literals = literals
        self._long = long

    def __missing__(self, literal: int) -> tuple[Pointed, ...]:
        text, numbers = self._literals[literal]
        before, after = (text[0] in LETTERS, False), (text[-1] in LETTERS, False)
        found = tuple(self._taking(numbers, left, right) for left in before for right in after)
        self[literal] = found = found if any(each != found[0] for each in found) else found[:1]
        return found

    def _taking(self, numbers: Iterable[int], goes_on_before: bool, goes_on_after: bool) -> Pointed:
        free: list[int] = []
        bound: list[tuple[int, float, frozenset[bytes]]] = []
        for at in numbers:
            entry = self._entries[at]
            if (self._long and entry.brief) or (entry.starts and goes_on_before) or (entry.ends and goes_on_after):
                continue
            if entry.reach is None and not entry.before:
                free.append(at)
            else:
                before = frozenset(pair.encode("latin-1") for pair in entry.before)
                bound.append((at, math.inf if entry.reach is None else entry.reach, before))
        return free, bound


class Readings:
    """What was read of a document, and need not be read again in what is left of it; of a large one, nothing is kept."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.aside = Aside()
        self._last: tuple[Layout, dict[int, Reading]] | None = None

    def of(self, layout: Layout) -> Iterable[tuple[int, Reading]]:
        """Return the readings of the blocks that something points at; of blocks that were read before, the same ones."""
        if len(layout.blocks.text) > MOST_KEPT:
            return self.rules.read(layout, self.aside)
        readings = self._recall(layout, *self._last) if self._last else dict(self.rules.read(layout, self.aside))
        self._last = layout, readings
        return list(readings.items())

    def reading(self, layout: Layout, block: int) -> Reading:
        """Return the reading of a block, whether anything points at it or not."""
        known = self._last[1] if self._last and self._last[0] is layout else {}
        if block not in known:
            known[block] = read_block(layout, block, self.aside)
        return known[block]

    def _recall(self, layout: Layout, before: Layout, readings: dict[int, Reading]) -> dict[int, Reading]:
        known = {before.text(at): readings.get(at) for at in range(len(before.blocks))}
        found = {}
        for at in range(len(layout.blocks)):
            text = layout.text(at)
            found[at] = known[text] if text in known else self._alone(layout, at)
        return {at: reading for at, reading in found.items() if reading}

    def _alone(self, layout: Layout, at: int) -> Reading | None:
        alone = Layout(layout.blocks.alone(at))
        return next((reading for _, reading in self.rules.read(alone, self.aside)), None)


def _hiding(blocks: Blocks) -> Iterator[int]:
    """Yield the blocks of which something may be hidden from rules."""
    text, marks = blocks.text, [mark for mark in HIDING if mark in blocks.text]
    for at, (start, end) in enumerate(zip(blocks.starts, blocks.ends, strict=True)):
        if any(text.find(mark, start, end) >= 0 for mark in marks):
            yield at
