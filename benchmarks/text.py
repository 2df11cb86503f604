"""Measure how fast text is cleaned: beside peers, by the number of rules, by the size of the document, in memory, at the start.

    python benchmarks/text.py [TEXTS] [--sample N] [--rounds N] [--markdown] [--only TABLE ...]

TEXTS is JSONL with a `text` a line, or a folder of .txt files; without it, the samples of the project. All times are CPU time of
one core. What is compared takes turns, some texts at a time as nobody cleans a single one, after one round that is not
counted, and the median over the rounds counts for each text. Trafilatura and jusText get each line as a paragraph of HTML; they
do another job, so this compares prices.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from unittest.mock import patch

from declutter import Cleaner
from declutter.index import index_rules
from declutter.language import detect_language
from declutter.library import default_paths
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import Matcher, Rule
from declutter.packs import load_packs
from declutter.peers import PEERS, Extract, as_page, installed
from declutter.scan import Aside, CompiledRule, RuleSet, read_block
from declutter.segment.text import segment_text
from table import table

if TYPE_CHECKING:
    from declutter.matchers.base import Folded, Found
    from declutter.model import Match

Job = Callable[[str], object]
Rows = list[list[str]]
ROOT = Path(__file__).parents[1]
NAIVE_TEXTS = 3
TURN = 10
"""So many texts are cleaned in a row before somebody else has a turn."""
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
COUNTS = (100, 1_000, 10_000)


def read_texts(path: Path | None, sample: int) -> list[str]:
    """Return texts, the first by digest, so that they are the same ones every time."""
    if path is None:
        found = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "samples").glob("*/article.txt"))]
    elif path.is_dir():
        found = [file.read_text(encoding="utf-8") for file in sorted(path.rglob("*.txt"))]
    else:
        found = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return sorted(found, key=lambda text: hashlib.sha1(text.encode(), usedforsecurity=False).digest())[:sample]


def take_turns(jobs: dict[str, Job], texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Return for each job the CPU seconds that it takes for all texts."""
    for job in jobs.values():
        for text in texts:
            job(text)
    times: dict[str, list[list[float]]] = {name: [[] for _ in texts] for name in jobs}
    for begin in range(0, len(texts), TURN):
        for turn in range(rounds):
            first = turn % len(jobs)
            for name in (list(jobs) * 2)[first : first + len(jobs)]:
                for at in range(begin, min(begin + TURN, len(texts))):
                    start = time.process_time()
                    jobs[name](texts[at])
                    times[name][at].append(time.process_time() - start)
    return {name: sum(map(median, each)) for name, each in times.items()}


def _peers() -> dict[str, Job]:
    made, missing = installed({name: PEERS[name] for name in ("trafilatura", "jusText")})
    if missing:
        print(f"not installed, and left out: {', '.join(missing)}", file=sys.stderr)
    return {name: partial(_extracted, extract) for name, extract in made.items()}


def _extracted(extract: Extract, text: str) -> str | None:
    return extract(as_page(text))


def beside_peers(texts: Sequence[str], rounds: int) -> Rows:
    """The whole job, from text to report."""
    ours: dict[str, Job] = {"declutter, rules alone": Cleaner(weights=None).clean, "declutter": Cleaner().clean}
    jobs: dict[str, Job] = {"str.lower()": str.lower, **ours, **_peers()}
    spent = take_turns(jobs, texts, rounds)
    size = sum(len(text.encode()) for text in texts)
    rows = [["whole job", "MB/s", *(f"{name} takes x times as long" for name in jobs if name not in ours)]]
    for name, seconds in spent.items():
        others = [f"{other / seconds:.2f}" for peer, other in spent.items() if peer not in ours]
        rows.append([name, f"{size / seconds / 1e6:.2f}", *others])
    return rows


def made_rules(count: int, texts: Sequence[str]) -> list[Rule]:
    """Return the shipped rules of one entry each that find most in the texts, and rules for three words of the texts in a row.

    Hardly any of these finds anything: what they add to the time is the price of rules that do not fire.
    """
    shipped = [rule for pack in load_packs(default_paths()) for rule in pack.rules if rule.matcher.kind in ("phrase", "pattern")]
    single = [
        replace(rule, id=f"{rule.id}-{at}", matcher=Matcher(rule.matcher.kind, (entry,), case=rule.matcher.case), captures=())
        for rule in shipped
        if not rule.uses
        for at, entry in enumerate(rule.matcher.entries)
    ]
    hits = Counter(match.rule.id for found in map(_matching(RuleSet(index_rules(single))), texts) for match in found)
    found = sorted(single, key=lambda rule: (-hits[rule.id], rule.id))[: COUNTS[0]]
    dice = random.Random(0)  # noqa: S311  (the same rules every time)
    words = sorted({word.lower() for text in texts for word in text.split() if word.isalpha() and len(word) > 3})
    while len(found) < count:
        phrase = " ".join(dice.choices(words, k=3))
        found.append(replace(dice.choice(found), id=f"made-{len(found)}", matcher=Matcher("phrase", (phrase,))))
    return found


def by_rules(texts: Sequence[str], rounds: int) -> Rows:
    """Matching alone, with a growing number of rules."""
    made = made_rules(COUNTS[-1], texts)
    rules = {count: made[:count] for count in COUNTS}
    sets = {count: RuleSet(index_rules(each)) for count, each in rules.items()}
    matching = take_turns({str(count): _matching(each) for count, each in sets.items()}, texts, rounds)
    slow = [CompiledRule(rule) for rule in rules[1_000]]
    both: dict[str, Job] = {"fast": _matching(sets[1_000]), "naive": lambda text: _ask_all(slow, Layout(segment_text(text)))}
    spent = take_turns(both, texts[:NAIVE_TEXTS], 1)
    size = sum(len(text.encode()) for text in texts)
    rows = [["rules", "MB/s", "x the time of 100", "hits a text", "candidates a hit", "a loop takes x times as long"]]
    for count, each in sets.items():
        asked, hits = _candidates(each, texts)
        naive = f"{spent['naive'] / spent['fast']:.0f}" if count == 1_000 else ""
        seconds = matching[str(count)]
        growth = seconds / matching[str(COUNTS[0])]
        shown = (size / seconds / 1e6, growth, hits / len(texts), asked / max(1, hits))
        rows.append([f"{count:,}", *(f"{value:.2f}" for value in shown), naive])
    return rows


def _matching(rules: RuleSet) -> Callable[[str], list[Match]]:
    return lambda text: [match for found in find_matches(Layout(segment_text(text)), rules).values() for match in found]


def _ask_all(rules: Sequence[CompiledRule], layout: Layout) -> int:
    words = [read_block(layout, block, Aside()).words for block in range(len(layout.blocks))]
    return sum(len(each.find(read)) for block, read in enumerate(words) for each in rules if each.fits(layout, block))


def _candidates(rules: RuleSet, texts: Sequence[str]) -> tuple[int, int]:
    """Return how often a rule read a block, and how often it found something there."""
    counted: list[bool] = []
    find = CompiledRule.find

    def count(self: CompiledRule, words: Folded, only: Sequence[int] | None = None) -> list[Found]:
        found = find(self, words, only)
        counted.append(bool(found))
        return found

    with patch.object(CompiledRule, "find", count):
        for text in texts:
            find_matches(Layout(segment_text(text)), rules)
    return len(counted), sum(counted)


def by_size(texts: Sequence[str], rounds: int) -> Rows:
    """The whole job by rules alone, with growing documents, and the memory that it takes."""
    rows = [["characters", "ms", "us a character", "peak memory x its size"]]
    material = "\n".join(texts)
    for size in SIZES:
        text = (material * (size // len(material) + 1))[:size]
        cleaner, language = Cleaner(weights=None), detect_language(text)
        job: dict[str, Job] = {"": partial(cleaner.clean, language=language)}
        seconds = take_turns(job, [text], rounds if size < SIZES[-2] else 1)[""]
        memory = f"{_peak(text):.1f}" if size >= SIZES[-2] else ""
        rows.append([f"{size:,}", f"{1e3 * seconds:,.1f}", f"{1e6 * seconds / size:.2f}", memory])
    return rows


_PEAK = """
import re, sys
from declutter import Cleaner
cleaner = Cleaner(weights=None)
text = open(sys.argv[1], encoding="utf-8").read()
for start in range(0, min(len(text), 1_000_000), 10_000):  # so that its rules are compiled: they are no part of the document
    cleaner.clean(text[start : start + 10_000], language="en")
def peak():  # of this process alone, where resource tells that of its parent too
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
before = peak()
cleaner.clean(text, language="en")
print((peak() - before) / len(text.encode()))
"""


def _peak(text: str) -> float:
    """Return how much memory cleaning takes at its peak, in sizes of the document."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([sys.executable, "-c", _PEAK, file.name], capture_output=True, text=True, check=True)
    return float(done.stdout)


def at_start(_texts: Sequence[str], rounds: int) -> Rows:
    """How long the program takes to start, everything kept that is kept between runs."""
    sample = next(iter(sorted((ROOT / "samples").glob("*/article.txt"))))
    program = shutil.which("declutter") or "declutter"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "declutter --version": [program, "--version"],
        "declutter clean SAMPLE --weights none": [program, "clean", str(sample), "--weights", "none"],
        "declutter clean SAMPLE": [program, "clean", str(sample)],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, capture_output=True, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if turn:
                times[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    least = median(times["python -c pass"])
    rows = [["start", "ms", "x python -c pass"]]
    return rows + [[name, f"{1e3 * median(each):.0f}", f"{median(each) / least:.1f}"] for name, each in times.items()]


TABLES: dict[str, Callable[[Sequence[str], int], Rows]] = {
    "peers": beside_peers,
    "rules": by_rules,
    "size": by_size,
    "start": at_start,
}


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="?", metavar="TEXTS")
    parser.add_argument("--sample", type=int, default=100, metavar="N", help="how many texts to take")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each is timed")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES), help="which tables to make")
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    arguments = parser.parse_args()
    texts = read_texts(arguments.texts, arguments.sample)
    if not texts:
        sys.exit(f"{arguments.texts}: there are no texts")
    print(f"{len(texts)} texts, {sum(len(text.encode()) for text in texts) / 1e6:.2f} MB\n")
    for name in arguments.only:
        print(table(TABLES[name](texts, arguments.rounds), markdown=arguments.markdown), end="\n\n")


if __name__ == "__main__":
    main()
