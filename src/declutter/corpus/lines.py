"""A line of JSON, taken apart without being made anew: what is not ours stays as it was written, to the byte."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from declutter.corpus.batch import already_there, as_values
from declutter.corpus.cells import CONVERT, escaped
from declutter.corpus.outcomes import Given, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from declutter.corpus.columns import Columns

_SPACE = re.compile(r"[ \t\r\n]*")
_DIGITS = 4_000
"""Python makes no numbers of more digits; such ones stay digits, and so do fractions that it would make infinite."""
LINE = "line"
"""The member that holds a line to which nothing can be added."""
_HALF = re.compile("[\ud800-\udfff]")


class Member(NamedTuple):
    """One member of an object."""

    value: Any
    start: int
    """Where its value starts in the line."""
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """An object on a line."""

    text: str
    members: dict[str, Member]
    close: int
    """Where its closing brace stands."""
    trouble: str | None = None
    """Why nothing can be added to the line as it came; it is then the only member of another."""

    def value(self, name: str | None) -> Any:
        """Return the value of a member, None where there is none."""
        member = self.members.get(name) if name is not None else None
        return member.value if member else None

    def told(self, name: str) -> str | None:
        """Return a member as text: a string as it is, all else as it was written, null and one that is not there as None."""
        member = self.members.get(name)
        if member is None or member.value is None:
            return None
        if isinstance(member.value, str):
            return member.value.encode("utf-8", "backslashreplace").decode()
        return self.text[member.start : member.end]

    def values(self) -> dict[str, Any]:
        """Return the object."""
        return {name: member.value for name, member in self.members.items()}

    def given(self, columns: Columns) -> Given:
        """Return what the line holds for the cleaner."""
        trouble = self.trouble
        if trouble is None and columns.text not in self.members:
            there = ", ".join(self.members) or "none"
            trouble = f"there is no {columns.text!r} on the line; there are {there}; {columns.way_out(columns.text)}"
        names = (columns.text, columns.id_name, columns.url_name, columns.format)
        text, name, url, form = map(self.value, names)
        return Given(text, name, url, form, trouble)


def read_line(data: bytes, columns: Columns, added: tuple[str, ...]) -> Line:
    """Take a line apart; of one that is no object, or has a member that is to be added, make an object that holds it."""
    try:
        line = _take_apart(data.decode("utf-8").rstrip("\r\n"))
        taken = next((name for name in added if name in line.members), None)
        if taken is None:
            return line
        trouble = already_there(taken, columns)
    except RecursionError:
        trouble = "the JSON is nested too deeply"
    except UnicodeDecodeError as error:
        trouble = f"byte {error.start:,} of the line is not UTF-8 (0x{data[error.start]:02X}); {CONVERT}"
    except ValueError as error:
        trouble = str(error)
    held = json.dumps({LINE: escaped(data).rstrip("\r\n")}, ensure_ascii=False)
    line = _take_apart(held)
    return Line(line.text, line.members, line.close, trouble)


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _DIGITS else digits


def _fraction(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits


_DECODER: Any = json.JSONDecoder(parse_int=_integer, parse_float=_fraction)
_scan: Callable[[str, int], tuple[Any, int]] = _DECODER.scan_once


def _take_apart(text: str) -> Line:
    """Find the members of an object.

    Raises:
        ValueError: the text is no object, with the place where it stops to be one.
    """
    at = _expect(text, _skip(text, 0), "{")
    members: dict[str, Member] = {}
    while (at := _skip(text, at)) < len(text) and text[at] != "}":
        if members:
            at = _skip(text, _expect(text, at, ","))
        if text[at : at + 1] != '"':
            raise _no_json(at, "a name in quotes")
        name, at = _value(text, at)
        start = _skip(text, _expect(text, _skip(text, at), ":"))
        value, at = _value(text, start)
        members[name] = Member(value, start, at)
    close = at
    if _skip(text, _expect(text, close, "}")) < len(text):
        raise _no_json(close + 1, "the end of the line")
    return Line(text, members, close)


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _value(text: str, at: int) -> tuple[Any, int]:
    try:
        return _scan(text, at)
    except StopIteration:
        raise _no_json(at, "a value") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos:,}") from error


def _expect(text: str, at: int, sign: str) -> int:
    if text[at : at + 1] != sign:
        raise _no_json(at, sign)
    return at + 1


def _no_json(at: int, expected: str) -> ValueError:
    return ValueError(f"not a JSON object: expected {expected} at character {at:,}")


def written(line: Line, outcome: Outcome, columns: Columns, packs: str, *, in_place: bool) -> bytes:
    """Return a line with its outcome: the members that it had are the same characters as before."""
    text, close = line.text, line.close
    added = {columns.result: as_values(outcome, packs, with_text=not in_place)}
    tail = f"{', ' if line.members else ''}{dumped(added)[1:-1]}" + "}\n"
    member = line.members.get(columns.text) if in_place else None
    if member is None:
        return (text[:close].rstrip() + tail).encode("utf-8")
    old = text[member.start : member.end]
    new = old if outcome.status is Status.FAILED else dumped(outcome.text)
    beside = f"{new}, {dumped(columns.original)}: {old}"
    return (text[: member.start] + beside + text[member.end : close].rstrip() + tail).encode("utf-8")


def dumped(value: Any) -> str:
    """Return a value as JSON; half of a surrogate pair can stand there as an escape alone."""
    text = json.dumps(value, ensure_ascii=False)
    return _HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", text)
