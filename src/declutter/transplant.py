"""Labelled articles made of two: what is clutter on one page, in the article of another.

So the weights learn that clutter is no part of the article it stands in, from more pairs of the two than anybody has labelled.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from declutter.evaluate import gold_lines
from declutter.model import DROP_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from declutter.evaluate import Line

Held = dict[str, Any]
ROUNDS, WEIGHT = 2, 0.4
"""How often each article is a host, and how much counts what is made of it."""
KEPT_SHARE = 0.4
"""In so many of them the clutter that the host had stays too."""
MOST_CHARS = 2_500
"""Longer runs of clutter stay where they are."""


class _Row(NamedTuple):
    line: Line
    gap: str
    """The blank space before the line."""


def transplants(gold: Sequence[Held], pages: Sequence[str], folds: Sequence[int]) -> Iterator[tuple[Held, int]]:
    """Yield articles with clutter of other pages of their language and fold, each with its fold.

    Articles that count less than others take no part.

    Args:
        gold: labelled articles.
        pages: for each of them the page it is of.
        folds: for each of them the fold it is in.
    """
    whole = [at for at, held in enumerate(gold) if held.get("weight", 1) >= 1]
    givers: dict[tuple[int, str | None], list[int]] = defaultdict(list)
    for at in whole:
        if any(label in DROP_LABELS for *_, label in gold[at]["labels"]):
            givers[folds[at], gold[at].get("lang")].append(at)
    for at in whole:
        others = [other for other in givers[folds[at], gold[at].get("lang")] if pages[other] != pages[at]]
        for turn in range(ROUNDS) if others else ():
            name = f"{gold[at]['id']} {turn}"
            giver = others[int(lot(f"{name} giver") * len(others))]
            made = _grafted(gold[at], gold[giver], keep=lot(f"{name} keep") < KEPT_SHARE)
            yield made | {"id": f"{pages[at]}:graft-{turn}", "weight": WEIGHT}, folds[at]


def lot(name: str) -> float:
    """Draw a number from 0 up to 1, always the same for a name."""
    return crc32(name.encode()) / 2**32


def _grafted(host: Held, giver: Held, *, keep: bool) -> Held:
    """Return the article of one with the clutter of the other in the same places; with `keep`, beside its own."""
    body = [row for row in _rows(host) if row.line.label not in DROP_LABELS]
    runs = [*(_runs(host) if keep else ()), *(run for run in _runs(giver) if _size(run[1]) <= MOST_CHARS)]
    rows, done = list[_Row](), 0
    for place, run in sorted(((_place(share, len(body)), run) for share, run in runs), key=lambda each: each[0]):
        rows += [*body[done:place], *run]
        done = place
    return _held([*rows, *body[done:]])


def _rows(held: Held) -> list[_Row]:
    rows, done = [], 0
    for line in gold_lines(held):
        rows.append(_Row(line, held["text"][done : line.start] or "\n"))
        done = line.start + len(line.text)
    return rows


def _runs(held: Held) -> Iterator[tuple[float, list[_Row]]]:
    """Yield the runs of clutter of an article, each with the share of the article that stands before it."""
    rows = _rows(held)
    body = [at for at, row in enumerate(rows) if row.line.label not in DROP_LABELS]
    for before, after in zip([-1, *body], [*body, len(rows)], strict=True):
        if after - before > 1:
            yield bisect_right(body, before) / max(1, len(body)), rows[before + 1 : after]


def _size(rows: Iterable[_Row]) -> int:
    return sum(len(row.line.text) for row in rows)


def _place(share: float, lines: int) -> int:
    """Return before which line of an article clutter stands that so much of the article stands before."""
    return round(share * lines) if share in (0, 1) else min(max(1, round(share * lines)), max(1, lines - 1))


def _held(rows: Sequence[_Row]) -> Held:
    text = "".join((row.gap if at else "") + row.line.text for at, row in enumerate(rows))
    labels = [[at, at, row.line.label] for at, row in enumerate(rows)]
    spans = [[at, row.line.text[start:end], label] for at, row in enumerate(rows) for start, end, label in row.line.spans]
    return {"text": text, "labels": labels, "spans": spans}
