"""CSV: all columns are text, as nothing in such a file says otherwise, and 007 is to stay 007."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from declutter.corpus.cells import CONVERT, escaped
from declutter.corpus.readers.packed import unpacked
from declutter.corpus.readers.pieces import LONGEST, Piece, Row, batches
from declutter.corpus.store import open_file
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.sources import Source

_ESCAPED = 0xDC00
"""Added to a byte that is no UTF-8, so that the row around it can be read all the same."""


def read_csv(source: Source, errors: str) -> Iterator[Piece]:
    """Yield the rows of a file under its first line, which names the columns; a bad row has no values but what is wrong with it.

    Args:
        source: the file.
        errors: `replace` for U+FFFD in place of bytes that are no UTF-8; their rows are bad otherwise.

    Raises:
        InputError: there is no first line, or a quote is not closed.
        OSError: the file is damaged.
    """
    [named] = source.files
    csv.field_size_limit(LONGEST)
    kept = errors if errors == "replace" else "surrogateescape"
    with (
        open_file(named.address) as raw,
        io.TextIOWrapper(unpacked(raw, named.name), "utf-8-sig", kept, newline="") as file,
    ):
        rows = _Rows(file)
        heads, trouble = next(rows, ([], "the file is empty; its first line names the columns"))
        if trouble:
            raise InputError(trouble)
        yield from batches(pa.schema([(head, pa.string()) for head in heads]), _filled(rows, len(heads), raw))


def _filled(rows: _Rows, width: int, raw: Any) -> Iterator[Row]:
    """Yield rows of this many values."""
    for row, wrong in rows:
        fields = "field" if len(row) == 1 else "fields"
        other = f"{len(row):,} {fields} where the first line names {width:,}" if len(row) != width else None
        trouble = wrong or (other and rows.told(other))
        yield Row((None,) * width if trouble else tuple(row), sum(map(len, rows.lines)), raw.tell(), trouble)


class _Rows:
    """The rows of a file that are not blank, each with what is wrong with it; it knows the lines of the last one."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self._reader = csv.reader(self._heard(file), strict=True)
        self._ended = False
        self.lines: list[str] = []

    def _heard(self, file: io.TextIOWrapper) -> Iterator[str]:
        for line in file:
            self.lines.append(line)
            yield line
        self._ended = True

    def __iter__(self) -> Iterator[tuple[list[str], str | None]]:
        return self

    def __next__(self) -> tuple[list[str], str | None]:
        row: list[str] = []
        while not row:
            self.lines = []
            try:
                row = next(self._reader)
            except csv.Error as error:
                if self._ended or sum(map(len, self.lines)) > LONGEST:
                    raise InputError(f"line {self._line:,}: {error}: a quote is opened and not closed") from error
                return [], self.told(str(error))
        return row, self._strange()

    @property
    def _line(self) -> int:
        """The number of the first line of the last row."""
        return self._reader.line_num - len(self.lines) + 1

    def told(self, trouble: str) -> str:
        """Return what is wrong with the last row, with its place and all of it as it was written."""
        written = "".join(self.lines).rstrip("\r\n").encode("utf-8", "surrogateescape")
        return f"{trouble} (line {self._line:,}): {escaped(written)}"

    def _strange(self) -> str | None:
        """Return what is wrong with the bytes of the last row, if anything is."""
        text = "".join(self.lines)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            return self.told(f"byte 0x{ord(text[error.start]) - _ESCAPED:02X} is no UTF-8, as CSV must be; {CONVERT}")
        return None
