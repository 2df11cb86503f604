"""What to read and where to write it: files, folders and standard input, settled before anything is written."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from declutter.errors import InputError
from declutter.source import ARTICLE_SUFFIXES, HTML_SUFFIXES, read_bytes, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Job:
    """One input and its output."""

    name: str
    """The path as people wrote it, or `-`."""
    target: Path | None = None
    """Where the article goes; None for standard output."""

    def read(self) -> bytes:
        """Return what the input holds.

        Raises:
            InputError: it cannot be read.
        """
        return _read_stdin() if self.name == STDIN else read_bytes(self.name)


def _read_stdin() -> bytes:
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file in place of -")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise InputError(f"standard input: cannot be read: {error.strerror}") from error


def is_many(names: Sequence[str]) -> bool:
    """Say whether names stand for several inputs, by their form: a folder counts as several whatever is in it."""
    return len(names) > 1 or Path(names[0]).is_dir()


def plan(names: Sequence[str], output: Path | None, report: Path | None, ending: str) -> tuple[Job, ...]:
    """Return what there is to do; articles of pages get another `ending`, as they are no pages any more.

    Raises:
        InputError: a name leads nowhere, or a folder holds no articles.
        click.UsageError: the outputs are not clear, or would fall on each other or on the inputs.
    """
    for name in names:
        _check_source(name)
    if STDIN in names and (len(names) > 1 or output):
        raise click.UsageError("- is standard input and goes to standard output; use it without other files and -o")
    if is_many(names) and output is None:
        raise click.UsageError("several files need a folder for the articles: add -o DIR")
    jobs = tuple(job for name in names for job in _jobs(name, output, ending))
    _check_targets(jobs, report)
    return jobs


def _jobs(name: str, output: Path | None, ending: str) -> Iterator[Job]:
    path = Path(name)
    if name == STDIN or output is None:
        yield Job(name)
    elif path.is_dir():
        found = _articles(path, without=_real(output))
        yield from (Job(str(file), _ended(output / file.relative_to(path), ending)) for file in found)
    else:
        yield Job(name, _ended(output / path.name, ending))


def sources(names: Sequence[str]) -> tuple[Job, ...]:
    """Return the files that names stand for, with those below folders; nothing is to be written.

    Raises:
        InputError: a name leads nowhere, or a folder holds no articles.
    """
    for name in names:
        _check_source(name)
    found = (_articles(Path(name)) if Path(name).is_dir() else [name] for name in names)
    return tuple(Job(str(file)) for files in found for file in files)


def _articles(folder: Path, without: str = "") -> list[Path]:
    found = [file for file in _walk(folder, without) if file.suffix.lower() in ARTICLE_SUFFIXES]
    if not found:
        raise InputError(f"{folder}: no articles in this folder; they end in {', '.join(sorted(ARTICLE_SUFFIXES))}")
    return found


def _ended(target: Path, ending: str) -> Path:
    return target.with_suffix(ending) if target.suffix.lower() in HTML_SUFFIXES else target


def _check_source(name: str) -> None:
    try:
        if name != STDIN:
            Path(name).stat()
    except OSError as error:
        raise unreadable(name, error) from error


def _real(path: str | Path) -> str:
    return os.path.realpath(path)  # unlike Path.resolve, it does not mind links that go round in circles


def _walk(folder: Path, without: str) -> Iterator[Path]:
    """Yield the files below a folder in the order of their names, but none of earlier output, and none whose name hides."""
    for here, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(each for each in folders if each[0] != "." and _real(Path(here, each)) != without)
        yield from (Path(here, file) for file in sorted(files) if file[0] != ".")


def _refuse(error: OSError) -> NoReturn:
    raise unreadable(str(error.filename), error) from error


def _check_targets(jobs: Iterable[Job], report: Path | None) -> None:
    """Refuse to write one file twice, or over an input."""
    writers = {_real(report): "--report"} if report else {}
    for job in jobs:
        if job.target is not None:
            target = _real(job.target)
            if target in writers:
                raise click.UsageError(f"{writers[target]} and {job.name} would both go to {job.target}; rename one")
            writers[target] = job.name
    for job in jobs:
        if job.name != STDIN and _real(job.name) in writers:
            raise click.UsageError(f"{job.name} would be overwritten; choose another -o or --report")
