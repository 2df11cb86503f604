"""Streams of what is packed, where a damaged one gives all that comes before the damage."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUFFER = 64 * 1024
_AHEAD = 2 * _BUFFER
"""So many packed bytes, at most, Arrow has read where a read fails."""
_UNPACKED = 2 * 1024 * 1024
"""So many bytes, at most, it has unpacked and not given."""
_PACKINGS = {".gz": "gzip", ".zst": "zstd"}


def unpacked(file: BinaryIO, name: str) -> io.BufferedReader:
    """Return a file as a stream of what is packed in it."""
    packing = next((packing for ending, packing in _PACKINGS.items() if name.lower().endswith(ending)), None)
    return io.BufferedReader(cast("io.RawIOBase", _Unpacked(file, packing) if packing else file), _BUFFER)


class _Unpacked(io.RawIOBase):
    """What is packed in a file.

    Arrow forgets what it has unpacked where a read fails. So that part is unpacked once more, byte by byte, and the error waits
    until all of it has been given.
    """

    def __init__(self, file: BinaryIO, packing: str) -> None:
        self._file, self._packing = file, packing
        self._stream: Any = pa.CompressedInputStream(file, packing)
        self._given = 0
        self._rest: tuple[io.BytesIO, OSError] | None = None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give the next bytes.

        Raises:
            OSError: the file is damaged, and all that comes before has been given.
        """
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self, most: int) -> bytes:
        if self._rest is None:
            try:
                data: bytes = self._stream.read(most)
            except OSError as error:
                self._rest = io.BytesIO(b"".join(self._bytes_before())), error
            else:
                self._given += len(data)
                return data
        rest, damage = self._rest
        last = rest.read(most)
        if not last:
            raise damage
        return last

    def _bytes_before(self) -> Iterator[bytes]:
        """Yield the bytes between what has been given and the damage."""
        with contextlib.suppress(OSError, ValueError):  # the damage, or a file that cannot go back
            file = _Sipped(self._file, self._file.tell() - _AHEAD)
            again = pa.CompressedInputStream(pa.PythonFile(file, "r"), self._packing)
            left = self._given
            while left and (data := again.read(min(left, _BUFFER))):
                left -= len(data)
            for _ in range(_UNPACKED):
                yield again.read(1)


class _Sipped:
    """A file once more from its start, and from some place on byte by byte: what one byte gives, the next cannot spoil."""

    closed = False

    def __init__(self, file: BinaryIO, place: int) -> None:
        self._file, self._place = file, place
        file.seek(0)

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        return self._file.read(size if self._file.tell() + size <= self._place else 1)

    def close(self) -> None:
        """Leave that to whoever opened the file."""
