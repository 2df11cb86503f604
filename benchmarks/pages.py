"""Measure how well and how fast extractors find the articles of labelled pages.

    python benchmarks/pages.py PAGES [--sample N] [--markdown]

PAGES is JSONL, plain, .gz or .xz, a page a line: `id`, `html`, `main_content` (the text of its article), and `page_type` if
there is one. With `--sample N` only the first N pages by digest of their id are read, the same ones every time.

Quality: words are lower-cased runs of word characters, compared as a multiset; precision, recall and F1 are means over pages.
An empty gold text scores 1 for empty output and 0 otherwise. Time: CPU time of one process, in which the extractors take
turns page by page. Each extractor runs as it comes, with no options but those that spare it the network.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import heapq
import json
import logging
import lzma
import re
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

from declutter.peers import PEERS, Extract, installed
from table import table

Page = dict[str, Any]
NOTES = (
    "declutter's shipped page weights were fitted on the development pages of WCXB: its figures on those are in-sample,",
    "and out-of-fold ones stand in the card of weights/page.json. Quality of the default policy is not told, as it also",
    "drops pitches and bios inside of the article, which gold texts of pages keep.",
)


def _declutter(policy: str, *, witness: bool) -> Callable[[], Extract]:
    def make() -> Extract:
        from declutter import Cleaner

        cleaner = Cleaner(policy=policy, witness=witness)
        return lambda html: cleaner.clean(html, format="html").text

    return make


EXTRACTORS: dict[str, tuple[Callable[[], Extract], str]] = {
    "declutter": (_declutter("main_content", witness=True), "declutter"),
    "declutter, no witness": (_declutter("main_content", witness=False), "declutter"),
    "declutter, default policy": (_declutter("default", witness=True), "declutter"),
    **PEERS,
}
"""By name: how to make an extractor, and the package that it needs."""
TIME_ONLY = "declutter, default policy"
YARDSTICK = "trafilatura"
OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}


@dataclass
class Tally:
    """What one extractor did on the pages so far."""

    scores: list[tuple[float, float, float]] = field(default_factory=list)
    f1_by_type: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0

    def add(self, page: Page, extract: Extract) -> None:
        """Run the extractor on a page; where it raises, its output is empty."""
        start = time.process_time()
        try:
            text = extract(page["html"]) or ""
        except Exception:
            text, self.failed = "", self.failed + 1
        self.milliseconds.append(1000 * (time.process_time() - start))
        self.scores.append(word_scores(text, page["main_content"]))
        if page.get("page_type"):
            self.f1_by_type[page["page_type"]].append(self.scores[-1][2])


def word_scores(text: str, gold: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of words."""
    words, wanted = (Counter(re.findall(r"\w+", each.lower())) for each in (text, gold))
    if not words or not wanted:
        score = float(not words and not wanted)
        return score, score, score
    both = (words & wanted).total()
    precision, recall = both / words.total(), both / wanted.total()
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def read_pages(path: Path, sample: int | None) -> Iterable[Page]:
    """Return the pages of a file, one at a time, or the first by digest of their id."""
    return _lines(path) if sample is None else heapq.nsmallest(sample, _lines(path), key=_digest)


def _digest(page: Page) -> bytes:
    return hashlib.sha1(str(page["id"]).encode(), usedforsecurity=False).digest()


def _lines(path: Path) -> Iterator[Page]:
    with OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def measure(pages: Iterable[Page], extractors: dict[str, Extract]) -> dict[str, Tally]:
    """Run all extractors on each page, another one first each time; the first page also warms them up."""
    tallies = {name: Tally() for name in extractors}
    names = list(extractors)
    for number, page in enumerate(pages):
        if number == 0:
            for name in names:
                Tally().add(page, extractors[name])
        first = number % len(names)
        for name in names[first:] + names[:first]:
            tallies[name].add(page, extractors[name])
    return tallies


def rows_of(tallies: dict[str, Tally]) -> list[list[str]]:
    """Return the rows of the table, its head first."""
    counts = {name: len(scores) for name, scores in next(iter(tallies.values())).f1_by_type.items()}
    types = sorted(counts, key=lambda name: (-counts[name], name))
    head = ["extractor", "precision", "recall", "F1", *(f"{name} ({counts[name]})" for name in types)]
    yardstick = mean(tallies[YARDSTICK].milliseconds)
    rows = [[name, *_quality(name, tally, types), *_time(tally, yardstick)] for name, tally in tallies.items()]
    return [[*head, "ms mean", "ms median", f"x {YARDSTICK}", "raised"], *rows]


def _quality(name: str, tally: Tally, types: list[str]) -> list[str]:
    figures = [*map(mean, zip(*tally.scores, strict=True)), *(mean(tally.f1_by_type[each]) for each in types)]
    return ["-" if name == TIME_ONLY else f"{figure:.3f}" for figure in figures]


def _time(tally: Tally, yardstick: float) -> list[str]:
    spent = mean(tally.milliseconds)
    return [f"{spent:.1f}", f"{median(tally.milliseconds):.1f}", f"{spent / yardstick:.2f}", str(tally.failed)]


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, metavar="PAGES")
    parser.add_argument("--sample", type=int, metavar="N", help="how many pages to take")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    arguments = parser.parse_args()
    logging.disable()
    warnings.simplefilter("ignore")
    extractors, missing = installed(EXTRACTORS)
    tallies = measure(read_pages(arguments.pages, arguments.sample), extractors)
    if not tallies[YARDSTICK].scores:
        sys.exit(f"{arguments.pages}: there are no pages")
    print(f"{len(tallies[YARDSTICK].scores)} pages; F1 by type of page\n")
    print(table(rows_of(tallies), markdown=arguments.markdown))
    print("", *NOTES, sep="\n")
    if missing:
        print(f"\nNot installed: pip install {' '.join(missing)}")


if __name__ == "__main__":
    main()
