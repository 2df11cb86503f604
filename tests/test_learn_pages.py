"""Fitting the weights of the page judge from labelled pages."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from declutter import InputError
from declutter.learn_pages import (
    PageLesson,
    fit_pages,
    learned_odds,
    page_fold_figures,
    page_lessons,
    read_pages,
    write_page_weights,
)
from declutter.web import measure
from declutter.web.weights import load_page_weights
from tests.strategies import PARAGRAPHS

MENU = "<nav class=menu>" + "".join(f"<a href=/{word}>{word}</a>" for word in ("News", "Walks", "Food", "Maps")) + "</nav>"


def _held(number: int) -> dict[str, Any]:
    """Make a labelled page of paragraphs with a menu, a box and comments."""
    paragraphs = PARAGRAPHS[number : number + 6]
    article = "<div class=article>" + "".join(f"<p>{each}</p>" for each in paragraphs) + "</div>"
    comments = f"<section class=comments><p>{PARAGRAPHS[-1 - number]}</p><p>I agree.</p></section>"
    html = f"<html><body>{MENU}{article}<div class=related><a>More of this kind</a></div>{comments}"
    return {"id": f"{number}", "url": f"https://site{number}.example/a", "html": html, "main_content": "\n".join(paragraphs)}


@lru_cache
def _lessons() -> tuple[PageLesson, ...]:
    return tuple(page_lessons(map(_held, range(24))))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fit weights once for all tests."""
    path = tmp_path_factory.mktemp("weights") / "page.json"
    write_page_weights(fit_pages(_lessons()), _lessons(), {}, path)
    return path


def test_a_lesson_knows_which_blocks_are_the_article() -> None:
    """The paragraphs of the article are on the common sequence; menu and comments are not."""
    assert [round(share) for share in _lessons()[0].kept] == [0, *[1] * 6, 0, 0, 0]


def test_names_speak_for_the_article_or_against_it() -> None:
    """The words of classes that lie around the article are good, those around comments bad."""
    odds = learned_odds(_lessons())
    assert odds["article"] > 0 > odds["comments"]


@pytest.mark.parametrize("witness", [True, False])
def test_what_was_learned_tells_the_article(weights: Path, witness: bool) -> None:
    """On what they were fitted on, the weights find the article likelier than the rest."""
    fitted, first = load_page_weights(weights), _lessons()[0]
    columns = measure(first.page, fitted.odds, first.said if witness else None)
    chances, _ = fitted.heard(columns, witness=witness)
    assert chances[1:7].min() > max(chances[0], *chances[7:])


def test_the_same_pages_give_the_same_bytes(weights: Path, tmp_path: Path) -> None:
    """Fitting twice writes the same file."""
    write_page_weights(fit_pages(_lessons()), _lessons(), {}, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == weights.read_bytes()


def test_folds_are_measured_on_sites_that_were_not_seen() -> None:
    """Both judges get a figure, and on pages of one kind it is high."""
    figures = page_fold_figures(_lessons())
    assert figures["alone"]["f1"] > 0.9
    assert figures["witnessed"]["f1"] > 0.9


@pytest.mark.parametrize("line", ["{", "[]", '{"html": "<p>a"}', '{"html": 1, "main_content": ""}'])
def test_gold_that_is_no_page_is_named(tmp_path: Path, line: str) -> None:
    """The message tells file and line."""
    (tmp_path / "gold.jsonl").write_text(json.dumps(_held(0)) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:2: "):
        list(read_pages([tmp_path / "gold.jsonl"]))


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"columns": []}'])
def test_a_file_of_other_weights_is_refused(tmp_path: Path, content: str) -> None:
    """A file that is no file of page weights is named."""
    (tmp_path / "page.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"page\.json: "):
        load_page_weights(tmp_path / "page.json")
