"""What a run leaves beside its output, so that it can be killed at any moment and go on: the terms, and a marker a shard.

A marker is written after the files that it speaks of have their names. Nothing in it tells the time, so that a run that was
killed leaves the same bytes as one that was not.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from declutter.corpus.changes import changes
from declutter.corpus.forms import FORMS
from declutter.corpus.job import Mode
from declutter.corpus.stats import Stats
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.sources import Source
    from declutter.corpus.store import Store

FOLDER = ".declutter"
"""Readers of whole folders pass over names that begin with a dot."""
TERMS = f"{FOLDER}/run.json"
_SCHEMA = f"{FOLDER}/schema.arrow"
_DONE = f"{FOLDER}/done/"
_SHARD = re.compile(r"-\d{5}$")


@dataclass(frozen=True, slots=True)
class Marker:
    """A shard that is done."""

    source: str
    shard: int
    rows: int
    """Rows of the source that are in it."""
    at: int
    """Bytes of the source that have been read when it ended."""
    last: bool
    """Whether the source is done with it."""
    damage: str | None = None
    """Why the source could not be read further."""
    size: int | None = None
    """Bytes of the file that was written; None where the source had no row for one."""
    stats: Stats = field(default_factory=Stats)

    @property
    def name(self) -> str:
        """The name of its file."""
        return marker_name(self.source, self.shard)

    def to_json(self) -> bytes:
        """Return it as JSON."""
        names = ("source", "shard", "rows", "at", "last", "damage", "size")
        return _json({**{name: getattr(self, name) for name in names}, "stats": self.stats.to_json()})

    @staticmethod
    def from_json(data: bytes) -> Marker:
        """Read what `to_json` returned."""
        values = json.loads(data)
        return Marker(**{**values, "stats": Stats.from_json(values["stats"])})


def marker_name(source: str, shard: int) -> str:
    """Return the name of the file of a marker."""
    return f"{_DONE}{source}-{shard:05d}.json"


def _json(values: dict[str, Any]) -> bytes:
    return (json.dumps(values, indent=1, sort_keys=True) + "\n").encode()


def terms(job: Job, sources: Sequence[Source]) -> dict[str, Any]:
    """Return all that must be the same when a run goes on."""
    inputs = {source.name: source.fingerprint() for source in sources}
    same: dict[str, Any] = json.loads(_json({**job.fingerprint(), "inputs": inputs}))
    return same


def begin(store: Store, wanted: dict[str, Any], *, resume: bool) -> None:
    """Set the terms of a run, or see that they are those of the run that goes on.

    Raises:
        InputError: there is a run already, and it is not to go on, or was made on other terms, or on terms that cannot be read.
        OutputError: the folder cannot be written.
    """
    if store.read(TERMS) is None:
        store.write(TERMS, _json(wanted))
        return
    if not resume:
        raise InputError(f"{store.address}: holds a run already; go on with --resume, choose another -o, or remove it")
    changed = changes(_noted(store, TERMS, lambda data: {**json.loads(data)}), wanted)
    if changed:
        more = f", and {len(changed) - 3:,} more" if len(changed) > 3 else ""
        raise InputError(
            f"{store.address}: cannot go on, as what was done would not fit what is to come: {'; '.join(changed[:3])}{more}; "
            "undo that, or choose another -o"
        )


def _noted(store: Store, name: str, read: Callable[[bytes], Any]) -> Any:
    """Return what the run has noted in a file, None where there is none.

    Raises:
        InputError: it is damaged.
        OutputError: it cannot be read.
    """
    data = store.read(name)
    try:
        return None if data is None else read(data)
    except (ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
        way_out = "remove the folder, or choose another -o" if name == TERMS else "remove this file, and go on with --resume"
        raise InputError(f"{store.address}/{name}: is damaged; {way_out}") from error


def forget(store: Store) -> None:
    """Take away all that a run left beside its output: another one may begin there."""
    store.remove(FOLDER)


def check_free(job: Job, sources: Sequence[Source]) -> None:
    """See that no file is where a run that begins is going to write one.

    Raises:
        InputError: one is; it may be an input.
    """
    stores = {job.output: FORMS[job.to][0], **({job.dropped: FORMS["jsonl"][0]} if job.dropped else {})}
    titles = {source.name for source in sources}
    for store, ending in stores.items():
        for name in store.names():
            stem = name.removesuffix(ending)
            if name.endswith(ending) and (_SHARD.sub("", stem) if job.mode is not Mode.ATTRIBUTES else stem) in titles:
                raise InputError(f"{store.address}/{name}: would be overwritten; choose another folder, or move it away")


def check_done(job: Job, sources: Sequence[Source]) -> None:
    """See that what is said to be done is still there.

    Raises:
        InputError: a file is gone, or has not the size that it was written with.
    """
    for source in sources:
        for marker in done_of(job.output, source.name):
            name = job.shard(source.name, marker.shard) + FORMS[job.to][0]
            there = job.output.size(name)
            if there != marker.size:
                told = "is gone" if there is None else f"has {there:,} bytes, and was written with {marker.size or 0:,}"
                raise InputError(f"{job.output.address}/{name}: {told}; put it back, or begin anew with another -o")


def read_schema(store: Store) -> pa.Schema | None:
    """Return the columns that the run has settled on, None where it has not.

    Raises:
        InputError: they are damaged.
    """
    schema: pa.Schema | None = _noted(store, _SCHEMA, lambda data: pa.ipc.read_schema(pa.py_buffer(data)))
    return schema


def write_schema(store: Store, schema: pa.Schema) -> None:
    """Settle on the columns of the run."""
    store.write(_SCHEMA, schema.serialize().to_pybytes())


def done_of(store: Store, source: str) -> list[Marker]:
    """Return the shards of a source that are done, up to the first that is not.

    Raises:
        InputError: a marker is damaged.
        OutputError: one cannot be read.
    """
    found: list[Marker] = []
    while marker := _noted(store, marker_name(source, len(found)), Marker.from_json):
        found.append(marker)
    return found
