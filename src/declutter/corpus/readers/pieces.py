"""Pieces of a source: few rows and few bytes each, so that no file is ever in memory as a whole."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_ROWS = 64
MOST_BYTES = 256 * 1024
"""A row that has more is a piece by itself."""
LONGEST = 256 * 1024 * 1024
"""Bytes of a row; a longer one is no row but a damaged file."""
_PACKINGS = {".gz": "gzip", ".zst": "zstd"}


class Lines(NamedTuple):
    """Lines of JSON as they stand in the file: their values keep every digit, as nothing is made of them."""

    lines: tuple[bytes, ...]
    numbers: tuple[int, ...]
    """Their numbers in the file, from 1."""


class Piece(NamedTuple):
    """Some rows of a source."""

    rows: Lines | pa.RecordBatch
    at: int
    """How many bytes of the source have been read so far."""
    troubles: tuple[str | None, ...] = ()
    """For each row why there is no text in it; nothing where all rows are well."""

    @property
    def height(self) -> int:
        """How many rows."""
        return len(self.rows.lines) if isinstance(self.rows, Lines) else int(self.rows.num_rows)


def unpacked(file: BinaryIO, name: str) -> BinaryIO:
    """Return a file as a stream of what is packed in it."""
    packing = next((packing for ending, packing in _PACKINGS.items() if name.lower().endswith(ending)), None)
    stream = pa.CompressedInputStream(file, packing) if packing else file
    return cast("BinaryIO", io.BufferedReader(stream, MOST_BYTES))


def batches(schema: pa.Schema, rows: Iterable[tuple[tuple[Any, ...], int, int, str | None]]) -> Iterator[Piece]:
    """Gather rows into pieces.

    Args:
        schema: the columns.
        rows: for each row its values, about how many bytes they are, how many have been read so far, and what is wrong with it.
    """
    held: list[tuple[Any, ...]] = []
    troubles: list[str | None] = []
    size = at = 0
    for values, length, at, trouble in rows:
        held.append(values)
        troubles.append(trouble)
        size += length
        if size >= MOST_BYTES or len(held) >= MOST_ROWS:
            yield _batch(schema, held, at, troubles)
            held, troubles, size = [], [], 0
    if held:
        yield _batch(schema, held, at, troubles)


def _batch(schema: pa.Schema, held: list[tuple[Any, ...]], at: int, troubles: list[str | None]) -> Piece:
    columns = [pa.array(column, field.type) for column, field in zip(zip(*held, strict=True), schema, strict=True)]
    told = tuple(troubles) if any(troubles) else ()
    return Piece(pa.RecordBatch.from_arrays(columns, schema=schema), at, told)
