"""Files, here or at any address that fsspec knows; what is written has its name only when all of it is there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from declutter.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PART = ".declutter-"
_PART_END = ".part"
_VERSIONS = ("md5Hash", "blob_id", "ETag", "etag")
"""What file systems call a hash of the content of a file; a time would change when nothing else does."""
_ENDS = 64 * 1024
"""Bytes at either end of a file that are looked at where its file system has no hash of it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read."""

    address: str
    """Where it is: absolute, so that every process finds it."""
    name: str
    """As people wrote it, for messages."""
    size: int
    """Bytes."""
    version: str
    """A hash of the content that its file system knows, empty where it knows none."""

    def fingerprint(self) -> str:
        """Return what changes with the content: size and hash, or size and a hash of both ends."""
        return f"{self.size} {self.version or self._ends()}"

    def _ends(self) -> str:
        """Return a hash of both ends; of none where it cannot be read, which is told when its turn comes."""
        digest = hashlib.sha256()
        with contextlib.suppress(OSError):
            system, path = _known(self.address)
            for start in (0, max(self.size - _ENDS, 0)):
                digest.update(system.cat_file(path, start, start + _ENDS))
        return digest.hexdigest()


def system_of(address: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it.

    Raises:
        InputError: a package is missing, or nothing is known of such addresses.
    """
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:  # fsspec names the package that is missing
        raise InputError(f"{address}: {error}; pip install the package of this kind of address") from error
    return system, str(path)


_known = lru_cache(maxsize=64)(system_of)


def absolute(name: str) -> str:
    """Return an address that does not depend on where a process runs."""
    return name if "://" in name else os.path.abspath(name)  # noqa: PTH100  (links stay as they are)


def file_of(name: str, info: dict[str, Any], address: str) -> File:
    """Return a file as its file system tells of it."""
    version = next((str(info[key]) for key in _VERSIONS if info.get(key) is not None), "")
    return File(address, name, int(info.get("size") or 0), version)


def open_file(address: str) -> BinaryIO:
    """Open a file for reading.

    Raises:
        OSError: it cannot be opened.
    """
    system, path = _known(address)
    return cast("BinaryIO", system.open(path, "rb"))


@dataclass(frozen=True, slots=True)
class Store:
    """A folder to write to, here or elsewhere."""

    address: str

    def _at(self, name: str = "") -> tuple[Any, str]:
        system, path = _known(self.address)
        return system, f"{path.rstrip('/')}/{name}" if name else path

    def read(self, name: str) -> bytes | None:
        """Return what a file of the folder holds, None where there is none.

        Raises:
            OutputError: it cannot be read.
        """
        system, path = self._at(name)
        try:
            return cast("bytes", system.cat_file(path))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unwritable(f"{self.address}/{name}", error, "read") from error

    def size(self, name: str) -> int | None:
        """Return the bytes of a file of the folder, None where there is none."""
        system, path = self._at(name)
        system.invalidate_cache()
        return int(system.size(path)) if system.isfile(path) else None

    def remove(self, name: str) -> None:
        """Take a file or folder away that is in the folder."""
        system, path = self._at(name)
        if system.exists(path):
            system.rm(path, recursive=True)

    def names(self) -> list[str]:
        """Return the names of all files below the folder, in order."""
        system, path = self._at()
        system.invalidate_cache()  # other processes may have written since
        found = system.find(path) if system.exists(path) else []
        return sorted(each.removeprefix(f"{path.rstrip('/')}/") for each in found)

    def remove_parts(self) -> None:
        """Take away what a killed run left half written."""
        system, path = self._at()
        for name in self.names():
            if name.rsplit("/", 1)[-1].startswith(_PART) and name.endswith(_PART_END):
                system.rm_file(f"{path.rstrip('/')}/{name}")

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Open a file of the folder for writing; it takes its name when the block is left, and only if nothing is raised.

        Raises:
            OutputError: it cannot be written.
        """
        system, path = self._at(name)
        folder, _, last = path.rpartition("/")
        part = f"{folder}/{_PART}{secrets.token_hex(8)}{_PART_END}"
        try:
            system.makedirs(folder, exist_ok=True)
            with system.open(part, "wb") as file:
                yield file
                _settle(file)
            system.mv(part, f"{folder}/{last}")
        except OSError as error:
            raise unwritable(f"{self.address.rstrip('/')}/{name}", error) from error
        finally:
            with contextlib.suppress(OSError):
                if system.exists(part):
                    system.rm_file(part)

    def write(self, name: str, data: bytes) -> None:
        """Write a file of the folder.

        Raises:
            OutputError: it cannot be written.
        """
        with self.writing(name) as file:
            file.write(data)


def _settle(file: Any) -> None:
    """Have a file on the disk before it gets its name; elsewhere that is the business of the service."""
    file.flush()
    with contextlib.suppress(AttributeError, OSError):
        os.fsync(file.fileno())


def unwritable(name: str, error: OSError, verb: str = "written") -> OutputError:
    """Return the error that says why a file cannot be written."""
    return OutputError(f"{name}: cannot be {verb}: {error.strerror or error}; mend that, and go on with --resume")
