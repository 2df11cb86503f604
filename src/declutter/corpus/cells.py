"""Cells of Arrow columns as plain values, also where a string holds bytes that are no UTF-8: Arrow takes in any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CONVERT = "convert the file (iconv -f ENCODING -t UTF-8), or pass --errors replace"
"""The way out where a file holds bytes that are no UTF-8."""
_LISTS = (pa.ListScalar, pa.LargeListScalar, pa.FixedSizeListScalar)


def escaped(data: bytes) -> str:
    """Return bytes as text in which those that are no UTF-8 can be seen."""
    return data.decode("utf-8", "backslashreplace")


def values_of(column: Any, told: Callable[[bytes], Any] = escaped) -> list[Any]:
    """Return the values of a column.

    Args:
        column: an array, chunked or not.
        told: returns what stands for a string that is no UTF-8.
    """
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        return [_value(cell, told) for cell in column]
    return values


def _value(cell: Any, told: Callable[[bytes], Any]) -> Any:
    if not _fault(cell):
        return cell.as_py()
    if isinstance(cell, pa.DictionaryScalar | pa.ExtensionScalar):
        return _value(cell.value, told)
    if isinstance(cell, pa.StructScalar):
        return {name: _value(each, told) for name, each in cell.items()}
    return [_value(each, told) for each in cell.values] if isinstance(cell, _LISTS) else told(cell.as_buffer().to_pybytes())


def column_of(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Return values as a column; among strings, bytes stand as they are."""
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or not any(isinstance(value, bytes) for value in values):
        return pa.array(values, kind)
    raw = pa.array([value.encode() if isinstance(value, str) else value for value in values], pa.binary())
    return raw.cast(pa.string(), safe=False).cast(kind, safe=False)


def faults_in(batch: Any, names: Iterable[str | None]) -> dict[int, str]:
    """Return what is wrong with the rows that have a string that is no UTF-8 in one of these columns, by their numbers."""
    found: dict[int, str] = {}
    for name in names:
        at = -1 if name is None else batch.schema.get_field_index(name)
        if at >= 0 and not _is_sound(batch.column(at)):
            faults = [(row, _fault(cell)) for row, cell in enumerate(batch.column(at))]
            found = {row: f"column {name!r}: {fault}" for row, fault in faults if fault} | found
    return found


def _is_sound(column: Any) -> bool:
    """Say whether Arrow, which looks when it is asked, finds nothing amiss: no cell is made a Python value for that."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _fault(cell: Any) -> str | None:
    """Return what is wrong with the strings of a cell, if anything is."""
    try:
        cell.as_py()
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        return f"byte 0x{byte:02X} is no UTF-8, as strings must be; mend the cell, or make it a column of bytes"
    return None
