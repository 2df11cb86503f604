"""What matching needs of a set of rules: who to ask at which literal and at which line, in a form that is kept as JSON.

Working this out takes a look at every pattern's syntax; using it takes none. A rule itself is made of its row when it is
first asked, so that thousands of rules cost no more to load than the few that fire.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from declutter.folding import make_key
from declutter.matchers import compile_matcher
from declutter.matchers.base import STAND_IN
from declutter.matchers.line import line_probe
from declutter.matchers.pattern import awaken
from declutter.model import Capture, Conditions, Covers, Kind, Label, Matcher, Place, Range, Rule, Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from declutter.matchers.base import Sign


T = TypeVar("T")
LONG_CHARS, LONG_WORDS = 250, 40
"""More characters and more words than these make a block long."""


class Entry(NamedTuple):
    """One entry of a rule, and what has to be true of a block beside the literal that points at it."""

    rule: int
    at: int
    """The rule, and the entry in it, by their numbers."""
    reach: int | None = None
    """How far from the start of the block's words the literal begins at most; None where it may be anywhere."""
    starts: bool = False
    ends: bool = False
    """Whether the literal stands at the start of a word, and at the end of one."""
    before: Sequence[str] = ()
    """What stands right before the literal: keys of two characters, as Latin-1 text, unless the block's words begin there."""
    first: str = ""
    """The keys of one character with which the block's words begin; any where none is told."""
    also: Sequence[Sequence[str]] = ()
    """The folded words of the block hold one of each of these too."""
    brief: bool = False
    """Whether no long block can be meant."""


@dataclass(frozen=True, slots=True)
class Index:
    """Rules, and what points at them."""

    rules: Sequence[Rule]
    entries: Sequence[Entry]
    """The entries of rules that read words, in the order of the rules."""
    literals: dict[str, list[int]]
    """By literal, a folded key as Latin-1 text: the entries that it may be a sign of, by their places in `entries`."""
    lines: dict[str, list[int]]
    """By the probe of a line: the entries that it may be."""
    everywhere: list[int]
    """Entries of which no literal is known: they are asked in every block."""
    asleep: list[int]
    """Entries of rules that wait for a captured name."""
    shapes: list[int]
    """Rules that look at measures alone."""
    selectors: list[int]
    """Rules that look at the elements of pages alone."""


def index_rules(rules: Sequence[Rule]) -> Index:
    """Work out what points at which rule."""
    entries: list[Entry] = []
    literals: dict[str, list[int]] = defaultdict(list)
    lines: dict[str, list[int]] = defaultdict(list)
    everywhere: list[int] = []
    asleep: list[int] = []
    shapes = [number for number, rule in enumerate(rules) if rule.matcher.kind == "shape"]
    selectors = [number for number, rule in enumerate(rules) if rule.matcher.kind == "selector"]
    for number in sorted(set(range(len(rules))) - {*shapes, *selectors}):
        if rules[number].uses:
            sleeping = _sleeping(rules[number], number)
            asleep += range(len(entries), len(entries) + len(sleeping))
            entries += sleeping
            continue
        finder = compile_matcher(rules[number].matcher)
        for line in finder.lines:
            lines[line_probe(make_key(line).data).decode("latin-1")].append(len(entries))
        entries += [Entry(number, 0)] * bool(finder.lines)
        for at, sign in enumerate(finder.signs):
            for literal in sign.literals if sign else ():
                literals[make_key(literal).data.decode("latin-1")].append(len(entries))
            everywhere += [len(entries)] * (sign is None)
            entries.append(_entry(rules[number], number, at, sign))
    return Index(rules, entries, dict(literals), dict(lines), everywhere, asleep, shapes, selectors)


def _entry(rule: Rule, number: int, at: int, sign: Sign | None) -> Entry:
    if sign is None:
        return Entry(number, at)
    limits = {name: limit.high for name, limit in rule.where.measures}
    longest = min(limits.get("chars", math.inf), math.inf if sign.longest is None else sign.longest)
    brief = longest <= LONG_CHARS or limits.get("words", math.inf) <= LONG_WORDS
    before = tuple(sorted({make_key(pair).data.decode("latin-1") for pair in sign.before}))
    return Entry(number, at, sign.reach, sign.starts, sign.ends, before, sign.first, sign.also, brief)


def _sleeping(rule: Rule, number: int) -> list[Entry]:
    """Return the entries of a rule that waits for a name, with literals that they need whatever the name is."""
    found = []
    for at, sign in enumerate(compile_matcher(awaken(rule).matcher).signs):
        needs = [each for each in (sign.literals, *sign.also) if not any(map(_is_named, each))] if sign else []
        found.append(Entry(number, at, also=needs))
    return found or [Entry(number, 0)]


def _is_named(literal: str) -> bool:
    return any(letter in literal for letter in STAND_IN)


def join(one: Index, other: Index) -> Index:
    """Return an index of the rules of both, numbered one after the other."""
    rules, entries = len(one.rules), len(one.entries)
    return Index(
        rules=[*one.rules, *other.rules],
        entries=[*one.entries, *(each._replace(rule=each.rule + rules) for each in other.entries)],
        literals=_joined(one.literals, other.literals, entries),
        lines=_joined(one.lines, other.lines, entries),
        everywhere=[*one.everywhere, *(number + entries for number in other.everywhere)],
        asleep=[*one.asleep, *(number + entries for number in other.asleep)],
        shapes=[*one.shapes, *(number + rules for number in other.shapes)],
        selectors=[*one.selectors, *(number + rules for number in other.selectors)],
    )


def _joined(one: dict[str, list[int]], other: dict[str, list[int]], by: int) -> dict[str, list[int]]:
    """Return both tables in one, the numbers of the second raised."""
    joined = defaultdict(list, {key: list(numbers) for key, numbers in one.items()})
    for key, numbers in other.items():
        joined[key] += [number + by for number in numbers]
    return dict(joined)


def to_rows(index: Index, packs: Sequence[str]) -> dict[str, Any]:
    """Return the index as plain lists; `packs` are the paths that the rules' places name."""
    numbers = {path: number for number, path in enumerate(packs)}
    return {
        "rules": [_row(rule, numbers[rule.place.path]) for rule in index.rules],
        "entries": index.entries,
        "literals": index.literals,
        "lines": index.lines,
        "everywhere": index.everywhere,
        "asleep": index.asleep,
        "shapes": index.shapes,
        "selectors": index.selectors,
    }


def from_rows(rows: dict[str, Any], packs: Sequence[str]) -> Index:
    """Return the index that `to_rows` wrote, for packs that lie at these paths now."""
    return Index(
        _Rows(rows["rules"], lambda row: _rule(row, packs)),
        _Rows(rows["entries"], lambda row: Entry(*row)),
        rows["literals"],
        rows["lines"],
        rows["everywhere"],
        rows["asleep"],
        rows["shapes"],
        rows["selectors"],
    )


class _Rows(Sequence[T]):
    """Values that are made of their rows when they are first asked for."""

    def __init__(self, rows: list[list[Any]], make: Callable[[list[Any]], T]) -> None:
        self._rows = rows
        self._make = make
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if index not in self._made:
            self._made[index] = self._make(self._rows[index])
        return self._made[index]


def _row(rule: Rule, pack: int) -> list[Any]:
    """Return a rule as a list; its examples stay in the pack, as matching does not need them."""
    captures = [[each.name, each.max_words, sorted(each.stop_values)] for each in rule.captures]
    where, unless = _conditions_row(rule.where), _conditions_row(rule.unless)
    place = [pack, rule.place.line, rule.place.column]
    head = [rule.id, rule.label, _matcher_row(rule.matcher), rule.why, place, rule.covers, rule.weight]
    return [*head, where, unless, captures, rule.uses]


def _rule(row: list[Any], packs: Sequence[str]) -> Rule:
    name, label, matcher, why, (pack, line, column), covers, weight, where, unless, captures, uses = row
    return Rule(
        id=name,
        label=Label(label),
        matcher=_matcher(matcher),
        why=why,
        place=Place(packs[pack], line, column),
        covers=Covers(covers),
        weight=Weight(weight),
        where=_conditions(where),
        unless=_conditions(unless),
        captures=tuple(Capture(each, words, frozenset(stop)) for each, words, stop in captures),
        uses=uses,
    )


def _matcher_row(matcher: Matcher) -> list[Any]:
    return [matcher.kind, matcher.entries, _ranges_row(matcher.ranges), matcher.case]


def _matcher(row: list[Any]) -> Matcher:
    kind, entries, ranges, case = row
    return Matcher(kind, tuple(entries), _ranges(ranges), case)


def _ranges_row(ranges: Iterable[tuple[str, Range]]) -> list[Any]:
    return [[name, *(None if math.isinf(end) else end for end in (limits.low, limits.high))] for name, limits in ranges]


def _ranges(rows: list[Any]) -> tuple[tuple[str, Range], ...]:
    ends = (-math.inf, math.inf)  # JSON has no word for these
    return tuple(
        (name, Range(*(end if held is None else held for held, end in zip(limits, ends, strict=True)))) for name, *limits in rows
    )


def _conditions_row(conditions: Conditions) -> list[Any]:
    sets = (conditions.kinds, conditions.zones, conditions.near, conditions.after, conditions.before)
    if conditions == Conditions():
        return []
    return [*map(sorted, sets), _ranges_row(conditions.measures), [_matcher_row(each) for each in conditions.matchers]]


def _conditions(row: list[Any]) -> Conditions:
    if not row:
        return Conditions()
    kinds, zones, near, after, before, measures, matchers = row
    return Conditions(
        kinds=frozenset(map(Kind, kinds)),
        zones=frozenset(zones),
        measures=_ranges(measures),
        near=frozenset(map(Label, near)),
        after=frozenset(map(Label, after)),
        before=frozenset(map(Label, before)),
        matchers=tuple(map(_matcher, matchers)),
    )
