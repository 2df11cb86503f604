"""Fit the weights of the segmenter from labelled articles. Needs the extra `train`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from declutter.columns import FAMILIES, NAMES, measure
from declutter.errors import DeclutterError, InputError
from declutter.evaluate import gold_lines
from declutter.judge import judge
from declutter.language import detect_language
from declutter.model import DROP_LABELS, Document, Label, Policy
from declutter.segmenter import decide, from_file
from declutter.trees import written

if TYPE_CHECKING:
    from declutter.engine import Cleaner

TREES = 400
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 15,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbosity": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
META_WEIGHT = 0.3
"""Bylines and dates may go or stay; where they stay, nobody misses anything."""
FOLDS = 5
LABEL_STEPS, LABEL_RATE, LABEL_DECAY = 400, 0.5, 1e-3


@dataclass(frozen=True, slots=True)
class Lesson:
    """The blocks of one labelled article."""

    page: str
    """What keeps versions of one page in one fold: the id up to its first colon."""
    columns: np.ndarray
    labels: tuple[str, ...]
    words: np.ndarray


def read_gold(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the labelled documents of JSONL files: `id`, `text`, and `labels` as [first line, last line, label].

    Raises:
        InputError: a line is no labelled document.
    """
    found = []
    for path in paths:
        try:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                found.append(_document(json.loads(line), f"{path}:{number}"))
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise InputError(f"{path}: line {number} is not JSON: {error}") from error
    return found


def _document(held: Any, at: str) -> dict[str, Any]:
    if not isinstance(held, dict) or not {"id", "text", "labels"} <= set(held):
        raise InputError(f"{at}: a labelled document needs id, text and labels")
    return held


def lesson(cleaner: Cleaner, held: dict[str, Any]) -> Lesson:
    """Return what there is to learn from a labelled document."""
    text = held["text"]
    brief = replace(cleaner.brief(Document(text, held["id"], language=detect_language(text))), weights=None)
    decisions = judge(brief)
    lines = {line.start + len(line.text) - len(line.text.lstrip()): line.label for line in gold_lines(held)}
    blocks = brief.layout.blocks
    labels = tuple(lines.get(start, "meta") for start in blocks.starts)
    words = np.array([brief.layout.measure("words", at) for at in range(len(blocks))])
    return Lesson(held["id"].split(":")[0], measure(brief, decisions), labels, words)


def fit(lessons: Sequence[Lesson]) -> dict[str, Any]:
    """Return weights as they are kept in a file; the same lessons give the same weights.

    Raises:
        DeclutterError: the extra is missing.
    """
    try:
        import lightgbm
    except ImportError as error:
        raise DeclutterError("training needs lightgbm; install declutter[train]") from error
    columns, labels, weights = _stacked(lessons)
    clutter = np.isin(labels, DROP_LABELS)
    weights = np.where(labels == "meta", META_WEIGHT, 1.0) * weights
    data = lightgbm.Dataset(columns, clutter.astype(int), weight=weights / weights.mean())
    trees = written(lightgbm.train(PARAMETERS, data, TREES))
    return {"columns": list(NAMES), "trees": trees, "labels": _fit_labels(columns[clutter], labels[clutter])}


def fold_figures(lessons: Sequence[Lesson]) -> dict[str, float]:
    """Return what the weights are worth on pages that they were not fitted on: retention and removal by word, over folds."""
    pages = {page: number % FOLDS for number, page in enumerate(sorted({each.page for each in lessons}))}
    kept, gone = Counter[bool](), Counter[bool]()
    for fold in range(FOLDS):
        weights = from_file(fit([each for each in lessons if pages[each.page] != fold]))
        for each in (each for each in lessons if pages[each.page] == fold):
            goes = decide(weights.chances(each.columns), each.words, least=Policy().sure, caution=Policy().caution)
            for leaves, label, words in zip(goes, each.labels, each.words, strict=True):
                counter = kept if label == Label.BODY else gone
                counter[bool(leaves)] += int(words) * (label != Label.META)
    return {"retention": round(kept[False] / max(1, kept.total()), 4), "removal": round(gone[True] / max(1, gone.total()), 4)}


def _stacked(lessons: Sequence[Lesson]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all blocks as one table; long blocks count more, and those of documents with many blocks less."""
    columns = np.concatenate([each.columns for each in lessons])
    labels = np.array([label for each in lessons for label in each.labels])
    weights = np.concatenate([np.sqrt(np.maximum(1, each.words) / len(each.words)) for each in lessons])
    return columns, labels, weights


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


def write_weights(weights: dict[str, Any], lessons: Sequence[Lesson], figures: dict[str, Any], path: Path) -> None:
    """Write weights with their model card; the bytes depend on nothing but the lessons and this code."""
    seen = hashlib.sha256(b"".join(each.columns.tobytes() for each in lessons)).hexdigest()
    card = {
        "about": "How likely a block is clutter, by boosted trees over the columns; which label it has, by a linear model.",
        "documents": len(lessons),
        "blocks": int(sum(len(each.labels) for each in lessons)),
        "lessons": seen,
        "families": {name: len(family.WORDS) for name, family in FAMILIES.items()},
        "folds": figures,
    }
    rows = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in weights["trees"])
    head = json.dumps({"card": card, "columns": weights["columns"], "labels": weights["labels"]}, indent=1)
    path.write_text(f'{head[:-2]},\n "trees": [\n{rows}\n]}}\n', encoding="utf-8")
