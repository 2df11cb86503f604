"""Measuring and learning on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from declutter.evaluate import figures, score_text
from declutter.peers import as_page, installed
from tests.strategies import PARAGRAPHS
from tests.test_cli import run

CLUTTER = {"Leave a Reply": "comment_form", "Share this": "share", "Book a demo today": "promo"}


def _held(number: int) -> dict[str, object]:
    lines = [*PARAGRAPHS[number : number + 8], *CLUTTER]
    labels = [[0, 7, "body"], *([8 + at, 8 + at, label] for at, label in enumerate(CLUTTER.values()))]
    return {"id": str(number), "lang": "en", "text": "\n\n".join(lines), "labels": labels}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Write some labelled articles."""
    lines = (json.dumps(_held(number)) + "\n" for number in range(12))
    (tmp_path / "gold.jsonl").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def test_eval_tells_figures_by_language_and_by_label(gold: Path) -> None:
    """There is a row for all, for each language and for each label."""
    told = run(gold, "eval", "gold.jsonl", "--weights", "none").stdout.decode()
    assert [line.split()[0] for line in told.splitlines()] == ["all", "en", "body", "comment_form", "promo", "share"]
    assert "retention 1.000" in told


def test_eval_measures_peers_beside(gold: Path) -> None:
    """Doing nothing and each extractor that is installed get a row, without the labels that they do not tell."""
    told = run(gold, "eval", "gold.jsonl", "--peers").stdout.decode()
    assert "nothing done    12  retention 1.000  removal 0.000" in told
    assert {name for name in installed()[0] if f"\n{name} " in told} == set(installed()[0])
    assert told.count("category -") == 1 + len(installed()[0])


def test_a_peer_is_scored_by_its_text_alone() -> None:
    """What a peer gives back is aligned as any text is; an empty text has lost everything."""
    held = _held(0)
    assert figures([score_text(held, "")])["retention"] == 0
    assert as_page("a <b>\n\nc") == "<html><body><article>\n<p>a &lt;b&gt;</p>\n<p>c</p>\n</article></body></html>"


def test_train_writes_weights_that_clean(gold: Path) -> None:
    """What was learned is used by its path, and the figures over folds are told."""
    learned = run(gold, "train", "gold.jsonl", "-o", "weights.json", "--words", "gold.jsonl")
    assert b"weights.json: learned from 12 articles; by folds: {'retention'" in learned.stderr
    (gold / "page.txt").write_text(str(_held(0)["text"]), encoding="utf-8")
    cleaned = run(gold, "clean", "page.txt", "--weights", "weights.json").stdout.decode()
    assert cleaned.split("\n\n")[:8] == PARAGRAPHS[:8]
    assert "Leave a Reply" not in cleaned


def test_eval_takes_packs_of_ones_own(gold: Path) -> None:
    """What a pack drops is measured as what the shipped ones drop."""
    rest = "why: W., hits: [a, b], misses: [c, d]"
    pack = f"pack: mine\nlanguage: en\nversion: 1\nabout: Mine.\nrules:\n  - {{id: x, label: share, line: share this, {rest}}}\n"
    (gold / "mine.yml").write_text(pack, encoding="utf-8")
    alone = ("eval", "gold.jsonl", "--weights", "none", "--no-default-packs")
    told = [run(gold, *alone, *more).stdout.decode().splitlines()[-1] for more in ((), ("--pack", "mine.yml"))]
    assert [line.split("(")[-1] for line in told] == ["0%)", "100%)"]


def test_articles_that_teach_nothing_of_sentences_are_refused(gold: Path) -> None:
    """Where no rule and no cue word speaks in a paragraph, there is nothing to learn, and the message says so."""
    lines = [{"id": str(at), "text": "One.\n\nTwo.", "labels": [[0, 1, "body"]]} for at in range(6)]
    (gold / "bare.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = run(gold, "train", "bare.jsonl", "-o", "weights.json")
    assert (done.returncode, b"label more articles" in done.stderr) == (2, True)
