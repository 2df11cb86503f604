"""Plain text -> blocks, and what kind each of them is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.model import Kind
from declutter.segment.text import classify_line, is_prose, segment_text

WRAPPED = """\
The harbour lay quiet in the morning, and the boats were still
on the water while the men sat on the wall and talked about
what there was to do.

Nobody had seen the keeper since the storm, and his lamp had
been dark for three nights. Two of them went up to
look.
"""
LONG = "word " * 30 + "and a last one."
TITLES = "The Lamp That Burned All Night Over the Harbour of Old\nWhat the Keeper Saw From the Window"
CALL = "These are the things that you have to bring when you come:\na lamp"
VERSES = "He stood beside the fence and had his tea\nin the blue flask, and wrote it in his book"
LINKS = "https://example.org/lamps/the-lamp-that-burned-all-night\nhttps://example.org/boats"
LINES = [*WRAPPED.split("\n"), "Share this", "- an item", "2. an item", "> quoted", "  \u3000", LONG]

sources = st.builds("".join, st.lists(st.sampled_from(LINES) | st.sampled_from(["\n", "\r\n", "\n\n", "\r"])))
sources |= st.text(st.sampled_from("aB1. -•>\n\r\t\x0b\x1c\x85\u2028\u200b\ufeff日😀"), max_size=40)


def _texts(source: str) -> list[str]:
    return [block.span.of(source) for block in segment_text(source)]


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("one\ntwo", ["one", "two"]),
        ("one\n\n \n\ntwo\n", ["one", "two"]),
        ("one\r\ntwo\rthree", ["one", "two", "three"]),
        ("\t one \t\n  two", ["one", "two"]),
        ("one\u00a0\n\u3000two", ["one", "two"]),
        ("\ufeffone\n\u200b\ntwo", ["\ufeffone", "\u200b", "two"]),
        ("one\x0btwo\x0cthree\u2028four", ["one", "two", "three", "four"]),
        (" \n\t\r\n", []),
        ("", []),
    ],
)
def test_a_block_is_a_line_without_the_blanks_around_it(source: str, blocks: list[str]) -> None:
    """Each line that is not blank is one block, whatever its line end."""
    assert _texts(source) == blocks


@pytest.mark.parametrize(
    ("line", "kind", "prose"),
    [
        ("町の図書館", Kind.HEADING, False),
        ("彼は来た。", Kind.LINE, False),
        ("朝早くから並ぶ人もいて、開館の時にはもう席がない。", Kind.PARAGRAPH, False),
        (
            "図书馆去年春天重新开放，如今每天都有许多人前来，馆员说，借书的人还没有占座位的人多，于是又添了桌椅。",
            Kind.PARAGRAPH,
            True,
        ),
    ],
)
def test_chinese_and_japanese_paragraphs_are_short(line: str, kind: Kind, prose: bool) -> None:
    """They say in fewer characters what others say in a hundred, and what ends in a full stop is no heading."""
    assert (classify_line(line)[0], is_prose(line)) == (kind, prose)


def test_wrapped_text_is_cut_at_blank_lines() -> None:
    """Where most lines go on in the next one, a block is what stands between blank lines."""
    assert _texts(WRAPPED) == WRAPPED.strip().split("\n\n")


@pytest.mark.parametrize("rest", ["", "\n\n" + "word " * 30])
def test_no_paragraph_is_longer_than_a_line_may_be(rest: str) -> None:
    """Lines without end and without a blank one between are cut where a line of that length would be."""
    blocks = _texts("on the water while the men sat on the wall and talked about\n" * 200 + rest)
    assert 9_900 < max(map(len, blocks)) <= 10_000


def test_menus_around_wrapped_text_change_nothing() -> None:
    """Short lines say nothing on whether the long ones are wrapped."""
    menu = "\n".join(["Home", "News", "Lamps", "Log in", "Search"] * 4)
    assert _texts(f"{menu}\n\n{WRAPPED.strip()}\n\n{menu}")[20:-20] == WRAPPED.strip().split("\n\n")


def test_a_few_words_after_a_sentence_are_no_part_of_it() -> None:
    """What stands right under wrapped prose and is no sentence is a line of a menu."""
    ends = "and all of them went down to the boats. They came back."
    assert _texts(f"{WRAPPED.strip()}\n{ends}\nShare this\nTweet")[-2:] == ["Share this", "Tweet"]


@pytest.mark.parametrize("line", ["- Bring a lamp.", "• Bring a lamp.", "1. Bring it.", "2) Go up", "b) Go up", "1.2 Lamps"])
def test_items_of_wrapped_text_stay_blocks_of_their_own(line: str) -> None:
    """A bullet or a number opens a block even where lines are joined."""
    assert _texts(WRAPPED.replace("what there was to do.", line))[1] == line


def test_a_short_last_line_ends_a_wrapped_paragraph() -> None:
    """What follows it without a blank line is a paragraph of its own, however long the one before is."""
    following = "The next morning the boats were back, and nobody said"
    assert _texts(WRAPPED.replace("to do.\n", f"to do\n{following}"))[1].startswith(following)


def test_a_long_line_leaves_wrapped_paragraphs_what_they_are() -> None:
    """Beside a line that no person wraps, an address perhaps, those of a paragraph belong together as before."""
    assert _texts(f"{LONG}\n\n{WRAPPED}\n{LONG}") == [LONG, *WRAPPED.strip().split("\n\n"), LONG]


def test_a_line_that_begins_with_a_name_goes_on_beside_one_that_begins_small() -> None:
    """In German half of them do."""
    paragraph = "Falls es zwingende Gründe gibt, Netze an einem gewissen\nOrt abzulegen, können Sie\nsie dort lassen."
    wide = paragraph.replace("können Sie", "können Sie sie auch in diesem Jahr wieder")
    assert _texts(f"{LONG}\n\n{wide}\nDann gehen sie.") == [LONG, wide, "Dann gehen sie."]


@pytest.mark.parametrize("lines", [TITLES, CALL, VERSES, LINKS, f"{LONG}\nand so on"])
def test_lines_that_do_not_break_off_are_blocks(lines: str) -> None:
    """Titles, verses and addresses in a row, and what follows a paragraph or a colon, stay apart where others are not wrapped."""
    assert _texts(f"{LONG}\n\n{lines}") == [LONG, *lines.split("\n")]


TABLE = "| Boat | Crew |\n|---|:-:|\n| Petrel | 4 |\n| Tern |  |"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_rows_of_a_table_are_one_block(end: str) -> None:
    """Under the first row stands one of dashes; what comes before and after is no part of it."""
    source = f"Boats\n  {TABLE} \n| not a row\nthe end".replace("\n", end)
    blocks = segment_text(source)
    assert [block.span.of(source) for block in blocks] == ["Boats", TABLE.replace("\n", end), "| not a row", "the end"]
    assert [block.kind for block in blocks][1] is Kind.TABLE


def test_what_follows_a_table_is_no_row_of_it() -> None:
    """However long the last row is, and though the next line begins small."""
    table = f"{TABLE}\n| {'and the old one that came in May ' * 2} | 6 |"
    assert _texts(f"{table}\nwere there") == [table, "were there"]


LONG_TABLE = "\n".join(["| a |", "| - |", *["| b |"] * 2_000])


@pytest.mark.parametrize("rows", ["| Home | News |\n| Boats | Tides |", "Boat | Crew\n---|---\nTern | 3", LONG_TABLE])
def test_other_rows_are_lines(rows: str) -> None:
    """Menus are written in bars too; and no block is longer than a line may be."""
    assert _texts(rows) == rows.split("\n")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("What the Keeper Saw", Kind.HEADING),
        ("“Quoted” headline", Kind.HEADING),
        ("12 Ways to Mend a Net", Kind.HEADING),
        ("1. Mend the net", Kind.HEADING),
        ("Where is the keeper?", Kind.HEADING),
        ("Заголовок статьи", Kind.HEADING),
        ("日本語の見出し", Kind.HEADING),
        ("written in lower case", Kind.LINE),
        ("Home | News | Contact", Kind.LINE),
        ("Ends as a sentence.", Kind.LINE),
        ("2024", Kind.HEADING),
        ("17", Kind.LINE),
        ("* * *", Kind.LIST_ITEM),
        ("---", Kind.LINE),
        ("- an item", Kind.LIST_ITEM),
        ("▪ an item", Kind.LIST_ITEM),
        ("・砂糖 大さじ1", Kind.LIST_ITEM),
        ("> He never came back.", Kind.QUOTE),
        ("The keeper went up and lit his lamp again.", Kind.PARAGRAPH),
        ("Did the keeper go up and light his lamp again?", Kind.HEADING),
        ("The keeper said what all of them had thought: " + "nothing " * 10, Kind.LINE),
        ("The keeper " + "and his lamp " * 8 + "were gone.", Kind.PARAGRAPH),
    ],
)
def test_the_form_of_a_line_tells_its_kind(line: str, kind: Kind) -> None:
    """Marks, capitals, length and the last character make a heading, an item, a quote, a paragraph or a line."""
    assert classify_line(line)[0] is kind


def test_headings_of_plain_text_have_no_level() -> None:
    """What only looks like a heading stands over nothing for sure."""
    assert [block.level for block in segment_text("A Title\nA Heading\nAnother Heading")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        ("word " * 20 + "end.", True),
        ("word " * 20 + "end!”", True),
        ("word " * 20 + "end.)", True),
        ("言葉" * 60 + "。", True),
        ("word " * 20 + "end", False),
        ("word " * 20 + "end:", False),
        ("word " * 5 + "end.", False),
    ],
)
def test_prose_is_long_and_ends_as_a_sentence(line: str, prose: bool) -> None:
    """A line of a hundred characters or more with an end of a sentence is prose."""
    assert is_prose(line) is prose


@given(sources)
def test_only_blank_space_lies_between_blocks(source: str) -> None:
    """Blocks are in order, hold words or signs, and leave nothing but blanks out."""
    spans = [block.span for block in segment_text(source)]
    assert spans == sorted(spans)
    assert all(span.of(source) == span.of(source).strip() != "" for span in spans)
    assert "".join("".join(_texts(source)).split()) == "".join(source.split())


@given(sources)
def test_a_character_lies_in_the_block_that_covers_it(source: str) -> None:
    """`at` names the block of each character, and none for the blanks between blocks."""
    blocks = segment_text(source)
    for offset in range(len(source)):
        inside = [at for at, block in enumerate(blocks) if block.span.start <= offset < block.span.end]
        assert inside == ([] if blocks.at(offset) is None else [blocks.at(offset)])
