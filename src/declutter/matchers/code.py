"""The byte code of patterns, in a form that is kept as JSON: to make a pattern of it takes a fiftieth of what compiling takes.

It is what `regex` itself pickles of a pattern.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from contextlib import suppress
from copyreg import dispatch_table
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Code = list[Any]

_known: dict[str, Code] = {}


def know(codes: Mapping[str, Code]) -> None:
    """Use code that this very version of `regex` has made of these patterns."""
    _known.update(codes)


def code_of(sources: Iterable[str]) -> dict[str, Code]:
    """Return the code of patterns; one that cannot be compiled has none, and fails when it is first needed."""
    codes = {}
    for source in sources:
        with suppress(regex.error, MemoryError):
            codes[source] = _known.get(source) or _code(regex.compile(source))
    return codes


def _code(pattern: regex.Pattern[str]) -> Code:
    _, flags, code, groups, _, _, _, *required = _reduced(pattern)[1]
    return [flags, b64encode(code).decode(), groups, *required]


def compiled(source: str) -> regex.Pattern[str]:
    """Return a pattern ready for use: made of its code where that is known.

    Raises:
        regex.error: it cannot be compiled.
        MemoryError: it is too large.
    """
    if source not in _known:
        return regex.compile(source)
    flags, code, groups, offset, characters, *required = _known[source]
    names = {number: name for name, number in groups.items()}
    made: regex.Pattern[str] = _make(source, flags, b64decode(code), groups, names, {}, [], offset, tuple(characters), *required)
    return made


def _reduced(pattern: regex.Pattern[str]) -> Any:
    """Return what a pattern is made by, and of."""
    return dispatch_table[regex.Pattern](pattern)


_make = _reduced(regex.compile(""))[0]
