"""Captured names: which values a document uses as the name of an intruder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.match import confirm
from declutter.measures import Layout
from declutter.model import Match
from declutter.names import captured_names, hold, is_name, is_subject
from declutter.packs import parse_pack
from declutter.scan import CompiledRule
from declutter.segment.text import segment_text

PACK = r"""
pack: names
language: en
version: 1
about: One rule that captures a name.
rules:
  - id: helps-you
    label: promo
    pattern: '^how (?<brand>[\w&.-]+(?: [\w&.-]+){0,3}?)(?:''s \w+)? helps you\b'
    capture: {brand: {max_words: 2, stop_values: [we, our team]}}
    why: It says how somebody helps.
    hits: [How ACME Helps You, How Foo Helps You]
    misses: [How to help, Help us]
"""
(RULE,) = parse_pack(PACK.encode(), "names.yml").rules
ANN = "Ann has done this work for many years in the old town by the river, and no one knows it as she does."
SIGNS = "Aab .'’&-(*[1\nЖ日ﬁß\u200b"
OTHER = ANN.replace("Ann", "She")


def _look(text: str) -> tuple[Layout, list[Match]]:
    layout, rule = Layout(segment_text(text)), CompiledRule(RULE)
    found = [confirm(rule, layout, at) for at in range(len(layout.blocks))]
    return layout, [match for matches in found for match in matches]


def _names(*lines: str) -> tuple[str, ...]:
    return captured_names(*_look("\n".join(lines))).get("brand", ())


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["How ACME Helps You", "Last year ACME grew again."], ("ACME",)),
        (["How Acme Helps You", "Acme grew, and ACME shares rose."], ("Acme",)),
        (["How Acme Foods Helps You", "Nobody sells more than Acme Foods."], ("Acme Foods",)),
        (["How ACME’s Team Helps You", "Last year ACME grew again."], ("ACME",)),
        (["How O.K. & Co. Helps You", "Go to O.K. & Co. today."], ()),
        (["How Exercise Helps You", "Daily exercise is good for you."], ()),
        (["How Exercise Helps You", "Exercise is good. So is exercise on Sundays."], ()),
        (["How ACME Helps You", "Last year nobody grew."], ()),
        (["How ACME Helps You", "About ACME and Others", "Why ACME"], ()),
        (["how acme helps you", "Last year acme grew again."], ()),
        (["HOW SLEEP HELPS YOU", "Sleep is good for you."], ()),
        (["How Our Team Helps You", "Our Team is large, and Our Team is good."], ()),
        (["How The Old Town Bakery Helps You", "The Old Town Bakery is open."], ()),
    ],
)
def test_a_name_has_a_capital_wherever_it_stands(lines: list[str], names: tuple[str, ...]) -> None:
    """A value counts when it is within its limits, never written small, and used outside of headings."""
    assert _names(*lines) == names


def test_names_come_in_the_order_in_which_they_are_met() -> None:
    """A document can hold several names, each once."""
    lines = ["How Zed Helps You", "How Acme Helps You", "How Zed Helps You", "Zed and Acme are two of a kind."]
    assert _names(*lines) == ("Zed", "Acme")


def test_part_of_a_word_is_no_use_of_the_name() -> None:
    """A name within a longer word, small or not, says nothing about the name."""
    assert not is_name(_look("How Art Helps You\nThe Artists came.")[0], "Art")
    assert is_name(_look("How Art Helps You\nArt came to the party.")[0], "Art")


@pytest.mark.parametrize(("about", "others", "subject"), [(2, 4, False), (3, 4, True), (1, 4, False), (3, 0, False)])
def test_a_name_that_much_of_the_article_speaks_of_is_its_subject(about: int, others: int, subject: bool) -> None:
    """More than a third of the paragraphs of prose makes a subject, where there are four of them or more."""
    text = "\n".join(["How Ann Helps You", *[ANN] * about, *[OTHER] * others])
    assert is_subject(_look(text)[0], "Ann") is subject
    assert _names(text) == (() if subject else ("Ann",))


def test_a_longer_word_is_not_about_the_name() -> None:
    """An article on annual reports is not about Ann."""
    text = "\n".join([OTHER.replace("She", "The Annual Report")] * 5)
    assert not is_subject(_look(text)[0], "Ann")


def test_what_captured_no_name_saw_something_else() -> None:
    """A match whose value is no name does not hold; one with a name, or without a value, does."""
    layout, matches = _look("How ACME Helps You\nHow Exercise Helps You\nACME is for exercise.")
    names = captured_names(layout, matches)
    without = Match(RULE, 2, matches[0].span)
    assert [match.block for match in hold([*matches, without], names)] == [0, 2]


@given(st.text(st.sampled_from(SIGNS), max_size=60), st.text(st.sampled_from(SIGNS), min_size=1, max_size=4))
def test_no_value_is_too_odd_to_be_asked_about(text: str, value: str) -> None:
    """Signs with a meaning in regular expressions have none in names; what nobody wrote, or wrote small, is no name."""
    layout = Layout(segment_text(text))
    assert not is_name(layout, value.lower())
    assert value.upper() in text.upper() or not is_name(layout, value)
