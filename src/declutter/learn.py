"""Fit the weights of the segmenter from labelled articles. Needs the extra `train`."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from declutter import finer
from declutter.chain import in_row
from declutter.columns import FAMILIES, NAMES, measure, read
from declutter.errors import DeclutterError, InputError, needs
from declutter.evaluate import filled_lines, gold_lines, read_json
from declutter.judge import judge
from declutter.language import detect_language
from declutter.learn_wording import fit_by_fold, fit_wording, passages, vocabulary
from declutter.model import DROP_LABELS, Document, Label, Policy
from declutter.segmenter import decide, from_file
from declutter.transplant import lot, transplants
from declutter.trees import written
from declutter.weigh import gone
from declutter.wording import wording_from_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.columns import Page
    from declutter.engine import Cleaner
    from declutter.evaluate import Line
    from declutter.model import Match, Span
    from declutter.wording import Wording

TREES = 800
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.08,
    "extra_trees": True,
    "num_leaves": 31,
    "max_depth": 6,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbosity": -1,
    "num_threads": 1,
    "seed": 4,
    "deterministic": True,
    "force_row_wise": True,
}
SENTENCE_TREES = 300
SENTENCE_PARAMETERS = {
    "learning_rate": 0.05,
    "extra_trees": False,
    "feature_fraction": 0.2,
    "num_leaves": 15,
    "max_depth": 5,
    "min_data_in_leaf": 20,
}
WHOLE_WEIGHT = 0.1
"""What a sentence in a paragraph of clutter counts, beside those in paragraphs of the article."""
MISSED_SHARE, MISSED_WEIGHT = 0.4, 0.5
"""Each article is learned from once more, as if so many of the rules missed what they see, and counts so much then: rules know
the articles best that they were written by, and weights must not trust them as much everywhere."""
META_WEIGHT = 0.3
"""Bylines and dates may go or stay; where they stay, nobody misses anything."""
FOLDS = 5
LABEL_STEPS, LABEL_RATE, LABEL_DECAY = 400, 0.5, 1e-3


@dataclass(frozen=True, slots=True)
class Lesson:
    """The blocks of one labelled article."""

    columns: np.ndarray
    missed: np.ndarray
    """The same columns, where a part of the rules is not there."""
    labels: tuple[str, ...]
    words: np.ndarray
    sentences: np.ndarray
    """The columns of the sentences of paragraphs that are looked at one by one."""
    sentence_labels: tuple[str, ...]
    sentence_weights: np.ndarray
    """What stands in a paragraph of clutter says less on sentences inside the article."""
    weight: float
    """How much the article counts: its member `weight`, 1 where it has none."""


@dataclass(frozen=True, slots=True)
class Course:
    """All that there is to learn from some labelled articles.

    What the words of an article sound like is always judged by what was learned from other pages, as it will be in use.
    """

    lessons: tuple[Lesson, ...]
    """One for each article."""
    grafted: tuple[Lesson, ...]
    """Of articles with the clutter of others."""
    folds: tuple[int, ...]
    """For each lesson the fold it is in, those of `grafted` last."""
    wordings: dict[int, dict[str, Any]]
    """For each fold what the words weigh in all others."""
    wording: dict[str, Any]

    def without(self, fold: int | None) -> list[Lesson]:
        """Return all lessons but those of a fold."""
        return [each for each, of in zip((*self.lessons, *self.grafted), self.folds, strict=True) if of != fold]


def read_gold(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the labelled documents of JSONL files: `id`, `text`, and `labels` as [first line, last line, label].

    Raises:
        InputError: a line is no labelled document.
    """
    return [_document(line, f"{path}:{number}") for path in paths for number, line in _lines(path) if line.strip()]


def _lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines of a file with their numbers; a line may hold what other programs take for its end."""
    try:
        return list(enumerate(path.read_text(encoding="utf-8").split("\n"), 1))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8: {error}") from error


def _document(line: str, at: str) -> dict[str, Any]:
    held = read_json(line, at)
    if not isinstance(held, dict) or not {"id", "text", "labels"} <= set(held):
        raise InputError(f"{at}: a labelled document needs id, text and labels")
    if not isinstance(held["text"], str) or not held["text"].strip():
        raise InputError(f"{at}: its text must be a string with something in it")
    try:
        fault = next(_faults(held), None)
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError(f"{at}: labels are [first line, last line, label], spans [line, text, label]: {error}") from error
    if fault:
        raise InputError(f"{at}: {fault}")
    return held


def _faults(held: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is amiss with the labels of a document."""
    lines = [line for _, line in filled_lines(held["text"])]
    labelled = [number for first, last, _ in held["labels"] for number in range(first, last + 1)]
    if labelled != list(range(len(lines))):
        yield f"its labels must take the {len(lines)} lines that are not blank one after the other, counted from 0"
    for label in [*(label for *_, label in held["labels"]), *(label for *_, label in held.get("spans", ()))]:
        if label not in set(Label):
            yield f"there is no label {label!r}; choose {', '.join(Label)}"
    for number, part, _ in held.get("spans", ()):
        if part not in lines[number]:
            yield f"line {number} does not hold {part[:60]!r}"


def course(cleaner: Cleaner, gold: Sequence[dict[str, Any]], words: Sequence[dict[str, Any]] = ()) -> Course:
    """Return what there is to learn from labelled articles.

    Args:
        cleaner: tells what rules alone see and decide.
        gold: the articles.
        words: labelled articles whose words may enter the weights; all of `gold` where none are given.

    Raises:
        DeclutterError: the extra is missing, or the articles are too few to learn from some and be tried on others.
    """
    _check_extra()
    pages = {page: number % FOLDS for number, page in enumerate(sorted({_page(held) for held in gold}))}
    if len(pages) < FOLDS:
        raise DeclutterError(f"learning takes articles of {FOLDS} pages at least; there are {len(pages)}")
    folds = tuple(pages[_page(held)] for held in gold)
    articles = [passages(held) for held in gold]
    terms = vocabulary([passages(held) for held in words] if words else articles)
    wordings = fit_by_fold(articles, terms, folds)
    heard = {fold: wording_from_file(each) for fold, each in wordings.items()}
    taught = [*zip(gold, folds, strict=True), *transplants(gold, list(map(_page, gold)), folds)]
    lessons = tuple(lesson(cleaner, held, heard[fold]) for held, fold in taught)
    own, grafted = lessons[: len(gold)], lessons[len(gold) :]
    return Course(own, grafted, tuple(fold for _, fold in taught), wordings, fit_wording(articles, terms))


def _page(held: dict[str, Any]) -> str:
    """Return what keeps versions of one page in one fold: the id up to its first colon."""
    return str(held["id"]).split(":")[0]


def lesson(cleaner: Cleaner, held: dict[str, Any], wording: Wording) -> Lesson:
    """Return what there is to learn from a labelled document."""
    text = held["text"]
    brief = replace(cleaner.brief(Document(text, held["id"], language=detect_language(text))), weights=None)
    decisions = judge(brief)
    lines = {line.start + len(line.text) - len(line.text.lstrip()): line.label for line in gold_lines(held)}
    blocks = brief.layout.blocks
    labels = tuple(lines.get(start, "meta") for start in blocks.starts)
    words = np.array([brief.layout.measure("words", at) for at in range(len(blocks))])
    page = read(brief, decisions, wording)
    columns = measure(page)
    fewer = replace(brief, matches=_without_some(brief.matches, _page(held)))
    missed = measure(replace(page, brief=fewer, decisions=judge(fewer)))
    return Lesson(columns, missed, labels, words, *_sentences(held, page, columns), float(held.get("weight", 1)))


def _without_some(matches: Mapping[int, Sequence[Match]], page: str) -> dict[int, list[Match]]:
    """Return the matches that are left where some of the rules are not there; which ones differs from page to page."""
    left = {at: [match for match in seen if not _is_missed(match.rule.id, page)] for at, seen in matches.items()}
    return {at: seen for at, seen in left.items() if seen}


def _is_missed(rule: str, page: str) -> bool:
    return lot(f"{page} {rule}") < MISSED_SHARE


def _sentences(held: dict[str, Any], page: Page, columns: np.ndarray) -> tuple[np.ndarray, tuple[str, ...], np.ndarray]:
    """Return the columns, labels and weights of the sentences that would be looked at, in what rules alone would leave."""
    pieces = finer.cut(page, [at for at in finer.candidates(page.brief, columns) if not gone(page.decisions, at)])
    if pieces is None:
        return np.zeros((0, len(finer.SENTENCE_NAMES)), np.float32), (), np.zeros(0)
    lines = list(gold_lines(held))
    starts = [line.start for line in lines]
    numbers = np.flatnonzero(pieces.sentence)
    line_of = {int(at): lines[bisect_right(starts, pieces.spans[at].start) - 1] for at in numbers}
    labels = tuple(_label_in(line_of[int(at)], pieces.spans[at]) for at in numbers)
    weights = np.array([1.0 if line_of[int(at)].label == Label.BODY else WHOLE_WEIGHT for at in numbers])
    return pieces.columns[numbers], labels, weights


def _label_in(line: Line, sentence: Span) -> str:
    """Return the label of a sentence: that of the span which has most of it, or of its line."""
    for start, end, label in line.spans:
        shared = min(line.start + end, sentence.end) - max(line.start + start, sentence.start)
        if shared > len(sentence) / 2:
            return label
    return line.label


def fit(lessons: Sequence[Lesson], wording: dict[str, Any]) -> dict[str, Any]:
    """Return weights as they are kept in a file; the same lessons give the same weights.

    Raises:
        DeclutterError: the extra is missing.
    """
    _check_extra()
    import lightgbm

    columns, labels, weights = _stacked(lessons)
    clutter = np.isin(labels, DROP_LABELS)
    weights = np.where(labels == "meta", META_WEIGHT, 1.0) * weights
    data = lightgbm.Dataset(columns, clutter.astype(int), weight=weights / weights.mean())
    trees = written(lightgbm.train(PARAMETERS, data, TREES))
    rows = np.concatenate([each.sentences for each in lessons])
    if not len(rows):
        raise DeclutterError("no paragraph has a sentence in which a rule or a cue word speaks; label more articles")
    said = np.array([label for each in lessons for label in each.sentence_labels])
    heavy = np.concatenate([each.weight * each.sentence_weights for each in lessons]) * (said != Label.META)
    drops = np.isin(said, DROP_LABELS)
    sentence_data = lightgbm.Dataset(rows, drops.astype(int), weight=heavy)
    both = np.concatenate([columns[clutter], rows[drops][:, : len(NAMES)]])
    return {
        "columns": list(NAMES),
        "trees": trees,
        "sentences": written(lightgbm.train(PARAMETERS | SENTENCE_PARAMETERS, sentence_data, SENTENCE_TREES)),
        "wording": wording,
        "labels": _fit_labels(both, np.concatenate([labels[clutter], said[drops]])),
    }


def _check_extra() -> None:
    if not all(map(find_spec, ("lightgbm", "scipy"))):
        raise DeclutterError(needs("training", "lightgbm and scipy", "train"))


def fold_figures(course: Course) -> dict[str, float]:
    """Return what the weights are worth on pages that they were not fitted on: retention and removal by word, over folds."""
    kept, gone = Counter[bool](), Counter[bool]()
    for fold, wording in course.wordings.items():
        weights = from_file(fit(course.without(fold), wording))
        inside = [each for each, of in zip(course.lessons, course.folds, strict=False) if of == fold]  # no grafted ones
        for each in inside:
            goes = decide(in_row(weights.chances(each.columns)), each.words, least=Policy().sure, caution=Policy().caution)
            for leaves, label, words in zip(goes, each.labels, each.words, strict=True):
                counter = kept if label == Label.BODY else gone
                counter[bool(leaves)] += int(words) * (label != Label.META)
    return {"retention": round(kept[False] / max(1, kept.total()), 4), "removal": round(gone[True] / max(1, gone.total()), 4)}


def _stacked(lessons: Sequence[Lesson]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all blocks as one table, with and without some rules; long ones count more, those among many blocks less."""
    columns = np.concatenate([each.columns for each in lessons] + [each.missed for each in lessons])
    labels = np.array([label for each in lessons for label in each.labels])
    weights = np.concatenate([each.weight * np.sqrt(np.maximum(1, each.words) / len(each.words)) for each in lessons])
    return columns, np.tile(labels, 2), np.concatenate([weights, MISSED_WEIGHT * weights])


def _fit_labels(columns: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Fit which label clutter has: multinomial logistic regression by plain gradient descent, the same on every machine."""
    centre, scale = columns.mean(axis=0), columns.std(axis=0) + 1e-3
    rows = np.hstack([(columns - centre) / scale, np.ones((len(columns), 1))]).astype(np.float64)
    goal = (labels[:, None] == np.array(DROP_LABELS)[None, :]).astype(np.float64)
    weights = np.zeros((rows.shape[1], len(DROP_LABELS)))
    for _ in range(LABEL_STEPS):
        scores = rows @ weights
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        weights -= LABEL_RATE * (rows.T @ (chances - goal) / len(rows) + LABEL_DECAY * weights)
    return {
        "centre": np.round(centre, 5).tolist(),
        "scale": np.round(scale, 5).tolist(),
        "weights": {str(label): np.round(weights[:, at], 4).tolist() for at, label in enumerate(DROP_LABELS)},
    }


def write_weights(weights: dict[str, Any], course: Course, figures: dict[str, Any], path: Path) -> None:
    """Write weights with their model card; the bytes depend on nothing but the lessons and this code."""
    lessons = course.lessons
    learned = course.without(None)
    seen = hashlib.sha256(b"".join(each.columns.tobytes() + each.sentences.tobytes() for each in learned)).hexdigest()
    card = {
        "about": "How likely a block or a sentence is clutter, by boosted trees over the columns; which label it has, and what "
        "its words sound like, by linear models.",
        "documents": len(lessons),
        "grafted": len(course.grafted),
        "blocks": sum(len(each.labels) for each in lessons),
        "sentences": sum(len(each.sentence_labels) for each in lessons),
        "words": len(weights["wording"]["terms"]),
        "lessons": seen,
        "families": {name: len(family.WORDS) for name, family in FAMILIES.items()},
        "folds": figures,
    }
    head = json.dumps({"card": card, "columns": weights["columns"], "labels": weights["labels"]}, indent=1)
    terms = ",\n".join(f"{json.dumps(term)}:{_short(values)}" for term, values in weights["wording"]["terms"].items())
    wording = f'{{"bias":{_short(weights["wording"]["bias"])},"terms":{{\n{terms}\n}}}}'
    trees = {name: ",\n".join(map(_short, weights[name])) for name in ("trees", "sentences")}
    rows = "".join(f',\n "{name}": [\n{each}\n]' for name, each in trees.items())
    path.write_text(f'{head[:-2]},\n "wording": {wording}{rows}}}\n', encoding="utf-8")


def _short(values: Any) -> str:
    return json.dumps(values, separators=(",", ":"))
