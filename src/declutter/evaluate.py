"""How good a cleaning is, on labelled articles: from the cleaned text alone, so that any tool can be measured the same way.

The cleaned text is aligned with the source word by word, by `difflib`: the longest run of words that both have comes first. Words
of `body` lines should be kept, `meta` words do not count, all others should be gone.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from declutter.errors import InputError
from declutter.model import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from declutter.model import Drop, Report

_CJK = "㐀-鿿豈-﫿぀-ヿ가-힯"
_WORD = re.compile(rf"[^\W_{_CJK}]+(?:['’][^\W_{_CJK}]+)*|[{_CJK}]")
_HARM = 0.98
_RIGHT = 0.99


@dataclass(frozen=True, slots=True)
class Score:
    """What cleaning did to one labelled article."""

    id: str
    language: str
    retention: float
    """Share of the editorial words that were kept."""
    removal: float | None
    """Share of the clutter words that went; None where there is no clutter."""
    precision: float
    """Share of the kept words that are editorial."""
    words: Mapping[str, int]
    """Words by label."""
    gone: Mapping[str, int]
    """Words that went, by label."""
    named: tuple[int, int]
    """Clutter lines that went under their own label, and all clutter lines that went."""

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and retention."""
        total = self.precision + self.retention
        return 2 * self.precision * self.retention / total if total else 0.0

    @property
    def right(self) -> bool:
        """Whether nothing is left to do by hand."""
        return self.retention >= _RIGHT and (self.removal is None or self.removal >= _RIGHT)


def score(held: Mapping[str, Any], report: Report) -> Score:
    """Score the cleaning of one labelled document: `id`, `text`, `labels` by line, and `spans` inside body lines."""
    return score_text(held, report.text, report.dropped)


def score_text(held: Mapping[str, Any], text: str, dropped: Sequence[Drop] = ()) -> Score:
    """Score a cleaned text, whoever cleaned it; what went may be told too, with labels."""
    lines = list(gold_lines(held))
    source = [word for line in lines for word in _words_of(line)]
    kept = _kept([word for word, _ in source], [match.group().casefold() for match in _WORD.finditer(text)])
    words = Counter(label for _, label in source)
    gone = Counter(label for (_, label), stays in zip(source, kept, strict=True) if not stays)
    body, body_kept = words[Label.BODY], words[Label.BODY] - gone[Label.BODY]
    clutter = sum(count for label, count in words.items() if label not in (Label.BODY, Label.META))
    left = clutter - sum(count for label, count in gone.items() if label not in (Label.BODY, Label.META))
    return Score(
        id=held["id"],
        language=held.get("lang", "?"),
        retention=body_kept / body if body else 1.0,
        removal=1 - left / clutter if clutter else None,
        precision=body_kept / (body_kept + left) if body_kept + left else float(not body),
        words=words,
        gone=gone,
        named=_named(lines, dropped),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a labelled document that is not blank."""

    start: int
    text: str
    label: str
    spans: tuple[tuple[int, int, str], ...]


def read_json(line: str, at: str) -> Any:
    """Return what a line of a labelled file holds.

    Args:
        line: the line.
        at: its file and number, for the message.

    Raises:
        InputError: it is not JSON.
    """
    try:
        return json.loads(line)
    except ValueError as error:
        raise InputError(f"{at}: is not JSON: {error}") from error


def gold_lines(held: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the lines that are not blank, each with its label and the clutter inside it."""
    labels = [label for first, last, label in held["labels"] for _ in range(first, last + 1)]
    for number, (start, text) in enumerate(filled_lines(held["text"])):
        inside = ((text.find(part), part, label) for line, part, label in held.get("spans", ()) if line == number)
        spans = tuple((at, at + len(part), label) for at, part, label in inside)
        yield Line(start, text, labels[number], spans)


def filled_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, which labels count, each with where it starts."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _words_of(line: Line) -> Iterator[tuple[str, str]]:
    for match in _WORD.finditer(line.text):
        inside = (label for start, end, label in line.spans if start <= match.start() and match.end() <= end)
        yield match.group().casefold(), next(inside, line.label)


def _kept(source: list[str], output: list[str]) -> list[bool]:
    flags = [False] * len(source)
    for block in difflib.SequenceMatcher(None, source, output, autojunk=False).get_matching_blocks():
        flags[block.a : block.a + block.size] = [True] * block.size
    return flags


def _named(lines: Sequence[Line], drops: Sequence[Drop]) -> tuple[int, int]:
    right = total = 0
    for line in lines:
        end = line.start + len(line.text)
        hits = [drop for drop in drops if drop.start < end and drop.end > line.start]
        if hits and line.label not in (Label.BODY, Label.META):
            best = max(hits, key=lambda drop: min(drop.end, end) - max(drop.start, line.start))
            total += 1
            right += best.label == line.label
    return right, total


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


FIGURES: dict[str, Callable[[Sequence[Score]], float]] = {
    "retention": lambda scores: _mean([each.retention for each in scores]),
    "removal": lambda scores: _mean([each.removal for each in scores if each.removal is not None]),
    "precision": lambda scores: _mean([each.precision for each in scores]),
    "f1": lambda scores: _mean([each.f1 for each in scores]),
    "right": lambda scores: _mean([float(each.right) for each in scores]),
    "harmed": lambda scores: _mean([float(each.retention < _HARM) for each in scores]),
    "category": lambda scores: _share(sum(each.named[0] for each in scores), sum(each.named[1] for each in scores)),
}
"""Means over documents: `right` needs retention and removal of 0.99, `harmed` has lost more than 2 % of the editorial words,
`category` is the share of clutter lines that went under their own label."""


def figures(scores: Sequence[Score]) -> dict[str, float]:
    """Return all figures over some documents."""
    return {name: figure(scores) for name, figure in FIGURES.items()}


def gone_by_label(scores: Sequence[Score]) -> dict[str, tuple[int, int]]:
    """Return for each label how many of its words went, and how many there are."""
    words, gone = Counter[str](), Counter[str]()
    for each in scores:
        words.update(each.words)
        gone.update(each.gone)
    return {label: (gone[label], words[label]) for label in sorted(words)}
