"""Processes that work off tasks in order; one that dies takes nothing along but what it was at.

Each process has a pipe of its own. Where all share one, a process that is killed while it writes leaves half an answer in it,
and everybody waits for the rest for ever.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import traceback
from collections import deque
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from declutter.corpus.state import Marker
from declutter.corpus.work import Cleaned, clean_task, joined
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from declutter.corpus.work import Task

_AHEAD = 4
"""Tasks read ahead for each worker: while one takes long, the others find work."""
_BYTES_AHEAD = 64 * 1024 * 1024
_DIED = "the process that cleaned it died, most likely for lack of memory"
_GONE = (EOFError, OSError)
"""What a pipe raises when there is nobody at its other end."""


class Worker:
    """A process that answers one question at a time."""

    def __init__(self) -> None:
        # Spawned, not forked: Arrow has threads, and a fork of a process that has threads may hang.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _unheard():
            self._process.start()
        theirs.close()

    def ask(self, function: Callable[[Any], Any], item: Any) -> None:
        """Have it work out what a function makes of an item; if it is gone, the answer will tell."""
        with contextlib.suppress(*_GONE):
            self.pipe.send((function, item))

    def answer(self) -> Any:
        """Wait for the answer.

        Raises:
            EOFError, OSError: the process has died.
            InputError: that is what the function has raised.
            RuntimeError: it has raised something else, which is told in full.
        """
        answer = self.pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):  # an interrupt may have come while it was being closed
            self.pipe.close()
        self._process.terminate()
        self._process.join()


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Hold interrupts back from what is started meanwhile: a process that still loads would print a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # Blocked ones wait for this process; ignored ones do not reach the new one, whichever of its threads would take them.
    main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        yield
    finally:
        if main:
            signal.signal(signal.SIGINT, handler or signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """Answer questions until nobody asks any more, be it that the one who asked was killed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with contextlib.suppress(*_GONE):
        while True:
            function, item = pipe.recv()
            pipe.send(_answer(function, item))


def _answer(function: Callable[[Any], Any], item: Any) -> Any:
    try:
        return function(item)
    except InputError as error:
        return error
    except Exception:  # it is raised again in the other process, where its traceback would be lost
        return RuntimeError(traceback.format_exc())


def each(function: Callable[[Any], Any], items: Iterable[Any], workers: int) -> list[Any]:
    """Return what a function makes of each item.

    Raises:
        EOFError, OSError: a process has died.
    """
    crew, waiting, found = [Worker() for _ in range(workers)], deque(enumerate(items)), {}
    at: dict[Connection, tuple[int, Worker]] = {}
    try:
        idle = list(crew)
        while waiting or at:
            while idle and waiting:
                (number, item), worker = waiting.popleft(), idle.pop()
                worker.ask(function, item)
                at[worker.pipe] = number, worker
            for pipe in wait(list(at)):
                number, worker = at.pop(pipe)  # type: ignore[call-overload]
                found[number] = worker.answer()
                idle.append(worker)
    finally:
        for worker in crew:
            worker.stop()
    return [found[number] for number in sorted(found)]


class Flow:
    """Tasks on their way through some processes; markers wait for their turn without a process."""

    def __init__(self, items: Iterable[Task | Marker], workers: int) -> None:
        self._items = iter(items)
        self._crew = [Worker() for _ in range(workers)]
        self._at: dict[Connection, tuple[Worker, int, Task]] = {}
        self._ready: dict[int, Cleaned | Marker] = {}
        self._sizes: deque[int] = deque()
        self._read = self._given = 0
        self._ended = False

    def run(self) -> Iterator[Cleaned | Marker]:
        """Yield what becomes of the items, in their order."""
        while True:
            self._fill()
            while self._given in self._ready:
                yield self._ready.pop(self._given)
                self._given += 1
                self._sizes.popleft()
                self._fill()
            if self._at:
                self._collect()
            elif self._ended:
                return

    def stop(self) -> None:
        """End all processes."""
        for worker in (*self._crew, *(worker for worker, _, _ in self._at.values())):
            worker.stop()

    def _fill(self) -> None:
        """Read on as far as there is room, and keep the processes busy."""
        while self._crew and not self._ended and self._has_room():
            item = next(self._items, None)
            if item is None:
                self._ended = True
            elif isinstance(item, Marker):
                self._ready[self._read] = item
                self._count(0)
            else:
                worker = self._crew.pop()
                worker.ask(clean_task, item)
                self._at[worker.pipe] = worker, self._read, item
                self._count(item.size)

    def _count(self, size: int) -> None:
        self._sizes.append(size)
        self._read += 1

    def _has_room(self) -> bool:
        most = _AHEAD * (len(self._crew) + len(self._at))
        return self._read - self._given < most and sum(self._sizes) < _BYTES_AHEAD

    def _collect(self) -> None:
        """Take the answers that are there; where a process has died, another takes its place."""
        for pipe in wait(list(self._at)):
            worker, number, task = self._at.pop(pipe)  # type: ignore[call-overload]
            self._crew.append(worker)
            try:
                self._ready[number] = worker.answer()
            except _GONE:
                worker.stop()
                self._crew[-1] = Worker()
                self._ready[number] = alone(task)


def in_order(items: Iterable[Task | Marker], workers: int) -> Iterator[Cleaned | Marker]:
    """Yield what becomes of items in their order, and read no further ahead than there is work.

    Where a process dies, what it was at is tried once more by itself, and then row by row; the row that ends another process
    passes as failed.
    """
    flow = Flow(items, workers)
    try:
        yield from flow.run()
    finally:
        flow.stop()


def alone(task: Task) -> Cleaned:
    """Clean a task in a process of its own; where that dies too, row by row."""
    worker = Worker()
    try:
        worker.ask(clean_task, task)
        cleaned: Cleaned = worker.answer()
    except _GONE:
        return clean_task(task, fatal=_DIED) if task.count == 1 else joined([alone(row) for row in task.singly()])
    finally:
        worker.stop()
    return cleaned
