"""The benchmarks run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PAGES = Path(__file__).parents[1] / "benchmarks" / "pages.py"
TEXT = PAGES.with_name("text.py")

CORPORA = PAGES.with_name("corpora.py")


def test_corpora_are_measured() -> None:
    """The table has a row for each form and number of processes, and all of them wrote the same."""
    done = subprocess.run([sys.executable, CORPORA, "40", "--kills", "1"], capture_output=True, text=True, check=True)
    assert [line.split()[-1] for line in done.stdout.splitlines()[2:]] == ["True"] * 5


def test_pages_are_measured(tmp_path: Path) -> None:
    """The table of two pages has a row for declutter and one for trafilatura."""
    told = "The tide comes in twice a day, and the harbour wall keeps most of it out. " * 4
    page = {"html": f"<html><body><nav>Home</nav><article><p>{told}</p></article></body></html>", "main_content": told}
    file = tmp_path / "pages.jsonl"
    file.write_text("".join(json.dumps({"id": name, **page}) + "\n" for name in "ab"), encoding="utf-8")
    done = subprocess.run([sys.executable, PAGES, file], capture_output=True, text=True, check=True)
    rows = {line.split()[0] for line in done.stdout.splitlines() if line}
    assert {"declutter", "trafilatura"} <= rows


def test_texts_are_measured(tmp_path: Path) -> None:
    """The table of one text has rows for declutter by rules alone and with weights, and the table of starts has the program."""
    (tmp_path / "a.txt").write_text(
        "The tide comes in twice a day, and the harbour wall keeps most of it out. " * 4, encoding="utf-8"
    )
    command = [sys.executable, str(TEXT), str(tmp_path), "--rounds", "1", "--only", "peers", "start"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = {row.split("  ")[0] for row in done.stdout.splitlines()}
    assert {"declutter, rules alone", "declutter", "declutter clean SAMPLE"} <= rows
