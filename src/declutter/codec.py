"""Report <-> JSON, field by field as `model` declares them, so that what is read back equals what was written.

A span is a list of two numbers, everything else what it looks like. `dropped` is there for readers: it follows from the
decisions, and is not looked at when a report is read back.
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, get_args, get_origin, get_type_hints

from declutter.errors import InputError
from declutter.model import Report, Span

if TYPE_CHECKING:
    from dataclasses import Field

    from declutter.model import Drop

VERSION = 1
"""Goes up when a report of an older declutter can no longer be read."""
_DROP_KEYS = ("start", "end", "label", "confidence", "rule", "reason", "text", "decided_by")
_LONE_SURROGATE = re.compile("[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")
_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def dump(report: Report, *, indent: int | None = None) -> str:
    """Return a report as JSON."""
    values = {"version": VERSION, "dropped": [_shown(drop) for drop in report.dropped], **_plain(report)}
    text = json.dumps(values, ensure_ascii=False, indent=indent)
    # A lone half of a pair can stand in a str and in no encoded file; as an escape it can stand in both.
    return _LONE_SURROGATE.sub(lambda half: f"\\u{ord(half.group()):04x}", text)


def load(text: str) -> Report:
    """Read a report that `dump` wrote; keys that are not known are passed over.

    Raises:
        InputError: `text` is not such a report; the message says where it goes wrong.
    """
    try:
        values = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise InputError("not a report: the JSON is nested too deeply") from None
    except ValueError as error:
        raise InputError(f"not a report: the JSON is broken: {error}") from error
    if not isinstance(values, dict) or values.get("version") != VERSION:
        raise InputError(f"not a report: expected a table with version {VERSION}, as `Report.to_json` writes it")
    report: Report = _read(Report, values, "report")
    _check_reasons(report)
    return report


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _shown(drop: Drop) -> dict[str, Any]:
    return {key: getattr(drop, key) for key in _DROP_KEYS}


def _plain(value: Any) -> Any:
    """Return a value of the model as JSON has it."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


@cache
def _fields(kind: type) -> tuple[tuple[Field[Any], Any], ...]:
    """Return the fields of a dataclass, each with its type."""
    types = get_type_hints(kind)
    return tuple((field, types[field.name]) for field in fields(kind))


def _read(kind: Any, value: Any, at: str) -> Any:
    """Return a value of type `kind` from its plain form; `at` is the path to it, for messages."""
    if kind is Span:
        return _read_span(value, at)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], each, f"{at}[{index}]") for index, each in enumerate(_list(value, at)))
    if get_args(kind):  # what is left is a type or None
        return None if value is None else _read(get_args(kind)[0], value, at)
    if is_dataclass(kind):
        return _read_table(kind, value, at)
    return _read_word(kind, value, at) if issubclass(kind, StrEnum) else _read_scalar(kind, value, at)


def _read_table(kind: Any, value: Any, at: str) -> Any:
    if not isinstance(value, dict):
        _refuse(at, "a table")
    given = {}
    for field, type_ in _fields(kind):
        if field.name in value:
            given[field.name] = _read(type_, value[field.name], f"{at}.{field.name}")
        elif field.default is MISSING:
            raise InputError(f"not a report: {at}.{field.name} is missing")
    return kind(**given)


def _read_span(value: Any, at: str) -> Span:
    numbers = _list(value, at)
    if list(map(type, numbers)) != [int, int] or not 0 <= numbers[0] <= numbers[1]:
        _refuse(at, "two whole numbers, start and end")
    return Span(*numbers)


def _read_word(kind: type[StrEnum], value: Any, at: str) -> StrEnum:
    if value not in tuple(kind):
        _refuse(at, f"one of {', '.join(kind)}")
    return kind(value)


def _read_scalar(kind: type, value: Any, at: str) -> Any:
    if kind is float and type(value) is int:
        return value
    if type(value) is not kind:
        _refuse(at, _NAMES[kind])
    return value


def _list(value: Any, at: str) -> list[Any]:
    return value if isinstance(value, list) else _refuse(at, "a list")


def _refuse(at: str, expected: str) -> NoReturn:
    raise InputError(f"not a report: {at} must be {expected}")


def _check_reasons(report: Report) -> None:
    """Nothing goes without a reason: `Report.dropped` counts on it."""
    for at, decision in enumerate(report.decisions):
        going = decision.cuts if decision.keep else (decision,)
        if not all(each.evidence for each in going):
            raise InputError(f"not a report: report.decisions[{at}] drops without evidence")
