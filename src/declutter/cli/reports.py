"""The file of `--report`: one report, or those of a whole run, as JSON, as text or as a page by the ending of its name."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import click

from declutter.cli.output import replacing
from declutter.model import Block, Report

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

Add = Callable[[Report, Sequence[Block]], None]
"""Takes the reports of a run, one after the other."""


@dataclass(frozen=True, slots=True)
class Form:
    """How reports are written, and what stands around them."""

    render: Callable[[Report, Sequence[Block]], str]
    opening: str = ""
    between: str = "\n"
    closing: str = ""
    nothing: str = ""
    """What is written where no report comes."""

    @contextlib.contextmanager
    def open(self, file: BinaryIO) -> Iterator[Add]:
        """Write each report as it comes."""
        before = iter([self.opening])

        def add(report: Report, blocks: Sequence[Block]) -> None:
            text = next(before, self.between) + self.render(report, blocks)
            file.write(text.encode("utf-8", "surrogatepass"))

        yield add
        unopened = next(before, None)
        file.write((self.closing if unopened is None else unopened + self.nothing + self.closing).encode())


@contextlib.contextmanager
def _page(file: BinaryIO) -> Iterator[Add]:
    """Write one page of all reports when the last has come: on top stands what went of all of them."""
    from declutter.render.html import ReportPage

    with ReportPage() as page:
        yield page.add
        file.writelines(part.encode() for part in page.parts())


def _json(report: Report, _blocks: Sequence[Block]) -> str:
    return report.to_json(indent=2) + "\n"


def _json_line(report: Report, _blocks: Sequence[Block]) -> str:
    return report.to_json()


def _text(report: Report, blocks: Sequence[Block]) -> str:
    from declutter.render.text import render_text

    return render_text(report, blocks)


FORMS: dict[str, dict[bool, Callable[[BinaryIO], AbstractContextManager[Add]]]] = {
    ".html": {False: _page, True: _page},
    ".json": {False: Form(_json, nothing="null\n").open, True: Form(_json_line, "[\n", ",\n", "\n]\n").open},
    ".txt": {False: Form(_text).open, True: Form(_text).open},
}
"""By the ending of the file, and by whether it takes several reports."""


def check_ending(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Return the path of `--report` if its ending says what to write."""
    if path is not None and path.suffix not in FORMS:
        *others, last = FORMS
        raise click.BadParameter(f"{path.name!r} must end in {', '.join(others)} or {last}")
    return path


@contextlib.contextmanager
def report_file(path: Path | None, *, many: bool) -> Iterator[Add]:
    """Open the file of `--report`; it is there when the run has ended, and not before.

    Raises:
        OutputError: the file cannot be written.
    """
    if path is None:
        yield lambda _report, _blocks: None
        return
    with replacing(path) as file, FORMS[path.suffix][many](file) as add:
        yield add
