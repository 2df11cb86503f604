"""Reading YAML by tables of keys, with the place of every fault."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.errors import PackError
from declutter.model import Range
from declutter.yamltree import MAX_DEPTH, MAX_FAULTS, MAX_NODES, Key, Reader, Value, json_schema

COLOURS = ("red", "green", "blue")
INNER = {"size": Key(Value.NUMBER, "How large.", required=True), "soft": Key(Value.FLAG, "How soft.")}
KEYS: dict[str, Key] = {
    "text": Key(Value.TEXT, "A text."),
    "texts": Key(Value.TEXTS, "Texts."),
    "pair": Key(Value.TEXTS, "Two texts or more.", at_least=2),
    "name": Key(Value.NAME, "A name."),
    "number": Key(Value.NUMBER, "A number."),
    "flag": Key(Value.FLAG, "A flag."),
    "range": Key(Value.RANGE, "A range."),
    "choice": Key(Value.CHOICE, "A colour.", choices=COLOURS),
    "choices": Key(Value.CHOICES, "Colours.", choices=COLOURS),
    "table": Key(Value.TABLE, "A table.", keys=INNER),
    "tables": Key(Value.TABLES, "Tables.", keys=INNER),
    "rows": Key(Value.ROWS, "Rows.", keys=INNER),
}


def read(source: str | bytes) -> tuple[dict[str, Any], list[str]]:
    """Read a source by `KEYS`; return its values without their places, and its faults."""
    reader = Reader("a.yml")
    values = reader.read(source.encode() if isinstance(source, str) else source, KEYS)
    return {name: value for name, value in values.items() if name != "@"}, [str(fault) for fault in reader.faults]


def refused(source: str | bytes) -> list[str]:
    """Return the faults for which a source is refused as a whole."""
    with pytest.raises(PackError) as caught:
        read(source)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("text: a b", "a b"),
        ("text: 12", "12"),
        ("text: yes", "yes"),
        ("text: 'null'", "null"),
        ("text: |\n  a\n  b\n", "a\nb\n"),
        ("texts: a", ("a",)),
        ("texts: [a, no, 3]", ("a", "no", "3")),
        ("texts:\n- a\n- b", ("a", "b")),
        ("pair: [a, b]", ("a", "b")),
        ("name: a-b_c9", "a-b_c9"),
        ("name: größe", "größe"),
        ("number: 0", 0),
        ("number: 999999999", 999_999_999),
        ("flag: true", True),
        ("flag: false", False),
        ("range: 3", Range(3, 3)),
        ("range: 3..9", Range(3, 9)),
        ("range: ..12", Range(-math.inf, 12)),
        ("range: 0.8..", Range(0.8, math.inf)),
        ("range: -1.5..-1", Range(-1.5, -1)),
        ("choice: red", "red"),
        ("choices: red", ("red",)),
        ("choices: [red, blue]", ("red", "blue")),
    ],
)
def test_each_type_reads_its_values(source: str, value: object) -> None:
    """A value of the right type is read as it is meant."""
    assert read(source) == ({source.partition(":")[0]: value}, [])


@pytest.mark.parametrize(
    "source",
    [
        *("text: [a]", "text: {a: b}", "text:", "text: ~", "text: null", "text: ''", "text: '  '"),
        *("texts: []", "texts: [a, ~]", "texts: [a, [b]]", "texts: [a, '']", "texts: {a: b}", "texts:", "pair: []"),
        *(
            "name: a b",
            "name: [a]",
            "name: ''",
            "name: a.b",
            f"name: {'a' * 81}",
            "name: {}",
            "name: ~",
            'name: "a\\n"',
        ),
        *("number: -1", "number: 1.5", "number: ten", "number: 1e3", "number: [1]", "number: 1234567890", "number: ~"),
        *("flag: yes", "flag: 1", "flag: [true]", "flag: True", "flag: ~", "flag: {}"),
        *(
            "range: 9..3",
            "range: ..",
            "range: 3...9",
            "range: a",
            "range: [3, 9]",
            "range: 3-9",
            "range: .5",
            "range: ~",
        ),
        *("choice: [red]", "choice: {}", "choice: ~", "choice: ''"),
        *("choices: []", "choices: {red: blue}", "choices: ~", "choices: [[red]]"),
        *(
            "table: a",
            "table: [a]",
            "table: ~",
            "tables: a",
            "tables: [a]",
            "tables: ~",
            "rows: a",
            "rows: {}",
            "rows: ~",
        ),
    ],
)
def test_each_type_refuses_all_others(source: str) -> None:
    """A value of the wrong type is left out, and one fault at the value says what the key takes."""
    name = source.partition(":")[0]
    values, faults = read(source)
    column = len(source) + 1 if source.endswith(":") else source.index(": ") + 3
    assert name not in values
    assert faults == [f"a.yml:1:{column}: {name!r} takes a {KEYS[name].value.value}{listed(KEYS[name])}"]


def listed(key: Key) -> str:
    """Return the choices of a key as messages list them."""
    return f" ({', '.join(key.choices)})" if key.choices else ""


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("txt: a", ["1:1: unknown key 'txt'; did you mean 'text'?"]),
        ("zzzzzz: a", ["1:1: unknown key 'zzzzzz'"]),
        ("'@': a", ["1:1: unknown key '@'"]),
        ("<<: {text: a}", ["1:1: unknown key '<<'"]),
        ("text: a\ntext: b", ["2:1: duplicate key 'text'"]),
        ("text: a\nflag: true\n'text': b", ["3:1: duplicate key 'text'"]),
        ("zz: a\nzz: b", ["2:1: duplicate key 'zz'", "1:1: unknown key 'zz'"]),
        ("? [a]\n: b", ["1:3: a key must be a word"]),
        ("pair: [a]", ["1:7: needs at least 2 texts, and has 1"]),
        ("pair: a", ["1:7: needs at least 2 texts, and has 1"]),
        ("choice: gren", ["1:9: unknown value 'gren'; did you mean 'green'? (red, green, blue)"]),
        ("choices: [red, bleu]", ["1:16: unknown value 'bleu'; did you mean 'blue'? (red, green, blue)"]),
        ("table: {}", ["1:8: the key 'size' is missing"]),
        ("table: {size: 1, sofd: true}", ["1:18: unknown key 'sofd'; did you mean 'soft'?"]),
        ("tables: {a: {size: 1}, a: {size: 2}}", ["1:24: duplicate key 'a'"]),
        ("tables: {a: 3}", ["1:13: expected a table with the keys size, soft"]),
        ("rows: [{size: 1}, 3]", ["1:19: expected a table with the keys size, soft"]),
        (
            "rows:\n- size: 1\n- soft: true\n- size: x",
            ["3:3: the key 'size' is missing", "4:9: 'size' takes a whole number"],
        ),
    ],
)
def test_each_fault_has_its_place_and_the_way_out(source: str, faults: list[str]) -> None:
    """A fault names the file, the line and the column of what is wrong, and the word that was meant."""
    assert read(source)[1] == [f"a.yml:{fault}" for fault in faults]


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("table: {size: 1}", {"size": 1}),
        ("tables: {a: {size: 1}, b: {size: 2, soft: true}}", {"a": {"size": 1}, "b": {"size": 2, "soft": True}}),
        ("tables: {}", {}),
        ("rows: [{size: 1}, {size: 2}]", [{"size": 1}, {"size": 2}]),
        ("rows: []", []),
    ],
)
def test_tables_within_tables_are_read(source: str, values: object) -> None:
    """Tables, tables of tables and lists of tables are read by the keys below them."""
    found, faults = read(source)
    assert (without_places(found[source.partition(":")[0]]), faults) == (values, [])


def without_places(value: Any) -> Any:
    """Return values without the places that the reader puts beside them."""
    if isinstance(value, list):
        return [without_places(each) for each in value]
    if isinstance(value, dict):
        return {name: without_places(each) for name, each in value.items() if name != "@"}
    return value


def test_every_table_knows_its_place() -> None:
    """Each table carries the place where it begins, for faults that are found later."""
    reader = Reader("a.yml")
    rows = reader.read(b"rows:\n  - size: 1\n  - size: 2\n", KEYS)["rows"]
    assert [str(row["@"]) for row in rows] == ["a.yml:2:5", "a.yml:3:5"]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "1:1: is empty; see docs/writing-rules.md for the form of a pack"),
        ("# nothing here\n", "1:1: is empty; see docs/writing-rules.md for the form of a pack"),
        ("text: [a\n", "2:1: is not YAML:"),
        ("rows:\n\t- b", "2:1: is not YAML:"),
        ("text: 'a", "1:9: is not YAML:"),
        ("text: a\n---\ntext: b\n", "2:1: is not YAML:"),
        ("text: !<", "1:9: is not YAML:"),
        ("text: a\nflag: &x true\nname: *x\n", "3:7: aliases are not allowed in packs; write the value out"),
        (b"text: a\nname: b\0", "2:8: is not text: control characters are not allowed; save it as UTF-8"),
        (b"\0", "1:1: is not text: control characters are not allowed; save it as UTF-8"),
        (b"\xff\xfe\xfd", "1:1: is not text: incomplete UTF-16 character; save it as UTF-8"),
        (b"text: \xc3\xa9 \xe9t\n", "1:9: is not text: invalid trailing UTF-8 octet; save it as UTF-8"),
    ],
)
def test_a_source_that_cannot_be_read_is_refused_where_it_breaks(source: str | bytes, fault: str) -> None:
    """What is no YAML, no text, or not safe to read is refused with the place where that shows."""
    [found] = refused(source)
    assert found.startswith(f"a.yml:{fault}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_all_encodings_of_yaml_are_read(encoding: str) -> None:
    """UTF-8 with and without a mark and UTF-16 are what YAML allows."""
    assert read("text: Grüße".encode(encoding)) == ({"text": "Grüße"}, [])


@pytest.mark.parametrize(
    ("source", "column"),
    [("[" * 900, MAX_DEPTH + 1), ("{a: " * 100_000, 4 * MAX_DEPTH + 1), ("- " * 100_000, 2 * MAX_DEPTH + 1)],
    ids=["lists", "tables", "blocks"],
)
def test_deep_nesting_is_refused_at_its_limit(source: str, column: int) -> None:
    """Hundreds of levels and more are refused at the first one too many, and no stack overflows."""
    assert refused(source) == [f"a.yml:1:{column}: is nested deeper than {MAX_DEPTH} levels"]


def test_an_alias_bomb_is_refused_at_its_first_alias() -> None:
    """Lists of lists of aliases, which would unfold into billions of values, are never unfolded."""
    layers = [f"x{at}: &x{at} [{', '.join([f'*x{at - 1}'] * 9)}]" for at in range(1, 20)]
    source = "\n".join(["x0: &x0 [a]", *layers])
    assert refused(source) == ["a.yml:2:10: aliases are not allowed in packs; write the value out"]


def test_a_file_of_endless_values_is_refused() -> None:
    """A file of more values than anybody writes is refused before its tree is built."""
    [fault] = refused("texts: [" + "a," * (MAX_NODES + 1) + "]")
    assert fault.endswith(f"holds more than {MAX_NODES:,} values; split the pack")


def test_a_file_of_endless_faults_is_refused() -> None:
    """After a thousand faults nobody reads on, and the last line says that there are more."""
    faults = refused("\n".join(f"key{at}: a" for at in range(2 * MAX_FAULTS)))
    assert len(faults) == MAX_FAULTS + 1
    assert faults[-1] == f"a.yml:1:1: has more faults than these {MAX_FAULTS:,}"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    """Bytes of any kind give values and faults, or a PackError, and never another error."""
    with suppress(PackError):
        values, faults = read(source)
        assert set(values) <= set(KEYS)
        assert all(fault.startswith("a.yml:") for fault in faults)


@given(st.text(st.sampled_from("abetxs:-[]{}&*!|>'\"#%@`,?~ \n\t\\x0u"), max_size=60))
def test_any_yaml_is_read_or_refused(tail: str) -> None:
    """What follows a good beginning may be anything that YAML has signs for."""
    with suppress(PackError):
        assert set(read(f"text: a\ntexts: {tail}")[0]) <= set(KEYS)


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_a_range_holds_from_its_low_to_its_high_end(one: float, other: float) -> None:
    """A range written as low..high holds both of its ends."""
    low, high = sorted([float(one), float(other)])
    limits = read(f"range: {low:.2f}..{high:.2f}")[0]["range"]
    assert low in limits
    assert high in limits
    assert high + 1 not in limits


def test_the_schema_speaks_of_every_key() -> None:
    """The JSON Schema of a table has each key with its sentence, those that must be there, and no others."""
    schema = json_schema(INNER)
    assert {name: each["description"] for name, each in schema["properties"].items()} == {
        "size": "How large.",
        "soft": "How soft.",
    }
    assert schema["required"] == ["size"]
    assert schema["additionalProperties"] is False


TEXT = {"type": ["string", "number", "boolean"]}
CHOICE = {"enum": ["red", "green", "blue"]}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("text", TEXT),
        ("texts", {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}),
        ("pair", {"type": "array", "items": TEXT, "minItems": 2}),
        ("name", {"type": "string", "pattern": r"^[\w-]{1,80}$"}),
        ("number", {"type": "integer", "minimum": 0}),
        ("flag", {"type": "boolean"}),
        ("range", {"type": ["string", "number"]}),
        ("choice", CHOICE),
        ("choices", {"anyOf": [CHOICE, {"type": "array", "items": CHOICE, "minItems": 1}]}),
        ("table", json_schema(INNER)),
        ("tables", {"type": "object", "additionalProperties": json_schema(INNER)}),
        ("rows", {"type": "array", "items": json_schema(INNER)}),
    ],
)
def test_each_type_has_its_schema(name: str, schema: dict[str, Any]) -> None:
    """The schema of a type says in JSON Schema what the reader takes."""
    assert json_schema(KEYS)["properties"][name] == {"description": KEYS[name].about, **schema}
