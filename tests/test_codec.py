"""Report <-> JSON: what is read back equals what was written, and what is no report is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.codec import dump, load
from declutter.errors import InputError
from declutter.model import (
    Block,
    Cut,
    Decision,
    Document,
    Evidence,
    Format,
    Kind,
    Label,
    PackUsed,
    Report,
    Span,
)

texts = st.text(st.characters(codec=None), max_size=20)
shares = st.floats(0, 1)
spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda ends: Span(min(ends), max(ends)))
evidence = st.builds(Evidence, texts, texts, shares, st.none() | spans)
reasons = st.lists(evidence, min_size=1, max_size=2).map(tuple)
cuts = st.builds(Cut, spans, st.sampled_from(Label), shares, texts, reasons)
blocks = st.builds(Block, spans, st.sampled_from(Kind), st.integers(0, 6))
dropped = st.builds(Decision, blocks, st.sampled_from(Label), st.just(False), shares, texts, reasons)
kept = st.builds(
    Decision,
    blocks,
    st.sampled_from(Label),
    st.just(True),
    shares,
    texts,
    st.lists(evidence, max_size=2).map(tuple),
    st.lists(cuts, max_size=2).map(tuple),
)
documents = st.builds(Document, texts, texts, st.sampled_from(Format), st.none() | texts, st.none() | texts)
reports = st.builds(
    Report,
    documents,
    st.lists(st.builds(PackUsed, texts, texts, st.integers(0), texts), max_size=2).map(tuple),
    st.lists(dropped | kept, max_size=3).map(tuple),
    texts,
    st.lists(spans, max_size=3).map(tuple),
    st.lists(spans, max_size=3).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
SOME = Evidence("a-rule", "A reason.", 0.9, Span(0, 2))
DROP = Decision(Block(Span(0, 2), Kind.LINE), Label.AD, False, 0.9, "alone", (SOME,))
PACK = PackUsed("ads", "any", 2, "c0ffee")
REPORT = Report(Document("Ad\nÉté", "a.txt"), (PACK,), (DROP,), "Été", (Span(3, 6),), (Span(2, 3),))
VALUES: dict[str, Any] = json.loads(dump(REPORT))
DROPPED: dict[str, Any] = VALUES["decisions"][0]
FIRST = "report.decisions[0]"


@given(reports, st.sampled_from([None, 0, 2]))
def test_what_is_read_equals_what_was_written(report: Report, indent: int | None) -> None:
    """Every field of every report comes back, with halves of surrogate pairs and all."""
    assert load(dump(report, indent=indent)) == report


@given(st.text(st.sampled_from("a\ud800\U0001f600\udfff ")).filter(lambda text: "\ud800\udfff" not in text))
def test_json_can_be_written_to_a_file(text: str) -> None:
    """Halves of surrogate pairs, which no encoding can write, are escaped."""
    report = Report(Document(text), (), (), text, ())
    assert load(dump(report).encode("utf-8").decode("utf-8")) == report


def test_json_is_for_readers_too() -> None:
    """The JSON shows what was dropped and why, and writes letters as they are."""
    (drop,) = VALUES["dropped"]
    assert (drop["text"], drop["label"], drop["rule"], drop["reason"]) == ("Ad", "ad", "a-rule", "A reason.")
    assert VALUES["kept"] == [[3, 6]]
    assert "Été" in dump(REPORT)


@pytest.mark.parametrize("changes", [{"dropped": "anything"}, {"added": {"by": "a later version"}}, {"notes": []}])
def test_what_is_not_looked_at_does_no_harm(changes: dict[str, Any]) -> None:
    """`dropped` and unknown keys are passed over when a report is read."""
    assert load(json.dumps(VALUES | changes)) == REPORT


def test_what_has_a_default_may_be_missing() -> None:
    """Fields that have a default need not be written."""
    assert load(json.dumps({key: value for key, value in VALUES.items() if key not in ("notes", "dropped")})) == REPORT


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "the JSON is broken"),
        ("{", "the JSON is broken"),
        ("[" * 100_000, "the JSON is nested too deeply"),
        ("1" * 5_000, "the JSON is broken"),
        ('{"version": NaN}', "NaN is no number"),
        ("[]", "expected a table with version 1"),
        ("{}", "expected a table with version 1"),
        ('{"version": 2}', "expected a table with version 1"),
        ('{"version": 1}', "report.document is missing"),
    ],
)
def test_what_is_no_report_is_refused(text: str, trouble: str) -> None:
    """Broken JSON, and JSON of something else, give an InputError that says so."""
    with pytest.raises(InputError, match=f"^not a report: .*{trouble}"):
        load(text)


@pytest.mark.parametrize(
    ("key", "value", "trouble"),
    [
        ("document", [], "report.document must be a table"),
        ("document", {"text": 1}, "report.document.text must be text"),
        ("document", {"text": "", "format": "pdf"}, "report.document.format must be one of text, markdown, html"),
        ("kept", [[0, 1], [2]], "report.kept[1] must be two whole numbers, start and end"),
        ("kept", [[3, 1]], "report.kept[0] must be two whole numbers, start and end"),
        ("kept", [[0, True]], "report.kept[0] must be two whole numbers, start and end"),
        ("folded", "none", "report.folded must be a list"),
        ("packs", [VALUES["packs"][0] | {"version": "1"}], "report.packs[0].version must be a whole number"),
        ("notes", [None], "report.notes[0] must be text"),
        ("decisions", [DROPPED | {"evidence": []}], f"{FIRST} drops without evidence"),
        ("decisions", [DROPPED | {"confidence": "high"}], f"{FIRST}.confidence must be a number"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(key: str, value: Any, trouble: str) -> None:
    """The message leads to the value that is wrong, and says what it must be."""
    with pytest.raises(InputError) as caught:
        load(json.dumps(VALUES | {key: value}))
    assert str(caught.value) == f"not a report: {trouble}"


@given(st.sampled_from(sorted(VALUES)), json_values)
def test_any_json_is_read_or_refused(key: str, value: Any) -> None:
    """A value of any kind in any place gives a report or an InputError, never another error."""
    try:
        report = load(json.dumps(VALUES | {key: value}))
    except InputError:
        return
    assert load(dump(report)) == report
