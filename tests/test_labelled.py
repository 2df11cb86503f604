"""The labelled articles of the project: what they promise, and what cleaning does to those that tempt it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from declutter.evaluate import figures, gold_lines, score
from declutter.learn import read_gold
from declutter.model import Document, Label
from tests.strategies import CLEANER

FILES = sorted((Path(__file__).parents[1] / "samples" / "labelled").glob("*.jsonl"))
GOLD = read_gold(FILES)
TEMPTING = [held for held in GOLD if {label for _, _, label in held["labels"]} <= {"body", "meta"} and not held["spans"]]


def _wrong(held: dict[str, Any]) -> list[str]:
    """Return the labels that are none, and the spans that do not stand in their line."""
    lines = [line for line in held["text"].split("\n") if line.strip()]
    odd = [label for _, _, label in held["labels"] if label not in set(Label)]
    return odd + [text for at, text, _ in held["spans"] if text not in lines[at]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_labels_cover_each_line_and_spans_stand_in_theirs(file: Path) -> None:
    """Each line that is not blank has one label of those that there are."""
    for held in read_gold([file]):
        assert len(list(gold_lines(held))) == held["labels"][-1][1] + 1
        assert _wrong(held) == []


def test_each_article_has_an_id_of_its_own() -> None:
    """Two articles of one id would be taken for one page."""
    assert len({held["id"] for held in GOLD}) == len(GOLD)


def test_articles_that_tempt_lose_almost_nothing() -> None:
    """Articles on newsletters, advertising and the like, lists, tables, recipes: five of a hundred may be harmed."""
    found = figures([score(held, CLEANER.clean_document(Document(held["text"], held["id"]))) for held in TEMPTING])
    assert len(TEMPTING) > 200
    assert found["retention"] >= 0.996
    assert found["harmed"] <= 0.05
