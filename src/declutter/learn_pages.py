"""Fit the weights of the page judge from labelled pages. Needs the extra `train`.

A labelled page is a line of JSON with `id`, `url`, `html` and `main_content`, the text of its article. Which blocks belong to it
is told by the longest common sequence of words.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from declutter.columns.tokens import words_of
from declutter.errors import DeclutterError, InputError, needs
from declutter.evaluate import read_json
from declutter.model import Policy
from declutter.segment.html import read_page
from declutter.trees import written
from declutter.web import NAMES, measure
from declutter.web.facts import Facts
from declutter.web.judge import expected_f1, share_of
from declutter.web.names import known_words
from declutter.web.weights import page_weights
from declutter.web.witness import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from declutter.segment.webpage import WebPage

TREES = 300
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 24,
    "max_depth": 7,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "verbosity": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
FOLDS = 5
RARE = 3.0
"""So much weight of pages with no leaning stands behind each word, so that rare ones say little."""
_WITNESS = [at for at, name in enumerate(NAMES) if name.startswith("witness")]


@dataclass(frozen=True)
class PageLesson:
    """A labelled page: its blocks, which of them are the article, and what the witness says."""

    site: str
    page: WebPage
    said: str
    kept: np.ndarray
    """For each block the share of its words that stand in the article."""
    words: np.ndarray
    gold: Counter[bytes]


def read_pages(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield the labelled pages of files of JSON lines, plain or packed with xz.

    Raises:
        InputError: a line is no labelled page, or a file cannot be read.
    """
    for path in paths:
        try:
            with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    yield _labelled(line, f"{path}:{number}")
        except (OSError, lzma.LZMAError, EOFError) as error:
            raise InputError(f"{path}: cannot be read: {error}") from error


def _labelled(line: str, at: str) -> dict[str, Any]:
    held = read_json(line, at)
    if not isinstance(held, dict) or not all(isinstance(held.get(key), str) for key in ("html", "main_content")):
        raise InputError(f"{at}: a labelled page needs html and main_content")
    return held


def page_lessons(rows: Iterable[dict[str, Any]], workers: int = 1) -> list[PageLesson]:
    """Return what there is to learn from labelled pages; those without any text teach nothing."""
    with ProcessPoolExecutor(workers) as pool:
        return [each for each in pool.map(_lesson, rows, chunksize=8) if each is not None]


def _lesson(held: dict[str, Any]) -> PageLesson | None:
    page = read_page(held["html"])
    if not len(page.blocks):
        return None
    facts = Facts(page)
    site = urlsplit(held.get("url") or "").hostname or str(held.get("id"))
    gold = words_of(held["main_content"])
    return PageLesson(site, _light(page), ask(page), _aligned(facts, gold), facts.tokens.counts, Counter(gold))


def _aligned(facts: Facts, gold: Sequence[bytes]) -> np.ndarray:
    """Return for each block the share of its words on the longest common sequence with the article."""
    try:
        from rapidfuzz.distance import LCSseq
    except ImportError as error:
        raise DeclutterError(needs("training", "rapidfuzz", "train")) from error
    hit = np.zeros(len(facts.tokens.words))
    for step in LCSseq.opcodes(facts.tokens.words, gold):
        if step.tag == "equal":
            hit[step.src_start : step.src_end] = 1
    shared = np.bincount(facts.tokens.block, weights=hit, minlength=facts.count)
    result: np.ndarray = shared / np.maximum(1, facts.tokens.counts)
    return result


def _light(page: WebPage) -> WebPage:
    """Return a page without what takes room and teaches nothing."""
    return replace(page, html="", tree=None, elements=(), homes=())


def fit_pages(lessons: Sequence[PageLesson]) -> dict[str, Any]:
    """Return weights as they are kept in a file; the same lessons give the same weights.

    Raises:
        DeclutterError: the extra is missing.
    """
    try:
        import lightgbm
    except ImportError as error:
        raise DeclutterError(needs("training", "lightgbm", "train")) from error
    odds = learned_odds(lessons)
    columns = np.concatenate([measure(each.page, odds, each.said) for each in lessons])
    kept = np.concatenate([each.kept > 0.5 for each in lessons]).astype(int)
    weights = np.concatenate([_weights(each) for each in lessons])
    trees = {}
    for name, unheard in (("alone", _WITNESS), ("witnessed", [])):
        seen = np.array(columns)
        seen[:, unheard] = 0
        data = lightgbm.Dataset(seen, kept, weight=weights / weights.mean())
        trees[name] = written(lightgbm.train(PARAMETERS, data, TREES))
    return {"columns": list(NAMES), "odds": odds, **trees}


def _weights(lesson: PageLesson) -> np.ndarray:
    """Return what each block counts: long ones more, and those of pages with many blocks less."""
    words = np.sqrt(np.maximum(1, lesson.words))
    result: np.ndarray = words / np.sqrt(words.sum())
    return result


def learned_odds(lessons: Sequence[PageLesson]) -> dict[str, float]:
    """Return for each known word of a class or an id how much likelier than others blocks under it are kept, in log odds."""
    kept, gone = Counter[str](), Counter[str]()
    for each in lessons:
        weights = np.sqrt(np.maximum(1, each.words))
        weights = weights / weights.sum()
        for words, share, weight in zip(_words_around(each.page), each.kept.tolist(), weights.tolist(), strict=True):
            for word in words:
                kept[word] += share * weight
                gone[word] += (1 - share) * weight
    all_kept, all_gone = kept.total(), gone.total()
    part = all_kept / max(1e-9, all_kept + all_gone)
    return {
        word: round(float(np.log((kept[word] + RARE * part) / (gone[word] + RARE * (1 - part))) - np.log(part / (1 - part))), 3)
        for word in sorted(kept | gone)
    }


def _words_around(page: WebPage) -> list[frozenset[str]]:
    """Return for each block the known words of all elements around it."""
    around: list[frozenset[str]] = []
    for each in page.containers:
        own = frozenset(known_words(each.names))
        around.append(own | around[each.parent] if each.parent >= 0 else own)
    return [around[home] for home in page.within]


def page_fold_figures(lessons: Sequence[PageLesson]) -> dict[str, dict[str, float]]:
    """Return the mean word F1 of pages of sites that the weights were not fitted on, with and without the witness."""
    sites = {site: number % FOLDS for number, site in enumerate(sorted({each.site for each in lessons}, key=_digest))}
    scores: dict[str, list[float]] = {"alone": [], "witnessed": []}
    for fold in range(FOLDS):
        weights = page_weights(fit_pages([each for each in lessons if sites[each.site] != fold]))
        for each in (each for each in lessons if sites[each.site] == fold):
            columns = measure(each.page, weights.odds, each.said)
            for name, values in scores.items():
                values.append(_f1(each, weights.heard(columns, witness=name == "witnessed")[0]))
    return {name: {"f1": round(sum(values) / max(1, len(values)), 4)} for name, values in scores.items()}


def _digest(site: str) -> str:
    return hashlib.sha256(site.encode()).hexdigest()


def _f1(lesson: PageLesson, chances: np.ndarray) -> float:
    words = np.maximum(1, lesson.words).astype(float)
    keeps = chances > share_of(Policy()) * expected_f1(chances, words)
    said = Counter(word for at in np.flatnonzero(keeps) for word in words_of(lesson.page.blocks.text_of(int(at))))
    both = (said & lesson.gold).total()
    return 2 * both / max(1, said.total() + lesson.gold.total())


def write_page_weights(weights: dict[str, Any], lessons: Sequence[PageLesson], figures: dict[str, Any], path: Path) -> None:
    """Write weights with their model card; the bytes depend on nothing but the lessons and this code."""
    card = {
        "about": "How likely a block of a page is part of its article, by boosted trees, with and without a witness.",
        "pages": len(lessons),
        "sites": len({each.site for each in lessons}),
        "blocks": sum(len(each.kept) for each in lessons),
        "folds by site": figures,
    }
    head = json.dumps({"card": card, "columns": weights["columns"], "odds": weights["odds"]}, indent=1)[:-2]
    trees = (f'"{name}": [\n{_rows(weights[name])}\n]' for name in ("alone", "witnessed"))
    path.write_text(",\n".join([head, *trees]) + "\n}\n", encoding="utf-8")


def _rows(trees: Sequence[Any]) -> str:
    return ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
