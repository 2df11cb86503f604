"""Reports for people: the line of account, the text, and the document block by block."""

from __future__ import annotations

from dataclasses import replace

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.model import Block, Cut, Decision, Document, Evidence, Kind, Label, Report, Span
from declutter.render.explain import explain
from declutter.render.rows import counted, one_line, rows
from declutter.render.text import account, render_text

TEXT = "A Title\n\nOne sentence. Follow us! More.\n\nLeave a Reply\n\nMaybe an ad\n"
ASKS = Evidence("follow-us", "Asks to follow.", 0.9)
INVITES = Evidence("leave-a-reply", "Invites the reader to comment.", 0.95, Span(41, 54))
SIGN = Evidence("tail", "Stands after the last paragraph.", 0.4)
HINT = Evidence("ad-word", "Speaks of ads.", 0.4, Span(65, 67))


def _block(words: str, kind: Kind = Kind.LINE) -> Block:
    start = TEXT.index(words)
    return Block(Span(start, start + len(words)), kind)


BLOCKS = [_block(words) for words in TEXT.split("\n\n")[:-1]] + [_block("Maybe an ad")]
CUT = Cut(Span(23, 33), Label.SHARE, 0.9, "alone", (ASKS,))
DECISIONS = (
    Decision(BLOCKS[1], Label.BODY, True, 0.1, "alone", (), (CUT,)),
    Decision(BLOCKS[2], Label.COMMENT_FORM, False, 0.97, "tail", (INVITES, SIGN)),
    Decision(BLOCKS[3], Label.BODY, True, 0.6, "alone", (HINT,)),
)
KEPT = TEXT.replace(" Follow us!", "").replace("Leave a Reply\n\n", "")
REPORT = Report(Document(TEXT, "a.txt"), (), DECISIONS, KEPT, (), notes=("Almost nothing stayed.",))
LINE = "a.txt: dropped 1 of 4 blocks and 1 sentence, 23 of 68 characters (share 1, comment_form 1)"
CLEAN = replace(REPORT, decisions=(), notes=())
UNCUT = replace(REPORT, decisions=DECISIONS[1:])


def test_the_account_is_one_line_of_numbers() -> None:
    """The account counts blocks, sentences, characters and labels of what went."""
    assert account(REPORT, BLOCKS) == LINE


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (CLEAN, "a.txt: dropped nothing of 4 blocks"),
        (replace(CLEAN, document=Document(TEXT)), "text: dropped nothing of 4 blocks"),
        (UNCUT, "a.txt: dropped 1 of 4 blocks, 13 of 68 characters (comment_form 1)"),
    ],
)
def test_the_account_says_no_more_than_there_is(report: Report, line: str) -> None:
    """What did not happen is not counted, and a document without a name is called text."""
    assert account(report, BLOCKS) == line


def test_the_text_shows_each_drop_with_its_place_and_reason() -> None:
    """The report as text has the account, the notes, and for each drop its place, words, rule and reason."""
    assert render_text(REPORT, BLOCKS) == (
        f"{LINE}\nnote: Almost nothing stayed.\n\n"
        "line 3, characters 23 to 33: share 0.90\n    | Follow us!\n"
        "    follow-us: Asks to follow. (decided by alone)\n\n"
        "line 5, characters 41 to 54: comment_form 0.97\n    | Leave a Reply\n"
        "    leave-a-reply: Invites the reader to comment. (decided by tail)\n"
    )


def test_a_document_is_explained_block_by_block() -> None:
    """Each block has a mark, its number and its words; below stand label, confidence, stage and all evidence."""
    assert click.unstyle(explain(REPORT, BLOCKS)).splitlines()[3:] == [
        "kept         1  A Title",
        "cut          2  One sentence. Follow us! More.",
        "                cut “Follow us!”",
        "                share 0.90, decided by alone",
        "                0.90 follow-us: Asks to follow.",
        "dropped      3  Leave a Reply",
        "                comment_form 0.97, decided by tail",
        "                0.95 leave-a-reply: Invites the reader to comment. “Leave a Reply”",
        "                0.40 tail: Stands after the last paragraph.",
        "kept         4  Maybe an ad",
        "                body 0.60, decided by alone",
        "                0.40 ad-word: Speaks of ads. “ad”",
    ]


def test_colour_says_nothing_that_words_do_not_say() -> None:
    """What goes is coloured, what stays is not; without colour, the marks are there still."""
    lines = explain(REPORT, BLOCKS).splitlines()
    coloured = [click.unstyle(line).split()[0] for line in lines if line != click.unstyle(line)]
    assert coloured == ["cut", "cut", "dropped"]


def test_blocks_that_were_decided_on_stand_for_those_they_touch() -> None:
    """Where decisions were made on other blocks than those given, each place of the document is shown once."""
    whole = Decision(Block(Span(9, 54), Kind.PARAGRAPH), Label.AD, False, 0.9, "alone", (ASKS,))
    shown = rows(replace(REPORT, decisions=(whole,)), BLOCKS)
    assert [(block.span, decision is not None) for block, decision in shown] == [
        (Span(0, 7), False),
        (Span(9, 54), True),
        (Span(56, 67), False),
    ]


@given(st.text(st.characters(codec=None)), st.integers(1, 20))
def test_a_quoted_text_is_one_printable_line(text: str, width: int) -> None:
    """Whatever a document holds, what is shown of it cannot break a line or steer a terminal."""
    line = one_line(text, width)
    assert line.isprintable()
    assert len(line) <= width


@pytest.mark.parametrize(("number", "words"), [(0, "0 blocks"), (1, "1 block"), (1204, "1,204 blocks")])
def test_nouns_are_counted(number: int, words: str) -> None:
    """One is singular, thousands are grouped."""
    assert counted(number, "block") == words
