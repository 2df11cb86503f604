"""Fitting weights from labelled articles."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import Cleaner, Document, InputError, Policy
from declutter.columns import NAMES
from declutter.errors import DeclutterError
from declutter.finer import SENTENCE_NAMES
from declutter.learn import Course, course, fit, fold_figures, read_gold, write_weights
from declutter.segmenter import decide, load_weights
from tests.strategies import ARTICLES, PARAGRAPHS

CLUTTER = ("Leave a Reply", "Share this", "Related posts", "Privacy Policy", "Book a demo today")
CLEANER = Cleaner(weights=None)


def _held(number: int) -> dict[str, Any]:
    """Make a labelled article of paragraphs with clutter under them."""
    lines = [*PARAGRAPHS[number : number + 8], *CLUTTER]
    labels = ["comment_form", "share", "related", "legal", "promo"]
    rows = [[0, 7, "body"], *([8 + at, 8 + at, label] for at, label in enumerate(labels))]
    return {"id": f"{number}:made", "text": "\n\n".join(lines), "labels": rows}


@lru_cache
def _course() -> Course:
    return course(CLEANER, [_held(number) for number in range(12)])


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fit weights once for all tests."""
    path = tmp_path_factory.mktemp("weights") / "weights.json"
    write_weights(fit(_course().without(None), _course().wording), _course(), {}, path)
    return path


def test_a_lesson_has_a_row_for_each_block() -> None:
    """Columns, labels and words go together, block by block."""
    first = _course().lessons[0]
    assert first.columns.shape == (13, len(NAMES))
    assert len(first.labels) == len(first.words) == 13
    assert first.labels[-1] == "promo"


def test_a_lesson_tells_what_is_seen_without_some_rules_too() -> None:
    """The second table is of the same blocks, in which fewer rules have a hit."""
    first, rules = _course().lessons[0], NAMES.index("rules")
    assert first.missed.shape == first.columns.shape
    assert 0 < first.missed[:, rules].sum() < first.columns[:, rules].sum()


def test_what_was_learned_tells_clutter_from_the_article(weights: Path) -> None:
    """On what they were fitted on, the weights find clutter likelier than the article."""
    chances = load_weights(weights).chances(_course().lessons[0].columns)
    assert chances[8:].min() > chances[:8].max()


def test_the_same_lessons_give_the_same_bytes(weights: Path, tmp_path: Path) -> None:
    """Fitting twice writes the same file."""
    again = course(CLEANER, [_held(number) for number in range(12)])
    write_weights(fit(again.without(None), again.wording), again, {}, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == weights.read_bytes()


def test_weights_of_a_file_can_be_used(weights: Path) -> None:
    """A cleaner takes the weights that were fitted."""
    report = Cleaner(weights=weights).clean_document(Document(_held(0)["text"]))
    assert report.text.startswith(PARAGRAPHS[0])
    assert "Leave a Reply" not in report.text


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"columns": ["words"], "trees": []})])
def test_a_file_of_other_weights_is_refused(tmp_path: Path, content: str) -> None:
    """A file that is none, or that was fitted for other columns, is an error that names it."""
    (tmp_path / "odd.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"odd\.json"):
        Cleaner(weights=tmp_path / "odd.json")


def test_gold_that_is_no_json_is_named(tmp_path: Path) -> None:
    """A broken line of labelled data is an error with its place."""
    (tmp_path / "gold.jsonl").write_text(json.dumps(_held(0)) + "\n{broken\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:2: is not JSON"):
        read_gold([tmp_path / "gold.jsonl"])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"labels": [[0, 0, "body"]]}, "its labels must take the 2 lines"),
        ({"labels": [[0, 1, "advert"]]}, "there is no label 'advert'"),
        ({"labels": {"0": "body"}}, "labels are"),
        ({"spans": [[1, "cider", "promo"]]}, "line 1 does not hold 'cider'"),
        ({"spans": [[7, "bees", "promo"]]}, "labels are"),
        ({"text": 7}, "its text must be a string"),
        ({"text": "\n", "labels": []}, "its text must be a string"),
    ],
)
def test_gold_with_wrong_labels_is_refused(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    """Labels that do not fit the lines would be learned, or measured, without anybody's noticing."""
    held = {"id": "a", "text": "Of bees\n\nThere are bees.", "labels": [[0, 1, "body"]]}
    (tmp_path / "gold.jsonl").write_text(f"\n{json.dumps(held)}\n{json.dumps(held | changed)}", encoding="utf-8")
    with pytest.raises(InputError, match=rf"gold\.jsonl:3: {message}"):
        read_gold([tmp_path / "gold.jsonl"])


def test_too_few_articles_teach_nothing() -> None:
    """Some are learned from and others are kept to try the weights on."""
    with pytest.raises(DeclutterError, match="articles of 5 pages at least; there are 1"):
        course(Cleaner(weights=None), [_held(0)])


@pytest.mark.parametrize(("caution", "gone"), [(0.0, 3), (20.0, 1)])
def test_caution_keeps_what_is_doubtful(caution: float, gone: int) -> None:
    """A careful policy leaves a doubtful block that a bold one takes."""
    chances, words = np.array([0.99, 0.98, 0.7, 0.01]), np.array([50, 50, 50, 100])
    assert decide(chances, words, least=0.5, caution=caution).sum() == gone


def test_many_small_doubts_do_not_keep_a_long_menu() -> None:
    """A menu of a hundred lines goes from over a short article, though some line of it may be the article's."""
    chances, words = np.array([0.98] * 100 + [0.02]), np.array([2] * 100 + [40])
    assert decide(chances, words, least=0.61, caution=Policy().caution).tolist() == [True] * 100 + [False]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 200)), max_size=30), st.floats(0, 20), st.floats(0, 20))
def test_more_caution_takes_nothing_more(blocks: list[tuple[float, int]], less: float, more: float) -> None:
    """What goes under a careful policy goes under a bolder one too."""
    chances, words = np.array([chance for chance, _ in blocks]), np.array([size for _, size in blocks])
    bold, careful = (decide(chances, words, least=0.5, caution=each) for each in sorted((less, more)))
    assert (bold | ~careful).all()


def test_nothing_less_likely_than_the_least_goes() -> None:
    """However much there would be to gain, an unlikely block stays."""
    assert not decide(np.full(5, 0.6), np.full(5, 10), least=0.61, caution=0.0).any()


def test_each_drop_by_weights_names_columns() -> None:
    """What goes by the shipped weights says which columns spoke, in words."""
    text = ARTICLES["full-page-dump"] + "\n\nBoats\n\nTides\n\nHarbour\n\nHome\n\nAbout Us\n\nSitemap\n"
    drops = [drop for drop in Cleaner().clean(text).dropped if drop.decided_by == "weights"]
    assert all({evidence.name for evidence in drop.evidence} & {*SENTENCE_NAMES, "label"} for drop in drops)


def test_only_words_of_the_named_articles_enter_the_weights() -> None:
    """The gold may be secret: then its words are learned from where others use them too, and no other word is kept."""
    gold = [_held(number) for number in range(12)]
    [(*_, hidden)] = [PARAGRAPHS[11].split()]
    kept = course(CLEANER, gold, gold[:4]).wording["terms"]
    assert "demo" in kept
    assert hidden.strip(".").lower() not in kept


def test_figures_come_from_pages_that_were_not_learned_from() -> None:
    """What is told of the weights is a retention and a removal by word."""
    assert {name: 0 <= value <= 1 for name, value in fold_figures(_course()).items()} == {"retention": True, "removal": True}


def test_an_article_counts_as_much_as_it_says() -> None:
    """The member `weight` is taken from the gold; one is the rule."""
    light = _held(1) | {"weight": 0.5}
    held = course(CLEANER, [_held(0), light, *map(_held, range(2, 5))])
    assert [each.weight for each in held.lessons] == [1.0, 0.5, 1.0, 1.0, 1.0]
