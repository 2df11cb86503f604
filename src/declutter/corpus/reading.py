"""A source as the pieces that a job can use, and at last what is wrong with it; a piece as its rows."""

from __future__ import annotations

import contextlib
from itertools import islice
from typing import TYPE_CHECKING, Any

from declutter.corpus.batch import check_columns, given_of, not_there
from declutter.corpus.columns import MADE
from declutter.corpus.lines import read_line
from declutter.corpus.readers import read_pieces
from declutter.corpus.readers.pieces import DAMAGE, Lines
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.corpus.columns import Columns
    from declutter.corpus.job import Job
    from declutter.corpus.lines import Line
    from declutter.corpus.outcomes import Given
    from declutter.corpus.readers.pieces import Piece
    from declutter.corpus.sources import Source


def check_asked(columns: Columns, sources: Sequence[Source], errors: str) -> None:
    """See that each column that is asked for stands in the first rows of some source.

    A line may lack a member that others have; a name that is mistyped is that of none.

    Raises:
        InputError: one does not.
    """
    missing, there = columns.asked, dict[str, None]()
    for source in sources:
        if missing and source.kind not in MADE:
            there |= dict.fromkeys(_first_names(columns, source, errors))
            missing = tuple(name for name in missing if name not in there)
    if missing and there:
        raise InputError(f"the first rows of each input: {not_there(missing[0], there, columns)}")


def _first_names(columns: Columns, source: Source, errors: str) -> Iterator[str]:
    """Yield the columns of the first rows of a source, as far as it can be read: what is wrong with it is told later."""
    with contextlib.suppress(*DAMAGE):
        for piece in islice(read_pieces(source, errors), 1):
            rows = apart(piece.rows, columns)
            for names in [line.members for line in rows if not line.trouble] if isinstance(rows, list) else [rows.schema.names]:
                yield from names


def pieces_of(job: Job, source: Source, skip: int = 0) -> Iterator[Piece | str]:
    """Yield the pieces of a source behind so many rows, and at last what is wrong with it, if anything is."""
    try:
        for piece in read_pieces(source, job.recipe.errors):
            if not isinstance(piece.rows, Lines):
                check_columns(piece.rows.schema, job.columns, in_place=job.in_place, adds=bool(job.added()))
            skipped = min(skip, piece.height)
            skip -= skipped
            if skipped < piece.height:
                yield piece.part(skipped, piece.height) if skipped else piece
    except DAMAGE as error:
        yield getattr(error, "strerror", None) or str(error) or type(error).__name__


def apart(rows: Any, columns: Columns, added: tuple[str, ...] = ()) -> Any:
    """Return the rows of a piece with its lines taken apart; batches stay as they are."""
    return [read_line(line, columns, added) for line in rows.lines] if isinstance(rows, Lines) else rows


def given_in(rows: list[Line] | Any, columns: Columns, troubles: Sequence[str | None]) -> list[Given]:
    """Return what rows that are taken apart hold for the cleaner, and what is wrong with each, if anything is."""
    given = [line.given(columns) for line in rows] if isinstance(rows, list) else given_of(rows, columns)
    pairs = zip(given, troubles or (None,) * len(given), strict=True)
    return [row._replace(trouble=row.trouble or trouble) for row, trouble in pairs]


def places(title: str, rows: Any, first: int, count: int) -> list[str]:
    """Return what messages call the rows of a piece: by the numbers of their lines where they have some."""
    word, numbers = ("line", rows.numbers) if isinstance(rows, Lines) else ("row", range(first + 1, first + count + 1))
    return [f"{title}, {word} {number:,}" for number in numbers]
