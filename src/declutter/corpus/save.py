"""Cleaned tasks to files: written under other names, renamed, and then marked as done."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from declutter.corpus.forms import FORMS
from declutter.corpus.state import Marker
from declutter.corpus.stats import Stats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from declutter.corpus.forms import Writer
    from declutter.corpus.job import Job
    from declutter.corpus.work import Cleaned


def save(job: Job, items: Iterable[Cleaned | Marker]) -> Iterator[Cleaned | Marker]:
    """Write what comes in, shard by shard, and yield it again when it is written; markers with their account.

    Raises:
        OutputError: a file cannot be written.
    """
    ours = iter(items)
    for first in ours:
        stats, item, size = Stats(), first, None
        if not isinstance(first, Marker):
            with _opened(job, first.shard) as writers:
                while not isinstance(item, Marker):
                    _write(writers, item)
                    stats += item.stats
                    yield item
                    item = next(ours)
            size = job.output.size(first.shard + FORMS[job.to][0])
        assert isinstance(item, Marker)  # noqa: S101  (each shard ends with one)
        marker = replace(item, stats=stats, size=size)
        job.output.write(marker.name, marker.to_json())
        yield marker


@contextlib.contextmanager
def _opened(job: Job, shard: str) -> Iterator[tuple[Writer, Writer | None]]:
    """Open the files of a shard; they have their names when the block is left, and only if nothing is raised."""
    ending, form = FORMS[job.to]
    lines = FORMS["jsonl"]
    with contextlib.ExitStack() as stack:
        body = form(stack.enter_context(job.output.writing(shard + ending)))
        dropped = None
        if job.dropped is not None:
            dropped = lines[1](stack.enter_context(job.dropped.writing(shard + lines[0])))
        with _closed(body):
            yield body, dropped


@contextlib.contextmanager
def _closed(body: Writer) -> Iterator[None]:
    """Close a writer at last; after an error too, as Arrow complains aloud of a stream that is left open."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError, ValueError):
            body.close()
        raise
    body.close()


def _write(writers: tuple[Writer, Writer | None], cleaned: Cleaned) -> None:
    body, dropped = writers
    for part in cleaned.bodies:
        body.write(part)
    if dropped is not None:
        dropped.write(cleaned.dropped)
