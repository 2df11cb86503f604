"""`phrase`: the text holds one of these as whole words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.folding import fold
from declutter.matchers.base import Folded, Found, Sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.model import Matcher


class PhraseFinder:
    """Finds literal texts between word boundaries."""

    lines = ()

    def __init__(self, matcher: Matcher) -> None:
        self._phrases = tuple(" ".join(fold(entry).split()) for entry in matcher.entries)
        self.signs = tuple(Sign((phrase,), starts=phrase[0] < "\u0e00", ends=phrase[-1] < "\u0e00") for phrase in self._phrases)

    def find(self, text: Folded, only: Sequence[int] | None = None) -> list[Found]:
        """Return each place where one of the phrases stands."""
        folded = text.form()
        phrases = self._phrases if only is None else [self._phrases[at] for at in only]
        places = sorted({place for phrase in phrases for place in _places(folded, phrase)})
        return [text.found(*place) for place in places]

    def sees(self, text: Folded) -> bool:
        """Say whether one of the phrases stands anywhere."""
        folded = text.form()
        return any(phrase in folded and next(_places(folded, phrase), None) for phrase in self._phrases)


def _places(folded: str, phrase: str) -> Iterator[tuple[int, int]]:
    start = folded.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not _joined(folded, start, phrase[0]) and not _joined(folded, end + 1, phrase[-1]):
            yield start, end
        start = folded.find(phrase, end)


def _joined(folded: str, after: int, edge: str) -> bool:
    """Say whether the edge of a phrase goes on in the character before `after`.

    Scripts without spaces (kana, Han, Thai ...) have no word boundaries to hold to.
    """
    return 0 < after <= len(folded) and edge < "\u0e00" and edge.isalnum() and folded[after - 1].isalnum()
