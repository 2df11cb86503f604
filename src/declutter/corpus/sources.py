"""From what people name to what is read: files, folders, globs and addresses, settled before anything is cleaned."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from declutter.corpus.store import File, absolute, file_of, system_of
from declutter.errors import InputError
from declutter.source import HTML_SUFFIXES, MARKDOWN_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ENDINGS = {
    **{f"{ending}{packed}": "jsonl" for ending in (".jsonl", ".ndjson") for packed in ("", ".gz", ".zst")},
    **{f".csv{packed}": "csv" for packed in ("", ".gz", ".zst")},
    **{f".warc{packed}": "warc" for packed in ("", ".gz", ".zst")},
    ".parquet": "parquet",
    **dict.fromkeys([".txt", ".text", *sorted(MARKDOWN_SUFFIXES | HTML_SUFFIXES)], "articles"),
}
"""What the ending of a file says about how it is read."""
ARTICLES = "articles"
_STDIN = "-"
TOGETHER = 10_000
"""So many single articles are one source."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read as one: a file of many documents, or a row of files of one."""

    name: str
    """What its outputs are called, without endings; unique in a run."""
    kind: str
    """How it is read: jsonl, csv, parquet, warc or articles."""
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)

    @property
    def title(self) -> str:
        """What messages call it."""
        return self.files[0].name if self.kind != ARTICLES else self.name

    def fingerprint(self) -> str:
        """Return a hash that changes with the names and the content of the files."""
        rows = (f"{file.address}\0{file.fingerprint()}\n" for file in self.files)
        return hashlib.sha256("".join(rows).encode("utf-8", "surrogateescape")).hexdigest()


def find_sources(names: Sequence[str], outputs: Sequence[str]) -> tuple[Source, ...]:
    """Return what there is to read, in the order in which it was named, folders in the order of their names.

    Args:
        names: files, folders, globs and addresses.
        outputs: folders to write to; what lies in them is not read.

    Raises:
        InputError: a name leads nowhere, or to nothing that can be read.
    """
    ours = tuple(absolute(output).rstrip("/") + "/" for output in outputs)
    found = {file.address: file for name in names for file in _files(name, ours)}
    many = [file for file in found.values() if _kind(file.name) != ARTICLES]
    single = [file for file in found.values() if _kind(file.name) == ARTICLES]
    sources = [Source(name, _kind(file.name), (file,)) for name, file in zip(_titles(many), many, strict=True)]
    groups = [tuple(single[at : at + TOGETHER]) for at in range(0, len(single), TOGETHER)]
    return (*sources, *(Source(f"{ARTICLES}-{number:05d}", ARTICLES, group) for number, group in enumerate(groups)))


def ending_of(name: str) -> str:
    """Return the ending by which a file is known, empty where it is not."""
    return next((ending for ending in ENDINGS if name.lower().endswith(ending) and _packed(name) == _packed(ending)), "")


def _packed(name: str) -> bool:
    return name.lower().endswith((".gz", ".zst"))


def _kind(name: str) -> str:
    return ENDINGS.get(ending_of(name), "")


def _files(name: str, ours: tuple[str, ...]) -> Iterator[File]:
    """Yield the files that a name stands for."""
    try:
        found = list(_expand(name, ours))
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror or error}") from error
    if not found and f"{absolute(name).rstrip('/')}/".startswith(ours):
        raise InputError(f"{name}: is the folder of output, or lies in it, and is not read; choose another -o, or another input")
    if not found:
        raise InputError(f"{name}: nothing to read here; known endings are {', '.join(ENDINGS)}")
    yield from found


def _expand(name: str, ours: tuple[str, ...]) -> Iterator[File]:
    if name == _STDIN:
        raise InputError(f"{name}: standard input is not read here, as it cannot be read twice; name a file")
    address = absolute(name)
    system, path = system_of(address)
    if not system.exists(path):
        if not any(sign in path for sign in "*?["):
            raise InputError(f"{name}: no such file; check the path")
        for each in sorted(system.glob(path)):
            yield from _walk(system, each, _shown(name, system, each), ours)
        return
    if not system.isdir(path) and not ending_of(name):
        raise InputError(f"{name}: cannot be told by its ending; known are {', '.join(ENDINGS)}")
    if _is_pipe(system, path):
        raise InputError(f"{name}: is a pipe or a device, which cannot be read twice; write what it gives to a file first")
    yield from _walk(system, path, name, ours)


def _shown(name: str, system: Any, path: str) -> str:
    """Return a path that a glob found in the manner in which the glob was written."""
    if "://" in name:
        return str(system.unstrip_protocol(path))
    return path if os.path.isabs(name) else os.path.relpath(path)  # noqa: PTH117  (a glob is no path)


def _walk(system: Any, path: str, name: str, ours: tuple[str, ...]) -> Iterator[File]:
    """Yield a file, or the files below a folder that can be read, in the order of their names."""
    if not system.isdir(path):
        if ending_of(name) and not _is_pipe(system, path):
            yield file_of(name, system.info(path), system.unstrip_protocol(path).removeprefix("file://"))
        return
    for entry in sorted(system.ls(path, detail=True), key=lambda entry: str(entry["name"])):
        last = str(entry["name"]).rstrip("/").rsplit("/", 1)[-1]
        address = system.unstrip_protocol(entry["name"]).removeprefix("file://")
        shown = f"{name.rstrip('/')}/{last}"
        if last.startswith(".") or f"{address.rstrip('/')}/".startswith(ours):
            continue
        if entry["type"] == "directory":
            yield from _walk(system, entry["name"], shown, ours)
        elif ending_of(last) and (entry["type"] == "file" or not _is_pipe(system, entry["name"])):
            yield file_of(shown, entry, address)


def _is_pipe(system: Any, path: str) -> bool:
    """Say whether something is neither file nor folder: it may wait for ever for somebody who writes to it."""
    return system.exists(path) and not system.isfile(path) and not system.isdir(path)


def _titles(files: Sequence[File]) -> list[str]:
    """Return a name for the outputs of each file: its path below what all have in common, without its ending."""
    shared = _shared([file.address for file in files])
    whole = [file.address.removeprefix(shared) for file in files]
    short = [name[: len(name) - len(ending_of(name))] for name in whole]
    counts = Counter(short)
    return [stem if counts[stem] == 1 and stem else name for stem, name in zip(short, whole, strict=True)]


def _shared(addresses: Iterable[str]) -> str:
    """Return the folder that addresses have in common, with the slash at its end."""
    levels = zip(*(address.split("/")[:-1] for address in addresses), strict=False)
    return "".join(f"{names[0]}/" for names in takewhile(lambda names: len(set(names)) == 1, levels))
