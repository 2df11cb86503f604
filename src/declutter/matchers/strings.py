"""Sets of strings that a piece of a pattern can match, and the last two characters of what it matches."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from declutter.matchers.costs import RARE

LETTERS = frozenset(chr(code) for code in range(256) if chr(code).isalpha() or chr(code) in "0123456789")
"""What no word begins or ends beside: the letters of Latin-1, and digits."""
MIN_LENGTH, MAX_STRINGS = 3, 64
PAIR = 2
"""So many characters are told of what stands before a literal."""
OPENING, WORD = 0.1, 0.05  # shares of the hits that stand behind the ends of sentences, and behind words with one last letter

Strings = frozenset[str]
EMPTY: Strings = frozenset({""})


def product(exacts: Iterable[Strings | None], most: float = MAX_STRINGS) -> Strings | None:
    """Join strings one after another in every way, unless some are unknown or the ways are many."""
    strings = EMPTY
    for exact in exacts:
        if exact is None or len(strings) * len(exact) > most:
            return None
        strings = frozenset(head + tail for head in strings for tail in exact)
    return strings


def union(sets: Iterable[Strings | None]) -> Strings | None:
    """Put sets together, unless one is unknown."""
    listed = list(sets)
    return None if None in listed else frozenset().union(*filter(None, listed))


def exclude_each_other(exacts: Iterable[Strings | None]) -> bool:
    """Tell whether at most one of several branches can match at a place, since none begins as another one does."""
    starts = sorted(start for exact in exacts for start in _starts(exact or EMPTY))
    return not any(after.startswith(before) for before, after in pairwise(starts))


def _starts(strings: Strings) -> list[str]:
    return [one for one in strings if not any(one.startswith(other) for other in strings if other != one)]


def are_long(strings: Strings) -> bool:
    """Tell whether strings are worth scanning for: no short ones, but for rare symbols."""
    return all(len(string) >= MIN_LENGTH or not RARE.isdisjoint(string) for string in strings)


def tails_of(exact: Strings | None) -> Strings | None:
    """Return the last two characters of strings, or all of one that has fewer."""
    return None if exact is None else few(frozenset(string[-PAIR:] for string in exact))


def few(tails: Strings | None) -> Strings | None:
    """Return tails, unless they are too many to be worth asking for."""
    return None if tails is None or len(tails) > MAX_STRINGS else tails


def behind(before: Strings | None, tails: Strings | None) -> Strings | None:
    """Return the tails of what stands behind something with tails of its own; None where they are not known, or are many."""
    if not tails or (before is None and min(map(len, tails)) < PAIR):
        return None
    return few(frozenset((head + tail)[-PAIR:] for head in before or EMPTY for tail in tails))


def pairs(tails: Strings | None) -> tuple[str, ...]:
    """Return the pairs of characters among tails, but for those at the start of a text; none where a tail is no pair."""
    if not tails or min(map(len, tails)) < PAIR:
        return ()
    return tuple(sorted(tail.lower() for tail in tails if "\0" not in tail))


def share_behind(pairs: Sequence[str]) -> float:
    """Estimate which share of the hits of a literal stands behind one of these pairs of characters."""
    words = sum(not LETTERS.isdisjoint(pair) for pair in pairs)
    return min(1, OPENING + words * WORD) if pairs else 1
