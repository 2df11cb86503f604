"""`pattern`: regular expressions of the `regex` package, searched in folded text."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import regex

from declutter.folding import fold
from declutter.matchers.base import AGAIN, STAND_IN, Folded, Found, Sign, UnusableError
from declutter.matchers.code import compiled
from declutter.matchers.literals import dissect, read_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from declutter.model import Matcher, Rule


NAMED = "ACME"
"""The captured name in the examples of rules."""


def check_pattern(source: str, uses: str | None = None) -> None:
    """Refuse a pattern that cannot be used; its syntax is read, and nothing is compiled.

    Raises:
        ValueError: it is too large, nested too deeply, or does not parse.
    """
    read_pattern(with_name(source, uses))


def with_name(source: str, name: str | None) -> str:
    """Return a pattern with `STAND_IN` in the place of `{name}`."""
    return source.replace(f"{{{name}}}", f"(?:{STAND_IN})") if name else source


def awaken(rule: Rule) -> Rule:
    """Return a sleeping rule with `STAND_IN` for the captured name in all of its matchers: it reads `Naming` texts."""
    matchers = tuple(_awaken(matcher, rule.uses) for matcher in rule.unless.matchers)
    return replace(rule, matcher=_awaken(rule.matcher, rule.uses), unless=replace(rule.unless, matchers=matchers))


def _awaken(matcher: Matcher, name: str | None) -> Matcher:
    if matcher.kind == "pattern":
        return replace(matcher, entries=tuple(with_name(entry, name) for entry in matcher.entries))
    return replace(matcher, entries=tuple(entry.replace(f"{{{name}}}", STAND_IN) for entry in matcher.entries))


def patterns_of(rule: Rule) -> Iterator[str]:
    """Yield the patterns of a rule as they are compiled."""
    awake = awaken(rule) if rule.uses else rule
    for matcher in (awake.matcher, *awake.unless.matchers):
        if matcher.kind == "pattern":
            yield from matcher.entries


class PatternFinder:
    """Finds regular expressions; each is compiled when it is first needed."""

    lines = ()

    def __init__(self, matcher: Matcher) -> None:
        self._case = matcher.case
        self._sources = matcher.entries
        self._compiled: dict[int, regex.Pattern[str]] = {}

    @cached_property
    def signs(self) -> tuple[Sign | None, ...]:
        """For each pattern what every text that it matches holds."""
        return tuple(map(_sign, self._sources))

    def find(self, text: Folded, only: Sequence[int] | None = None) -> list[Found]:
        """Return each match of each pattern, with the named groups it captured, as they stand in the text."""
        found: list[Found] = []
        for at in range(len(self._sources)) if only is None else only:
            found += [self._found(text, match) for match in self._run(at, text, regex.Pattern.finditer)]
        return sorted(found)

    def sees(self, text: Folded) -> bool:
        """Say whether one of the patterns matches anywhere."""
        return any(self._run(at, text, _search) for at in range(len(self._sources)))

    def _run(self, at: int, text: Folded, how: Callable[..., Iterable[regex.Match[str]]]) -> list[regex.Match[str]]:
        """Return the matches of a pattern; one that takes too long, at once or in sum, cannot be used."""
        folded = text.form(case=self._case)
        limit, clock = text.patience.limit(len(folded)), text.patience.clock(self)
        try:
            pattern = self._pattern(at)
            start = clock()
            try:
                matches = list(how(pattern, folded, timeout=limit))
            except TimeoutError:
                matches = list(how(pattern, folded, timeout=AGAIN * limit))
        except (TimeoutError, MemoryError, regex.error) as error:
            raise UnusableError from error
        text.patience.took(clock() - start, limit, self)
        return matches

    def _pattern(self, at: int) -> regex.Pattern[str]:
        if at not in self._compiled:
            self._compiled[at] = compiled(self._sources[at])
        return self._compiled[at]

    def _found(self, text: Folded, match: regex.Match[str]) -> Found:
        place = text.found(*match.span(), case=self._case)
        return place._replace(values=tuple(sorted(self._values(text, match))))

    def _values(self, text: Folded, match: regex.Match[str]) -> Iterator[tuple[str, str]]:
        for name in match.groupdict():
            if match[name]:
                start, end, _ = text.found(*match.span(name), case=self._case)
                yield name, text.text[start:end]


def _search(pattern: regex.Pattern[str], folded: str, timeout: float) -> list[regex.Match[str]]:
    match = pattern.search(folded, timeout=timeout)
    return [match] if match else []


def _sign(source: str) -> Sign | None:
    anatomy = dissect(source)
    if anatomy.literals is None:
        return None
    longest = anatomy.max_width if anatomy.whole else None
    return Sign(
        _folded(anatomy.literals),
        anatomy.reach,
        anatomy.starts,
        anatomy.ends,
        anatomy.before,
        anatomy.first,
        tuple(map(_folded, anatomy.also)),
        longest,
    )


def _folded(literals: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold, literals)))
