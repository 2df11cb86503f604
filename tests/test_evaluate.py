"""Figures on labelled articles."""

from __future__ import annotations

import pytest

from declutter import Cleaner, Document
from declutter.evaluate import figures, gone_by_label, score
from tests.strategies import PARAGRAPHS

TEXT = f"{PARAGRAPHS[0]}\n\nBy Ada Noll\n\nLeave a Reply\n"
HELD = {"id": "a", "lang": "en", "text": TEXT, "labels": [[0, 0, "body"], [1, 1, "meta"], [2, 2, "comment_form"]]}
CLEANER, IDLE = Cleaner(weights=None), Cleaner(weights=None, default_packs=False)


def test_a_perfect_cleaning_scores_one() -> None:
    """Where all clutter goes and no editorial word, each figure is one and none is harmed."""
    found = figures([score(HELD, CLEANER.clean_document(Document(TEXT)))])
    assert found == {**dict.fromkeys(found, 1.0), "harmed": 0.0}


def test_keeping_everything_removes_nothing() -> None:
    """A cleaner without rules keeps every word, clutter too."""
    scored = score(HELD, IDLE.clean_document(Document(TEXT)))
    assert (scored.retention, scored.removal, scored.right) == (1.0, 0.0, False)
    assert scored.precision < 1


def test_words_are_counted_by_label() -> None:
    """What went is told by label, and meta words do not count against anybody."""
    scored = score(HELD, CLEANER.clean_document(Document(TEXT)))
    assert gone_by_label([scored])["comment_form"] == (3, 3)
    assert gone_by_label([scored])["meta"] == (0, 3)


def test_a_span_inside_a_body_line_is_clutter() -> None:
    """Clutter inside a body line counts under its own label."""
    text = "One two. Buy now."
    held = {"id": "b", "text": text, "labels": [[0, 0, "body"]], "spans": [[0, "Buy now.", "promo"]]}
    scored = score(held, IDLE.clean_document(Document(text)))
    assert scored.words == {"body": 2, "promo": 2}
    assert scored.precision == pytest.approx(0.5)
