"""The file of `--report`: one report, or those of a whole run, as JSON or as text by the ending of its name."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from declutter.cli.output import replacing
from declutter.model import Block, Report

if TYPE_CHECKING:
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


def _json(report: Report, _blocks: Sequence[Block]) -> str:
    return report.to_json(indent=2) + "\n"


def _json_line(report: Report, _blocks: Sequence[Block]) -> str:
    return report.to_json()


def _text(report: Report, blocks: Sequence[Block]) -> str:
    from declutter.render.text import render_text

    return render_text(report, blocks)


FORMS: dict[tuple[str, bool], Form] = {
    (".json", False): Form(_json),
    (".json", True): Form(_json_line, "[\n", ",\n", "\n]\n"),
    (".txt", False): Form(_text),
    (".txt", True): Form(_text),
}
"""By the ending of the file, and by whether it takes several reports."""


def check_ending(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Return the path of `--report` if its ending says what to write."""
    endings = sorted({ending for ending, _ in FORMS})
    if path is not None and path.suffix not in endings:
        raise click.BadParameter(f"{path.name!r} must end in {' or '.join(endings)}")
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
    form = FORMS[path.suffix, many]
    with replacing(path) as file:
        before = iter([form.opening])

        def add(report: Report, blocks: Sequence[Block]) -> None:
            text = next(before, form.between) + form.render(report, blocks)
            file.write(text.encode("utf-8", "surrogatepass"))

        yield add
        file.write((next(before, "") + form.closing).encode())
