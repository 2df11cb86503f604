"""A source as tasks, and where its shards end; a source that is partly done goes on behind its last marker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from declutter.corpus.job import SHARD_BYTES, Mode
from declutter.corpus.readers.pieces import MOST_ROWS, Lines
from declutter.corpus.reading import pieces_of
from declutter.corpus.state import Marker
from declutter.corpus.work import Task, packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.readers.pieces import Piece
    from declutter.corpus.sources import Source


def tasks(job: Job, source: Source, done: Sequence[Marker]) -> Iterator[Task | Marker]:
    """Yield what is left to do of a source: the tasks of each shard, and then its marker, still without an account.

    Args:
        job: what is to be done.
        source: what is read.
        done: the shards that are done.
    """
    if any(marker.last for marker in done):
        return
    job = job.reading(source.kind)
    shard = Marker(source.name, len(done), 0, 0, last=False)
    row, size, damage = sum(marker.rows for marker in done), 0, None
    for piece in pieces_of(job, source, row):
        if isinstance(piece, str):
            damage = piece
            break
        at = 0
        while at < piece.height:
            if _room(job, shard, size) <= 0:
                yield shard
                shard, size = Marker(source.name, shard.shard + 1, 0, 0, last=False), 0
            part = piece.part(at, min(at + _room(job, shard, size), piece.height))
            task = _task(job, source, shard.shard, row, part)
            yield task
            at, row, size = at + part.height, row + part.height, size + task.size
            shard = replace(shard, rows=shard.rows + part.height, at=part.at)
    yield replace(shard, at=source.size, last=True, damage=damage)


def _room(job: Job, marker: Marker, size: int) -> int:
    """Return how many rows a shard still takes; attributes lie in one file, as their documents do."""
    if job.mode is Mode.ATTRIBUTES:
        return MOST_ROWS
    return job.shard_rows - marker.rows if size < SHARD_BYTES else 0


def _task(job: Job, source: Source, shard: int, row: int, piece: Piece) -> Task:
    rows = piece.rows if isinstance(piece.rows, Lines) else packed(piece.rows)
    return Task(job, source.name, source.title, job.shard(source.name, shard), row, rows, piece.height, piece.at, piece.troubles)
