"""JSON Lines: cut into lines, and nothing more, so that no type is guessed and no digit lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.corpus.readers.pieces import LONGEST, MOST_BYTES, MOST_ROWS, Lines, Piece, unpacked
from declutter.corpus.store import open_file
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.sources import Source

_MARK = b"\xef\xbb\xbf"


def read_jsonl(source: Source) -> Iterator[Piece]:
    """Yield the lines of a file that are not blank.

    Raises:
        InputError: a line has no end.
        OSError: the file is damaged.
    """
    [named] = source.files
    with open_file(named.address) as raw:
        file = unpacked(raw, named.name)
        held: list[tuple[bytes, int]] = []
        size = number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise InputError(f"line {number:,} has more than {LONGEST:,} bytes; is it JSON Lines?")
            if line.strip():
                held.append((line.removeprefix(_MARK) if number == 1 else line, number))
                size += len(line)
            if size >= MOST_BYTES or len(held) >= MOST_ROWS:
                yield _piece(held, raw.tell())
                held, size = [], 0
        if held:
            yield _piece(held, raw.tell())


def _piece(held: list[tuple[bytes, int]], at: int) -> Piece:
    lines, numbers = zip(*held, strict=True)
    return Piece(Lines(lines, numbers), at)
