"""Templates of blocks: what is the same where numbers, dates and names differ, and the patterns that match it.

All of it works on folded text. A hole is one character of a private range, so that a template is a text as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import regex

from declutter.folding import fold
from declutter.matchers.base import MAX_LINE_WORDS
from declutter.matchers.line import MAX_LINE_CHARS

if TYPE_CHECKING:
    from collections.abc import Sequence

DATE, NUMBER, NAME = "\ue000", "\ue001", "\ue002"
HOLES = {
    DATE: r"[\p{L}\d][\p{L}\d.,:/ -]{3,40}",
    NUMBER: r"\d[\d.,:]{0,6}",
    NAME: r"\p{L}[\p{L}\d&.' -]{0,30}",
}
"""What fills a hole, as it is written in patterns: so few ways to match that a rule with one of each stays within bounds."""
EDGES = (9, 3, 2)
"""How much punctuation a pattern allows at its edges, by how many holes it has."""
_PRIVATE = regex.compile(f"[{DATE}{NUMBER}{NAME}]")
_DATE = regex.compile(
    r"""(?:\b\p{Lu}\p{Ll}{2,11},\ )?(?:
        \b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?
      | \b\d{1,2}[./]\d{1,2}[./]\d{2,4}
      | \b\d{1,2}\.?\ (?:de\ )?\p{L}{3,12}\.?,?\ (?:de\ )?\d{4}
      | \b\p{Lu}\p{Ll}{2,11}\.?\ \d{1,2}(?:st|nd|rd|th)?,?\ \d{4}
    )\b""",
    regex.VERBOSE,
)
_NUMBER = regex.compile(r"(?<![\p{L}\d])\d+(?:[.,:]\d+)*(?![\p{L}\d])")
_CAPITAL = r"\p{Lu}[\p{L}\d'&-]*(?:(?<=\b\p{Lu})\.)?"
_NAME = regex.compile(rf"(?<![\p{{L}}\d]){_CAPITAL}(?: {_CAPITAL}){{0,5}}")
_WORD = regex.compile(r"\p{L}+")
_EDGES = regex.compile(rf"^[^\w{DATE}{NUMBER}{NAME}]+|[^\w{DATE}{NUMBER}{NAME}]+$")


@dataclass(frozen=True, slots=True)
class Keys:
    """The two forms in which blocks are counted."""

    exact: str
    """With holes for dates and numbers; empty for a block without a word."""
    loose: str
    """With holes for capitalised words too; empty where there are none."""


def keys_of(text: str) -> Keys:
    """Return the forms in which a block is counted."""
    dated = _dated(text)
    if not _WORD.search(dated):
        return Keys("", "")
    loose = _NAME.sub(NAME, dated)
    return Keys(dated.lower(), loose.lower() if NAME in loose else "")


def _dated(text: str) -> str:
    folded = _PRIVATE.sub(" ", fold(text, cased=True))
    return _EDGES.sub("", _NUMBER.sub(NUMBER, _DATE.sub(DATE, folded)))


@dataclass(frozen=True)
class Template:
    """A block with holes."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        """The words that are the same in all blocks of the template."""
        return _WORD.findall(self.text)

    @property
    def is_line(self) -> bool:
        """Whether a rule of the kind `line` can match it: it is short, and its only holes are numbers."""
        holes = set(_PRIVATE.findall(self.text))
        return holes <= {NUMBER} and len(self.text.split()) <= MAX_LINE_WORDS and len(self.text) <= MAX_LINE_CHARS - 20

    @property
    def names_somebody(self) -> bool:
        """Whether it has a hole that a byline or a dateline would have."""
        return DATE in self.text or NAME in self.text

    @property
    def entry(self) -> str:
        """The template as an entry of a rule: a line, or a pattern of the whole block."""
        if self.is_line:
            return self.text.replace(NUMBER, "#")
        pieces = regex.split(f"([{DATE}{NUMBER}{NAME}])", self.text)
        written = (HOLES.get(piece) or regex.escape(piece, special_only=True, literal_spaces=True) for piece in pieces)
        around = rf"\W{{0,{EDGES[min(len(pieces) // 2, len(EDGES) - 1)]}}}"
        return f"^{around}{''.join(written)}{around}$"


def narrowed(samples: Sequence[str]) -> Template:
    """Return the template of blocks of one loose form: a hole for a name stays only where they differ."""
    columns = zip(*(_NAME.findall(_dated(sample)) for sample in samples), strict=True)
    fillings = [names[0].lower() if len(set(names)) == 1 else NAME for names in columns]
    first, *rest = keys_of(samples[0]).loose.split(NAME)
    return Template(first + "".join(filling + piece for filling, piece in zip(fillings, rest, strict=True)))
