"""Labelled articles made of two others."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from declutter.evaluate import gold_lines
from declutter.model import DROP_LABELS
from declutter.transplant import transplants

LABELS = ("body", "body", "meta", "promo", "nav")
ROWS = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(("", "\n", "\n\n"))), min_size=1, max_size=12)


def _held(name: str, rows: list[tuple[str, str]], language: str = "en") -> dict[str, Any]:
    text = "".join(f"{gap}{name} line {at} is {label}.\n" for at, (label, gap) in enumerate(rows))
    return {"id": name, "lang": language, "text": text, "labels": [[at, at, label] for at, (label, _) in enumerate(rows)]}


def _made(*gold: dict[str, Any]) -> list[dict[str, Any]]:
    pages = [held["id"] for held in gold]
    return [made for made, _ in transplants(gold, pages, [0] * len(gold))]


def _lines(held: dict[str, Any], *, clutter: bool) -> list[str]:
    return [line.text for line in gold_lines(held) if (line.label in DROP_LABELS) == clutter]


@given(ROWS, ROWS)
def test_an_article_stays_whole_and_takes_clutter_of_the_other(host: list[tuple[str, str]], giver: list[tuple[str, str]]) -> None:
    """All lines of the host's article come back in order, and all clutter of the giver, each with its label."""
    ours, theirs = _held("Ours", host), _held("Theirs", giver)
    for made in (each for each in _made(ours, theirs) if each["id"].startswith("Ours")):
        assert _lines(made, clutter=False) == _lines(ours, clutter=False)
        assert set(_lines(made, clutter=True)) >= set(_lines(theirs, clutter=True))
        assert len(list(gold_lines(made))) == len(made["labels"])


def test_clutter_stands_where_it_stood() -> None:
    """What stood over an article or under its end stands there in the other one too."""
    giver = _held("Theirs", [("nav", ""), ("body", ""), ("promo", "\n")])
    made = _made(_held("Ours", [("body", ""), ("body", "\n")]), giver)[0]
    assert [label for *_, label in made["labels"]] == ["nav", "body", "body", "promo"]


def test_spans_move_with_their_line() -> None:
    """Clutter inside a paragraph is still told where the paragraph has moved down."""
    host = _held("Ours", [("body", "")]) | {"spans": [[0, "line 0", "promo"]]}
    made = _made(host, _held("Theirs", [("nav", ""), ("body", "")]))[0]
    assert made["spans"] == [[1, "line 0", "promo"]]


def test_articles_of_another_language_or_of_little_weight_take_no_part() -> None:
    """Only articles that count in full are mixed, and only within a language."""
    rows = [("body", ""), ("nav", "")]
    assert _made(_held("One", rows), _held("Two", rows, "de")) == []
    assert _made(_held("One", rows), _held("Two", rows) | {"weight": 0.5}) == []
