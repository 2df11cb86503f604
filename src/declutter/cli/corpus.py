"""`declutter corpus`: many documents in, the same documents out, cleaned."""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from declutter.cli.options import RECIPE_OPTIONS, add_options, policy_of, weights_named
from declutter.cli.output import PASSED, replacing, say, tell
from declutter.cli.reports import check_ending, report_file
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.run import Account, Engine
    from declutter.corpus.sources import Source

REPORT_SAMPLE = 100
TO = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
EXAMPLES = """
\b
Examples:
  declutter corpus articles.jsonl.gz -o clean/
  declutter corpus 'crawl/*.parquet' -o clean/ --text-column body --dropped dropped/
  declutter corpus pages.warc.gz -o clean/ --to parquet --profile rag
  declutter corpus s3://bucket/raw/ -o s3://bucket/clean/ --engine ray --address auto --resume
  declutter corpus documents/ -o attributes/declutter/ --attributes

\b
Exit codes: 0 done, 2 usage, faulty pack, nothing to read or no output,
3 some documents failed and passed unchanged, or some files are damaged.
"""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_OPTIONS = (
    click.option("-o", "--output", metavar="OUTPUT", required=True, help="The folder, or address, to write to."),
    click.option("--to", type=click.Choice(TO), help="The form of output; as the input where it can be, else jsonl."),
    click.option("--text-column", metavar="NAME", default="text", show_default=True, help="Where the text stands."),
    click.option("--id-column", metavar="NAME", help="Where the id stands; id, if there is one."),
    click.option("--url-column", metavar="NAME", help="Where the address stands; url, if there is one."),
    click.option("--format-column", metavar="NAME", help="Where each row says text, markdown or html."),
    click.option("--result-column", metavar="NAME", default="declutter", show_default=True, help="The column that is added."),
    click.option("--in-place", is_flag=True, help="Replace the text; the original stands in a column beside it."),
    click.option("--attributes", is_flag=True, help="Write the spans alone, beside untouched documents."),
    click.option("--dropped", metavar="DIR", help="Write what went, with the reasons, to this folder."),
    click.option("--report-sample", metavar="N", type=click.IntRange(1), help="Make a page that shows what went of N documents."),
    click.option(
        "--report",
        metavar="PATH",
        type=click.Path(dir_okay=False, path_type=Path),
        callback=check_ending,
        help="Where to write it, as .html, .json or .txt; OUTPUT-report.html. Without a number, of 100 documents.",
    ),
    click.option("--stats", metavar="PATH", type=click.Path(dir_okay=False, path_type=Path), help="Write the account as JSON."),
    click.option("--resume", is_flag=True, help="Go on where a run into this output stopped, or begin."),
    click.option(
        "--shard-rows",
        metavar="N",
        type=click.IntRange(1),
        default=20_000,
        show_default=True,
        help="Most rows in a file of output.",
    ),
    click.option(
        "--max-characters",
        metavar="N",
        type=click.IntRange(1),
        default=4_000_000,
        show_default=True,
        help="Longer texts pass as failed.",
    ),
    click.option("--workers", metavar="N", type=click.IntRange(1), help="Processes that clean; one for each core."),
    click.option(
        "--engine", type=click.Choice(("local", "ray")), default="local", show_default=True, help="This machine, or a cluster."
    ),
    click.option("--address", metavar="ADDRESS", help="The Ray cluster; without it, one on this machine."),
    *RECIPE_OPTIONS,
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
)


@click.command(epilog=EXAMPLES)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@add_options(_OPTIONS)
def corpus(inputs: tuple[str, ...], **given: Any) -> int:
    """Take the clutter out of a corpus.

    INPUT is a file of JSON Lines, CSV, Parquet or WARC, a folder of such files or of articles (.txt, .md, .html), a glob, or
    an address as s3://bucket/folder. All columns stay; the column declutter is added.
    """
    from declutter.corpus.progress import EVERY, Progress
    from declutter.corpus.run import run
    from declutter.corpus.sources import find_sources

    _check(given)
    outputs = [folder for folder in (given["output"], given["dropped"]) if folder]
    sources = find_sources(inputs, outputs, None if given["quiet"] else tell)
    _check_files(sources, given)
    job, engine = _job(sources, given), _engine(given)
    job.recipe.cleaner()  # a faulty pack is told before anything is written
    every = math.inf if given["quiet"] else EVERY
    progress = Progress(tell, bar=not given["quiet"] and sys.stderr.isatty(), every=every)
    try:
        done = run(job, sources, engine, progress, resume=given["resume"])
    finally:
        progress.stop()
    _write_report(job, sources, given)
    return _finish(done, given)


def _check(given: dict[str, Any]) -> None:
    """Refuse what cannot be meant."""
    if given["in_place"] and given["attributes"]:
        raise click.UsageError("--in-place and --attributes exclude each other; choose one")
    if given["dropped"] and given["dropped"].endswith((".json", ".jsonl", ".parquet")):
        raise click.UsageError(f"--dropped {given['dropped']}: name a folder, as it gets a file for each file of output")
    if given["dropped"] and given["dropped"].rstrip("/") == given["output"].rstrip("/"):
        raise click.UsageError("--dropped and -o name the same folder; choose another")
    if given["report_sample"] and not given["report"] and "://" in given["output"]:
        raise click.UsageError(
            "--report-sample: say where to write the page with --report PATH, as the output is not on this machine"
        )
    if given["address"] and given["engine"] != "ray":
        raise click.UsageError("--address is that of a Ray cluster; add --engine ray")
    _check_result(given)
    _check_folders(given)


def _check_result(given: dict[str, Any]) -> None:
    """Refuse a name for the outcome under which something else stands."""
    from declutter.corpus.columns import Columns
    from declutter.corpus.lines import LINE

    name = given["result_column"]
    taken = {LINE: "a failed line is held under this name"}
    if given["in_place"]:
        taken[Columns(given["text_column"]).original] = "--in-place keeps the text under this name"
    if given["attributes"]:
        taken |= dict.fromkeys(("id", "attributes"), "--attributes writes something else under this name")
    taken |= {given[f"{each}_column"]: f"is the name of --{each}-column" for each in ("text", "id", "url", "format")}
    if name in taken:
        raise click.UsageError(f"--result-column {name}: {taken[name]}; choose another")


def _check_folders(given: dict[str, Any]) -> None:
    """Refuse a file where a folder is meant."""
    from declutter.corpus.store import Store, absolute

    for option, name in (("-o", given["output"]), ("--dropped", given["dropped"])):
        if name and Store(absolute(name)).size("") is not None:
            raise click.UsageError(f"{name} is a file; {option} takes a folder")


def _write_report(job: Job, sources: Sequence[Source], given: dict[str, Any]) -> None:
    """Write the page that shows some documents, where one is asked for."""
    from declutter.corpus.sampling import sample
    from declutter.segment import blocks_of

    if not given["report"] and not given["report_sample"]:
        return
    path = given["report"] or Path(f"{given['output'].rstrip('/')}-report.html")
    with report_file(path, many=True) as add:
        for report in sample(job, sources, given["report_sample"] or REPORT_SAMPLE):
            add(report, blocks_of(report))
    if not given["quiet"]:
        tell(f"{path}: what went of some of the documents, and why")


def _check_files(sources: Sequence[Source], given: dict[str, Any]) -> None:
    """Refuse to write the account or the page over an input, or among the output."""
    from declutter.corpus.store import absolute

    read = {file.address for source in sources for file in source.files}
    for option in ("stats", "report"):
        address = absolute(str(given[option])) if given[option] else ""
        if address and (address in read or address.startswith(absolute(given["output"]).rstrip("/") + "/")):
            raise click.UsageError(f"--{option} {given[option]}: lies among what is read or written; choose another place")


def _job(sources: Sequence[Source], given: dict[str, Any]) -> Job:
    from declutter.corpus.columns import Columns
    from declutter.corpus.job import Job, Mode
    from declutter.corpus.recipe import Recipe
    from declutter.corpus.store import Store, absolute

    names = ("default_packs", "witness", "strict_packs", "format", "language", "max_characters", "errors")
    policy = policy_of(given["profile"], given["keep"], given["drop"])
    packs = tuple(absolute(path) for path in given["pack"])
    allow = given["allow"] and absolute(given["allow"])
    weights = weights_named(given["weights"])
    recipe = Recipe(packs, policy, weights=_lasting(weights), allow=allow, **{name: given[name] for name in names})
    columns = Columns(*(given[f"{name}_column"] for name in ("text", "id", "url", "format", "result")))
    mode = Mode.ATTRIBUTES if given["attributes"] else Mode.IN_PLACE if given["in_place"] else Mode.COLUMN
    dropped = Store(absolute(given["dropped"])) if given["dropped"] else None
    to = given["to"] or _form(sources)
    return Job(recipe, columns, Store(absolute(given["output"])), to, mode, dropped, given["shard_rows"])


def _lasting(weights: str | None) -> str | None:
    """Return a path that does not depend on where a process runs."""
    from declutter.corpus.store import absolute
    from declutter.engine import DEFAULT_WEIGHTS

    return weights if weights in (None, DEFAULT_WEIGHTS) else absolute(weights or "")


def _form(sources: Sequence[Source]) -> str:
    """Return the form that all inputs have, by the endings of their files."""
    names = [file.name for source in sources for file in source.files]
    return next((form for form in reversed(TO) if all(name.endswith(f".{form}") for name in names)), TO[0])


def _engine(given: dict[str, Any]) -> Engine:
    if given["engine"] == "ray":
        from declutter.corpus.on_ray import RayEngine

        return RayEngine(given["workers"], given["address"])
    from declutter.corpus.local import LocalEngine

    return LocalEngine(given["workers"] or _cores())


def _finish(done: Account, given: dict[str, Any]) -> int:
    """Tell what became of a corpus, and return the exit code."""
    from declutter.corpus.outcomes import Status
    from declutter.corpus.stats import summary

    if given["stats"]:
        with replacing(given["stats"]) as file:
            file.write((json.dumps(done.to_json(), indent=2) + "\n").encode())
    if not given["quiet"]:
        say(summary(done.stats, done.silent, done.damaged))
    if done.unread == done.sources:
        raise InputError(f"nothing could be read: {'; '.join(f'{name}: {why}' for name, why in list(done.damaged.items())[:3])}")
    return PASSED if done.damaged or done.stats.documents[Status.FAILED] else 0
