"""`line`: the whole text is one of these, apart from numbers, and from punctuation and symbols around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.folding import fold
from declutter.matchers.base import Folded, Found, line_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.model import Matcher


class LineFinder:
    """Finds whole lines by a look-up."""

    literals = ()

    def __init__(self, matcher: Matcher) -> None:
        self._keys = frozenset(line_key(fold(entry)) for entry in matcher.entries)
        self.lines = tuple(sorted(self._keys))

    def find(self, text: Folded, only: Sequence[int] | None = None) -> list[Found]:  # noqa: ARG002  (one look-up for all)
        """Return the whole text where it is one of the lines."""
        return [Found(0, len(text.text))] if text.line in self._keys else []
