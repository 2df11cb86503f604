"""The nouns."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import model
from declutter.model import (
    DROP_LABELS,
    Block,
    Conditions,
    Cut,
    Decision,
    Document,
    Evidence,
    Fault,
    Kind,
    Label,
    Place,
    Policy,
    Range,
    Report,
    Span,
)

NOUNS = [noun for noun in vars(model).values() if is_dataclass(noun)]

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 20), st.integers(0, 20))


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_nouns_do_not_change(noun: type) -> None:
    """Each noun is frozen and has slots, so that it can be shared and costs little."""
    assert noun.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert set(noun.__slots__) >= {field.name for field in fields(noun)}  # type: ignore[attr-defined]


def test_clutter_is_all_but_the_article_and_its_data() -> None:
    """A policy may drop every label except the two of the article itself, and the default one drops them all."""
    assert set(Label) - set(DROP_LABELS) == {Label.BODY, Label.META}
    assert Policy().drop == frozenset(DROP_LABELS)


@pytest.mark.parametrize(("span", "text"), [(Span(0, 4), "over"), (Span(4, 9), "flow."), (Span(2, 2), "")])
def test_a_span_is_half_open(span: Span, text: str) -> None:
    """The end of a span is one past its last character."""
    assert span.of("overflow.") == text
    assert len(span) == len(text)


@given(spans, spans)
def test_spans_touch_where_they_share_a_character(one: Span, other: Span) -> None:
    """Neighbours share none, and an empty span is inside of another or touches nothing."""
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.touches(other) == other.touches(one)
    assert bool(shared) <= one.touches(other)
    assert one.touches(other) == bool(shared) or not (one and other)


@pytest.mark.parametrize(("value", "inside"), [(2.9, False), (3, True), (5, True), (9, True), (9.1, False)])
def test_a_range_holds_its_ends(value: float, inside: bool) -> None:
    """Both ends of a range belong to it."""
    assert (value in Range(3, 9)) is inside


@pytest.mark.parametrize(
    ("conditions", "social"),
    [
        (Conditions(), False),
        (Conditions(kinds=frozenset({Kind.LINE}), zones=frozenset({"tail"})), False),
        (Conditions(near=frozenset({Label.SHARE})), True),
        (Conditions(after=frozenset({Label.SHARE})), True),
        (Conditions(before=frozenset({Label.SHARE})), True),
    ],
)
def test_conditions_on_other_blocks_are_social(conditions: Conditions, social: bool) -> None:
    """Only what becomes of neighbours makes conditions wait for the judge."""
    assert conditions.social is social


@pytest.mark.parametrize(("serious", "text"), [(True, "packs/a.yml:3:5: no id"), (False, "packs/a.yml:3:5: warning: no id")])
def test_a_fault_is_printed_with_its_place(serious: bool, text: str) -> None:
    """Editors and terminals can jump to `path:line:column`."""
    assert str(Fault(Place("packs/a.yml", 3, 5), "no id", serious)) == text


SOURCE = "It rained. Buy now.\nShare"
RULE = Evidence("buy-now", "Asks to buy.", 0.95, Span(11, 18))
SIGN = Evidence("tail", "Stands at the end.", 0.4)
CUT = Cut(Span(11, 19), Label.PROMO, 0.95, "alone", (RULE, SIGN))
KEPT = Decision(Block(Span(0, 19), Kind.LINE), Label.BODY, True, 0.5, "alone", cuts=(CUT,))
GONE = Decision(Block(Span(20, 25), Kind.HEADING), Label.SHARE, False, 0.8, "tail", (SIGN,))
REPORT = Report(Document(SOURCE), (), (KEPT, GONE), "It rained.", (Span(0, 10),), (Span(10, 11), Span(19, 20)))


def test_the_account_names_each_drop_by_its_strongest_evidence() -> None:
    """A cut sentence and a dropped block are one entry each, with label, reason, words and stage."""
    first, second = REPORT.dropped
    assert (first.text, first.label, first.rule, first.reason) == ("Buy now.", "promo", "buy-now", "Asks to buy.")
    assert (first.confidence, first.decided_by, first.evidence) == (0.95, "alone", (RULE, SIGN))
    assert (second.start, second.end, second.text, second.label, second.rule) == (20, 25, "Share", "share", "tail")


def test_what_stays_is_no_entry_of_the_account() -> None:
    """A kept block without cuts is not among the drops, whatever was seen in it."""
    spoken = Decision(KEPT.block, Label.BODY, True, 0.5, "brake", (RULE,))
    assert Report(Document(SOURCE), (), (spoken,), SOURCE, (Span(0, 25),)).dropped == ()
