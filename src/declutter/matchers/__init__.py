"""The kinds of matchers: one a file, one table, name -> compile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.folding import fold
from declutter.matchers.line import LineFinder, entry_key
from declutter.matchers.pattern import PatternFinder, check_pattern
from declutter.matchers.phrase import PhraseFinder
from declutter.matchers.selector import SelectorFinder, check_selector
from declutter.matchers.shape import ShapeFinder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from declutter.matchers.base import Finder
    from declutter.model import Matcher

SHOWN = 60
"""How many characters of an entry a message shows."""
KINDS: dict[str, Callable[[Matcher], Finder]] = {
    "line": LineFinder,
    "phrase": PhraseFinder,
    "pattern": PatternFinder,
    "shape": ShapeFinder,
    "selector": SelectorFinder,
}
IN_TEXT = ("line", "phrase", "pattern")
"""The kinds that look for words: `unless` and allow lists take them too."""


def matcher_faults(matcher: Matcher, uses: str | None = None) -> Iterator[str]:
    """Yield what is wrong with the entries of a matcher; in those of a sleeping rule `{uses}` stands for its name."""
    for entry in matcher.entries:
        if matcher.kind in ("pattern", "selector"):
            try:
                check_pattern(entry, uses) if matcher.kind == "pattern" else check_selector(entry)
            except ValueError as error:
                yield f"{error}, in {entry[:SHOWN]!r}"
        elif not (entry_key(entry) if matcher.kind == "line" else fold(entry)):
            yield f"the {matcher.kind} {entry!r} has neither letters nor numbers; use a pattern for symbols"


def compile_matcher(matcher: Matcher) -> Finder:
    """Make the finder of a matcher."""
    return KINDS[matcher.kind](matcher)
