"""Literal strings that must occur wherever a pattern matches, and facts by which running it stays safe.

One native scan of a document for the literals of all patterns finds the few places where a pattern can match at all.
What is said here of a pattern holds for every text that it matches; where its tree leaves a doubt, the answer is "none
known". Patterns are read by the parser of `regex` itself, since no other reads its syntax right. Nothing is compiled.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from itertools import accumulate, chain, groupby, islice
from operator import attrgetter
from typing import Any

from declutter.matchers.costs import cost_of
from declutter.matchers.openings import opening
from declutter.matchers.strings import (
    EMPTY,
    LETTERS,
    MAX_STRINGS,
    PAIR,
    Strings,
    are_long,
    behind,
    exclude_each_other,
    few,
    pairs,
    product,
    share_behind,
    tails_of,
    union,
)

# By name, since the inside of `regex` ships no types. Nothing outside of this module touches it.
_LETTER_CODES = tuple(sorted(map(ord, LETTERS)))
_core: Any = import_module("regex._regex_core")
_native: Any = import_module("regex._regex")
_parse_pattern, _UnscopedFlagSet = attrgetter("_parse_pattern", "_UnscopedFlagSet")(_core)

MAX_LENGTH = 32
MAX_PATTERN, MAX_DEPTH, MAX_REPEATS = 1_000, 50, 1_000
MAX_WIDTH, MAX_WAYS = 400, 2_000  # measured: at so many ways the worst pattern needs 0.15 ms a start on its worst text
MAX_CLASS, MAX_WINDOWS, MAX_NEEDS = 12, 200, 3
MAX_ALSO, ALSO_COST = 48, 2e-2  # to look whether any of many strings stands there, or of common ones, is not worth it
PRICE = 3e-7  # hits per character of text that cost as much time as one more literal in a large scanner

_START: Strings = frozenset({"\0\0"})  # the tail of what begins the text


class PatternError(ValueError):
    """A pattern that does not parse or would be dangerous to compile."""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What is known of a pattern before it runs."""

    literals: tuple[str, ...] | None
    """Lower-case strings of which one at least stands within `max_width` of every match; None when unfilterable."""
    reach: int | None
    """How far from the start of the text that literal begins at most; None when it may be anywhere."""
    starts: bool
    ends: bool
    """Whether no letter stands right before that literal, and right after it, where it begins or ends with one."""
    before: tuple[str, ...]
    """Pairs of characters of which one stands right before that literal, at its start none; empty when unknown."""
    first: str
    """The lower-case characters of Latin-1 that a text which the pattern matches may begin with; none where none is known."""
    also: tuple[tuple[str, ...], ...]
    """Further sets of strings; of each, one string at least is in every text that the pattern matches."""
    whole: bool
    """Whether a match is the whole text, from its start to its end."""
    max_width: int | None
    """The widest stretch of text that a match covers or looks around in; None when unbounded."""
    bounded: bool
    """Whether it is safe to run without a time limit: narrow, and with few ways to match from any one start."""

    @property
    def way_to_bounds(self) -> str:
        """How to write a pattern that is not bounded, so that it is."""
        if self.max_width is None:
            return "write {0,40} for * and {1,40} for +"
        return f"let it match in fewer ways, and less than {MAX_WIDTH} characters: repeats multiply"


@dataclass(frozen=True, slots=True)
class _Need:
    strings: Strings  # each match of the node holds at least one of them
    lead: float = 0  # and it begins at most so far behind the place where the match of the node begins
    starts: bool = False  # and no letter stands right before it, if it begins with one
    ends: bool = False  # and no letter stands right after it, if it ends with one
    before: Strings | None = None  # and it stands behind one of these, as `tails` are told


@dataclass(frozen=True, slots=True)
class _Facts:
    exact: Strings | None = None  # all strings that the node can match
    needs: tuple[_Need, ...] = ()  # at most so many that do not overlap, the cheaper ones first
    width: float = math.inf
    opens: bool = False  # right before the end of each match of the node stands none of LETTERS
    closes: bool = False  # right after the start of each match of the node stands none of LETTERS
    optional: bool = False  # the node may be left out
    ways: int = MAX_WAYS + 1  # to match from one start, at most: so many backtracking may try
    tails: Strings | None = None  # the last two characters up to its end, or all of the match where these are fewer


_NONE_KNOWN = _Facts()


@lru_cache(maxsize=20_000)
def dissect(pattern: str) -> Anatomy:
    """Tell the anatomy of a lower-case pattern, or raise PatternError."""
    tree = read_pattern(pattern)
    facts = _survey(tree)
    width = None if math.isinf(facts.width) else int(facts.width)
    bounded = facts.width <= MAX_WIDTH and facts.ways <= MAX_WAYS
    starts = _is_anchored(tree, 0, "StartOfString")
    whole = starts and _is_anchored(tree, -1, "EndOfString", "EndOfStringLine")
    if not facts.needs:
        return Anatomy(None, None, False, False, (), "", (), whole, width, bounded)
    first, *rest = facts.needs
    reach = int(first.lead) if starts and not math.isinf(first.lead) else None
    also = tuple(_worth_asking(rest))
    before, begins = pairs(first.before), opening(tree) if starts else ""
    return Anatomy(tuple(sorted(first.strings)), reach, first.starts, first.ends, before, begins, also, whole, width, bounded)


def read_pattern(pattern: str) -> Any:
    """Return the syntax tree of a pattern, or raise PatternError; nothing is compiled."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"the pattern has {len(pattern):,} characters (at most {MAX_PATTERN:,})")
    try:
        tree = _parse(pattern)
        _check_size(tree)
    except (RecursionError, MemoryError) as error:
        raise PatternError("the pattern is nested too deeply to be read") from error
    return tree


def _is_anchored(node: Any, side: int, *anchors: str) -> bool:
    """Tell whether all that a node matches begins (side 0) or ends (side -1) at an anchor."""
    kind = type(node).__name__
    if kind in {"Group", "Atomic"}:
        return _is_anchored(node.subpattern, side, *anchors)
    if kind == "Branch":
        return all(_is_anchored(branch, side, *anchors) for branch in node.branches)
    if kind == "Sequence":
        return bool(node.items) and _is_anchored(node.items[side], side, *anchors)
    return kind in anchors


def _worth_asking(needs: Iterable[_Need]) -> Iterator[tuple[str, ...]]:
    """Yield the strings of further needs, the likeliest first, where to look for them in a block is cheap and tells something."""
    for need in needs:
        if len(need.strings) <= MAX_ALSO and math.fsum(map(cost_of, need.strings)) <= ALSO_COST:
            yield tuple(sorted(need.strings, key=lambda string: (-cost_of(string), string)))


def _parse(pattern: str, flags: int = 0) -> Any:
    """Do what `regex.compile` does before it optimises and compiles, with the same errors."""
    try:
        source = _core.Source(pattern)
        info = _core.Info(flags, source.char_type)
        info.guess_encoding = _core.UNICODE
        tree = _parse_pattern(source, info)
        if not source.at_end():
            raise _core.error("unbalanced parenthesis", pattern, source.pos)
        if info.inline_locale or (info.flags & _core.ASCII and info.flags & _core.UNICODE):
            raise ValueError("the flag L, or a together with u, cannot be used")
        tree.fix_groups(pattern, False, False)
    except _UnscopedFlagSet:
        return _parse(pattern, info.global_flags)
    except (_core.error, ValueError) as error:
        raise PatternError(f"the pattern does not parse: {error}") from error
    return tree


def _check_size(node: Any, depth: int = -1, repeats: int = 1) -> None:
    """Refuse what would exhaust memory or stack once compiled: the compiler unrolls counted repeats."""
    depth += type(node).__name__ == "Sequence"  # each bracket holds one, and so does the pattern itself
    if depth > MAX_DEPTH:
        raise PatternError(f"the pattern is nested deeper than {MAX_DEPTH} brackets")
    repeats *= getattr(node, "max_count", None) or getattr(node, "min_count", 1) or 1
    if repeats > MAX_REPEATS:
        raise PatternError(f"counted repeats within each other come to {repeats:,} (at most {MAX_REPEATS:,})")
    for child in _children(node):
        if type(child).__name__ != "Character":  # what most nodes are
            _check_size(child, depth, repeats)


def _children(node: Any) -> list[Any]:
    held = getattr(node, "__dict__", {})
    found = [held[name] for name in ("subpattern", "yes_item", "no_item", "items", "branches") if name in held]
    return [child for each in found for child in (each if isinstance(each, list | tuple) else [each])]


def _survey(node: Any) -> _Facts:
    """Tell the facts of a node, from its leaves up; of one that is not known none."""
    kinds = (kind.__name__ for kind in type(node).__mro__)
    read = next((_READERS[kind] for kind in kinds if kind in _READERS), None)
    try:
        return read(node) if read else _NONE_KNOWN
    except AttributeError:  # another release of `regex` may shape its nodes otherwise
        return _NONE_KNOWN


def _sequence(node: Any) -> _Facts:
    runs = groupby(_flattened(node), key=_is_plain)
    parts = [part for plain, run in runs for part in ([_spelled(run)] if plain else map(_survey, run))]
    opens, closes = _edges(parts), _edges(parts[::-1], reverse=True)[::-1]
    befores = _before_each(parts)
    pieces = list(_pieces(parts, opens, closes, befores))
    starts = [0.0, *accumulate(piece.facts.width for piece in pieces)]
    inner = [
        (_at_edges(need, piece, start), range(at, at + 1))
        for at, (piece, start) in enumerate(zip(pieces, starts, strict=False))
        for need in piece.facts.needs
    ]
    most = min([MAX_STRINGS, *(_price(need.strings) / PRICE for need, _ in inner)])
    windows = islice(_windows([piece.facts.exact for piece in pieces], most), MAX_WINDOWS)
    outer = [
        (_trim(_window(strings, pieces[over.start], pieces[over.stop - 1], starts[over.start])), over)
        for strings, over in windows
    ]
    return _Facts(
        exact=product(piece.facts.exact for piece in pieces),
        needs=_best([*inner, *outer]),
        width=starts[-1],
        opens=bool(parts) and opens[-1],
        closes=bool(parts) and closes[0],
        ways=math.prod(part.ways for part in parts),
        tails=befores[-1],
    )


def _branch(node: Any) -> _Facts:
    parts = [_survey(branch) for branch in node.branches]
    return _Facts(
        exact=union(part.exact for part in parts),
        needs=tuple(map(_either, zip(*(part.needs for part in parts), strict=False))),
        width=max(part.width for part in parts),
        opens=all(part.opens for part in parts),
        closes=all(part.closes for part in parts),
        ways=(max if exclude_each_other(part.exact for part in parts) else sum)(part.ways for part in parts),
        tails=few(union(part.tails for part in parts)),
    )


def _repeat(node: Any) -> _Facts:
    child, low, high = _survey(node.subpattern), node.min_count, node.max_count
    copies = min(low, MAX_LENGTH // max(1, *map(len, child.exact or EMPTY)) + 1)  # a literal needs no more of them
    row = product([child.exact] * copies)
    optional, tails = (union([each, EMPTY]) if (low, high) == (0, 1) else None for each in (child.exact, child.tails))
    ways = min(child.ways, MAX_WAYS + 1)
    needs = child.needs if low else ()
    if low and row and are_long(row):
        needs = tuple(sorted([*needs, _trim(_Need(row))], key=_price_of)[:1])
    return _Facts(
        exact=row if low == high == copies else optional,
        needs=needs,
        width=0 if child.width == 0 or high == 0 else child.width * (high or math.inf),
        opens=child.opens,
        closes=child.closes,
        optional=low == 0,
        ways=MAX_WAYS + 1 if high is None else sum(ways**count for count in range(low, high + 1)),
        tails=tails_of(row) if low == high == copies else tails,
    )


def _look_around(node: Any) -> _Facts:
    facts = _survey(node.subpattern)
    if not node.positive:
        return replace(facts, exact=EMPTY, needs=(), opens=False, closes=False, tails=EMPTY)
    needs = tuple(replace(need, starts=False, ends=False, before=None) for need in facts.needs)
    opens, closes = facts.opens and node.behind, facts.closes and not node.behind
    told = node.behind and facts.tails is not None and min(map(len, facts.tails)) == PAIR
    return replace(facts, exact=EMPTY, needs=needs, opens=opens, closes=closes, tails=facts.tails if told else EMPTY)


def _boundary(node: Any) -> _Facts:
    """A word boundary, where letters stand on one side at most, or an end of the text."""
    plain = getattr(node, "positive", True)
    tails = _START if type(node).__name__ == "StartOfString" else EMPTY
    return _Facts(EMPTY, width=0, opens=plain, closes=plain, ways=1, tails=tails)


def _one_character(node: Any) -> _Facts:
    facts = _one_of(_members(node), int(getattr(node, "case_flags", 0)))
    plain = not any(map(node.matches, _LETTER_CODES)) if hasattr(node, "matches") else False
    return replace(facts, opens=plain, closes=plain)


def _best(needs: list[tuple[_Need, range]]) -> tuple[_Need, ...]:
    """Choose the cheapest of needs, each told with the pieces that it is about, and again of those that share no piece."""
    chosen: list[_Need] = []
    while needs and len(chosen) < MAX_NEEDS:
        best, over = min(needs, key=lambda each: _price_of(each[0]))
        chosen.append(best)
        needs = [(need, pieces) for need, pieces in needs if pieces.stop <= over.start or over.stop <= pieces.start]
    return tuple(chosen)


def _either(needs: Iterable[_Need]) -> _Need:
    """Join what the branches of a node need."""
    listed = list(needs)
    return _trim(
        _Need(
            strings=frozenset().union(*(need.strings for need in listed)),
            lead=max(need.lead for need in listed),
            starts=all(need.starts for need in listed),
            ends=all(need.ends for need in listed),
            before=few(union(need.before for need in listed)),
        )
    )


def _price_of(need: _Need) -> tuple[float, int]:
    """Return what decides between needs: the price, and of equal ones, how much is known of their edges."""
    return _price(need.strings, share_behind(pairs(need.before))), -need.starts - need.ends


def _price(strings: Strings, share: float = 1) -> float:
    hits = math.fsum(map(cost_of, strings))  # exact, whatever the order of the set
    return share * hits + PRICE * len(strings)


def _trim(need: _Need) -> _Need:
    """Cut strings to a length worth scanning for, and leave out those that hold another of them."""
    short = {_cut(string) for string in need.strings}
    longest = max(map(len, short), default=0)
    inner = [one for one in short if len(one) < longest]  # what can be a part of another
    kept = frozenset(one for one in short if not any(other in one for other in inner if other != one))
    if kept == need.strings:
        return need
    return _Need(
        strings=kept,
        lead=need.lead + max(map(len, need.strings)) - min(map(len, kept)),
        starts=need.starts and all(any(map(string.startswith, kept)) for string in need.strings),
        ends=need.ends and all(any(map(string.endswith, kept)) for string in need.strings),
        before=need.before if all(any(map(string.startswith, kept)) for string in need.strings) else None,
    )


def _cut(string: str) -> str:
    if len(string) <= MAX_LENGTH:
        return string
    starts = range(len(string) - MAX_LENGTH + 1)
    return min((string[start : start + MAX_LENGTH] for start in starts), key=cost_of)


_READERS: dict[str, Callable[[Any], _Facts]] = {
    **dict.fromkeys(("Any", "Character", "Property", "Range", "SetBase"), _one_character),
    **dict.fromkeys(("Atomic", "Group", "Sequence"), _sequence),
    "Branch": _branch,
    "GreedyRepeat": _repeat,  # the base of the lazy and the possessive ones
    "LookAround": _look_around,
    "ZeroWidthBase": lambda _node: _Facts(EMPTY, width=0, ways=1, tails=EMPTY),
    **dict.fromkeys(("Boundary", "StartOfString", "StartOfLine", "EndOfString", "EndOfStringLine"), _boundary),
}
"""By the class of a node what tells its facts."""


def _flattened(node: Any) -> Iterator[Any]:
    """Go through brackets that only group, so that literals reach across them."""
    kind = type(node).__name__
    if kind == "Sequence":
        yield from chain.from_iterable(map(_flattened, node.items))
    elif kind in {"Group", "Atomic"}:
        yield from _flattened(node.subpattern)
    else:
        yield node


def _is_plain(node: Any) -> bool:
    """Tell whether a node is one character that stands for itself alone."""
    return type(node).__name__ == "Character" and node.positive and not node.zerowidth and not node.case_flags


def _spelled(run: Iterable[Any]) -> _Facts:
    text = "".join(chr(node.value) for node in run)
    opens, closes = text[-1] not in LETTERS, text[0] not in LETTERS
    return _Facts(frozenset({text.lower()}), width=len(text), opens=opens, closes=closes, ways=1, tails=frozenset({text[-PAIR:]}))


def _members(node: Any) -> Strings | None:
    """List the characters of a class, unless they are many or not told one by one."""
    kind = type(node).__name__ if getattr(node, "positive", False) else "negative"
    if kind == "Character":
        return frozenset(chr(node.value))
    if kind == "Range" and node.upper - node.lower < MAX_CLASS:
        return frozenset(map(chr, range(node.lower, node.upper + 1)))
    return union(map(_members, node.items)) if kind == "SetUnion" else None


@lru_cache(maxsize=10_000)
def _one_of(members: Strings | None, case_flags: int) -> _Facts:
    """Tell what characters of a pattern can be in lower-case text: k for K, but s or ſ for S when case is ignored."""
    if case_flags & _core.FULLCASE:  # then ß matches ss
        return _NONE_KNOWN
    codes = map(ord, members or ()) if case_flags else ()
    cases = [chr(case) for code in codes for case in _native.get_all_cases(0, code) if case]
    exact = frozenset([*map(str.lower, members or ()), *(case for case in cases if case == case.lower())])
    found = exact if 0 < len(exact) <= MAX_CLASS else None
    return _Facts(found, width=1, ways=1, tails=found)


@dataclass(frozen=True, slots=True)
class _Piece:
    facts: _Facts
    opened: bool  # no letter stands right before it
    closed: bool  # no letter stands right after it
    before: Strings | None  # what it stands behind, as `tails` are told


def _edges(parts: Sequence[_Facts], *, reverse: bool = False) -> list[bool]:
    """Tell for each part whether no letter stands right behind it, as far as the parts before it are known."""
    found, known = [], False
    for part in parts:
        own = part.closes if reverse else part.opens
        if part.optional:
            known = known and own
        elif part.width or own:
            known = own
        found.append(known)
    return found


def _pieces(
    parts: Sequence[_Facts], opens: Sequence[bool], closes: Sequence[bool], befores: Sequence[Strings | None]
) -> Iterator[_Piece]:
    """Join neighbours of one string each, so that a sequence of characters becomes one piece."""
    numbers = range(len(parts))
    for single, group in groupby(numbers, key=lambda at: _is_single(parts[at])):
        for run in [list(group)] if single else ([at] for at in group):
            wide = [at for at in run if parts[at].exact != EMPTY] or run
            opened = wide[0] > 0 and opens[wide[0] - 1]
            closed = wide[-1] + 1 < len(parts) and closes[wide[-1] + 1]
            facts = parts[run[0]]
            if len(run) > 1:
                facts = _Facts(product(parts[at].exact for at in run), width=sum(parts[at].width for at in run))
            yield _Piece(facts, opened, closed, befores[wide[0]])


def _before_each(parts: Sequence[_Facts]) -> list[Strings | None]:
    """Return what stands before each part, as tails, and before what follows them."""
    found: list[Strings | None] = [EMPTY]
    for part in parts:
        found.append(behind(found[-1], part.tails))
    return found


def _is_single(part: _Facts) -> bool:
    return part.exact is not None and len(part.exact) == 1 and not part.needs


def _at_edges(need: _Need, piece: _Piece, start: float) -> _Need:
    """Return what a piece needs as a need of the sequence that it stands in."""
    whole = need.strings == piece.facts.exact
    return replace(
        need,
        lead=start + need.lead,
        starts=need.starts or (piece.opened and need.lead == 0),
        ends=need.ends or (piece.closed and whole),
        before=behind(piece.before, need.before),
    )


def _window(strings: Strings, first: _Piece, last: _Piece, start: float) -> _Need:
    """Return the need of the strings that some pieces in a row make."""
    return _Need(strings, start, first.opened, last.closed, first.before)


def _windows(pieces: list[Strings | None], most: float) -> Iterator[tuple[Strings, range]]:
    """Take every stretch of a sequence that is known, not too many strings, and no longer than it need be."""
    for start in range(len(pieces)):
        if pieces[start] == EMPTY:
            continue
        window: Strings | None = EMPTY
        for stop, piece in enumerate(pieces[start:], start + 1):
            window = product([window, piece], most)
            if window is None:
                break
            if are_long(window):
                yield window, range(start, stop)
            if min(map(len, window)) >= MAX_LENGTH:
                break
