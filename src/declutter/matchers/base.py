"""What all kinds of matchers share: the folded text they read, and the form of what they find."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, NamedTuple, Protocol

from declutter.folding import fold_with_offsets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NUMBER = re.compile(r"\d[\d.,]*(?:\s?[km](?![^\W_]))?")
_PUNCTUATION = re.compile(r"^[\W_]+|[\W_]+$|[()\[\]{}#]+")
HIDING = ("](", "**", "  ", "\n")
"""A text of which something is hidden from rules holds one of these."""
_HIDDEN = re.compile(
    r"!?\[(?=[^\[\]]{0,500}\]\()|\]\([^()\s]{0,2000}(?: \"[^\"]{0,200}\")?\)"  # what is not shown of a link
    r"|\*\*"  # strong words
    r"|\s+(?=\s)|(?<=\n)[>\s]+"  # all but one of blank characters in a row, and what continues a quote
)
_QUOTE = re.compile(
    r"“[^“”]{20,2000}”|„[^„“”]{20,2000}[“”]|«[^«»]{20,2000}»|(?<!\w)\"[^\"]{20,2000}\"(?!\w)|「[^「」]{20,2000}」|『[^『』]{20,2000}』"
)
CALL_LIMIT, CHARACTER_LIMIT = 0.02, 1e-5
"""Seconds of CPU that a pattern may take in one block, and more for each character: a hundred times what honest ones take."""
AGAIN = 3
"""So many times as long it may take when it is asked again, once it was stopped: a machine that was busy with other things for a
moment must not change what a document becomes."""
LESS, LEAST = 0.8, 0.05
"""Each pattern that has to be stopped leaves the others a part of that time, down to the least share of it."""
SLOW, STRIKES, LEAK = 0.1, 20, 0.05
"""What share of its time makes a call slow, how many slow calls are too many, and how much of one a quick call makes up for."""
STAND_IN = "\u0377\u0377"
"""What stands for a captured name: two letters that no text of today has, one for its first character and one for its last."""
_QUOTE_MARKS = '“„«"「『'
MAX_LINE_WORDS = 12


def line_key(folded: str) -> str:
    """Return the form in which whole lines are compared: numbers as `#`, no punctuation at the edges, single spaces."""
    return " ".join(_NUMBER.sub("#", _PUNCTUATION.sub("", folded)).split())


class UnusableError(Exception):
    """A finder took too long, or could not be compiled: it is not to be asked again about this document."""


class Sign(NamedTuple):
    """What is known of every text that an entry of a matcher matches: it holds one of some folded literals."""

    literals: tuple[str, ...]
    reach: int | None = None
    """How far from the start of the text the literal begins at most; None where it may be anywhere."""
    starts: bool = False
    ends: bool = False
    """Whether no letter of Latin-1 or digit stands right before the literal, and right after it, where its own edge is one."""
    before: tuple[str, ...] = ()
    """Folded pairs of characters of which one stands right before the literal, if anything does; any where none is told."""
    first: str = ""
    """The folded characters of Latin-1 that the text may begin with; any where none is told."""
    also: tuple[tuple[str, ...], ...] = ()
    """The text holds one folded literal of each of these too."""
    longest: int | None = None
    """How many characters the text has at most; None where it may have any number."""


class Found(NamedTuple):
    """Where a finder saw something, in characters of the text it was given, and what it captured there."""

    start: int
    end: int
    values: tuple[tuple[str, str], ...] = ()


class Patience:
    """How much time patterns get for one document: enough for honest ones whatever they read, and little in all.

    Each that has to be stopped leaves the others a smaller share, so that a pack of nothing but endless patterns is soon
    through; and one that is slow time and again is stopped too.
    """

    def __init__(self) -> None:
        self._share = 1.0
        self._strikes: dict[Finder, float] = {}

    def limit(self, characters: int) -> float:
        """Return the seconds of CPU that a pattern may take to look at so many characters."""
        return self._share * (CALL_LIMIT + CHARACTER_LIMIT * characters)

    def clock(self, finder: Finder) -> Callable[[], float]:
        """Return what tells the time of a call: CPU time where the finder was slow before, as only that counts against it.

        Until then it is the quicker clock of the wall, which shows no less: to ask for CPU time may take as long as a match.
        """
        return thread_time if finder in self._strikes else perf_counter

    def took(self, seconds: float, limit: float, finder: Finder) -> None:
        """Take note of a call.

        Raises:
            UnusableError: the finder was slow too often.
        """
        if seconds > SLOW * limit:
            self._strikes[finder] = self._strikes.get(finder, -1) + 1  # the first was told by the wall
            if self._strikes[finder] >= STRIKES:
                raise UnusableError
        elif finder in self._strikes:
            self._strikes[finder] = max(0.0, self._strikes[finder] - LEAK)

    def lose(self) -> None:
        """Give the others less, as one had to be stopped."""
        self._share = max(LEAST, LESS * self._share)


class Folded:
    """A piece of text with its folded forms, each made when a finder first asks for it.

    Of a Markdown link only the words that are shown are compared, strong words are as others, and blank characters in a row are
    one: lines may be wrapped.

    Args:
        text: the piece.
        lower: its folded form, where that is known already and of the same length.
        patience: how much time patterns get to look at it.
    """

    def __init__(self, text: str, lower: str | None = None, patience: Patience | None = None) -> None:
        self.text = text
        self.patience = patience or Patience()
        self._lower: tuple[str, list[int] | None] | None = None if lower is None else (lower, None)

    @property
    def shown(self) -> str:
        """The text without what is hidden from rules."""
        return self._shown[0]

    @cached_property
    def _shown(self) -> tuple[str, list[int] | None]:
        return self._show()

    def _show(self) -> tuple[str, list[int] | None]:
        """Return the text without what is hidden from rules, and the way back."""
        if not any(map(self.text.__contains__, HIDING)):
            return self.text, None
        hidden = {at for mark in _HIDDEN.finditer(self.text) for at in range(*mark.span())}
        shown = [at for at in range(len(self.text)) if at not in hidden]
        return "".join(self.text[at] for at in shown), [*shown, len(self.text)]

    @cached_property
    def _cased(self) -> tuple[str, list[int] | None]:
        return self._folded(cased=True)

    def _folded(self, *, cased: bool) -> tuple[str, list[int] | None]:
        shown, way = self._shown
        folded, offsets = fold_with_offsets(shown, cased=cased)
        if way is None:
            return folded, offsets
        return folded, way if offsets is None else [way[offset] for offset in offsets]

    @cached_property
    def line(self) -> str:
        """The text as a whole line."""
        return line_key(self.form())

    def is_quoted(self, place: Found) -> bool:
        """Say whether the words of a find lie inside quotation marks that do not hold the whole text: somebody else says them."""
        if not self._quotes:
            return False
        start = next((at for at in range(place.start, place.end) if self.text[at].isalnum()), place.start)
        at = bisect_left(self._quotes, (start, 0)) - 1
        if at < 0:
            return False
        end = self._quotes[at][1]
        return start < end and not any(map(str.isalnum, self.text[end : place.end]))

    @cached_property
    def _quotes(self) -> list[tuple[int, int]]:
        if not any(map(self.text.__contains__, _QUOTE_MARKS)):
            return []
        return [quote.span() for quote in _QUOTE.finditer(self.text) if quote.group() != self.text]

    def form(self, *, case: bool = False) -> str:
        """Return the folded text, in lower case unless `case`."""
        return self._form(case)[0]

    def _form(self, case: bool) -> tuple[str, list[int] | None]:
        if case:
            return self._cased
        if self._lower is None:
            self._lower = self._folded(cased=False)
        return self._lower

    def found(self, start: int, end: int, *, case: bool = False) -> Found:
        """Return a find, its offsets taken from the folded text back to the text."""
        offsets = self._form(case)[1]
        return Found(start, end) if offsets is None else Found(offsets[start], offsets[max(start, end - 1)] + 1)


class Naming(Folded):
    """A piece of text in which a name, written as it was captured or in capitals, is `STAND_IN`.

    So the rules that wait for a name are compiled once, and not again for each name.
    """

    def __init__(self, text: str, name: str, patience: Patience | None = None) -> None:
        super().__init__(text, patience=patience)
        self._name = re.compile("|".join(map(_as_words, sorted({name, name.upper()}))))

    def _show(self) -> tuple[str, list[int] | None]:
        shown, way = super()._show()
        if not self._name.search(shown):
            return shown, way
        pieces: list[str] = []
        offsets: list[int] = []
        done = 0
        for found in self._name.finditer(shown):
            start, end = found.span()
            pieces += [shown[done:start], STAND_IN]
            offsets += [*range(done, start), start, end - 1]
            done = end
        offsets += range(done, len(shown) + 1)
        return "".join([*pieces, shown[done:]]), offsets if way is None else [way[offset] for offset in offsets]


def _as_words(name: str) -> str:
    """Return the pattern of a name that is no part of a longer word, in scripts that part words."""
    before, after = (edge.isalnum() and edge < "\u0e00" for edge in (name[0], name[-1]))
    words = r"\s+".join(map(re.escape, name.split()))
    return ("(?<![^\\W_])" if before else "") + words + ("(?![^\\W_])" if after else "")


class Finder(Protocol):
    """A compiled matcher; where it cannot be used, it raises `UnusableError`."""

    @property
    def signs(self) -> tuple[Sign | None, ...]:
        """For each entry what every text that it matches holds; None where nothing is known."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Line keys of which one is the line key of every text that the finder matches; empty where it is not bound so."""

    def find(self, text: Folded, only: Sequence[int] | None = None) -> list[Found]:
        """Return where the finder matches, in order; of the entries in `only`, where they are given."""

    def sees(self, text: Folded) -> bool:
        """Say whether the finder matches anywhere."""
