"""Spans beside untouched documents, in the form that Dolma and tools like it mix: `[start, end, confidence]` by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from declutter.corpus.lines import dumped
from declutter.corpus.rendering import plain
from declutter.model import DROP_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.corpus.columns import Columns
    from declutter.corpus.outcomes import Outcome

_SPANS = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64()), ("confidence", pa.float64())]))
_STATUS = pa.struct([("status", pa.string()), ("error", pa.string()), ("packs", pa.string())])


def attribute_line(name: Any, outcome: Outcome, columns: Columns, packs: str) -> bytes:
    """Return the spans of a document as a line of JSON."""
    spans = {key: [list(span) for span in found] for key, found in _spans(outcome, columns).items()}
    row = {"id": plain(name), "attributes": spans, columns.result: _status(outcome, packs)}
    return (dumped(row) + "\n").encode()


def attribute_batch(batch: pa.RecordBatch, outcomes: Sequence[Outcome], columns: Columns, packs: str) -> pa.RecordBatch:
    """Return the spans of documents as rows."""
    at = batch.schema.get_field_index(columns.id_name)
    ids = pa.nulls(batch.num_rows) if at < 0 else batch.column(at)
    kind = pa.struct([(_key(columns, label), _SPANS) for label in DROP_LABELS])
    spans = pa.array([_as_structs(_spans(outcome, columns)) for outcome in outcomes], kind)
    status = pa.array([_status(outcome, packs) for outcome in outcomes], _STATUS)
    return pa.RecordBatch.from_arrays([ids, spans, status], names=["id", "attributes", columns.result])


def _as_structs(spans: dict[str, list[tuple[int, int, float]]]) -> dict[str, list[dict[str, float]]]:
    names = ("start", "end", "confidence")
    return {key: [dict(zip(names, span, strict=True)) for span in found] for key, found in spans.items()}


def _key(columns: Columns, label: str) -> str:
    return f"{columns.result}__{label}"


def _spans(outcome: Outcome, columns: Columns) -> dict[str, list[tuple[int, int, float]]]:
    spans: dict[str, list[tuple[int, int, float]]] = {_key(columns, label): [] for label in DROP_LABELS}
    for drop in outcome.dropped:
        spans[_key(columns, drop.label)].append((drop.start, drop.end, drop.confidence))
    return spans


def _status(outcome: Outcome, packs: str) -> dict[str, Any]:
    return {"status": str(outcome.status), "error": outcome.error, "packs": packs}
