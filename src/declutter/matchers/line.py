"""`line`: the whole text is one of these, apart from numbers, and from punctuation and symbols around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from declutter.folding import HASHED_LETTERS, fold
from declutter.matchers.base import Folded, Found, line_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.model import Matcher


_LETTERS = bytes(byte for byte in range(256) if (chr(byte).isalnum() and byte > 0x39) or byte in HASHED_LETTERS)
_NOT_LETTERS = bytes(byte for byte in range(256) if byte not in _LETTERS)
_NOT_DIGITS = bytes(byte for byte in range(256) if byte not in b"0123456789")
_NUMBER = re.compile(rb"[0-9][0-9.,]*(?: ?[km](?![0-9" + re.escape(_LETTERS) + rb"]))?")
_ADDRESS = re.compile(rb"\]\([^()\s]{0,2000}(?: \"[^\"]{0,200}\")?\)")

MAX_LINE_CHARS = 120
"""Longer blocks are no lines."""


class LineFinder:
    """Finds whole lines by a look-up."""

    signs = ()

    def __init__(self, matcher: Matcher) -> None:
        self._keys = frozenset(map(entry_key, matcher.entries))
        self.lines = tuple(sorted(self._keys))

    def find(self, text: Folded, only: Sequence[int] | None = None) -> list[Found]:  # noqa: ARG002  (one look-up for all)
        """Return the whole text where it is one of the lines."""
        return [Found(0, len(text.text))] if self.sees(text) else []

    def sees(self, text: Folded) -> bool:
        """Say whether the whole text is one of the lines."""
        return len(text.text) <= MAX_LINE_CHARS and text.line in self._keys


def entry_key(entry: str) -> str:
    """Return the line key of an entry of a rule, in which `#` stands for any number."""
    return line_key(fold(entry).replace("#", "1"))


def line_probe(data: bytes) -> bytes:
    """Return the letters of a line without its numbers: lines with the same line key have the same probe.

    It needs no search in most lines, and the finder has the last word.
    """
    if b"](" in data:
        data = _ADDRESS.sub(b"", data)
    if data.translate(None, _NOT_DIGITS):
        data = _NUMBER.sub(b"", data)
    return data.translate(None, _NOT_LETTERS)
