"""Measures of a block, and where the story of a document begins and ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.measures import MEASURES, PLACED, ZONES, Layout
from declutter.segment.text import segment_text

PROSE = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was."


def _layout(text: str) -> Layout:
    return Layout(segment_text(text))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("words", "Leave a Reply", 3),
        ("words", "日本語の見出し", 4),
        ("chars", "  Leave a Reply  ", 13),
        ("sentences", "no end", 1),
        ("sentences", "It rained. Did it stop? “It did!” So…", 4),
        ("sentences", "雨が降った。本当に？「本当だ。」", 3),
        ("sentences", "Version 3.5 is out at example.com", 1),
        ("digits", "12 May", 2 / 6),
        ("digits", "none", 0),
        ("capitals", "The Keeper went Up", 3 / 4),
        ("capitals", "12 ways", 0),
        ("links", "see https://a.example and www.b.example", 2),
        ("links", "[one](/1) and [two](/2)", 2),
        ("links", "no link", 0),
        ("hashtags", "#bees #honey ＃蜂 # 1 C#", 3),
        ("position", "one", 0),
        ("from_end", "one", 0),
    ],
)
def test_a_measure_is_a_fact_of_the_block(name: str, text: str, value: float) -> None:
    """Each measure counts what its name says."""
    assert _layout(text).measure(name, 0) == pytest.approx(value)


def test_position_runs_from_the_start_to_the_end() -> None:
    """The position of a block is how much of the document stands before it, by characters."""
    layout = _layout("12345678\n\n\n\n34567890")
    assert [layout.measure("position", at) for at in (0, 1)] == [0, 12 / 20]


def test_the_distance_from_the_end_counts_blocks() -> None:
    """The last block is none from the end, the one before it is one."""
    assert [_layout("a\n\nb\nc").measure("from_end", at) for at in (0, 1, 2)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("blocks", "zones"),
    [
        (["Title", PROSE, "Heading", PROSE, "Share this"], ["head", "story", "story", "story", "tail"]),
        ([PROSE], ["story"]),
        (["Title", PROSE], ["head", "story"]),
        ([PROSE, "Share this", "Tags"], ["story", "tail", "tail"]),
        (["Title", "Short.", "Share this"], ["story", "story", "story"]),
    ],
)
def test_the_story_is_from_the_first_to_the_last_paragraph_of_prose(blocks: list[str], zones: list[str]) -> None:
    """What stands before is the head, what stands after the tail; without prose all of it is story."""
    layout = _layout("\n".join(blocks))
    assert [layout.zone(at) for at in range(len(blocks))] == zones


def test_prose_is_what_is_long_and_ends_as_a_sentence() -> None:
    """Neither a short paragraph nor a long list is prose."""
    assert _layout(f"Short one.\n{PROSE}\n{PROSE[:-1]}").prose == [False, True, False]


@given(st.text(st.sampled_from("aB1 .!日\n\r\t\u200b\u2028😀](www."), max_size=80))
def test_every_block_has_every_measure(text: str) -> None:
    """No block is so odd that a measure of it cannot be taken; shares lie between 0 and 1."""
    layout = _layout(text)
    for at in range(len(layout.blocks)):
        values = {name: layout.measure(name, at) for name in MEASURES}
        assert min(values.values()) >= 0
        assert max(values[name] for name in ("position", "digits", "capitals")) <= 1
        assert layout.zone(at) in ZONES


def test_some_measures_tell_of_the_place_alone() -> None:
    """What a block is does not depend on where it stands, apart from the measures that are placed."""
    alone, later = _layout("Leave a Reply"), _layout(f"Title\n{PROSE}\nLeave a Reply\nThanks")
    differ = {name for name in MEASURES if alone.measure(name, 0) != later.measure(name, 2)}
    assert differ == PLACED


@pytest.mark.parametrize(
    ("source", "wording"),
    [
        ("## Buy *now* **", "Buy *now"),
        ("- > **Buy now**", "Buy now"),
        ("• Buy now", "Buy now"),
        ("Buy -now-", "Buy -now-"),
        ("***", "***"),
        ("# ", "#"),
        ("# # #", "# # #"),
    ],
)
def test_the_wording_of_a_block_is_without_its_marks(source: str, wording: str) -> None:
    """Marks of headings, lists, quotes and strong words say how a block looks; a block of marks alone is its own wording."""
    layout = _layout(source)
    assert layout.wording(0).of(source) == wording


@pytest.mark.parametrize(
    ("title", "line", "repeated"),
    [
        ("What the Keeper Saw | The Daily Lamp", "What the Keeper Saw", True),
        ("What the Keeper Saw | The Daily Lamp", "The Daily Lamp", True),
        ("What the Keeper Saw", "What the Keeper Saw", True),
        ("What the Keeper Saw", "What the Keeper", False),
        ("Keeper | Lamp", "Keeper", False),
        (PROSE, PROSE, False),
    ],
)
def test_a_headline_repeats_the_title_of_the_page(title: str, line: str, repeated: bool) -> None:
    """The first line is the title of the page: the headline with or without the site; prose is none."""
    layout = _layout(f"{title}\n{line}")
    assert (layout.is_headline(0), layout.is_headline(1)) == (False, repeated)


def test_the_lines_right_before_the_first_paragraph_are_near_the_title() -> None:
    """Six lines may be headline, standfirst and byline, in a document that has prose."""
    layout = _layout("\n".join([*"abcdefgh", PROSE, "z"]))
    assert [layout.near_title(at) for at in range(10)] == [False] * 2 + [True] * 6 + [False] * 2
    assert not _layout("a\nb").near_title(0)


@pytest.mark.parametrize(
    ("source", "block", "last"),
    [
        ("2 eggs\nSalt\n\nMethod", 1, True),
        ("2 eggs\n\nSalt\n\nMethod", 1, False),
        ("2 eggs\nSalt\nMethod", 1, False),
        (f"{PROSE}\nSalt\n\nMethod", 1, False),
        ("2 eggs\n\nSalt", 1, False),
        ("Salt\n\nMethod", 0, False),
    ],
)
def test_the_last_line_of_a_list_stands_close_to_those_above(source: str, block: int, last: bool) -> None:
    """Blank space tells the end of a list from a heading over what follows."""
    assert _layout(source).ends_list(block) is last
