"""The page judge: which blocks of a page are its article, by learned weights over the columns, for the page as a whole.

A block is kept when it is likelier part of the article than a share of the F1 that is to be expected of the best choice on
this page: a page that is told apart well is cut strictly, one that is not keeps more. (Threshold on expected F1: Ye, Chai,
Lee and Chieu, ICML 2012.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from declutter.model import Decision, Evidence, Label, Policy
from declutter.signs import sign
from declutter.web import NAMES, WORDS, measure
from declutter.web.labels import bio_named, label_of, surroundings
from declutter.web.selectors import decide

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.scan import CompiledRule
    from declutter.segment.webpage import WebPage
    from declutter.web.weights import PageWeights

COPY_WORDS = 6
"""Words from which a block that says again what a kept one said is a copy."""
TITLE_OVERLAP = 0.6
"""Share of its words that a heading has in common with the title that the page gives itself."""
BIO_SHARE, BIO_SURE = 0.25, 0.9
"""Share of the article that boxes about its author may be, and how sure it makes that a page calls a box so."""
MOST_REASONS = 3
_AT_ONCE = 1024
"""So many blocks are heard at once."""
DOUBT = 0.6
"""The expected F1 below which a person should look at the page."""

Speakers = tuple[tuple[int, float], ...]
"""Columns, the loudest first, each with its share of all that speaks the same way."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page judge says."""

    decisions: tuple[Decision, ...]
    """One for each block, in order."""
    confidence: float
    """The F1 that is to be expected, 0 to 1."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know."""
        if not self.decisions:
            return ("The page shows no text.",)
        doubtful = f"It is hard to tell what the article of this page is (expected F1 {self.confidence:.2f}); look at it."
        return (doubtful,) if self.confidence < DOUBT else ()


def judge_page(
    page: WebPage, weights: PageWeights, policy: Policy, said: str | None, rules: Sequence[CompiledRule] = ()
) -> Verdict:
    """Decide on every block of a page.

    Args:
        page: the page.
        weights: what was learned of pages.
        policy: which labels go, and how sure one must be.
        said: what the witness kept, None where it was not asked.
        rules: the rules that select elements of this page; where they are sure, they have the last word.
    """
    if not len(page.blocks):
        return Verdict((), 0.0)
    columns = measure(page, weights.odds, said)
    heard = hear(columns, weights, witness=said is not None)
    chances = heard.chances
    words = np.array([page.blocks.text_of(at).count(" ") + 1 for at in range(len(page.blocks))], float)
    expected = expected_f1(chances, words)
    ruled = decide(page, rules, policy)
    keeps = chances > share_of(policy) * expected
    keeps[list(ruled)] = [decision.keep for decision in ruled.values()]
    exceptions = _copies(page, keeps, policy)
    if policy.inside:
        exceptions |= _bios(page, keeps, words, policy) | _title(page, columns)
    exceptions |= ruled
    decisions = [exceptions.get(at) or decision for at, decision in enumerate(_decisions(page, heard, keeps, policy))]
    return Verdict(tuple(decisions), round(expected, 4))


def share_of(policy: Policy) -> float:
    """Return the share of the expected F1 that a block must reach: 0.8 where the policy is bold, 0.5 by default, 0.4 at least."""
    return max(0.4, 0.8 - 0.3 * max(0.0, policy.caution) / Policy().caution)


def expected_f1(chances: np.ndarray, words: np.ndarray) -> float:
    """Return the F1 that is to be expected of the best choice of blocks."""
    order = np.argsort(-chances, kind="stable")
    right, kept = np.cumsum((chances * words)[order]), np.cumsum(words[order])
    return float(np.max(2 * right / (kept + right[-1])))


def _copies(page: WebPage, keeps: np.ndarray, policy: Policy) -> dict[int, Decision]:
    """Return the decisions on kept blocks that say again what a kept one before them said, in another part of the page.

    What returns under the same parent is a refrain.
    """
    first: dict[str, int] = {}
    copies = {}
    for at in np.flatnonzero(keeps).tolist() if Label.OTHER in policy.drop else ():
        text = page.blocks.text_of(at)
        if text.count(" ") + 1 >= COPY_WORDS and first.setdefault(text, at) != at and not _are_siblings(page, first[text], at):
            why = sign("copy", 1.0, page.blocks[first[text]].span)
            copies[at] = Decision(page.blocks[at], Label.OTHER, False, 1.0, "page", (why,))
    return copies


def _are_siblings(page: WebPage, one: int, other: int) -> bool:
    """Say whether two blocks are elements of the same parent."""
    homes = page.within[one], page.within[other]
    return homes[0] == homes[1] or len({page.containers[home].parent for home in homes}) == 1


def _bios(page: WebPage, keeps: np.ndarray, words: np.ndarray, policy: Policy) -> dict[int, Decision]:
    """Return the decisions on kept blocks that the page itself calls a box about the author, unless it is about a person."""
    named = {at: name for at in np.flatnonzero(keeps).tolist() if (name := bio_named(page, at))}
    if Label.AUTHOR_BIO not in policy.drop or words[list(named)].sum() > BIO_SHARE * words[keeps].sum():
        return {}
    whys = {at: Evidence("named-bio", f"The page calls this part “{name}”.", BIO_SURE) for at, name in named.items()}
    return {at: Decision(page.blocks[at], Label.AUTHOR_BIO, False, BIO_SURE, "page", (why,)) for at, why in whys.items()}


def _title(page: WebPage, columns: np.ndarray) -> dict[int, Decision]:
    """Return the decision that the title heading stays, even where pages print it apart from the text of their article."""
    title, heading, overlap = (columns[:, NAMES.index(name)] for name in ("title", "heading", "overlap_title"))
    lone = (heading == 1) & ((heading == 1).sum() == 1) & (overlap.max() == 0)  # and the page gives itself no title of its own
    found = np.flatnonzero((title > 0) & (heading > 0) & ((overlap >= TITLE_OVERLAP) | lone)).tolist()
    why = sign("title", 1.0)
    return {at: Decision(page.blocks[at], Label.BODY, True, 1.0, "page", (why,)) for at in found}


def _decisions(page: WebPage, heard: Heard, keeps: np.ndarray, policy: Policy) -> Iterator[Decision]:
    """Yield the decision on each block by what was heard."""
    around = surroundings(page)
    for at, (keep, chance) in enumerate(zip(keeps.tolist(), heard.chances.tolist(), strict=True)):
        block, home = page.blocks[at], page.within[at]
        label = Label.BODY if keep else label_of(page, at, around[home])
        reasons = heard.reasons(at, keep)
        if keep or label in policy.drop:
            yield Decision(block, label, keep, round(chance if keep else 1 - chance, 4), "page", reasons)
        else:
            yield Decision(block, Label.BODY, True, round(chance, 4), "policy", reasons)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the weights say of all blocks of a page."""

    columns: np.ndarray
    chances: np.ndarray
    """How likely each block is part of the article."""
    ayes: list[Speakers]
    """For each block the columns that speak most for that."""
    noes: list[Speakers]
    """For each block those that speak most against it."""

    def reasons(self, at: int, keep: bool) -> tuple[Evidence, ...]:
        """Return the columns that spoke most for what becomes of a block, with the share that each has in its certainty."""
        chance, speakers = float(self.chances[at]), self.ayes[at] if keep else self.noes[at]
        sure = chance if keep else 1 - chance
        loud = [(column, share) for column, share in speakers if share > 0] or speakers[:1]
        return tuple(
            _evidence(column, float(self.columns[at, column]), round(sure * max(0.0, share), 4)) for column, share in loud
        )


def hear(columns: np.ndarray, weights: PageWeights, *, witness: bool) -> Heard:
    """Ask the weights about all blocks, some at a time: what all columns say is much, and only the loudest are kept."""
    heard = Heard(columns, np.zeros(len(columns)), [], [])
    for at in range(0, len(columns), _AT_ONCE):
        heard.chances[at : at + _AT_ONCE], spoke = weights.heard(columns[at : at + _AT_ONCE], witness=witness)
        heard.ayes.extend(_loudest(spoke))
        heard.noes.extend(_loudest(-spoke))
    return heard


def _loudest(spoke: np.ndarray) -> Iterator[Speakers]:
    """Yield for each row its largest columns, the largest first, with the share of each in all that speaks so."""
    left, rows, found = spoke.copy(), np.arange(len(spoke)), []
    total = np.maximum(1e-9, np.maximum(0, spoke).sum(axis=1))
    for _ in range(MOST_REASONS):
        largest = left.argmax(axis=1)
        found.append(zip(largest.tolist(), (left[rows, largest] / total).tolist(), strict=True))
        left[rows, largest] = -np.inf
    return zip(*found, strict=True)


def _evidence(column: int, value: float, share: float) -> Evidence:
    name = NAMES[column]
    why = WORDS[name] if value in (0, 1) else f"{WORDS[name][:-1]}: {value:.2g}."
    return Evidence(name, why, share)
