"""A source as tasks, and where its shards end; a source that is partly done goes on behind its last marker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from declutter.corpus.job import SHARD_BYTES, Mode
from declutter.corpus.readers.pieces import Lines
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
    shard = Marker(source.name, len(done), 0, 0, 0, last=False)
    row, size, damage = sum(marker.rows for marker in done), 0, None
    for piece in pieces_of(job, source, sum(marker.batches for marker in done)):
        if isinstance(piece, str):
            damage = piece
        else:
            if _is_full(job, shard, size):
                yield shard
                shard, size = Marker(source.name, shard.shard + 1, 0, 0, 0, last=False), 0
            task = _task(job, source, shard.shard, row, piece)
            yield task
            size, row = size + task.size, row + piece.height
            shard = replace(shard, batches=shard.batches + 1, rows=shard.rows + piece.height, at=piece.at)
    yield replace(shard, at=source.size, last=True, damage=damage)


def _is_full(job: Job, marker: Marker, size: int) -> bool:
    """Say whether a shard has enough; attributes lie in one file, as their documents do."""
    return job.mode is not Mode.ATTRIBUTES and (marker.rows >= job.shard_rows or size >= SHARD_BYTES)


def _task(job: Job, source: Source, shard: int, row: int, piece: Piece) -> Task:
    rows = piece.rows if isinstance(piece.rows, Lines) else packed(piece.rows)
    return Task(job, source.name, source.title, job.shard(source.name, shard), row, rows, piece.height, piece.at, piece.troubles)
