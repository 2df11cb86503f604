"""The kinds of matchers: one a file, one table, name -> compile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.matchers.line import LineFinder
from declutter.matchers.pattern import PatternFinder
from declutter.matchers.phrase import PhraseFinder
from declutter.matchers.shape import ShapeFinder

if TYPE_CHECKING:
    from collections.abc import Callable

    from declutter.matchers.base import Finder
    from declutter.model import Matcher

KINDS: dict[str, Callable[[Matcher], Finder]] = {
    "line": LineFinder,
    "phrase": PhraseFinder,
    "pattern": PatternFinder,
    "shape": ShapeFinder,
}


def compile_matcher(matcher: Matcher) -> Finder:
    """Make the finder of a matcher."""
    return KINDS[matcher.kind](matcher)
