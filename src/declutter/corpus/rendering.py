"""Arrow rows as lines of JSON: what JSON has no word for is written the way most readers take it."""

from __future__ import annotations

import base64
import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from declutter.corpus.cells import values_of
from declutter.corpus.lines import dumped

if TYPE_CHECKING:
    from collections.abc import Iterator


def json_lines(batch: pa.RecordBatch) -> bytes:
    """Return rows as lines of JSON.

    Times are written as Arrow tells them, decimals as digits, bytes in base 64, and numbers that are none as null; in strings
    bytes that are no UTF-8 are escaped.
    """
    columns = [_values(column) for column in batch.columns]
    names = batch.schema.names
    return "".join(dumped(dict(zip(names, row, strict=True))) + "\n" for row in zip(*columns, strict=True)).encode()


def _values(column: pa.Array) -> Iterator[Any]:
    """Return the values of a column; times are told by Arrow, to the nanosecond, which Python has not."""
    return (plain(value) for value in values_of(pc.cast(column, _told(column.type))))


def _told(kind: pa.DataType) -> pa.DataType:
    """Return a type with text in place of times, however deep they stand."""
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_told(field.type)) for field in kind])
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_told(kind.value_type)))
    return pa.string() if pa.types.is_temporal(kind) and not pa.types.is_duration(kind) else kind


def plain(value: Any) -> Any:
    """Return a value as JSON can have it."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
