"""A source as the pieces that a job can use, and at last what is wrong with it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from declutter.corpus.batch import check_columns
from declutter.corpus.lines import check_free
from declutter.corpus.readers import READERS
from declutter.corpus.readers.pieces import DAMAGE, Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.job import Job
    from declutter.corpus.readers.pieces import Piece
    from declutter.corpus.sources import Source


def pieces_of(job: Job, source: Source, skip: int = 0) -> Iterator[Piece | str]:
    """Yield the pieces of a source from a certain one on, and at last what is wrong with it, if anything is."""
    try:
        for piece in islice(READERS[source.kind](source), skip, None):
            _check(job, piece)
            yield piece
    except DAMAGE as error:
        yield getattr(error, "strerror", None) or str(error) or type(error).__name__


def _check(job: Job, piece: Piece) -> None:
    """Look whether the columns that are added are not there, and of those that are needed, all are."""
    if isinstance(piece.rows, Lines):
        for line, number in zip(*piece.rows, strict=True):
            check_free(line, number, job.names())
    else:
        check_columns(piece.rows.schema, job.columns, in_place=job.in_place, adds=bool(job.names()))
