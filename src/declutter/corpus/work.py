"""What a process does with a piece of a source: the one place where documents are cleaned, in whichever engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from declutter.corpus.attributes import attribute_batch, attribute_line
from declutter.corpus.batch import with_outcomes
from declutter.corpus.cells import faults_in
from declutter.corpus.job import Mode
from declutter.corpus.lines import dumped, written
from declutter.corpus.outcomes import Outcome, Status, outcome_of
from declutter.corpus.readers.pieces import Lines
from declutter.corpus.reading import apart, given_in, places
from declutter.corpus.rendering import json_lines
from declutter.corpus.stats import Stats, stats_of
from declutter.corpus.typed import to_batch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.outcomes import Given

PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of a source, ready to travel."""

    job: Job
    source: str
    """The name of the source."""
    title: str
    """What messages call the source."""
    shard: str
    """The file of output that it goes to."""
    row: int
    """The number of its first row in the source, from 0."""
    rows: Lines | bytes
    """Lines of JSON, or a batch as Arrow streams it: a slice of a batch would take all of the batch along."""
    count: int
    at: int
    """How many bytes of the source have been read so far."""
    troubles: tuple[str | None, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of its rows."""
        return sum(map(len, self.rows.lines)) if isinstance(self.rows, Lines) else len(self.rows)

    def singly(self) -> list[Task]:
        """Return its rows as tasks of their own."""
        return [self._one(index) for index in range(self.count)]

    def _one(self, index: int) -> Task:
        if isinstance(self.rows, Lines):
            rows: Lines | bytes = Lines(self.rows.lines[index : index + 1], self.rows.numbers[index : index + 1])
        else:
            rows = packed(unpacked(self.rows).slice(index, 1))
        troubles = self.troubles[index : index + 1]
        return Task(self.job, self.source, self.title, self.shard, self.row + index, rows, 1, self.at, troubles)


class Cleaned(NamedTuple):
    """What became of a task."""

    source: str
    shard: str
    bodies: tuple[bytes, ...]
    """Lines of JSON, or batches as Arrow streams them."""
    dropped: bytes
    stats: Stats
    at: int
    failures: tuple[str, ...]
    """What went wrong, with file and row."""


def joined(parts: Sequence[Cleaned]) -> Cleaned:
    """Return what became of the parts of a task as what became of the task."""
    return Cleaned(
        parts[0].source,
        parts[0].shard,
        tuple(body for part in parts for body in part.bodies),
        b"".join(part.dropped for part in parts),
        sum((part.stats for part in parts), Stats()),
        parts[-1].at,
        tuple(failure for part in parts for failure in part.failures),
    )


def packed(batch: pa.RecordBatch) -> bytes:
    """Return a batch as Arrow streams it."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def unpacked(data: bytes) -> pa.RecordBatch:
    """Return a batch that `packed` made."""
    return pa.ipc.open_stream(data).read_next_batch()


def clean_task(task: Task, *, fatal: str | None = None) -> Cleaned:
    """Clean the rows of a task.

    Args:
        task: the rows.
        fatal: why they are not even tried: they pass as failed.
    """
    job = task.job
    rows = apart(task.rows if isinstance(task.rows, Lines) else unpacked(task.rows), job.columns, job.added())
    faults = _faults(job, rows)
    found = enumerate(given_in(rows, job.columns, task.troubles))
    given = [row._replace(trouble=fatal or row.trouble or faults.get(at)) for at, row in found]
    outcomes = [_fitting(job, each, outcome_of(each, job.recipe)) for each in given]
    return Cleaned(
        task.source,
        task.shard,
        (_body(job, rows, given, outcomes),),
        _dropped(task, given, outcomes) if job.dropped else b"",
        stats_of(outcomes),
        task.at,
        tuple(_failures(task, outcomes)),
    )


def _faults(job: Job, rows: Any) -> dict[int, str]:
    """Return what is wrong with rows that lines of JSON cannot hold, by their numbers."""
    held = isinstance(rows, list) or job.to == PARQUET or job.mode is Mode.ATTRIBUTES
    return {} if held else faults_in(rows, rows.schema.names)


def _fitting(job: Job, given: Given, outcome: Outcome) -> Outcome:
    """Return an outcome, or a failure where it cannot be told in the mode that is asked for."""
    if job.mode is Mode.ATTRIBUTES and outcome.report and outcome.report.page:
        text = given.text if isinstance(given.text, str) else None
        return Outcome(Status.FAILED, text, "what goes from a page are no spans of its HTML; clean it in another mode")
    return outcome


def _body(job: Job, rows: Any, given: Sequence[Given], outcomes: Sequence[Outcome]) -> bytes:
    """Return what is written for the rows, in the form that is asked for."""
    packs = job.recipe.packs_fingerprint()
    if job.mode is Mode.ATTRIBUTES and job.to != PARQUET:
        return b"".join(attribute_line(row.id, outcome, job.columns, packs) for row, outcome in zip(given, outcomes, strict=True))
    lines = isinstance(rows, list)
    if lines and job.to != PARQUET:
        pairs = zip(rows, outcomes, strict=True)
        return b"".join(written(line, outcome, job.columns, packs, in_place=job.in_place) for line, outcome in pairs)
    table = to_batch(rows, job.schema) if lines else rows
    if job.mode is Mode.ATTRIBUTES:
        return packed(attribute_batch(table, outcomes, job.columns, packs))
    done = with_outcomes(table, outcomes, job.columns, job.recipe, in_place=job.in_place)
    return packed(done) if job.to == PARQUET else json_lines(done)


def _dropped(task: Task, given: Sequence[Given], outcomes: Sequence[Outcome]) -> bytes:
    """Return what went, a line of JSON for each piece of it."""
    lines = []
    for row, (each, outcome) in enumerate(zip(given, outcomes, strict=True), task.row):
        place = {"source": task.title, "row": row, "id": each.id, "url": each.url}
        for drop in outcome.dropped:
            what = {"start": drop.start, "end": drop.end, "label": str(drop.label), "confidence": drop.confidence}
            lines.append(dumped({**place, **what, "rule": drop.rule, "reason": drop.reason, "text": drop.text}) + "\n")
    return "".join(lines).encode()


def _failures(task: Task, outcomes: Sequence[Outcome]) -> list[str]:
    pairs = zip(places(task.title, task.rows, task.row, task.count), outcomes, strict=True)
    return [f"{place}: {outcome.error}" for place, outcome in pairs if outcome.status is Status.FAILED]
