"""Fit what words sound like: a logistic regression over words and pairs of words, of lines and of the clutter inside them.

Which words may enter the weights is a choice of its own: the words of some articles may be secret, or others' property,
while what they say on words that stand elsewhere too may be used.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from declutter.columns.tokens import words_of
from declutter.evaluate import gold_lines
from declutter.model import DROP_LABELS, Label
from declutter.wording import TARGETS, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LEAST_DOCUMENTS = 3
"""Words and pairs of fewer articles are left out: they are names, or chance."""
STRENGTH = 3.0
"""What the articles count against the wish for small weights."""
LEAST_WEIGHT = 0.3
"""What weighs less for every target is left out, which changes next to nothing and keeps the file small."""
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of a labelled article, or clutter inside one."""

    terms: frozenset[bytes]
    label: str
    weight: float


def passages(held: Mapping[str, Any]) -> tuple[Passage, ...]:
    """Return the lines of a labelled article, and the clutter inside them for itself; bylines teach nothing."""
    found = list(_parts(held))
    return tuple(Passage(_terms(text), label, (1 + len(text) / 6) ** 0.5 / len(found) ** 0.5) for text, label in found)


def _parts(held: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for line in gold_lines(held):
        left = line.text
        for start, end, label in line.spans:
            yield line.text[start:end], label
            left = left.replace(line.text[start:end], " ")
        if line.label != Label.META:
            yield left, line.label


def _terms(text: str) -> frozenset[bytes]:
    return frozenset(term for term in terms_of(words_of(text)) if term.isascii())


def vocabulary(articles: Sequence[Sequence[Passage]]) -> list[bytes]:
    """Return the words and pairs that stand in enough articles, in order."""
    seen = Counter(term for article in articles for term in sorted({term for each in article for term in each.terms}))
    return sorted(term for term, count in seen.items() if count >= LEAST_DOCUMENTS)


def fit_wording(articles: Sequence[Sequence[Passage]], terms: Sequence[bytes]) -> dict[str, Any]:
    """Return what `terms` weigh, as it is kept in a file."""
    from scipy.sparse import csr_matrix

    numbers = {term: number for number, term in enumerate(terms)}
    units = [each for article in articles for each in article]
    known = [sorted(numbers[term] for term in each.terms if term in numbers) for each in units]
    ends = np.cumsum([0, *map(len, known)])
    values = np.concatenate([np.full(len(each), max(1, len(each)) ** -0.5) for each in known] or [np.zeros(0)])
    rows = csr_matrix((values, [at for each in known for at in each], ends), shape=(len(units), len(terms)))
    labels, weights = np.array([each.label for each in units]), np.array([each.weight for each in units])
    body = labels == Label.BODY
    fitted = []
    for target in TARGETS:
        goal = np.isin(labels, DROP_LABELS) if target == "clutter" else labels == target
        asked = np.flatnonzero(goal | body)
        fitted.append(_logistic(rows[asked], goal[asked], weights[asked]))
    table = np.round(np.array(fitted).T, 2)
    heavy = [at for at in range(len(terms)) if np.abs(table[at]).max() >= LEAST_WEIGHT]
    return {"bias": table[-1].tolist(), "terms": {terms[at].decode("latin-1"): table[at].tolist() for at in heavy}}


def _logistic(rows: Any, goal: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weights, and the constant last, by which the rows tell best what is sought."""
    from scipy.optimize import minimize

    sign = np.where(goal, 1.0, -1.0)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (rows @ point[:-1] + point[-1])
        slope = -sign * weights / (1 + np.exp(np.clip(margin, -50, 50)))
        value = STRENGTH * float(weights @ np.logaddexp(0, -margin)) + 0.5 * float(point[:-1] @ point[:-1])
        return value, np.append(STRENGTH * (rows.T @ slope) + point[:-1], STRENGTH * slope.sum())

    result: np.ndarray = minimize(
        loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}
    ).x
    return result


def fit_by_fold(articles: Sequence[Sequence[Passage]], terms: Sequence[bytes], folds: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return for each fold what the terms weigh in the articles of all others."""
    others = {fold: [each for each, of in zip(articles, folds, strict=True) if of != fold] for fold in sorted(set(folds))}
    return {fold: fit_wording(each, terms) for fold, each in others.items()}
