"""Pieces of a source: few rows and few bytes each, so that no file is ever in memory as a whole."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_ROWS = 64
MOST_BYTES = 256 * 1024
"""A row that has more is a piece by itself."""
LONGEST = 256 * 1024 * 1024
"""Bytes of a row; a longer one is no row but a damaged file."""
DAMAGE = (InputError, OSError, EOFError, ValueError, csv.Error, pa.ArrowException)
"""What is raised where a file is not what it should be."""


class Lines(NamedTuple):
    """Lines of JSON as they stand in the file: their values keep every digit, as nothing is made of them."""

    lines: tuple[bytes, ...]
    numbers: tuple[int, ...]
    """Their numbers in the file, from 1."""


class Row(NamedTuple):
    """A row of a source that is no Parquet."""

    values: tuple[Any, ...]
    size: int
    """About how many bytes it has."""
    at: int
    """How many bytes of the source have been read so far."""
    trouble: str | None = None
    """Why there is no text in it."""


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

    def part(self, start: int, stop: int) -> Piece:
        """Return some of its rows."""
        if isinstance(self.rows, Lines):
            rows: Any = Lines(self.rows.lines[start:stop], self.rows.numbers[start:stop])
        else:
            rows = self.rows.slice(start, stop - start)
        return self._replace(rows=rows, troubles=self.troubles[start:stop])


def gathered(rows: Iterable[Row], make: Callable[[list[Row]], Lines | pa.RecordBatch]) -> Iterator[Piece]:
    """Gather rows into pieces; where they break off, those that came before are not lost."""
    held: list[Row] = []
    size = 0
    try:
        for row in rows:
            held.append(row)
            size += row.size
            if size >= MOST_BYTES or len(held) >= MOST_ROWS:
                yield _piece(held, make)
                held, size = [], 0
    except DAMAGE:
        if held:
            yield _piece(held, make)
        raise
    if held:
        yield _piece(held, make)


def _piece(held: list[Row], make: Callable[[list[Row]], Lines | pa.RecordBatch]) -> Piece:
    troubles = tuple(row.trouble for row in held)
    return Piece(make(held), held[-1].at, troubles if any(troubles) else ())


def batches(schema: pa.Schema, rows: Iterable[Row]) -> Iterator[Piece]:
    """Gather rows of these columns into pieces."""

    def make(held: list[Row]) -> pa.RecordBatch:
        values = zip(*(row.values for row in held), strict=True)
        columns = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    return gathered(rows, make)
