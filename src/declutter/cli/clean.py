"""`declutter clean`: articles in, articles out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from declutter.cli.inputs import is_many, plan
from declutter.cli.options import Settings, with_settings
from declutter.cli.output import PASSED, USAGE, replacing, tell, write
from declutter.cli.reports import check_ending, report_file
from declutter.cli.shapes import SHAPES, shaped
from declutter.errors import InputError

if TYPE_CHECKING:
    from declutter.cli.inputs import Job
    from declutter.cli.reports import Add
    from declutter.engine import Cleaner

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)
EXAMPLES = """
\b
Examples:
  declutter clean article.txt > clean.txt
  curl -s https://example.org/post.md | declutter clean - --format markdown
  declutter clean page.html --to markdown
  declutter clean articles/ -o clean/ --report clean/report.json
  declutter clean article.txt --report what-went.html > clean.txt
  declutter clean article.txt --profile archive --keep author_bio
  declutter clean article.txt --pack my-rules.yml --allow keep-these.yml

\b
Exit codes: 0 done, 2 usage, faulty pack, no input or no output,
3 some inputs cannot be read as text and passed unchanged.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What all the inputs of a run share."""

    settings: Settings
    cleaner: Cleaner
    add_report: Add
    quiet: bool
    to: str
    heard: set[str] = field(default_factory=set)
    """The names of all evidence so far: an entry of the allow list that is not among them kept nothing."""


@click.command(epilog=EXAMPLES)
@click.argument("files", nargs=-1, required=True)
@click.option("-o", "--output", metavar="DIR", type=_FOLDER, help="Write the articles to this folder.")
@click.option("--report", metavar="PATH", type=_FILE, callback=check_ending, help="Write the account: .html, .json or .txt.")
@click.option("--to", type=click.Choice(list(SHAPES)), default="text", help="Write pages as text, markdown or html.")
@with_settings
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors.")
def clean(settings: Settings, files: tuple[str, ...], output: Path | None, report: Path | None, to: str, quiet: bool) -> int:
    """Take the clutter out of articles.

    One file (or - for standard input) goes to standard output. Several files, and the articles below folders (.txt,
    .text, .md, .markdown, .html, .htm, .xhtml), go to the folder of -o.
    """
    jobs = plan(files, output, report, SHAPES[to])
    with report_file(report, many=is_many(files)) as add_report:
        run = Run(settings, settings.cleaner(), add_report, quiet, to)
        codes = Counter(_clean(run, job) for job in jobs)
    for entry in run.cleaner.allowed:
        if entry.name not in run.heard:
            tell(f"{entry.place}: warning: this entry kept nothing; take it out, or mend it")
    if is_many(files) and not quiet:
        tell(_total(codes))
    return next((code for code in (USAGE, PASSED) if codes[code]), 0)


def _clean(run: Run, job: Job) -> int:
    """Clean one input; one that is no text passes as it is."""
    try:
        data = job.read()
    except InputError as error:
        tell(f"declutter: {error}")
        return USAGE
    try:
        article = _article(run, job, data)
    except InputError as error:
        tell(f"declutter: {error} (passed unchanged)")
        _deliver(job, data)
        return PASSED
    _deliver(job, article)
    return 0


def _article(run: Run, job: Job, data: bytes) -> bytes:
    """Return the cleaned article, and account for what went."""
    from declutter.render.text import account
    from declutter.segment import blocks_of

    report = run.cleaner.clean_document(run.settings.read(data, job.name))
    article, blocks = shaped(report, run.to), blocks_of(report)
    run.add_report(report, blocks)
    run.heard.update(evidence.name for decision in report.decisions for evidence in decision.evidence)
    if not run.quiet:
        tell(account(report, blocks))
        for note in report.notes:
            tell(f"{job.name}: note: {note}")
    return article.encode("utf-8", "surrogatepass")


def _deliver(job: Job, data: bytes) -> None:
    if job.target is None:
        write(data)
    else:
        with replacing(job.target) as file:
            file.write(data)


def _total(codes: Counter[int]) -> str:
    words = {0: "cleaned", PASSED: "passed unchanged", USAGE: "not read"}
    return ", ".join(f"{codes[code]:,} {word}" for code, word in words.items() if codes[code])
