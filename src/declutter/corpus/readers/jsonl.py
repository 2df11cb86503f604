"""JSON Lines: cut into lines, and nothing more, so that no type is guessed and no digit lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from declutter.corpus.readers.packed import unpacked
from declutter.corpus.readers.pieces import LONGEST, Lines, Piece, Row, gathered
from declutter.corpus.store import open_file
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.sources import Source

_MARK = b"\xef\xbb\xbf"
"""Of the byte order; where files were joined, it stands before a line in the middle too."""


def read_jsonl(source: Source, errors: str) -> Iterator[Piece]:
    """Yield the lines of a file that are not blank.

    Args:
        source: the file.
        errors: `replace` for U+FFFD in place of bytes that are no UTF-8; they stand in their lines otherwise.

    Raises:
        InputError: a line has no end.
        OSError: the file is damaged.
    """
    [named] = source.files
    with open_file(named.address) as raw, unpacked(raw, named.name) as file:
        yield from gathered(_rows(file, raw, errors), _lines)


def _rows(file: BinaryIO, raw: BinaryIO, errors: str) -> Iterator[Row]:
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise InputError(f"line {number:,} has more than {LONGEST:,} bytes; is it JSON Lines?")
        bare = line.removeprefix(_MARK)
        if errors == "replace":
            bare = bare.decode("utf-8", "replace").encode()
        if bare.strip():
            yield Row((bare, number), len(line), raw.tell())


def _lines(held: list[Row]) -> Lines:
    lines, numbers = zip(*(row.values for row in held), strict=True)
    return Lines(lines, numbers)
