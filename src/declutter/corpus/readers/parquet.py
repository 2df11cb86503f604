"""Parquet: batch by batch, with the schema and its metadata as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from declutter.corpus.readers.pieces import MOST_BYTES, MOST_ROWS, Piece
from declutter.corpus.store import open_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.sources import Source

_BUFFER = 1024 * 1024


def read_parquet(source: Source) -> Iterator[Piece]:
    """Yield the rows of a file.

    Raises:
        OSError, pyarrow.ArrowException: the file is damaged.
    """
    import pyarrow.parquet as pq

    [named] = source.files
    with open_file(named.address) as raw:
        file = pq.ParquetFile(raw, buffer_size=_BUFFER, pre_buffer=False)
        total, done = max(file.metadata.num_rows, 1), 0
        schema = file.schema_arrow
        for batch in file.iter_batches(MOST_ROWS, use_threads=False):
            for part in _parts(batch.replace_schema_metadata(schema.metadata)):
                done += part.num_rows
                yield Piece(part, named.size * done // total)


def _parts(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Halve a batch until its parts are small, or rows."""
    if batch.num_rows <= 1 or batch.nbytes <= MOST_BYTES:
        yield batch
        return
    half = batch.num_rows // 2
    yield from _parts(batch.slice(0, half))
    yield from _parts(batch.slice(half))
