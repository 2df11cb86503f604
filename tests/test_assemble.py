"""Blocks and decisions -> kept spans: what stays, and what becomes of the blank space around a drop."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.assemble import folded_spans, gone_spans, kept_spans
from declutter.model import Block, Cut, Decision, Kind, Label, Span

BLANKS = ["", " ", "\n", "\n\n", "\r\n", " \n", "\n ", "\n\n\n", "\t", "\r"]


def _spans(text: str, words: str) -> list[Span]:
    """Return the spans of words, each of which stands in the text once."""
    return sorted(Span(text.index(word), text.index(word) + len(word)) for word in words.split())


def _without(text: str, words: str) -> str:
    return "".join(span.of(text) for span in kept_spans(text, _spans(text, words)))


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("one\n\nAD\n\ntwo", "AD", "one\n\ntwo"),
        ("one\nAD\n\n\ntwo", "AD", "one\n\n\ntwo"),
        ("one\n\n\nAD\ntwo", "AD", "one\n\n\ntwo"),
        ("one\n\nAD\nPR\n\n\ntwo", "AD PR", "one\n\n\ntwo"),
        ("one\nAD\n\n\nPR\ntwo", "AD PR", "one\n\n\ntwo"),
        ("one\r\n\r\nAD\r\n\r\ntwo", "AD", "one\r\n\r\ntwo"),
        ("one AD two", "AD", "one two"),
        ("one  AD two", "AD", "one  two"),
        ("one   AD\ntwo", "AD", "one\ntwo"),
        ("AD\n\none", "AD", "one"),
        ("\n\nAD\n\none", "AD", "one"),
        ("one\n\nAD", "AD", "one"),
        ("one\n\nAD\n", "AD", "one\n"),
        ("one\nAD\n\nPR\n", "AD PR", "one\n"),
        ("AD\none\nPR\ntwo\nTV\n", "AD PR TV", "one\ntwo\n"),
        ("  AD  ", "AD", ""),
        ("AD\nPR\n", "AD PR", ""),
        ("\n one two \n", "", "\n one two \n"),
        ("", "", ""),
    ],
)
def test_the_largest_blank_at_a_drop_stays(text: str, gone: str, left: str) -> None:
    """Most line ends win, then most characters; nothing is left at the start, and the last blank at the end."""
    assert _without(text, gone) == left


@st.composite
def plans(draw: st.DrawFn) -> tuple[str, str, str]:
    """Draw a text of words and blanks, and words of it that go first and second."""
    words = [f"w{number}" for number in range(draw(st.integers(1, 7)))]
    blank = st.sampled_from(BLANKS)
    text = draw(blank) + "".join(word + draw(blank) for word in words)
    rounds = draw(st.tuples(*(st.integers(0, 2) for _ in words)))
    first, second = (" ".join(word for word, at in zip(words, rounds, strict=True) if at == turn) for turn in (1, 2))
    return text, first, second


@given(plans())
def test_the_order_of_drops_makes_no_difference(plan: tuple[str, str, str]) -> None:
    """What goes at once leaves the same text as what goes one after the other, in either order."""
    text, first, second = plan
    at_once = _without(text, f"{first} {second}")
    assert _without(_without(text, first), second) == at_once
    assert _without(_without(text, second), first) == at_once


@given(plans())
def test_kept_gone_and_folded_spans_tile_the_text(plan: tuple[str, str, str]) -> None:
    """Each character is kept, gone or folded, and what is folded is blank."""
    text, words, _ = plan
    gone = _spans(text, words)
    kept = kept_spans(text, gone)
    folded = folded_spans(len(text), kept, gone)
    assert "".join(span.of(text) for span in sorted([*kept, *gone, *folded])) == text
    assert not "".join(span.of(text) for span in folded).strip()


@given(plans())
def test_kept_spans_are_as_few_as_can_be(plan: tuple[str, str, str]) -> None:
    """No kept span is empty, and none touches the next."""
    text, words, _ = plan
    kept = kept_spans(text, _spans(text, words))
    assert all(kept)
    assert all(one.end < other.start for one, other in pairwise(kept))


def test_a_sentence_goes_from_between_its_neighbours() -> None:
    """Of the two spaces around a cut sentence one is left."""
    text = "It rained. Buy now. It stopped."
    kept = kept_spans(text, [Span(11, 19)])
    assert kept == (Span(0, 11), Span(20, 31))
    assert folded_spans(len(text), kept, [Span(11, 19)]) == (Span(19, 20),)


def test_dropped_blocks_and_cut_sentences_are_what_goes() -> None:
    """A kept block gives its cuts, a dropped one itself, and all are in order."""
    first, second = Block(Span(0, 30), Kind.PARAGRAPH), Block(Span(31, 40), Kind.LINE)
    cuts = tuple(Cut(span, Label.AD, 0.9, "alone", ()) for span in (Span(3, 9), Span(12, 20)))
    kept = Decision(first, Label.BODY, True, 0.5, "alone", cuts=cuts)
    dropped = Decision(second, Label.AD, False, 0.9, "alone")
    assert gone_spans([dropped, kept]) == [Span(3, 9), Span(12, 20), Span(31, 40)]
