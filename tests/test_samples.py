"""The samples: what a person sees when declutter runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from declutter import Report
from tests.strategies import CLEANER

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[1] / "samples").glob("*/article.*"))
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def _cleaned(sample: Path) -> Report:
    [article] = sample.glob("article.*")
    return CLEANER.clean(article)


def test_there_are_samples() -> None:
    """There are some with clutter, some without, and some in Markdown."""
    names = [path.name for sample in SAMPLES for path in sample.iterdir()]
    assert {"article.txt", "article.md", "article.html", "expected.txt", "expected.md", "labels.json", "report.json"} == set(
        names
    )


@each_sample
def test_a_sample_cleans_to_what_is_expected(sample: Path) -> None:
    """The article comes back to the letter."""
    [expected] = sample.glob("expected.*")
    assert _cleaned(sample).text == expected.read_text(encoding="utf-8")


def _labels(sample: Path) -> list[tuple[str, str]]:
    """Return what a person says is clutter, and what they call it."""
    labels = json.loads((sample / "labels.json").read_text(encoding="utf-8"))
    return [(each["text"], each["label"]) for each in labels]


@each_sample
def test_what_goes_from_a_sample_is_what_a_person_marked(sample: Path) -> None:
    """Each piece of clutter goes by itself, in the order of the page."""
    assert [drop.text for drop in _cleaned(sample).dropped] == [text for text, _ in _labels(sample)]


def test_most_labels_are_those_that_a_person_gave() -> None:
    """Four of five pieces of clutter are called as a person calls them; many could bear two names."""
    called = [(drop.text, str(drop.label)) for sample in SAMPLES for drop in _cleaned(sample).dropped]
    marked = [pair for sample in SAMPLES for pair in _labels(sample)]
    right = sum(one == other for one, other in zip(called, marked, strict=True))
    assert right >= 0.8 * len(marked)


def _lasting(report: str) -> dict[str, Any]:
    """Return what a report says apart from where the article lies and which packs were at hand."""
    values: dict[str, Any] = json.loads(report)
    return {**values, "packs": [], "document": {**values["document"], "id": ""}}


@each_sample
def test_the_report_of_a_sample_is_up_to_date(sample: Path) -> None:
    """`make samples` writes what the cleaner reports now."""
    assert _lasting((sample / "report.json").read_text(encoding="utf-8")) == _lasting(_cleaned(sample).to_json())
