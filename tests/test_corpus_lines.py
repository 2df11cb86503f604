"""Lines of JSON: what is not ours stays as it was written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.corpus import Columns
from declutter.corpus.lines import Line, read_line, written
from declutter.corpus.outcomes import Outcome, Status
from declutter.corpus.rendering import json_lines
from declutter.corpus.typed import merged, schema_of, to_batch, types_of_rows

DONE = Outcome(Status.CHANGED, "the article")
ODD = [
    b'{"text": "t", "n": 123456789012345678901234567890, "f": 1.10, "e": 1E400, "z": -0}',
    b'{ "text" :"t","a" : [ ] , "b":{"c":null} }',
    b'{"text":"t","half":"\\ud800","pair":"\\ud83d\\ude00","same":1,"same":2}',
    b'{"text":"t","digits":' + b"1" * 5_000 + b"}",
]
BAD = [
    b"",
    b"nope",
    b"[1]",
    b'"text"',
    b'{"a":1',
    b'{"a" 1}',
    b'{"a":1,}',
    b'{,"a":1}',
    b'{"a":1} x',
    b'{"a":1 "b":2}',
    b'{"a":}',
    b"\xff{}",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def _read(line: bytes) -> Line:
    return read_line(line, Columns(), ("declutter",))


def _written(line: bytes, *, in_place: bool = False) -> bytes:
    return written(_read(line), DONE, Columns(), "p", in_place=in_place)


@pytest.mark.parametrize("line", ODD, ids=range(len(ODD)))
def test_the_members_of_a_line_are_the_same_bytes(line: bytes) -> None:
    """No digit, no space and no escape changes; the outcome is one more member."""
    assert _written(line).startswith(line.rstrip(b" }"))


@given(st.dictionaries(st.text(), JSON, max_size=4), st.booleans(), st.booleans())
def test_any_object_passes(values: dict[str, Any], spaced: bool, escaped: bool) -> None:
    """Whatever an object holds, and however it is written, it comes out as it was with one member more."""
    values.pop("declutter", None)
    line = json.dumps(values, ensure_ascii=escaped, indent=1 if spaced else None).replace("\n", " ")
    done = json.loads(_written(line.encode("utf-8", "surrogatepass" if escaped else "strict")))
    assert done.pop("declutter")["text"] == "the article"
    assert done == values


def test_in_place_the_original_stands_beside_the_article() -> None:
    """The text as it came keeps its escapes."""
    done = _written(b'{"a":1,"text":"a\\u00e4","b":2}', in_place=True)
    assert done.startswith(b'{"a":1,"text":"the article", "text_original": "a\\u00e4","b":2, "declutter": {"status"')


@pytest.mark.parametrize("line", [*BAD, b'{"a":' + b"[" * 100_000], ids=range(len(BAD) + 1))
def test_a_line_that_is_no_object_is_held_by_one(line: bytes) -> None:
    """It fails with a reason, and its bytes are still there."""
    read = _read(line)
    assert read.given(Columns()).trouble
    assert json.loads(written(read, DONE, Columns(), "p", in_place=False))["line"] == line.decode("utf-8", "backslashreplace")


FAULTS = {
    b'{"text":"abc\n': "not JSON: Unterminated string starting at character 8",
    b'{"text":"a\tb"}\n': "not JSON: Invalid control character at character 10",
    b'{"text":"\xe9"}': "byte 9 of the line is not UTF-8 (0xE9); convert the file (iconv -f ENCODING -t UTF-8), "
    "or pass --errors replace",
    b'{"body":"a"}': "there is no 'text' on the line; there are body; say which (--text-column, Columns(text=...))",
}


@pytest.mark.parametrize("line", FAULTS, ids=range(len(FAULTS)))
def test_what_is_wrong_with_a_line_is_told_as_it_is(line: bytes) -> None:
    """The end of the line is no character of it, and the way out is named where there is one."""
    assert _read(line).given(Columns()).trouble == FAULTS[line]


TYPES = [
    ([1, 2.5], "double"),
    ([None, 1], "int64"),
    ([{"a": 1}, {"b": "x"}], "struct<a: int64, b: string>"),
    ([[], [1]], "list<item: int64>"),
    ([None], "null"),
]
MIXED: list[tuple[list[str], list[str | None]]] = [
    (['"a"', "1", "null"], ["a", "1", None]),
    (["1" + "0" * 30], ["1" + "0" * 30]),
    (["{}"], ["{}"]),
    (['{"a": {}}'], ['{"a": {}}']),
    (["[1]", '{"a":true}'], ["[1]", '{"a":true}']),
    ([str(2**60 + 1), "0.5"], [str(2**60 + 1), "0.5"]),
    (['"\\ud800"'], ["\\ud800"]),
    (['"a"', "1.10", "-0", "0.12345678901234567890123"], ["a", "1.10", "-0", "0.12345678901234567890123"]),
    (["1.5", "1e400", "-1E+400"], ["1.5", "1e400", "-1E+400"]),
    (["1.5", "[1e400]"], ["1.5", "[1e400]"]),
    (['"a"', "[ 1.10, 1e400 ]", '{"b" :1.10}'], ["a", "[ 1.10, 1e400 ]", '{"b" :1.10}']),
]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(("values", "kind"), TYPES, ids=str)
def test_a_column_gets_the_narrowest_type(values: list[Any], kind: str, apart: bool) -> None:
    """The type holds all values, whether they stand close together or far apart."""
    groups = [[value] for value in values] if apart else [values]
    assert str(_schema(groups).field("x").type) == kind


def _schema(groups: list[list[Any]]) -> pa.Schema:
    types: dict[str, Any] = {}
    for group in groups:
        types = merged(types, types_of_rows([{"x": value} for value in group]))
    return schema_of(types)


@pytest.mark.parametrize(("values", "texts"), MIXED, ids=range(len(MIXED)))
def test_what_has_no_type_in_common_becomes_text(values: list[str], texts: list[str | None]) -> None:
    """Strings stay as they are, all else is JSON with the digits as they were written, and the column says so."""
    read = [_read(f'{{"x": {value}}}'.encode()) for value in values]
    schema = _schema([[line.value("x") for line in read]])
    assert to_batch(read, schema).column("x").to_pylist() == texts
    assert schema.field("x").metadata


ARROW: list[tuple[Any, pa.DataType, Any]] = [
    ([{"t": 1}], pa.list_(pa.struct([("t", pa.timestamp("ns"))])), [{"t": "1970-01-01 00:00:00.000000001"}]),
    (1, pa.date32(), "1970-01-02"),
    (b"\xff", pa.binary(), "/w=="),
    (Decimal("1.10"), pa.decimal128(3, 2), "1.10"),
    (float("nan"), pa.float64(), None),
    ([("a", 1)], pa.map_(pa.string(), pa.int8()), [["a", 1]]),
    (5, pa.duration("s"), "0:00:05"),
    (2**64 - 1, pa.uint64(), 2**64 - 1),
]


@pytest.mark.parametrize(("value", "kind", "told"), ARROW, ids=[str(kind) for _, kind, _ in ARROW])
def test_what_json_has_no_word_for_is_told_all_the_same(value: Any, kind: pa.DataType, told: Any) -> None:
    """Times, decimals, bytes, maps, and numbers that are none come out as JSON that can be read."""
    batch = pa.RecordBatch.from_arrays([pa.array([value, None], kind)], names=["x"])
    assert [json.loads(line)["x"] for line in json_lines(batch).splitlines()] == [told, None]
