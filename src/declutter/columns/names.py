"""Names: who is named in a block, and whether the name is the subject of the piece or an intruder.

A pitch has its name in a place of its own: it comes late, it comes densely, it comes with "we" and "you". The subject of an
article is there from the start.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from declutter.columns import Page

WORDS = {
    "names": "How many names it holds, for its length.",
    "new_names": "It holds names that nothing before it has.",
    "own_names": "It holds names that stand nowhere else.",
    "late_names": "It holds names that the first half of the text does not have.",
    "subject_names": "It holds names that much of the text has.",
    "title_names": "It holds names that stand in the first blocks.",
    "seller_names": "It holds names that stand beside we or our somewhere.",
    "seller_intrudes": "It holds a name that stands beside we or our, and that little of the text has.",
    "captured": "It holds a name that a rule has captured.",
    "subject_share": "How much of the text has its most frequent name.",
}
_NAME = re.compile(r"(?<![.!?:“\"'‘•|\-–—>] )(?<!^)(?<!\w)[A-ZÀ-ÞŁŚŻŠČŘŽ][\w&]*[\w](?:[ -][A-ZÀ-ÞŁŚŻŠČŘŽ][\w&]*\w)*")


def measure(page: Page, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    layout = page.brief.layout
    count = len(layout.blocks)
    found = [set(_NAME.findall(layout.text(at))) if known["ends_sentence"][at] else set() for at in range(count)]
    where: dict[str, list[int]] = defaultdict(list)
    for at, names in enumerate(found):
        for name in names:
            where[name].append(at)
    facts = {name: _facts(places, known, count) for name, places in where.items()}
    columns = {name: np.zeros(count) for name in WORDS}
    captured = {value for matches in page.brief.matches.values() for match in matches for _, value in match.values}
    for at, names in enumerate(found):
        if names:
            _fill(columns, at, [facts[name] for name in sorted(names)], page)
            columns["captured"][at] = float(any(name in value or value in name for name in names for value in captured))
    return columns


def _facts(places: list[int], known: dict[str, np.ndarray], count: int) -> dict[str, float]:
    """Return what is known of a name from all the blocks that hold it."""
    spread = len(places) / max(1, float(known["prose"].sum()))
    seller = float(np.mean(known["we"][places] > 0))
    return {
        "first": places[0],
        "own": float(len(places) == 1),
        "late": float(places[0] > count / 2),
        "share": min(1.0, spread),
        "title": float(places[0] < 3),
        "seller": seller,
        "intrudes": seller * (spread < 0.34),
    }


def _fill(columns: dict[str, np.ndarray], at: int, facts: list[dict[str, float]], page: Page) -> None:
    count = len(facts)
    columns["names"][at] = count / max(1, page.tokens.counts[at])
    columns["new_names"][at] = sum(each["first"] == at for each in facts) / count
    columns["own_names"][at] = sum(each["own"] for each in facts) / count
    columns["late_names"][at] = sum(each["late"] for each in facts) / count
    columns["subject_names"][at] = sum(each["share"] > 0.34 for each in facts) / count
    columns["title_names"][at] = sum(each["title"] for each in facts) / count
    columns["seller_names"][at] = max(each["seller"] for each in facts)
    columns["seller_intrudes"][at] = max(each["intrudes"] for each in facts)
    columns["subject_share"][at] = max(each["share"] for each in facts)
