"""`shape`: measures alone. It holds for any text; the ranges are conditions, which the engine weighs with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.matchers.base import Folded, Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.model import Matcher


class ShapeFinder:
    """Finds every text: what a shape asks for is asked of its block."""

    signs = ()
    lines = ()

    def __init__(self, matcher: Matcher) -> None:
        self.ranges = matcher.ranges

    def find(self, text: Folded, only: Sequence[int] | None = None) -> list[Found]:  # noqa: ARG002  (it has no entries)
        """Return the whole text."""
        return [Found(0, len(text.text))]

    def sees(self, text: Folded) -> bool:  # noqa: ARG002
        """Say yes."""
        return True
