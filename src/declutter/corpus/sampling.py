"""Some documents of a corpus, to be looked at: the same ones whatever engine cleans it, and however often a run was broken off.

They are read and cleaned by themselves when the run is over, since most of a run that went on was cleaned by others.
"""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from declutter.corpus.outcomes import outcome_of
from declutter.corpus.reading import apart, given_in, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.outcomes import Given
    from declutter.corpus.readers.pieces import Piece
    from declutter.corpus.sources import Source
    from declutter.model import Report


class _Place(NamedTuple):
    """Where a row stands."""

    source: int
    row: int
    title: str


def sample(job: Job, sources: Sequence[Source], count: int) -> Iterator[Report]:
    """Yield the reports of some documents, drawn by a hash of where they stand, in the order of the corpus.

    What has no report, as it failed, is left out.
    """
    drawn = heapq.nsmallest(count, _rows(job, sources), key=lambda row: _digest(row[0]))
    for place, given in sorted(drawn, key=lambda row: row[0]):
        report = outcome_of(given, job.recipe).report
        if report:
            named = report.document.id or f"{place.title}, row {place.row + 1:,}"
            yield replace(report, document=replace(report.document, id=named))


def _digest(place: _Place) -> bytes:
    return hashlib.sha256(f"{place.title}\0{place.row}".encode("utf-8", "surrogateescape")).digest()


def _rows(job: Job, sources: Sequence[Source]) -> Iterator[tuple[_Place, Given]]:
    for number, source in enumerate(sources):
        reading, row = job.reading(source.kind), 0
        for piece in pieces_of(reading, source):
            if isinstance(piece, str):  # what is wrong with the rest of it has been told
                break
            for given in _given(reading, piece):
                yield _Place(number, row, source.title), given
                row += 1


def _given(job: Job, piece: Piece) -> list[Given]:
    return given_in(apart(piece.rows, job.columns, job.added()), job.columns, piece.troubles)
