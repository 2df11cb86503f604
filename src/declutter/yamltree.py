"""Read YAML by tables of keys, with the place of every fault.

`yaml.compose` gives the tree with line and column of each node, where `yaml.load` would give values that have forgotten
them. Aliases are refused, so that no small file unfolds into a large one.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import yaml
from yaml.reader import ReaderError

from declutter.errors import PackError
from declutter.model import LANGUAGE_CODE, Fault, Place, Range
from declutter.sites import read_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

MAX_DEPTH = 12
MAX_NODES = 300_000
MAX_FAULTS = 1_000
"""Limits of a file, so that what it costs to read stays small, and so does what is said about it."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HOST = r"^\s*[\w-]+(\.[\w-]+)+\s*$"
_SCALAR = {"type": ["string", "number", "boolean"]}
"""What YAML takes for a number or a truth value is a text here all the same."""
_RANGE = re.compile(r"(?P<low>-?\d+(?:\.\d+)?)?(?:(?P<dots>\.\.)(?P<high>-?\d+(?:\.\d+)?)?)?")


class Value(Enum):
    """The types of values that a key may have."""

    TEXT = "text"
    TEXTS = "text, or a list of texts"
    NAME = "name of letters, digits, - and _"
    LANGUAGE = "language code such as en or pt, or `any`"
    HOSTS = "host name, or a list of them"
    NUMBER = "whole number"
    FLAG = "true or false"
    RANGE = "range such as 3, ..12, 0.8.. or 3..9"
    CHOICE = "choice"
    CHOICES = "choice, or a list of choices"
    TABLE = "table"
    TABLES = "table of tables"
    ROWS = "list of tables"


_WORDS = {Value.NAME: r"^[\w-]{1,80}$", Value.LANGUAGE: f"^{LANGUAGE_CODE}$"}
"""The patterns of values that are one word."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of a table takes."""

    value: Value
    about: str
    """One sentence for people, shown by editors."""
    required: bool = False
    choices: Sequence[str] = ()
    keys: Mapping[str, Key] | None = None
    """The keys of the tables below it."""
    at_least: int = 1
    """How many texts it takes at the least."""


class Reader:
    """Reads one file and gathers its faults."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def read(self, source: bytes, keys: Mapping[str, Key]) -> dict[str, Any]:
        """Return the values of the table that `source` holds.

        Raises:
            PackError: the source is no YAML, or not of the form that is safe to read.
        """
        try:
            self._check_events(source)
            node = yaml.compose(source, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            place = Place(self.path, mark.line + 1, mark.column + 1) if mark else Place(self.path, 1, 1)
            raise PackError([Fault(place, f"is not YAML: {error.problem}")]) from error
        except ReaderError as error:
            place = self._byte_place(source, error.position)
            raise PackError([Fault(place, f"is not text: {error.reason}; save it as UTF-8")]) from error
        if node is None:
            raise PackError([self.at_top("is empty; see docs/writing-rules.md for the form of a pack")])
        return self._table(node, keys)

    def _check_events(self, source: bytes) -> None:
        depth = 0
        for count, event in enumerate(yaml.parse(source, Loader=_LOADER)):
            if isinstance(event, yaml.AliasEvent):
                raise PackError([Fault(self._place(event), "aliases are not allowed in packs; write the value out")])
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise PackError([Fault(self._place(event), f"is nested deeper than {MAX_DEPTH} levels")])
            if count > MAX_NODES:
                raise PackError([Fault(self._place(event), f"holds more than {MAX_NODES:,} values; split the pack")])

    def _place(self, node: Any) -> Place:
        return Place(self.path, node.start_mark.line + 1, node.start_mark.column + 1)

    def _byte_place(self, source: bytes, position: int) -> Place:
        lines = source[: max(0, position)].decode(errors="ignore").split("\n")
        return Place(self.path, len(lines), len(lines[-1]) + 1)

    def at_top(self, message: str) -> Fault:
        """Return a fault of the file as a whole."""
        return Fault(Place(self.path, 1, 1), message)

    def fault(self, place: Place, message: str) -> None:
        """Add a fault.

        Raises:
            PackError: there are so many that nobody would read on.
        """
        self.faults.append(Fault(place, message))
        if len(self.faults) >= MAX_FAULTS:
            raise PackError([*self.faults, self.at_top(f"has more faults than these {MAX_FAULTS:,}")])

    def _table(self, node: Any, keys: Mapping[str, Key]) -> dict[str, Any]:
        """Return the values of a mapping by its table of keys, and its place under `@`."""
        values: dict[str, Any] = {"@": self._place(node)}
        if not isinstance(node, yaml.MappingNode):
            self.fault(self._place(node), f"expected a table with the keys {', '.join(keys)}")
            return values
        given = self._pairs(node)
        for name, (key_node, value_node) in given.items():
            if name not in keys:
                self.fault(self._place(key_node), f"unknown key {name!r}{_close(name, keys)}")
            else:
                value = self._value(value_node, keys[name], name)
                values |= {} if value is None else {name: value}
        for name in (name for name, key in keys.items() if key.required and name not in given):
            self.fault(values["@"], f"the key {name!r} is missing")
        return values

    def _pairs(self, node: Any) -> dict[str, tuple[Any, Any]]:
        """Return the nodes of a mapping by key; of keys that stand there twice, the first."""
        pairs: dict[str, tuple[Any, Any]] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(self._place(key_node), "a key must be a word")
            elif key_node.value in pairs:
                self.fault(self._place(key_node), f"duplicate key {key_node.value!r}")
            else:
                pairs[key_node.value] = key_node, value_node
        return pairs

    def _value(self, node: Any, key: Key, name: str) -> Any:
        value = _READERS[key.value](self, node, key)
        if value is None:
            self.fault(self._place(node), f"{name!r} takes a {key.value.value}{_listed(key.choices)}")
        return value

    def _scalar(self, node: Any) -> str | None:
        is_text = isinstance(node, yaml.ScalarNode) and not node.tag.endswith(":null")
        return node.value if is_text and node.value.strip() else None

    def _text(self, node: Any, _key: Key) -> str | None:
        return self._scalar(node)

    def _texts(self, node: Any, key: Key) -> tuple[str, ...] | None:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        texts = [text for text in map(self._scalar, nodes) if text is not None]
        if len(texts) < len(nodes) or not texts:
            return None
        if len(texts) < key.at_least:
            self.fault(self._place(node), f"needs at least {key.at_least} texts, and has {len(texts)}")
        return tuple(texts)

    def _hosts(self, node: Any, _key: Key) -> tuple[str, ...] | None:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        hosts = [(each, read_host(self._scalar(each) or "")) for each in nodes]
        for each in (each for each, host in hosts if host is None):
            self.fault(self._place(each), f"{self._scalar(each) or 'this'!r} is no host; write its name alone, as example.org")
        return tuple(host or "" for _, host in hosts) or None

    def _word(self, node: Any, key: Key) -> str | None:
        text = self._scalar(node)
        return text if text and re.fullmatch(_WORDS[key.value], text) else None

    def _number(self, node: Any, _key: Key) -> int | None:
        text = self._scalar(node) or ""
        return int(text) if re.fullmatch(r"\d{1,9}", text) else None

    def _flag(self, node: Any, _key: Key) -> bool | None:
        return {"true": True, "false": False}.get(self._scalar(node) or "")

    def _range(self, node: Any, _key: Key) -> Range | None:
        match = _RANGE.fullmatch(self._scalar(node) or "")
        if match is None or not (match["low"] or match["high"]):
            return None
        low = float(match["low"] or "-inf")
        high = float(match["high"] or "inf") if match["dots"] else low
        return Range(low, high) if low <= high else None

    def _choice(self, node: Any, key: Key) -> str | None:
        text = self._scalar(node)
        if text is None or text in key.choices:
            return text
        self.fault(self._place(node), f"unknown value {text!r}{_close(text, key.choices)}{_listed(key.choices)}")
        return key.choices[0]

    def _choices(self, node: Any, key: Key) -> tuple[str, ...] | None:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found = [self._choice(each, key) for each in nodes]
        return tuple(text for text in found if text) if found and all(found) else None

    def _subtable(self, node: Any, key: Key) -> dict[str, Any] | None:
        return self._table(node, key.keys or {}) if isinstance(node, yaml.MappingNode) else None

    def _tables(self, node: Any, key: Key) -> dict[str, Any] | None:
        if not isinstance(node, yaml.MappingNode):
            return None
        return {name: self._table(value, key.keys or {}) for name, (_, value) in self._pairs(node).items()}

    def _rows(self, node: Any, key: Key) -> list[dict[str, Any]] | None:
        if not isinstance(node, yaml.SequenceNode):
            return None
        return [self._table(row, key.keys or {}) for row in node.value]


_READERS: dict[Value, Callable[[Reader, Any, Key], Any]] = {
    Value.TEXT: Reader._text,  # noqa: SLF001  (the table stands beside its class)
    Value.TEXTS: Reader._texts,  # noqa: SLF001
    Value.HOSTS: Reader._hosts,  # noqa: SLF001
    Value.NAME: Reader._word,  # noqa: SLF001
    Value.LANGUAGE: Reader._word,  # noqa: SLF001
    Value.NUMBER: Reader._number,  # noqa: SLF001
    Value.FLAG: Reader._flag,  # noqa: SLF001
    Value.RANGE: Reader._range,  # noqa: SLF001
    Value.CHOICE: Reader._choice,  # noqa: SLF001
    Value.CHOICES: Reader._choices,  # noqa: SLF001
    Value.TABLE: Reader._subtable,  # noqa: SLF001
    Value.TABLES: Reader._tables,  # noqa: SLF001
    Value.ROWS: Reader._rows,  # noqa: SLF001
}


def _close(word: str, words: Iterable[str]) -> str:
    matches = difflib.get_close_matches(word, [str(each) for each in words], n=1)
    return f"; did you mean {matches[0]!r}?" if matches else ""


def _listed(choices: Sequence[str]) -> str:
    return f" ({', '.join(choices)})" if choices else ""


def json_schema(keys: Mapping[str, Key]) -> dict[str, Any]:
    """Return the JSON Schema of a table, for editors."""
    return {
        "type": "object",
        "properties": {name: {"description": key.about, **_value_schema(key)} for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }


def _value_schema(key: Key) -> dict[str, Any]:
    choice = {"enum": [str(each) for each in key.choices]}
    table = json_schema(key.keys or {})
    schemas: dict[Value, dict[str, Any]] = {
        Value.TEXT: _SCALAR,
        Value.TEXTS: _one_or_more(_SCALAR, key.at_least),
        Value.HOSTS: _one_or_more({"type": "string", "pattern": _HOST}, 1),
        **{value: {"type": "string", "pattern": pattern} for value, pattern in _WORDS.items()},
        Value.NUMBER: {"type": "integer", "minimum": 0},
        Value.FLAG: {"type": "boolean"},
        Value.RANGE: {"type": ["string", "number"]},
        Value.CHOICE: choice,
        Value.CHOICES: _one_or_more(choice, 1),
        Value.TABLE: table,
        Value.TABLES: {"type": "object", "additionalProperties": table},
        Value.ROWS: {"type": "array", "items": table},
    }
    return schemas[key.value]


def _one_or_more(schema: dict[str, Any], at_least: int) -> dict[str, Any]:
    several = {"type": "array", "items": schema, "minItems": at_least}
    return several if at_least > 1 else {"anyOf": [schema, several]}
