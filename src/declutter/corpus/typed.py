"""Columns for JSON Lines that are to become Parquet: the narrowest types that hold all values, found by reading all of them.

A reader that goes by its first block would stop at the first line of another type, thousands of documents later.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from declutter.corpus.lines import Line
from declutter.corpus.readers.pieces import Lines
from declutter.corpus.reading import apart, pieces_of
from declutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.sources import Source

Types = dict[str, "pa.DataType | None"]
"""The type of each column in the order of their first appearance; None where values have no type in common."""
_NO_TYPE = (pa.ArrowException, OverflowError, UnicodeEncodeError, TypeError)
_AS_JSON = {b"declutter": b"strings as they were, all else as JSON"}


def settle(
    job: Job, sources: Sequence[Source], each: Callable[[Callable[[Source], Any], Sequence[Source]], list[Any]]
) -> pa.Schema:
    """Return columns that hold all values of all sources.

    The sources are read twice: types that are found apart may have a type in common that some value does not fit after all,
    as large whole numbers do not fit fractions.

    Args:
        job: what is to be done.
        sources: of JSON Lines.
        each: returns what a function makes of each source.
    """
    types: Types = {}
    for found in each(partial(types_of, job), sources):
        types = merged(types, found)
    misfits = each(partial(misfits_of, job, schema_of(types)), sources)
    return schema_of({**types, **dict.fromkeys(sorted(set().union(*misfits)))})


def types_of(job: Job, source: Source) -> Types:
    """Return the types of the columns of a source, as far as it can be read."""
    types: Types = {}
    for rows in _rows(job, source):
        types = merged(types, types_of_rows(rows))
    return types


def misfits_of(job: Job, schema: pa.Schema, source: Source) -> set[str]:
    """Return the columns that some value of a source does not fit."""
    found: set[str] = set()
    for rows in _rows(job, source):
        found |= {
            field.name for field in schema if not _is_json(field) and not _fits([row.get(field.name) for row in rows], field)
        }
    return found


def _rows(job: Job, source: Source) -> Iterator[list[dict[str, Any]]]:
    for piece in pieces_of(job, source):
        if not isinstance(piece, str) and isinstance(piece.rows, Lines):
            yield [line.values() for line in apart(piece.rows, job.columns, job.added())]


def _fits(values: Sequence[Any], field: pa.Field) -> bool:
    try:
        pa.array(values, field.type)
    except _NO_TYPE:
        return False
    return True


def types_of_rows(rows: Sequence[dict[str, Any]]) -> Types:
    """Return the types of the columns of some rows."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _type([row.get(name) for row in rows]) for name in names}


def _type(values: Sequence[Any]) -> pa.DataType | None:
    try:
        found = pa.array(values).type
    except _NO_TYPE:
        return None
    return None if _is_hollow(found) else found


def _is_hollow(found: pa.DataType) -> bool:
    """Say whether there is a struct without fields in a type, which no Parquet file can hold."""
    if pa.types.is_struct(found):
        return found.num_fields == 0 or any(_is_hollow(found.field(at).type) for at in range(found.num_fields))
    return pa.types.is_list(found) and _is_hollow(found.value_type)


def merged(some: Types, more: Types) -> Types:
    """Return types that hold the values of both."""
    return {name: _common(*(types[name] for types in (some, more) if name in types)) for name in {**some, **more}}


def _common(*types: pa.DataType | None) -> pa.DataType | None:
    if None in types:
        return None
    try:
        schemas = [pa.schema([("x", each)]) for each in types]
        return pa.unify_schemas(schemas, promote_options="permissive").field("x").type
    except _NO_TYPE:
        return None


def schema_of(types: Types) -> pa.Schema:
    """Return the schema of columns; what has no type is text."""
    fields = [
        pa.field(name, pa.string() if kind is None else kind, metadata=None if kind else _AS_JSON) for name, kind in types.items()
    ]
    return pa.schema(fields)


def to_batch(lines: Sequence[Line], schema: pa.Schema) -> pa.RecordBatch:
    """Return lines as rows.

    Raises:
        InputError: the file has changed since its types were found.
    """
    try:
        return pa.RecordBatch.from_arrays([_column(lines, field) for field in schema], schema=schema)
    except _NO_TYPE as error:
        raise InputError(f"a value does not fit its column: {error}") from error


def _column(lines: Sequence[Line], field: pa.Field) -> pa.Array:
    read = Line.told if _is_json(field) else Line.value
    return pa.array([read(line, field.name) for line in lines], field.type)


def _is_json(field: pa.Field) -> bool:
    """Say whether a column is text since its values have no type in common."""
    return bool(field.metadata == _AS_JSON)
