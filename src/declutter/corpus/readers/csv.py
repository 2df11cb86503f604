"""CSV: all columns are text, as nothing in such a file says otherwise, and 007 is to stay 007."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from declutter.corpus.readers.packed import unpacked
from declutter.corpus.readers.pieces import LONGEST, Piece, Row, batches
from declutter.corpus.store import open_file
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.sources import Source


def read_csv(source: Source) -> Iterator[Piece]:
    """Yield the rows of a file under its first line, which names the columns.

    Raises:
        InputError: there is no first line, a row has another number of fields, or the file is not UTF-8.
        OSError: the file is damaged.
    """
    [named] = source.files
    csv.field_size_limit(LONGEST)
    with open_file(named.address) as raw, io.TextIOWrapper(unpacked(raw, named.name), "utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            heads = next(reader, None)
            if heads is None:
                raise InputError("the file is empty; its first line names the columns")
            schema = pa.schema([(head, pa.string()) for head in heads])
            yield from batches(schema, _rows(reader, len(heads), raw))
        except (csv.Error, UnicodeDecodeError) as error:
            raise InputError(f"line {reader.line_num + 1:,}: {error}") from error


def _rows(reader: Any, width: int, raw: Any) -> Iterator[Row]:
    for row in reader:
        if row:
            if len(row) != width:
                raise InputError(f"line {reader.line_num:,}: {len(row):,} fields where the first line names {width:,}")
            yield Row(tuple(row), sum(map(len, row)), raw.tell())
