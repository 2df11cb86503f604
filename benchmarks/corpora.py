"""How a corpus runs through: time and memory for one process and two, equal bytes, and what kills do to it.

    python benchmarks/corpora.py 10000 --kills 10

The documents are the samples, each with a paragraph of its own put somewhere, so that no two are the same.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from table import table

SAMPLES = Path(__file__).parents[1] / "samples"
EVERY = 0.1
"""Seconds between looks at memory."""


def make(count: int, path: Path) -> None:
    """Write a corpus of so many documents as lines of JSON."""
    chance = random.Random(1)  # noqa: S311  (the same corpus each time)
    texts = [file.read_text(encoding="utf-8") for file in sorted(SAMPLES.glob("*/article.[tm]*"))]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            parts = texts[number % len(texts)].split("\n\n")
            parts.insert(chance.randrange(len(parts)), f"Number {number} of {count} was seen {chance.randrange(10**9)} times.")
            row = {"id": number, "text": "\n\n".join(parts), "meta": {"n": number, "tags": ["a", None]}}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def command(source: Path, output: Path, workers: int, *more: str) -> list[str]:
    """Return the command that cleans the corpus."""
    words = [str(source), "-o", str(output), "--workers", str(workers), "--shard-rows", "1000", "-q", *more]
    return [sys.executable, "-m", "declutter", "corpus", *words]


def family(parent: int) -> list[int]:
    """Return a process and all that it has started."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [parent, *(each for child in children for each in family(int(child)))]


def resident(parent: int) -> float:
    """Return the memory of a process and all that it has started, in MB; what they share counts once."""
    total = 0
    for each in family(parent):
        text = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


def timed(words: list[str]) -> tuple[float, float]:
    """Run a command; return its seconds and the most memory it had, in MB."""
    start, most = time.perf_counter(), 0.0
    with subprocess.Popen(words) as program:
        while program.poll() is None:
            with contextlib.suppress(OSError, StopIteration):  # processes come and go
                most = max(most, resident(program.pid))
            time.sleep(EVERY)
    if program.returncode:
        raise SystemExit(f"{' '.join(words)}: exit code {program.returncode}")
    return time.perf_counter() - start, most


def equal(one: Path, other: Path) -> bool:
    """Say whether two outputs are the same files with the same bytes; the terms of a run are no output."""
    names = [sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file()) for folder in (one, other)]
    return names[0] == names[1] and all(filecmp.cmp(one / name, other / name, shallow=False) for name in names[0])


def killed(words: list[str], seconds: float, kills: int) -> int:
    """Run a command that is killed again and again at random moments until it has ended; return how often it was."""
    chance = random.Random(2)  # noqa: S311
    done = 0
    while True:
        with subprocess.Popen(words) as program:
            try:
                program.wait(chance.uniform(0, 2.5 * seconds / kills) if done < kills else None)
            except subprocess.TimeoutExpired:
                program.send_signal(signal.SIGKILL)
                done += 1
        if program.returncode == 0:
            return done


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="documents")
    parser.add_argument("--kills", type=int, default=0, help="kills, at random moments")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in.jsonl"
        make(given.count, source)
        rows = [["form", "processes", "seconds", "documents/s", "peak MB", "x one", "equal"]]
        for form in ("jsonl", "parquet"):
            times = []
            for workers in (1, 2):
                seconds, most = timed(command(source, folder / f"{form}{workers}", workers, "--to", form))
                times.append(seconds)
                ratio = f"{times[0] / seconds:.2f}"
                same = str(equal(folder / f"{form}1", folder / f"{form}{workers}"))
                figures = [f"{seconds:.1f}", f"{given.count / seconds:.0f}", f"{most:.0f}", ratio, same]
                rows.append([form, str(workers), *figures])
        print(table(rows))
        if given.kills:
            words = command(source, folder / "killed", 2, "--resume", "--to", "jsonl")
            print(f"killed {killed(words, times[1], given.kills)} times; equal: {equal(folder / 'killed', folder / 'jsonl2')}")


if __name__ == "__main__":
    main()
