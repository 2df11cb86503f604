"""Sentences of a block, with offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.model import Span
from declutter.sentences import MAX_CHARS, in_quotes, is_inside, sentence_spans

TEXTS = st.text(st.sampled_from("aB 1.!?…:;\"“”'()。！日Ж\n\t\u3000\u00ad\u200b\u0301😀\x00\ud800"), max_size=60)


def _sentences(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in sentence_spans(text, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["It rained.", "Did it stop?", "It did!"]),
        ("en", ["Dr. Smith came at 3 p.m. and left.", "He was late."]),
        ("en", ["The U.S. has 3.5 million of them.", "We have none."]),
        ("en", ["“Go. Now. Please.”", "She went."]),
        ("en", ["The 😀 boat sank.", "Nobody knew."]),
        ("de", ["Das kostet z. B. 3,50 Euro.", "Das ist viel."]),
        ("pl", ["Mieszkał przy ul. Długiej.", "Potem wyjechał."]),
        ("en", ["He left.", "(She stayed.)", "[So they say!]", "They met again."]),
        ("en", ["The sum (see fig. 2) rose (at last.) again."]),
        ("en", ["no end in sight"]),
        ("en", ["**It rained.", "It stopped.**"]),
        ("en", ["**It rained.**", "It stopped."]),
        ("en", ["3. It rained.", "It stopped."]),
        ("en", ["![a photo](a.png) It rained.", "It stopped."]),
    ],
)
def test_a_block_is_cut_into_its_sentences(language: str, sentences: list[str]) -> None:
    """Abbreviations, numbers and quotes end no sentence, and marks without words are none."""
    assert _sentences(" ".join(sentences), language) == sentences


def test_sentences_without_spaces_between_them_are_cut_too() -> None:
    """Japanese has a full stop of its own and no blank after it."""
    assert _sentences("登録してください。今日は晴れです。", "ja") == ["登録してください。", "今日は晴れです。"]


@pytest.mark.parametrize("language", ["und", "xx", "", "zh-Hant"])
def test_an_unknown_language_is_no_hindrance(language: str) -> None:
    """Text in a language that nobody knows is cut at its full stops."""
    assert _sentences("It rained. It stopped.", language) == ["It rained.", "It stopped."]


def test_offsets_count_from_the_start_of_the_document() -> None:
    """The spans are moved by the offset of the block."""
    assert sentence_spans("Go. Now.", "en", 100) == (Span(100, 103), Span(104, 108))


def test_a_block_too_long_for_a_paragraph_is_one_sentence() -> None:
    """Beyond a limit a text is not cut."""
    text = "Go on. " * (MAX_CHARS // 7 + 1)
    assert sentence_spans(text, "en") == (Span(0, len(text)),)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He wrote: “Come in. Call us today.” Nobody came.", [True, False]),
        ("„Rufen Sie an. Heute noch.“ So stand es da.", [True, False]),
        ("「今すぐお電話ください。」彼はそう書いた。", [True, False]),
        ("Our “Fresh Start” package is for you. Call.", [False, False]),
        ('The sign said "buy one" twice. It hung there.', [False, False]),
    ],
)
def test_what_stands_between_quotation_marks_is_what_others_say(text: str, quoted: list[bool]) -> None:
    """A sentence of which most is quoted is a quotation; a name in quotation marks is none."""
    assert [in_quotes(f"{text}", 7, span) for span in sentence_spans(text, "en", 7)] == quoted


@given(TEXTS, st.sampled_from(["en", "ja", "de", "und"]))
def test_sentences_leave_nothing_out_but_blanks(text: str, language: str) -> None:
    """The sentences of any text are in order, do not overlap, and hold all that is not blank."""
    spans = sentence_spans(text, language)
    assert "".join("".join(span.of(text) for span in spans).split()) == "".join(text.split())
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(("find", "inside"), [((5, 9), False), ((5, 12), True), ((9, 12), True), ((14, 15), True)])
def test_a_find_speaks_of_the_sentence_that_has_its_letters(find: tuple[int, int], inside: bool) -> None:
    """The full stop before a sentence may be a part of what a rule finds in it; what is nothing but marks counts as it is."""
    text = "It rained. Sun.  ☀"
    assert is_inside(Span(*find), Span(0, 10) if find == (5, 9) else Span(11, 15), text) is (inside or find == (5, 9))
