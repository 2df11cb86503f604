"""What words sound like."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.columns.tokens import tokenise, words_of
from declutter.learn_wording import fit_wording, passages, vocabulary
from declutter.segment.text import segment_text
from declutter.wording import TARGETS, terms_of, wording_from_file

HELD = [
    {
        "id": f"{at}",
        "text": f"The tide at {at} came in.\nBook your {at} visit today.",
        "labels": [[0, 0, "body"], [1, 1, "promo"]],
    }
    for at in "abcd"
]
ARTICLES = [passages(held) for held in HELD]
WORDING = wording_from_file(fit_wording(ARTICLES, vocabulary(ARTICLES)))


def _scores(text: str) -> np.ndarray:
    tokens = tokenise(segment_text(text))
    result: np.ndarray = WORDING.scores(WORDING.terms_in(tokens.source), tokens)[0]
    return result


@pytest.mark.parametrize(("text", "sells"), [("Book your tour today", True), ("The tide came in", False)])
def test_words_sound_like_what_they_stood_in(text: str, sells: bool) -> None:
    """Words of a pitch speak for one, words of the article against it."""
    assert bool(_scores(text)[TARGETS.index("promo")] > 0) is sells


def test_what_nobody_knows_sounds_like_nothing() -> None:
    """Where no word is known, nothing is said."""
    assert not _scores("Quondam zephyrs").any()


def test_words_of_few_articles_are_left_out() -> None:
    """A name that one article has is no sign of anything."""
    assert b"tide" in vocabulary(ARTICLES)
    assert b"at a" not in vocabulary(ARTICLES)


def test_clutter_inside_a_line_is_a_passage_of_its_own() -> None:
    """A sentence that is marked in a paragraph teaches under its own label, and the rest under that of the paragraph."""
    held = {"id": "e", "text": "It rained. Call us.", "labels": [[0, 0, "body"]], "spans": [[0, "Call us.", "promo"]]}
    assert {each.label: b"rained" in each.terms for each in passages(held)} == {"promo": False, "body": True}


@given(st.lists(st.sampled_from([b"a", b"b", b"c"])))
def test_terms_are_words_and_pairs(words: list[bytes]) -> None:
    """Each word is a term, and so is each pair of words that follow each other."""
    terms = terms_of(words)
    assert set(words) <= terms
    assert {b" ".join(pair) for pair in pairwise(words)} <= terms


def test_the_words_that_speak_loudest_are_quoted() -> None:
    """A reason names the words that were heard, and none that speak against it."""
    assert WORDING.loudest(words_of("The tide: book"), "promo") == ["book"]


@given(st.lists(st.sampled_from(["The tide at a came in.", "Book your b visit today.", "Zephyrs!", "—", "tide"]), min_size=1))
def test_a_block_is_scored_by_the_terms_that_are_learned_from(lines: list[str]) -> None:
    """What is looked up for all blocks at once is what the terms of each block say by themselves."""
    tokens = tokenise(segment_text("\n".join(lines)))
    scores = WORDING.scores(WORDING.terms_in(tokens.source), tokens)
    for line, score in zip(lines, scores, strict=True):
        known = [WORDING.numbers[term] for term in terms_of(words_of(line)) if term in WORDING.numbers]
        told = WORDING.weights[known].sum(axis=0) / np.sqrt(len(known)) + WORDING.bias if known else np.zeros(len(TARGETS))
        assert np.allclose(score, told)


def test_a_term_of_two_lines_is_no_term() -> None:
    """What is kept of a wording has a term a line, so a file that says otherwise is refused at once."""
    with pytest.raises(ValueError, match="two lines"):
        wording_from_file({"terms": {"book\nnow": [0.0] * len(TARGETS)}, "bias": [0.0] * len(TARGETS)})
