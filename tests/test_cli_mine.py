"""`declutter mine`, run as people run it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import SITES, corpus, write
from tests.test_cli import messages, run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """Put a corpus of five sites into a folder."""
    write(corpus(12, is_dressed=True), tmp_path / "all.jsonl")
    return tmp_path


def test_each_site_gets_a_file_to_read(folder: Path) -> None:
    """The proposals lie in a folder, one pack a site, and `rules check` has nothing to say about them."""
    done = run(folder, "mine", "all.jsonl", "-o", "proposals")
    assert (done.returncode, done.stdout) == (0, b"")
    assert sorted(path.name for path in (folder / "proposals").iterdir()) == sorted(f"{site}.yml" for site in SITES)
    assert re.match(r"proposals/heronry.example.yml: \d rules from 12 documents, sha256 \w{12}$", messages(done)[0])
    checked = run(folder, "rules", "check", "proposals")
    assert (checked.returncode, checked.stdout.decode()[-9:]) == (0, "all fine\n")


def test_one_site_goes_to_one_file(folder: Path) -> None:
    """Of one site the pack has the name that is asked for; of several, each has the name of its site in it."""
    run(folder, "mine", "all.jsonl", "-o", "mine.yml", "--site", "WWW.Kettle.example")
    assert "sites: [kettle.example]" in (folder / "mine.yml").read_text(encoding="utf-8")
    run(folder, "mine", "all.jsonl", "-o", "many.yml")
    assert len(list(folder.glob("many.*.yml"))) == 5


def test_proposals_do_not_fall_on_what_a_person_has_read(folder: Path) -> None:
    """A pack that is there is written over with --force alone."""
    (folder / "mine.yml").write_text("pack: mine", encoding="utf-8")
    done = run(folder, "mine", "all.jsonl", "-o", "mine.yml", "--site", "kettle.example")
    assert (done.returncode, messages(done)) == (
        2,
        ["declutter: mine.yml: is there already; choose another -o, or add --force"],
    )
    assert run(folder, "mine", "all.jsonl", "-o", "mine.yml", "--site", "kettle.example", "--force").returncode == 0


def test_nothing_is_said_to_be_nothing(folder: Path) -> None:
    """Where nothing returns, nothing is written, and that is told."""
    done = run(folder, "mine", "all.jsonl", "-o", "out", "--min-documents", "13")
    assert (done.returncode, messages(done)) == (0, ["nothing returns that could be proposed; nothing written"])
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("site", "message"),
    [
        (
            "elsewhere.example",
            "declutter: the corpus holds no text of the site elsewhere.example; check its documents and their urls",
        ),
        ("https://kettle.example/", "'https://kettle.example/' is no host name; write it as in example.org"),
    ],
)
def test_a_site_that_is_not_there_is_told(folder: Path, site: str, message: str) -> None:
    """A site without documents is a mistake, and so is what is no host."""
    done = run(folder, "mine", "all.jsonl", "-o", "out", "--site", site)
    assert done.returncode == 2
    assert message in done.stderr.decode()


def test_without_the_extra_the_way_out_is_told(folder: Path) -> None:
    """Where DuckDB is not installed, the error says what to install."""
    code = "import sys\nsys.modules['duckdb'] = None\nfrom declutter.cli.start import main\nsys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "mine", "all.jsonl", "-o", "out"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 2
    assert "install it with: pip install '.[mine]'" in done.stderr.decode()
