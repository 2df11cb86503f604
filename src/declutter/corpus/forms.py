"""The forms of output, one file after the other; the same rows are the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable

_GROUP_BYTES = 64 * 1024 * 1024
"""Bytes of rows in memory before they become a row group of Parquet."""
_GROUP_ROWS = 10_000


class Writer(Protocol):
    """Writes the bodies of cleaned tasks to a file."""

    def write(self, body: bytes) -> None:
        """Add rows."""

    def close(self) -> None:
        """Write what is still to be written; the file itself stays open."""


class PlainWriter:
    """Lines of JSON, as they come."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, body: bytes) -> None:
        """Add lines."""
        self._file.write(body)

    def close(self) -> None:
        """Do nothing more: nothing is held back."""


class _KeptOpen:
    """A file that stays open when Arrow closes what it has packed into it."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self.write, self.flush = file.write, file.flush

    def close(self) -> None:
        """Leave that to whoever opened the file."""


class PackedWriter:
    """Lines of JSON, packed."""

    def __init__(self, file: BinaryIO, packing: str) -> None:
        self._stream = pa.CompressedOutputStream(pa.PythonFile(_KeptOpen(file), "w"), packing)

    def write(self, body: bytes) -> None:
        """Add lines."""
        self._stream.write(body)

    def close(self) -> None:
        """End the packed stream."""
        self._stream.close()


class ParquetWriter:
    """Parquet, in row groups whose limits depend on the rows alone."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._held: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0
        self._writer: Any = None

    def write(self, body: bytes) -> None:
        """Add a batch."""
        batch = pa.ipc.open_stream(body).read_next_batch()
        self._held.append(batch)
        self._rows += batch.num_rows
        self._bytes += len(body)
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        import pyarrow.parquet as pq

        table = pa.Table.from_batches(self._held)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, table.schema, compression="zstd")
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._held, self._rows, self._bytes = [], 0, 0

    def close(self) -> None:
        """Write the last group and the footer."""
        if self._held:
            self._flush()
        if self._writer is not None:
            self._writer.close()


FORMS: dict[str, tuple[str, Callable[[BinaryIO], Writer]]] = {
    "jsonl": (".jsonl", PlainWriter),
    "jsonl.gz": (".jsonl.gz", lambda file: PackedWriter(file, "gzip")),
    "jsonl.zst": (".jsonl.zst", lambda file: PackedWriter(file, "zstd")),
    "parquet": (".parquet", ParquetWriter),
}
"""By name: the ending of files, and what writes them."""
