"""Fold text for comparison, and carry the way back to the source.

Folding takes away what differs between pages and not between meanings: case, accents, the form of quotes, dashes, spaces
and bullets, full-width forms, and characters without a width. Almost all of it maps one character to one character, so a
document is folded into a key of *one byte a character*: what a native scanner reads fastest, and an offset in the key is an
offset in the text. Letters outside Latin are hashed to a few byte values; that makes the key an over-approximation, which
is enough to find candidates. They are confirmed on the folded text of their block alone.

Characters that fold to none or to two (zero-width ones, combining marks, ligatures) are cut out or spelled out first; the
key then carries the places where it runs ahead of the text or behind it.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAME = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("•·▪◦‣●∙", "*"),
    "…": ".",
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
}

_UNEVEN = re.compile(
    "[\u00ad\u034f\u0300-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3099\u309a\ufe00-\ufe0f\ufeff\ufb00-\ufb06\uff9e\uff9f]"
)
"""Characters that do not fold to exactly one."""

HASHED_LETTERS, _SYMBOLS = range(0x86, 0xA0), (*range(0x01, 0x09), *range(0x0E, 0x1C))
"""Byte values of control characters, which no folded text needs: what letters and symbols outside Latin-1 are hashed to."""


class _Folds(dict[int, str]):
    """Code point -> folded character, worked out when first met; lower-cased unless `cased`."""

    def __init__(self, cased: bool) -> None:
        super().__init__()
        self.cased = cased

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded = folded if self.cased else folded.lower()
        return folded


def _fold_character(char: str) -> str:
    if _UNEVEN.match(char):
        return unicodedata.normalize("NFKD", char) if "\ufb00" <= char <= "\ufb06" else ""
    if char in _SAME:
        return _SAME[char]
    if char.isspace():
        return " "
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    decomposed = unicodedata.normalize("NFKD", char)
    base, marks = decomposed[:1], decomposed[1:]
    bare = base != char and all(map(unicodedata.combining, marks))
    return _fold_character(base) if bare else char


_CASED, _LOWER = _Folds(cased=True), _Folds(cased=False)


def fold(text: str, *, cased: bool = False) -> str:
    """Return the folded text; with `cased`, upper and lower case stay as they are."""
    if text.isascii() and "`" not in text:
        return _blanks(text if cased else text.lower())
    return text.translate(_CASED if cased else _LOWER)


def _blanks(text: str) -> str:
    return text.translate(_ASCII_BLANKS) if _ASCII_BLANK.search(text) else text


_ASCII_BLANK = re.compile("[\t-\r\x1c-\x1f]")
_ASCII_BLANKS = dict.fromkeys(b"\t\n\v\f\r\x1c\x1d\x1e\x1f", " ")


def fold_with_offsets(text: str, *, cased: bool = False) -> tuple[str, list[int] | None]:
    """Return the folded text, and for each of its characters and its end the offset in `text`; None where they are equal."""
    folded = fold(text, cased=cased)
    if len(folded) == len(text) and not _UNEVEN.search(text):
        return folded, None
    table = _CASED if cased else _LOWER
    offsets = [at for at, char in enumerate(text) for _ in table[ord(char)]]
    return folded, [*offsets, len(text)]


class Key:
    """The folded bytes of a text, one a character, with the ways between their offsets and those of the text.

    Where the text holds uneven characters, piece `n` of the key starts at `keys[n]` and answers to the text from `sources[n]` on.
    """

    __slots__ = ("_hashed", "_keys", "_sources", "data")

    def __init__(self, data: bytes, keys: Sequence[int] = (0,), sources: Sequence[int] = (0,)) -> None:
        self.data = data
        self._keys = keys
        self._sources = sources
        self._hashed = len(data.translate(None, _HASHED_BYTES)) < len(data)

    def locate(self, source: int) -> int:
        """Return the offset in the key of the character that stands at `source` in the text, or of the next one that has any."""
        piece = bisect_right(self._sources, source) - 1
        return source - self._sources[piece] + self._keys[piece]

    def locate_all(self, sources: list[int]) -> list[int]:
        """Return the offsets in the key of the characters that stand at `sources` in the text."""
        return sources if len(self._keys) == 1 else list(map(self.locate, sources))

    def folded(self, start: int, end: int) -> str | None:
        """Return the folded text of a range of the text; None where the key does not tell it character by character."""
        if len(self._keys) > 1:
            return None
        data = self.data[start:end]
        return None if self._hashed and len(data.translate(None, _HASHED_BYTES)) < len(data) else data.decode("latin-1")


def make_key(text: str) -> Key:
    """Fold `text` to its key, in time linear in its length."""
    try:
        return Key(_encode(text))
    except _UnevenError:
        return _make_uneven_key(text)


def _make_uneven_key(text: str) -> Key:
    pieces, keys, sources, length = [], [0], [0], 0
    for run in _UNEVEN.finditer(text):
        pieces += [text[sources[-1] : run.start()], fold(run.group())]
        length += len(pieces[-2]) + len(pieces[-1])
        keys.append(length)
        sources.append(run.end())
    return Key(_encode("".join([*pieces, text[sources[-1] :]])), keys, sources)


class _UnevenError(Exception):
    """The text holds a character that does not fold to exactly one."""


def _encode(text: str) -> bytes:
    if "\xad" in text:
        raise _UnevenError
    for char, plain in _COMMON:
        text = text.replace(char, plain)
    return text.encode("latin-1", "declutter.fold").translate(_TABLE)


def _encode_run(error: UnicodeError) -> tuple[bytes, int]:
    """Fold a run of characters outside Latin-1; called by `str.encode`."""
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101  (the signature that codecs asks for is wider)
    return bytes(map(_BYTES.__getitem__, error.object[error.start : error.end])), error.end


class _Bytes(dict[str, int]):
    """Character -> byte of the key, worked out when first met."""

    def __missing__(self, char: str) -> int:
        if _UNEVEN.match(char):
            raise _UnevenError
        self[char] = byte = _byte(_LOWER[ord(char)])
        return byte


def _byte(folded: str) -> int:
    code = ord(folded)
    if code < 0x80 or 0xA0 <= code <= 0xFF:
        return code
    places = HASHED_LETTERS if folded.isalnum() else _SYMBOLS
    return places[(code * 2654435761 >> 7) % len(places)]


codecs.register_error("declutter.fold", _encode_run)
_BYTES = _Bytes()
_COMMON = tuple((char, _SAME[char]) for char in "’“”–—…•‘")
"""What even English text holds often: replaced natively, before the rest is met one run at a time."""
_HASHED_BYTES = bytes(sorted((*HASHED_LETTERS, *_SYMBOLS)))
HASHED = _HASHED_BYTES.decode("latin-1")
"""The keys that do not tell a character: it is one outside Latin-1."""
_TABLE = bytes(code if code in _HASHED_BYTES else _byte(_LOWER[code] or " ") for code in range(256))
