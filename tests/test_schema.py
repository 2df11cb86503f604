"""The JSON Schema of packs, which editors check them by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from declutter.errors import PackError
from declutter.library import default_paths
from declutter.packs import PACK_KEYS, RULE_KEYS, parse_pack, schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACK = """
pack: p
language: en
version: 1
about: A pack.
rules:
  - id: a
    label: nav
    line: home
    why: A why.
    hits: [a, b]
    misses: [c, d]
"""
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
}


def violations(schema: dict[str, Any], value: Any) -> list[str]:
    """Return where a value breaks a schema, for the part of JSON Schema that the packs' own one uses."""
    return [name for name, given in schema.items() if name in CHECKS and not CHECKS[name](given, value)]


def holds(schema: dict[str, Any], *values: Any) -> bool:
    """Say whether all values keep to a schema."""
    return not any(violations(schema, value) for value in values)


CHECKS: dict[str, Callable[[Any, Any], bool]] = {
    "type": lambda types, value: any(isinstance(value, TYPES[each]) for each in (types if isinstance(types, list) else [types])),
    "enum": lambda choices, value: value in choices,
    "pattern": lambda source, value: re.search(source, value) is not None,
    "minimum": lambda least, value: value >= least,
    "minItems": lambda least, value: len(value) >= least,
    "anyOf": lambda schemas, value: any(holds(each, value) for each in schemas),
    "required": lambda names, value: set(names) <= set(value),
    "items": lambda each, value: holds(each, *value),
    "properties": lambda each, value: set(value) <= set(each) and all(holds(each[at], value[at]) for at in value),
    "additionalProperties": lambda each, value: each is False or holds(each, *value.values()),
}


def schemas_below(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a schema and all schemas inside of it."""
    below = [*schema.get("properties", {}).values(), *schema.get("anyOf", ()), schema.get("items")]
    below.append(schema.get("additionalProperties"))
    return [schema, *(each for inner in below if isinstance(inner, dict) for each in schemas_below(inner))]


def test_the_json_schema_is_well_formed() -> None:
    """Each schema in it is made of known words, and its keys are those of the tables."""
    whole = schema()
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(whole["properties"]) == set(PACK_KEYS)
    assert set(whole["properties"]["rules"]["items"]["properties"]) == set(RULE_KEYS)
    assert set().union(*schemas_below(whole)) - set(CHECKS) == {"$schema", "title", "description"}
    assert all(set(each.get("required", ())) <= set(each.get("properties", ())) for each in schemas_below(whole))


@pytest.mark.parametrize("path", default_paths(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_json_schema_accepts_the_shipped_packs(path: Path) -> None:
    """What the reader takes, an editor takes too."""
    assert violations(schema(), yaml.safe_load(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("id: a", "id: a b"),
        ("label: nav", "label: meta"),
        ("line: home", "lines: home"),
        ("line: home", "line: []"),
        ("why: A why.", ""),
        ("hits: [a, b]", "hits: [a]"),
        ("hits: [a, b]", "hits: [a, b]\n    covers: all"),
        ("hits: [a, b]", "hits: [a, b]\n    where: {words: [3]}"),
        ("hits: [a, b]", "hits: [a, b]\n    capture: {x: {max_words: -1}}"),
    ],
)
def test_the_json_schema_refuses_what_the_reader_refuses(good: str, bad: str) -> None:
    """A fault that a schema can see is seen by editors too."""
    assert violations(schema(), yaml.safe_load(PACK)) == []
    assert violations(schema(), yaml.safe_load(PACK.replace(good, bad))) == ["properties"]
    with pytest.raises(PackError):
        parse_pack(PACK.replace(good, bad).encode(), "p.yml")
