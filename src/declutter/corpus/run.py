"""A run over a corpus, from its sources to the account at the end, with whichever engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from declutter.corpus.reading import check_asked
from declutter.corpus.state import TERMS, begin, check_done, check_free, done_of, forget, read_schema, terms, write_schema
from declutter.corpus.stats import Stats
from declutter.corpus.typed import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.sources import Source
    from declutter.corpus.state import Marker
    from declutter.corpus.work import Cleaned


class Engine(Protocol):
    """Runs the work on some processes."""

    def each(self, function: Callable[[Source], Any], sources: Sequence[Source]) -> list[Any]:
        """Return what a function makes of each source."""

    def run(self, job: Job, sources: Sequence[Source]) -> Iterator[Cleaned | Marker]:
        """Clean what is left of the sources, and yield what has been written."""


class Watch(Protocol):
    """Is told how a run comes along."""

    def start(self, sources: Sequence[Source], done: Mapping[str, int]) -> None:
        """Hear what there is to read, and how many bytes of each source have been read before."""

    def step(self, item: Cleaned | Marker) -> None:
        """Hear what has been written."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a corpus, in this run and those that it went on from."""

    stats: Stats
    damaged: dict[str, str]
    """What is wrong with the files that could not be read to their end, and how much of them was read, by name."""
    silent: tuple[str, ...]
    """The rules that never fired, in the order of their packs."""
    unread: int
    """How many of the damaged files gave nothing at all."""
    sources: int

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {**self.stats.to_json(), "damaged": self.damaged, "never_fired": list(self.silent)}


def run(job: Job, sources: Sequence[Source], engine: Engine, watch: Watch, *, resume: bool = False) -> Account:
    """Clean a corpus.

    Args:
        job: what is to be done.
        sources: what there is to read, as `find_sources` tells it.
        engine: what does it.
        watch: is told how it comes along.
        resume: whether to go on with a run that was begun.

    Raises:
        InputError: the run cannot begin there, or cannot go on.
        PackError: a pack is faulty.
        OutputError: a file cannot be written.
    """
    outputs = [store for store in (job.output, job.dropped) if store is not None]
    fresh = job.output.read(TERMS) is None
    if fresh:
        check_free(job, sources)
        check_asked(job.columns, sources, job.recipe.errors)
    begin(job.output, terms(job, sources), resume=resume)
    if not fresh:
        check_done(job, sources)
    for store in outputs:
        store.remove_parts()
    job = _typed(job, sources, engine)
    watch.start(sources, {source.name: _read(job, source) for source in sources})
    for item in engine.run(job, sources):
        watch.step(item)
    for store in outputs:
        store.remove_parts()  # a process of a cluster that died may have left some
    done = account(job, sources)
    if done.unread == done.sources:
        forget(job.output)
    return done


def _read(job: Job, source: Source) -> int:
    """Return how many bytes of a source have been read before."""
    return max((marker.at for marker in done_of(job.output, source.name)), default=0)


def _typed(job: Job, sources: Sequence[Source], engine: Engine) -> Job:
    """Settle on the columns of JSON Lines that are to become Parquet: the same for all files, so that they can be read as one."""
    lines = [source for source in sources if source.kind == "jsonl"]
    if job.to != "parquet" or not lines:
        return job
    schema = read_schema(job.output)
    if schema is None:
        schema = settle(job, lines, engine.each)
        write_schema(job.output, schema)
    return replace(job, schema=schema)


def account(job: Job, sources: Sequence[Source]) -> Account:
    """Add up what all markers say."""
    stats, damaged, unread = Stats(), {}, 0
    for source in sources:
        markers = done_of(job.output, source.name)
        stats = sum((marker.stats for marker in markers), stats)
        why = next((marker.damage for marker in markers if marker.damage), None)
        if why:
            rows = sum(marker.rows for marker in markers)
            damaged[source.title] = f"{why} ({f'its first {rows:,} rows were read' if rows else 'skipped'})"
            unread += not rows
    silent = tuple(rule for rule in job.recipe.rules() if rule not in stats.fired)
    return Account(stats, damaged, silent, unread, len(sources))
