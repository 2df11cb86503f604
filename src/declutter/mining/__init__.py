"""Mine a corpus for the boilerplate of its sites: blocks that return become proposals of rules, for a person to read.

Needs the extra `mine`. The corpus is read once, one document at a time, and its blocks lie on disk while they are counted and
compared, so that memory stays bounded whatever the corpus.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from declutter.corpus.columns import Columns
from declutter.errors import InputError
from declutter.mining.counting import Counts
from declutter.mining.reading import Corpus
from declutter.mining.selecting import Grounds, select
from declutter.mining.separating import separate
from declutter.mining.writing import Proposal, propose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Proposal", "Thresholds", "mine"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How often a block must return to be called boilerplate."""

    documents: int = 5
    """On how many documents of a site at least."""
    share: float = 0.02
    """On which share of the documents of a site at least, 0 to 1."""

    def least(self, documents: int) -> int:
        """Return on how many documents of a site of this size a block must stand."""
        return max(self.documents, 2, ceil(self.share * documents))


def mine(
    names: Iterable[str | Path],
    thresholds: Thresholds = Thresholds(),
    site: str | None = None,
    columns: Columns = Columns(),
    errors: str = "strict",
) -> Iterator[Proposal]:
    """Yield a proposal for each site of a corpus on which something returns; the same corpus gives the same bytes.

    Args:
        names: what `declutter corpus` reads (files of documents, folders, globs, addresses), with texts that are no HTML.
        thresholds: how often a block must return.
        site: the host of the only site to look at.
        columns: where text and address stand.
        errors: `strict` refuses bytes that are no text, `replace` puts U+FFFD.

    Raises:
        InputError: a file cannot be read as documents, there are none, or the extra `mine` is not installed.
    """
    corpus = Corpus(tuple(map(str, names)), site, columns, errors)
    with Counts(corpus, thresholds.least) as counts:
        if not counts.sites():
            raise InputError(
                f"the corpus holds no text{f' of the site {site}' if site else ''}; check its documents and their urls"
            )
        for each in counts.sites():
            grounds = Grounds(counts, each)
            chosen = separate(grounds, select(grounds))
            proposal = propose(grounds, chosen, counts.fingerprint)
            if proposal is not None:
                yield proposal
