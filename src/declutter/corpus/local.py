"""The engine of one machine: a process a core, order kept, and only so much in flight that memory has a bound."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from declutter.corpus import pool
from declutter.corpus.save import save
from declutter.corpus.state import Marker, done_of
from declutter.corpus.stream import tasks
from declutter.corpus.work import clean_task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.sources import Source
    from declutter.corpus.work import Cleaned, Task


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Runs on this machine."""

    workers: int
    """Processes that clean; with one, it is this process."""

    def each(self, function: Callable[[Source], Any], sources: Sequence[Source]) -> list[Any]:
        """Return what a function makes of each source."""
        return list(map(function, sources)) if self.workers == 1 else pool.each(function, sources, self.workers)

    def run(self, job: Job, sources: Sequence[Source]) -> Iterator[Cleaned | Marker]:
        """Clean what is left of the sources, and yield what has been written.

        Raises:
            OutputError: a file cannot be written.
        """
        items = chain.from_iterable(tasks(job, source, done_of(job.output, source.name)) for source in sources)
        yield from save(job, map(step, items) if self.workers == 1 else pool.in_order(items, self.workers))


def step(item: Task | Marker) -> Cleaned | Marker:
    """Clean a task; a marker passes, in its place between tasks."""
    return item if isinstance(item, Marker) else clean_task(item)
