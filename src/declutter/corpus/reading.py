"""A source as the pieces that a job can use, and at last what is wrong with it; a piece as its rows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from declutter.corpus.batch import check_columns, given_of
from declutter.corpus.lines import read_line
from declutter.corpus.readers import read_pieces
from declutter.corpus.readers.pieces import DAMAGE, Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.lines import Line
    from declutter.corpus.outcomes import Given
    from declutter.corpus.readers.pieces import Piece
    from declutter.corpus.sources import Source


def pieces_of(job: Job, source: Source, skip: int = 0) -> Iterator[Piece | str]:
    """Yield the pieces of a source from a certain one on, and at last what is wrong with it, if anything is."""
    try:
        for piece in islice(read_pieces(source, job.recipe.errors), skip, None):
            if not isinstance(piece.rows, Lines):
                check_columns(piece.rows.schema, job.columns, in_place=job.in_place, adds=bool(job.added()))
            yield piece
    except DAMAGE as error:
        yield getattr(error, "strerror", None) or str(error) or type(error).__name__


def apart(job: Job, rows: Any) -> Any:
    """Return the rows of a piece with its lines taken apart; batches stay as they are."""
    return [read_line(line, job.columns, job.added()) for line in rows.lines] if isinstance(rows, Lines) else rows


def given_in(job: Job, rows: list[Line] | Any, troubles: Sequence[str | None]) -> list[Given]:
    """Return what rows that are taken apart hold for the cleaner, and what is wrong with each, if anything is."""
    given = [line.given(job.columns) for line in rows] if isinstance(rows, list) else given_of(rows, job.columns)
    pairs = zip(given, troubles or (None,) * len(given), strict=True)
    return [row._replace(trouble=row.trouble or trouble) for row, trouble in pairs]
