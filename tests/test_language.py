"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.language import UNKNOWN, detect_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The keeper of the lighthouse had not been seen since the storm."),
        ("de", "Der Wärter des Leuchtturms war seit dem Sturm nicht mehr gesehen worden."),
        ("fr", "Personne n'avait vu le gardien du phare depuis la tempête de mardi."),
        ("pl", "Od czasu burzy nikt nie widział latarnika ani jego łodzi w porcie."),
        ("ru", "После бури никто не видел смотрителя маяка и его лодку в гавани."),
        ("ja", "嵐のあと、灯台守の姿を見た者はだれもいなかった。船もなかった。"),
        ("zh", "暴风雨过后,没有人见过灯塔看守人,也没有人见过他的船停在港口里。"),
    ],
)
def test_a_sentence_tells_its_language(language: str, text: str) -> None:
    """One sentence is enough, in capitals too, and the code has two letters."""
    assert detect_language(text) == language
    assert detect_language(text.upper()) == language


@pytest.mark.parametrize("text", ["", "   ", "OK", "Read more", "1, 2, 3 ... 100,000,000", "🙂🙂🙂 *** ---"])
def test_what_has_few_letters_has_no_language(text: str) -> None:
    """A text with too few letters is in no language that could be told."""
    assert detect_language(text) == UNKNOWN


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_the_same_text_has_the_same_language(text: str) -> None:
    """The answer depends on the text alone, and is a code of two letters or the one for unknown."""
    language = detect_language(text)
    assert language == detect_language(text)
    assert len(language) == 2 or language == UNKNOWN
