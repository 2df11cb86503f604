"""What a run is to do: all that its processes have to know, and all that must not change when it goes on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from declutter.corpus.columns import Columns
    from declutter.corpus.recipe import Recipe
    from declutter.corpus.store import Store

SHARD_ROWS = 20_000
"""Documents in a file of output: some minutes of work, the most that is done again after a kill."""
SHARD_BYTES = 256 * 1024 * 1024
"""Bytes of rows after which a file of output ends too."""


class Mode(StrEnum):
    """What is written for each row."""

    COLUMN = "column"
    """The row, with a column of what became of it."""
    IN_PLACE = "in_place"
    """The row with the article in place of the text."""
    ATTRIBUTES = "attributes"
    """The spans alone, in the same order and under the same names as the documents, for tools that mix them later."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is to do."""

    recipe: Recipe
    columns: Columns
    output: Store
    to: str
    """A name of `forms.FORMS`."""
    mode: Mode = Mode.COLUMN
    dropped: Store | None = None
    """Where what went is written, with the reasons."""
    shard_rows: int = SHARD_ROWS
    schema: pa.Schema | None = None
    """The columns of JSON Lines that are to become Parquet."""

    @property
    def in_place(self) -> bool:
        """Whether the article takes the place of the text."""
        return self.mode is Mode.IN_PLACE

    def reading(self, kind: str) -> Job:
        """Return the job for a kind of source."""
        return replace(self, columns=self.columns.reading(kind))

    def added(self) -> tuple[str, ...]:
        """Return the columns that are added to rows."""
        if self.mode is Mode.ATTRIBUTES:
            return ()
        return (self.columns.result, self.columns.original) if self.in_place else (self.columns.result,)

    def shard(self, source: str, number: int) -> str:
        """Return the name of a file of output, without its ending; attributes bear the name of their documents."""
        return source if self.mode is Mode.ATTRIBUTES else f"{source}-{number:05d}"

    def fingerprint(self) -> dict[str, Any]:
        """Return all that the output depends on, beside the inputs."""
        return {
            **self.recipe.fingerprint(),
            "columns": asdict(self.columns),
            "to": self.to,
            "mode": str(self.mode),
            "dropped": self.dropped and self.dropped.address,
            "shard_rows": self.shard_rows,
        }
