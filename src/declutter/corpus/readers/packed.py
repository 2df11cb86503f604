"""Streams of what is packed, where a damaged one gives all that comes before the damage."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, BinaryIO, cast

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_BUFFER = 64 * 1024
_PACKINGS = {".gz": "gzip", ".zst": "zstd"}


def unpacked(file: BinaryIO, name: str) -> io.BufferedReader:
    """Return a file as a stream of what is packed in it."""
    packing = next((packing for ending, packing in _PACKINGS.items() if name.lower().endswith(ending)), None)
    return io.BufferedReader(cast("io.RawIOBase", _Unpacked(file, packing) if packing else file), _BUFFER)


class _Unpacked(io.RawIOBase):
    """What is packed in a file.

    Arrow forgets what it has unpacked in a read that fails, up to a whole buffer of rows. So when one fails, that part is
    unpacked once more, byte by byte, and the error waits until all of it has been given.
    """

    def __init__(self, file: BinaryIO, packing: str) -> None:
        self._file, self._packing = file, packing
        self._streams = [self._begin()]  # all are kept: one that goes closes the file
        self._given = 0
        self._error: OSError | None = None

    def _begin(self) -> Any:
        return pa.CompressedInputStream(self._file, self._packing)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give the next bytes.

        Raises:
            OSError: the file is damaged, and all that comes before has been given.
        """
        if self._error is not None:
            raise self._error
        try:
            data = self._streams[0].read(len(buffer))
        except OSError as error:
            self._error = error
            data = b"".join(self._bytes_before(len(buffer)))
            if not data:
                raise
        buffer[: len(data)] = data
        self._given += len(data)
        return len(data)

    def _bytes_before(self, most: int) -> Iterator[bytes]:
        """Yield the bytes between what has been given and the damage."""
        with contextlib.suppress(OSError, ValueError):  # the damage, or a file that cannot go back
            self._file.seek(0)
            self._streams.append(self._begin())
            left = self._given
            while left and (data := self._streams[-1].read(min(left, _BUFFER))):
                left -= len(data)
            for _ in range(most):
                yield self._streams[-1].read(1)
