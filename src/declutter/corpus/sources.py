"""From what people name to what is read: files, folders, globs and addresses, settled before anything is cleaned."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from declutter.corpus.store import File, absolute, file_of, system_of
from declutter.errors import InputError
from declutter.source import ARTICLE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ARTICLES = "articles"
ENDINGS = {
    **{f"{ending}{packed}": "jsonl" for ending in (".jsonl", ".ndjson") for packed in ("", ".gz", ".zst")},
    **{f".csv{packed}": "csv" for packed in ("", ".gz", ".zst")},
    **{f".warc{packed}": "warc" for packed in ("", ".gz", ".zst")},
    ".parquet": "parquet",
    **dict.fromkeys(sorted(ARTICLE_SUFFIXES), ARTICLES),
}
"""What the ending of a file says about how it is read."""
_STDIN = "-"
TOGETHER = 10_000
"""So many single articles are one source."""


class _What(Enum):
    """What is passed over: one of it, and many."""

    FILE = ("file with another ending", "files with other endings")
    LINK = ("linked folder", "linked folders")
    PIPE = ("pipe or device", "pipes or devices")


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


@dataclass(frozen=True, slots=True)
class _Passed:
    """What lies in a folder, or is matched by a glob, and is not read."""

    name: str
    what: _What


def find_sources(names: Sequence[str], outputs: Sequence[str], tell: Callable[[str], None] | None = None) -> tuple[Source, ...]:
    """Return what there is to read, in the order in which it was named, folders in the order of their names.

    Args:
        names: files, folders, globs and addresses.
        outputs: folders to write to; what lies in them is not read.
        tell: hears what is passed over.

    Raises:
        InputError: a name leads nowhere, or to nothing that can be read.
    """
    ours = tuple(absolute(output).rstrip("/") + "/" for output in outputs)
    met = [each for name in names for each in _files(name, ours)]
    found = {each.address: each for each in met if isinstance(each, File)}
    if tell is not None:
        for line in _told([each for each in met if isinstance(each, _Passed)]):
            tell(line)
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


def _told(passed: Iterable[_Passed]) -> Iterator[str]:
    """Yield what was passed over, a line for each kind of it."""
    for what in _What:
        names = list(dict.fromkeys(each.name for each in passed if each.what is what))
        if names:
            one, many = what.value
            yield (
                f"passed over 1 {one}: {names[0]}"
                if len(names) == 1
                else f"passed over {len(names):,} {many}, such as {names[0]}"
            )


def _files(name: str, ours: tuple[str, ...]) -> Iterator[File | _Passed]:
    """Yield the files that a name stands for, and what is passed over."""
    try:
        found = list(_expand(name, ours))
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror or error}") from error
    is_empty = not any(isinstance(each, File) for each in found)
    if is_empty and f"{absolute(name).rstrip('/')}/".startswith(ours):
        raise InputError(f"{name}: is the folder of output, or lies in it, and is not read; choose another -o, or another input")
    if is_empty:
        raise InputError(f"{name}: nothing to read here; known endings are {', '.join(ENDINGS)}")
    yield from found


def _expand(name: str, ours: tuple[str, ...]) -> Iterator[File | _Passed]:
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


def _walk(system: Any, path: str, name: str, ours: tuple[str, ...]) -> Iterator[File | _Passed]:
    """Yield a file, or what lies below a folder, in the order of names."""
    if not system.isdir(path):
        yield _met(system, system.info(path), name)
        return
    for entry in sorted(system.ls(path, detail=True), key=lambda entry: str(entry["name"])):
        last = str(entry["name"]).rstrip("/").rsplit("/", 1)[-1]
        address = system.unstrip_protocol(entry["name"]).removeprefix("file://")
        shown = f"{name.rstrip('/')}/{last}"
        if last.startswith(".") or f"{address.rstrip('/')}/".startswith(ours):
            continue
        if entry["type"] == "directory":
            yield from _walk(system, entry["name"], shown, ours)
        else:
            yield _met(system, entry, shown)


def _met(system: Any, info: dict[str, Any], name: str) -> File | _Passed:
    """Return a file, or as what it is passed over; only what its file system takes for none is asked what it is."""
    is_file, path = info["type"] == "file", info["name"]
    if not is_file and system.isdir(path):
        return _Passed(name, _What.LINK)
    if not is_file and _is_pipe(system, path):
        return _Passed(name, _What.PIPE)
    if not ending_of(name):
        return _Passed(name, _What.FILE)
    return file_of(name, info, system.unstrip_protocol(path).removeprefix("file://"))


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
