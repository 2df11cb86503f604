"""Markdown is cut at what its parser calls leaves, and no character of the source gets lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.model import Kind
from declutter.segment.blocks import Blocks
from declutter.segment.markdown import MAX_LINE, segment_markdown

PROSE = "The old bridge over the river was closed for repairs on Monday, and it will stay closed until the autumn."
SIGNS = st.text("#>-*+1.)|=~`_<!/[]:'\"(\\ \t\r\n\x0b\x85\u2028\0\ufeff\ud800aé", max_size=6)
PIECES = (
    "- ",
    "> ",
    "# ",
    "    ",
    "```\n",
    "---\n",
    "|a|\n|-|\n",
    "[a]: b\n",
    "<!--",
    "-->",
    "<div>\n",
    "**A**",
    PROSE,
    "\n\n",
)
MARKDOWN = st.lists(st.one_of(SIGNS, st.sampled_from(PIECES)), max_size=40).map("".join)
LINE_ENDS = pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])


def outline(text: str) -> list[tuple[str, str]]:
    """Return the kind and the text of each block."""
    blocks = segment_markdown(text)
    return [(block.kind.value, blocks.text_of(at)) for at, block in enumerate(blocks)]


def texts(text: str) -> list[str]:
    """Return the text of each block."""
    return [shown for _, shown in outline(text)]


def between(text: str, blocks: Blocks) -> list[str]:
    """Return what lies before, between and after the blocks."""
    return [text[end:start] for end, start in zip([0, *blocks.ends], [*blocks.starts, len(text)], strict=True)]


@pytest.mark.parametrize(
    ("source", "level"),
    [
        ("# One", 1),
        ("###### Six #", 6),
        ("#", 1),
        ("   ## Two", 2),
        ("One\n===", 1),
        ("Two\nlines\n---", 2),
        ("\ufeff# One", 1),
    ],
)
def test_a_heading_has_its_level_and_its_marks(source: str, level: int) -> None:
    """A heading is one block with its marks, and knows its level."""
    blocks = segment_markdown(source + "\n\nText")
    assert (blocks[0].kind, blocks[0].level, blocks.text_of(0)) == (Kind.HEADING, level, source.strip(" "))


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (PROSE, "paragraph"),
        (PROSE.replace(",", ",\n"), "paragraph"),
        ("word " * 50 + "\nand so on", "paragraph"),
        ("It is closed because the river rose **again this week.**", "paragraph"),
        ("Share this", "line"),
        ("Share this\non paper", "line"),
        ("A Title in Plain Words", "line"),
        ("**And** a few **words**", "line"),
        ("**It is closed because the river rose again this week.**", "paragraph"),
        ("• a bullet that is none in Markdown", "list_item"),
        ("🙂🙂🙂", "line"),
    ],
)
def test_the_kind_of_a_paragraph_is_told_by_its_form(source: str, kind: str) -> None:
    """A paragraph is prose, a line or a bullet by its wording, and never a heading."""
    assert outline(f"{source}\n\nNext") == [(kind, source), ("line", "Next")]


@pytest.mark.parametrize("source", ["**Like this**", "__Like this:__", "***Like this***", "**subscribe now**"])
def test_a_line_in_bold_is_a_heading(source: str) -> None:
    """A paragraph that is one short line in bold is a heading of the lowest level."""
    block = segment_markdown(f"Text\n\n{source}\n\nText")[1]
    assert (block.kind, block.level) == (Kind.HEADING, 6)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- a\n- b\n  goes on", ["- a", "- b\n  goes on"]),
        ("- a\n  - b\n    1. c\n- d", ["- a", "- b", "1. c", "- d"]),
        ("- - a\n  - b", ["- - a", "- b"]),
        ("1. a\n2) b", ["1. a", "2) b"]),
        ("-\n  a\n-\n- b", ["-\n  a", "-", "- b"]),
        ("- # a\n- b", ["- # a", "- b"]),
        ("- [ ] a\n- [x] b", ["- [ ] a", "- [x] b"]),
    ],
)
def test_each_list_item_is_a_block(source: str, expected: list[str]) -> None:
    """An item is a block with its mark, and so is each item inside it."""
    assert outline(source) == [("list_item", item) for item in expected]


def test_a_quote_without_words_is_a_block_of_its_own() -> None:
    """Its marks belong to no paragraph before it."""
    assert texts(f"{PROSE}\n\n>\n\nb") == [PROSE, ">", "b"]


def test_only_the_first_paragraph_of_an_item_is_the_item() -> None:
    """Further paragraphs and code in a loose item are blocks of their own."""
    source = f"- a\n\n  {PROSE}\n\n  ```\n  x\n  ```\n- b"
    expected = [("list_item", "- a"), ("paragraph", PROSE), ("code", "```\n  x\n  ```"), ("list_item", "- b")]
    assert outline(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("> a\n> b\n\n> c", ["> a\n> b", "> c"]),
        ("> a\n>\n> b", ["> a", ">\n> b"]),
        (">\n> a\n>\n>", [">\n> a\n>\n>"]),
        ("> a\nlazy", ["> a\nlazy"]),
        ("> # a\n> - b\n>   - c", ["> # a", "> - b", ">   - c"]),
        ("> > a\n>\n> b", ["> > a", ">\n> b"]),
        (">\n>", [">\n>"]),
        ("- > a\n  >\n  > b", ["- > a", ">\n  > b"]),
    ],
)
def test_text_in_a_quote_is_a_quote(source: str, expected: list[str]) -> None:
    """Each paragraph of a quote is a block, and takes the empty marks beside it along."""
    assert outline(source) == [("quote", paragraph) for paragraph in expected]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("table", "| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 |"),
        ("code", "```py\n# x\n\ny\n```"),
        ("code", "~~~\nnever closed\n\n# x"),
        ("code", "x = 1\n\n    y = 2"),
        ("code", "[a]: https://example.org 'Title'"),
        ("code", "[a]: https://example.org\n  'Title'"),
        ("line", "<div>\n# x\n</div>"),
        ("line", "<!-- one\n\ntwo -->"),
        ("line", "***"),
        ("line", "* * * * * * * * * * *"),
    ],
)
def test_other_leaves_are_one_block_each(kind: str, source: str) -> None:
    """Tables, code, link definitions, HTML and thematic breaks are one block, whatever stands in them."""
    assert outline(f"    {source}" if source.startswith("x =") else source) == [(kind, source)]


def test_definitions_are_code_one_by_one() -> None:
    """Link definitions are kept as code, apart from the text around them, in lists and quotes too."""
    source = "[a]: b\n[c]: d\nText\n\n- [e]: f\n\n> [g]: h\n> Quote"
    kinds = ["code", "code", "line", "code", "code", "quote"]
    assert [kind for kind, _ in outline(source)] == kinds


@LINE_ENDS
@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: A\ntags:\n- b\n\nmore: |\n  # c\n---",
        "---\na: b\n...",
        "+++\na = 1\n\n[b]\n+++",
        "\ufeff---\na: b\n---",
    ],
)
def test_front_matter_is_one_piece_of_code(front: str, newline: str) -> None:
    """YAML and TOML at the top are one block of code, whatever the line ends."""
    source = f"{front}\n# Title\n\nText".replace("\n", newline)
    assert outline(source) == [("code", front.replace("\n", newline)), ("heading", "# Title"), ("line", "Text")]


@pytest.mark.parametrize(
    "source",
    [
        "---\n\nText: more\n\n---\n\nText",
        f"---\nText: more\n{PROSE}\n\n---",
        "---\na: b",
        "Text\n\n---\na: b\n\n---",
        "---\n- a\n\n---",
        "---\n---\n\nText",
    ],
)
def test_thematic_breaks_are_not_front_matter(source: str) -> None:
    """Text between two thematic breaks is text."""
    assert "code" not in [kind for kind, _ in outline(source)]


@pytest.mark.parametrize("opening", ["<!-- never closed", "<pre>", "<script>", "<?php", "<![CDATA["])
def test_html_that_never_ends_does_not_swallow_the_text(opening: str) -> None:
    """Below HTML that nobody closed, each line is a block of its own."""
    assert outline(f"{opening}\n\n{PROSE}\n- a\n\nb")[1:] == [("paragraph", PROSE), ("list_item", "- a"), ("line", "b")]


def test_prose_over_dashes_is_no_heading() -> None:
    """A long paragraph that somebody meant to set off by dashes stays a paragraph."""
    assert outline(f"{PROSE}\n---\n\nText") == [("paragraph", PROSE), ("line", "---"), ("line", "Text")]


@LINE_ENDS
def test_offsets_are_of_the_source(newline: str) -> None:
    """Line ends of two characters, and characters that end lines elsewhere, shift no block."""
    source = "# A\x0bB\n\nC\u2028D\x85E\0\nF\n- G\n> H".replace("\n", newline)
    assert texts(source) == ["# A\x0bB", f"C\u2028D\x85E\0{newline}F", "- G", "> H"]


@pytest.mark.parametrize("blank", ["", " \n\t\n", "\x0b\n\xa0\n\u2028", "\r\n\r\n"])
def test_blank_text_has_no_blocks(blank: str) -> None:
    """Blank space of any sort is no block."""
    assert texts(blank) == []


@pytest.mark.parametrize(
    "deep",
    [
        "> " * 300 + "x",
        "- " * 300 + "x",
        ">" * 100_000,
        "1. > - " * 100 + "x",
        "\n".join("  " * at + "- x" for at in range(100)),
    ],
    ids=["quotes", "lists", "marks", "mixed", "indented"],
)
def test_below_deep_nesting_all_is_well(deep: str) -> None:
    """Where lists and quotes stand too deep to be read, the lines have blocks, and what follows is cut as ever."""
    assert outline(f"{deep}\n\n# Title\n\n```\nx\n```")[-2:] == [("heading", "# Title"), ("code", "```\nx\n```")]
    assert "".join("".join(texts(deep)).split()) == "".join(deep.split())


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        ("heading", "# ", ""),
        ("list_item", "- ", ""),
        ("line", "<!-- ", " -->"),
        ("code", "[a]: ", ""),
        ("quote", "> ", ""),
    ],
)
def test_long_lines_keep_their_marks(kind: str, start: str, end: str) -> None:
    """A line is known by its two ends, however long it is."""
    line = start + "x" * 3 * MAX_LINE + end
    assert outline(f"{line}\n\nText") == [(kind, line), ("line", "Text")]


@given(st.one_of(MARKDOWN, st.text()))
def test_blocks_and_blank_space_tile_the_source(text: str) -> None:
    """Blocks of any text are in order, none is blank at its ends, and only blank space lies between them."""
    blocks = segment_markdown(text)
    assert not "".join(between(text, blocks)).strip()
    assert all(start < end for start, end in zip(blocks.starts, blocks.ends, strict=True))
    assert all(end <= start for end, start in zip(blocks.ends, blocks.starts[1:], strict=False))
    assert all(blocks.text_of(at) == blocks.text_of(at).strip() for at in range(len(blocks)))


@given(st.one_of(MARKDOWN, st.text()))
def test_each_block_has_a_kind(text: str) -> None:
    """Every block tells its kind, and only headings have a level."""
    assert all((block.level > 0) == (block.kind is Kind.HEADING) for block in segment_markdown(text))


@given(MARKDOWN)
def test_line_ends_change_no_block(text: str) -> None:
    """The same text with other line ends is cut into the same blocks."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    found = [(kind, shown.replace("\r\n", "\n")) for kind, shown in outline(plain.replace("\n", "\r\n"))]
    assert found == outline(plain)
