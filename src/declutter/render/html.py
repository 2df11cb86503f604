"""Reports as one page for a browser: the articles as they were, what went marked, with reasons, switches and a summary.

The page asks for nothing: its styles and its program stand in it, and a policy in its head lets nothing else run or load. All
that comes from documents and packs is escaped by the templates.
"""

from __future__ import annotations

import hashlib
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Self

from declutter.render.marked import Tally, largest_first, marked, tallies
from declutter.render.rows import counted, one_line
from declutter.render.text import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinja2 import Environment

    from declutter.model import Block, Report

_MAP_WIDTH = 1000
_IN_MEMORY = 1 << 24
_CHUNK = 1 << 16
_SHAPES = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    **dict.fromkeys([*range(0x7F, 0xA0), *range(0xD800, 0xE000)], 0xFFFD),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list of documents."""

    number: int
    name: str
    amount: str
    """How much went of it, in words."""
    characters: int
    tally: Mapping[str, Tally]

    @property
    def gone(self) -> Tally:
        """What went of it."""
        return sum(self.tally.values(), Tally())


class ReportPage:
    """A page of reports that are added one after the other; what is ready of a long one waits in a file until it is closed."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._sections = tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._sections.close()

    def add(self, report: Report, blocks: Sequence[Block]) -> None:
        """Add a report, with the blocks of its document."""
        name = one_line(report.document.id) or "text"
        entry = Entry(len(self._entries) + 1, name, amount(report, blocks), len(report.document.text), tallies(report))
        self._entries.append(entry)
        template = _templates().get_template("document.html")
        for piece in template.generate(report=report, entry=entry, rows=marked(report, blocks), strips=_strips(report)):
            self._sections.write(piece)

    def parts(self) -> Iterator[str]:
        """Yield the page in parts."""
        totals: dict[str, Tally] = {}
        for entry in self._entries:
            for label, tally in entry.tally.items():
                totals[label] = totals.get(label, Tally()) + tally
        totals = largest_first(totals)
        style, program = _style(totals), read_asset("report.js")
        template = _templates().get_template("page.html")
        yield from template.generate(
            entries=self._entries,
            totals=totals,
            characters=sum(entry.characters for entry in self._entries),
            style=style,
            program=program,
            policy=policy_of(style, program),
            sections=self._read(),
        )

    def _read(self) -> Iterator[str]:
        self._sections.seek(0)
        while chunk := self._sections.read(_CHUNK):
            yield chunk


def render_html(reports: Iterable[tuple[Report, Sequence[Block]]]) -> str:
    """Return one page of one or several reports, each given with the blocks of its document.

    Args:
        reports: what was decided on each document; `segment.blocks_of` gives the blocks.
    """
    with ReportPage() as page:
        for report, blocks in reports:
            page.add(report, blocks)
        return "".join(page.parts())


@dataclass(frozen=True, slots=True)
class Strip:
    """What went of a document, as a place on its map."""

    start: int
    width: int
    label: str


def _strips(report: Report) -> list[Strip]:
    """Return where in a document something went, in thousandths of it; what is too near to be told apart is one."""
    scale = _MAP_WIDTH / max(1, len(report.document.text))
    strips: list[Strip] = []
    for drop in report.dropped:
        start, end = int(drop.start * scale), max(int(drop.start * scale) + 2, round(drop.end * scale))
        last = strips[-1] if strips else None
        if last and last.label == drop.label and start <= last.start + last.width + 1:
            strips[-1] = Strip(last.start, max(last.width, end - last.start), last.label)
        else:
            strips.append(Strip(start, end - start, drop.label))
    return strips


@cache
def read_asset(name: str) -> str:
    """Return the text of a file that the page is made of."""
    return (resources.files(__package__) / "report" / name).read_text(encoding="utf-8")


def _style(labels: Iterable[str]) -> str:
    """Return the styles, with those of the switches of these labels."""
    switches = read_asset("label.css")
    return read_asset("report.css") + "".join(switches.replace("LABEL", label) for label in labels)


def policy_of(style: str, program: str) -> str:
    """Return the content security policy of a page: its own style and program, and nothing from anywhere."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(program)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        autoescape=True,
        finalize=printable,
        loader=FunctionLoader(read_asset),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters.update(counted=counted, share=_share)
    return made


def printable(value: Any) -> Any:
    """Return a text in which what has no shape has one: control characters as their pictures, halves of pairs as U+FFFD.

    What is no plain text is returned as it is.
    """
    if type(value) is not str:
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n").translate(_SHAPES)


def _share(part: int, whole: int) -> str:
    """Return a share in percent, never nothing where there is something."""
    percent = 100 * part / max(1, whole)
    return "< 1 %" if 0 < percent < 1 else f"{percent:.0f} %"
