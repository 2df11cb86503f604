"""The engine of one machine: a process a core, order kept, and only so much in flight that memory has a bound."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Any

from declutter.corpus.save import save
from declutter.corpus.state import Marker, done_of
from declutter.corpus.stream import tasks
from declutter.corpus.work import Cleaned, clean_task, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from declutter.corpus.job import Job
    from declutter.corpus.sources import Source
    from declutter.corpus.work import Task

    Pending = tuple[Task | Marker, Future[Cleaned | Marker]]

_AHEAD = 4
"""Tasks in flight for each worker: while one takes long, the others find work."""
_BYTES_AHEAD = 64 * 1024 * 1024
_DIED = "the process that cleaned it died, most likely for lack of memory"


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Runs on this machine."""

    workers: int
    """Processes that clean; with one, it is this process."""

    def each(self, function: Callable[[Source], Any], sources: Sequence[Source]) -> list[Any]:
        """Return what a function makes of each source."""
        if self.workers == 1:
            return list(map(function, sources))
        with _executor(self.workers) as executor:
            return list(executor.map(function, sources))

    def run(self, job: Job, sources: Sequence[Source]) -> Iterator[Cleaned | Marker]:
        """Clean what is left of the sources, and yield what has been written.

        Raises:
            OutputError: a file cannot be written.
        """
        items = chain.from_iterable(tasks(job, source, done_of(job.output, source.name)) for source in sources)
        yield from save(job, map(step, items) if self.workers == 1 else in_order(items, self.workers))


def step(item: Task | Marker) -> Cleaned | Marker:
    """Clean a task; a marker passes, in its place between tasks."""
    return item if isinstance(item, Marker) else clean_task(item)


def in_order(items: Iterable[Task | Marker], workers: int) -> Iterator[Cleaned | Marker]:
    """Yield what becomes of items in their order, and read no further ahead than there is work.

    Where a process dies, what it was at is tried once more by itself, and then row by row; the row that ends another process
    passes as failed.
    """
    waiting: deque[Pending] = deque()
    executor = _executor(workers)
    try:
        for item in items:
            waiting.append((item, _submit(executor, item)))
            while len(waiting) > _AHEAD * workers or _bytes(waiting) > _BYTES_AHEAD:
                result, executor = _first(waiting, executor, workers)
                yield result
        while waiting:
            result, executor = _first(waiting, executor, workers)
            yield result
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _bytes(waiting: Iterable[Pending]) -> int:
    return sum(item.size for item, _ in waiting if not isinstance(item, Marker))


def _first(waiting: deque[Pending], executor: ProcessPoolExecutor, workers: int) -> tuple[Cleaned | Marker, ProcessPoolExecutor]:
    """Return what became of the first item, and the executor to go on with."""
    item, future = waiting.popleft()
    try:
        return future.result(), executor
    except BrokenProcessPool:
        executor.shutdown(wait=True, cancel_futures=True)
        result = _alone(item)
        fresh = _executor(workers)
        later = [(each, old if _is_done(old) else _submit(fresh, each)) for each, old in waiting]
        waiting.clear()
        waiting.extend(later)
        return result, fresh


def _is_done(future: Future[Cleaned | Marker]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _submit(executor: ProcessPoolExecutor, item: Task | Marker) -> Future[Cleaned | Marker]:
    try:
        return executor.submit(step, item)
    except BrokenProcessPool as error:
        from concurrent.futures import Future

        broken: Future[Cleaned | Marker] = Future()
        broken.set_exception(error)
        return broken


def _alone(item: Task | Marker) -> Cleaned | Marker:
    """Clean a task in a process of its own; where that dies too, row by row."""
    with _executor(1) as executor:
        try:
            return executor.submit(step, item).result()
        except BrokenProcessPool:
            if isinstance(item, Marker):
                raise
    if item.count == 1:
        return clean_task(item, fatal=_DIED)
    return joined([each for each in map(_alone, item.singly()) if isinstance(each, Cleaned)])


def _executor(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: Arrow has threads, and a fork of a process that has threads may hang.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start)


def _start() -> None:
    """Set up a worker: an interrupt ends it without a word, and it does not outlive the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
