"""`declutter corpus`, run as people run it."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus_files import ARTICLE, CLEAN, PACK, lines, read_rows, rows, written

HEARING = """
import signal, sys
from declutter.cli.start import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main(sys.argv[1:]))
"""
"""The program, hearing interrupts also where the tests run in the background of a shell, which turns them off."""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """Put a corpus and a pack into a folder that everybody may read."""
    (tmp_path / "mine.yml").write_text(PACK, encoding="utf-8")
    (tmp_path / "in.jsonl").write_bytes(lines(rows(640)))
    return tmp_path


def command(*words: str) -> list[str]:
    """Return the command with the small pack alone."""
    given = ["--pack", "mine.yml", "--no-default-packs", "--workers", "2", "--shard-rows", "64"]
    return [sys.executable, "-m", "declutter", "corpus", *words, *given]


def run(folder: Path, *words: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, perhaps by another program that changes what it may do."""
    around = {**os.environ, "DECLUTTER_CACHE": str(folder / "cache")}
    return subprocess.run([*before, *command(*words)], cwd=folder, capture_output=True, text=True, check=False, env=around)


def test_a_corpus_is_cleaned_with_an_account(folder: Path) -> None:
    """The rows go to files in the folder, the summary to standard output, and the figures to the file that is named."""
    done = run(folder, "in.jsonl", "-o", "out", "--stats", "stats.json", "--dropped", "gone")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("640 documents: 320 changed, 320 unchanged, 0 failed\ndropped 4,160 of ")
    assert json.loads((folder / "stats.json").read_text(encoding="utf-8"))["never_fired"] == ["never-seen"]
    assert len(read_rows(folder / "out")) == 2 * len(read_rows(folder / "gone")) == 640


def test_one_document_is_one(folder: Path) -> None:
    """The summary counts as people do."""
    (folder / "one.jsonl").write_bytes(lines(rows(1)))
    assert run(folder, "one.jsonl", "-o", "out").stdout.startswith("1 document: 0 changed")


def test_a_page_shows_some_documents(folder: Path) -> None:
    """The same ones are drawn each time, also by a run that goes on, and each is told with what went of it."""
    assert run(folder, "in.jsonl", "-o", "out", "--report-sample", "3", "-q").returncode == 0
    assert (
        run(folder, "in.jsonl", "-o", "out", "--resume", "--report-sample", "3", "--report", "again.html", "-q").returncode == 0
    )
    page = (folder / "out-report.html").read_text(encoding="utf-8")
    assert page == (folder / "again.html").read_text(encoding="utf-8")
    assert page.count('<section class="document"') == 3


@pytest.mark.parametrize("place", ["in.jsonl", "out/in-00000.jsonl"])
def test_the_account_is_written_over_nothing(folder: Path, place: str) -> None:
    """A file of figures among inputs or outputs is a mistake, and nothing is begun."""
    done = run(folder, "in.jsonl", "-o", "out", "--stats", place)
    assert (done.returncode, "lies among what is read or written" in done.stderr, (folder / "out").exists()) == (2, True, False)


def test_what_is_passed_over_is_told(folder: Path) -> None:
    """Files with other endings, linked folders and pipes in a folder are counted, each with the first of them."""
    (folder / "raw" / "more").mkdir(parents=True)
    for name in ("a.jsonl", "b.json", "more/c.docx", ".d"):
        (folder / "raw" / name).write_text('{"text": "a"}\n', encoding="utf-8")
    (folder / "raw" / "linked.jsonl").symlink_to(folder)
    os.mkfifo(folder / "raw" / "e.jsonl")
    files, links, pipes = run(folder, "raw", "-o", "out").stderr.splitlines()
    assert files == "passed over 2 files with other endings, such as raw/b.json"
    assert (links, pipes) == ("passed over 1 linked folder: raw/linked.jsonl", "passed over 1 pipe or device: raw/e.jsonl")
    assert run(folder, "raw", "-o", "o2", "-q").stderr == ""


def test_failures_are_told_however_quiet_the_run(folder: Path) -> None:
    """Quiet keeps from telling how it goes, not what went wrong."""
    (folder / "bad.jsonl").write_text('{"text": null}\n', encoding="utf-8")
    assert "bad.jsonl, line 1: the text is null" in run(folder, "bad.jsonl", "-o", "out", "-q").stderr


def test_a_page_has_to_lie_on_this_machine(folder: Path) -> None:
    """Where the output is at an address, the page needs a path."""
    done = run(folder, "in.jsonl", "-o", "memory://out", "--report-sample", "3")
    assert (done.returncode, "--report PATH" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("bad.jsonl", b'{"text":"a"}\nnope\n', 3),
        ("bad.jsonl.gz", b"no gzip", 2),
        ("empty.jsonl", b"", 0),
        ("body.csv", b"body\na\n", 2),
    ],
)
def test_the_exit_code_says_what_happened(folder: Path, name: str, data: bytes, code: int) -> None:
    """3 where something passed unchanged, 2 where nothing could be read."""
    (folder / name).write_bytes(data)
    assert run(folder, name, "-o", "out", "-q").returncode == code


def test_a_damaged_file_among_others_is_told(folder: Path) -> None:
    """The exit code is 3, and the file is named."""
    (folder / "bad.jsonl.gz").write_bytes(b"no gzip")
    done = run(folder, "in.jsonl", "bad.jsonl.gz", "-o", "out")
    assert (done.returncode, "damaged: bad.jsonl.gz: " in done.stdout) == (3, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["in.jsonl", "-o", "out", "--in-place", "--attributes"], "exclude each other"),
        (["in.jsonl", "-o", "out", "--dropped", "gone.jsonl"], "name a folder"),
        (["in.jsonl", "-o", "out", "--dropped", "out/"], "the same folder"),
        (["in.jsonl", "-o", "out", "--address", "auto"], "add --engine ray"),
        ([".", "-o", "."], ".: is the folder of output, or lies in it, and is not read; choose another -o"),
        (["raw", "-o", "out", "--dropped", "raw/"], "raw: is the folder of output"),
        (["gone.jsonl", "-o", "out"], "gone.jsonl: no such file"),
        (["in.jsonl", "-o", "in.jsonl"], "in.jsonl is a file; -o takes a folder"),
        (["in.jsonl", "-o", "out", "--dropped", "mine.yml"], "mine.yml is a file; --dropped takes a folder"),
        (["-", "-o", "out"], "-: standard input is not read here, as it cannot be read twice; name a file"),
        (
            ["in.jsonl", "-o", "out", "--text-column", "body"],
            "there is no column 'body'; there are id, text, n; say which",
        ),
        (["in.jsonl", "-o", "out", "--pack", "bad.yml"], "bad.yml:1:1"),
        (["in.jsonl", "-o", "out", "--result-column", "line"], "--result-column line: a failed line is held under this name"),
        (["in.jsonl", "-o", "out", "--result-column", "text"], "--result-column text: is the name of --text-column"),
        (["in.jsonl", "-o", "out", "--result-column", "n", "--id-column", "n"], "--result-column n: is the name of --id-column"),
        (
            ["in.jsonl", "-o", "out", "--in-place", "--result-column", "text_original"],
            "--in-place keeps the text under this name",
        ),
        (
            ["in.jsonl", "-o", "out", "--attributes", "--result-column", "id"],
            "--attributes writes something else under this name",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(folder: Path, words: list[str], message: str) -> None:
    """Nothing is written where something is wrong with the command."""
    (folder / "bad.yml").write_text("no: pack", encoding="utf-8")
    (folder / "raw").mkdir()
    done = run(folder, *words)
    assert (done.returncode, message in done.stderr) == (2, True)
    assert not (folder / "out").exists()


def _start(folder: Path, output: str) -> subprocess.Popen[bytes]:
    around = {**os.environ, "DECLUTTER_CACHE": str(folder / "cache")}
    words = command("in.jsonl", "-o", output, "--resume", "--dropped", f"gone-{output}", "-q")
    return subprocess.Popen(words, cwd=folder, env=around)


def _wait_for_shards(folder: Path, count: int) -> None:
    for _ in range(3_000):
        if len(list((folder / ".declutter" / "done").glob("*"))) >= count:
            return
        time.sleep(0.01)
    raise AssertionError("the run does not come along")


def test_a_run_that_is_killed_goes_on_to_the_same_bytes(folder: Path) -> None:
    """Killed at three moments and taken up again, it ends like a run that was left alone, and leaves no process behind."""
    assert _start(folder, "whole").wait() == 0
    for count in (1, 4, 8):
        program = _start(folder, "parts")
        _wait_for_shards(folder / "parts", count)
        program.send_signal(signal.SIGKILL)
        assert program.wait() == -signal.SIGKILL
    assert _start(folder, "parts").wait() == 0
    assert written(folder / "parts") == written(folder / "whole")
    assert written(folder / "gone-parts") == written(folder / "gone-whole")


def test_an_interrupt_ends_all_processes(folder: Path) -> None:
    """A run that a person stops says so in one line, and can go on."""
    (folder / "in.jsonl").write_bytes(lines(rows(12_800)))
    around = {**os.environ, "DECLUTTER_CACHE": str(folder / "cache")}
    words = [sys.executable, "-c", HEARING, *command("in.jsonl", "-o", "out")[3:]]
    with subprocess.Popen(words, cwd=folder, env=around, stderr=subprocess.PIPE, text=True, start_new_session=True) as program:
        _wait_for_shards(folder / "out", 1)
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does it
        assert (program.communicate()[1].strip(), program.returncode) == ("declutter: interrupted", 130)
    assert not list(folder.rglob("*.part"))


def test_a_disk_that_is_full_is_told_and_the_run_goes_on_later(folder: Path) -> None:
    """What is half written goes away; with room, the same command with --resume comes to the same bytes."""
    assert run(folder, "in.jsonl", "-o", "whole").returncode == 0
    done = run(folder, "in.jsonl", "-o", "out", before=("bash", "-c", 'ulimit -f 30; "$@"', "-"))
    assert (done.returncode, "go on with --resume" in done.stderr) == (2, True)
    assert not list((folder / "out").rglob("*.part"))
    assert run(folder, "in.jsonl", "-o", "out", "--resume").returncode == 0
    assert written(folder / "out") == written(folder / "whole")


def test_a_disk_without_room_is_told(folder: Path) -> None:
    """A disk of 100 kB, which is there for this program alone, takes no more; the file and the cause are named."""
    apart = ("unshare", "--map-root-user", "--mount")
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    (folder / "out").mkdir()
    mounted = 'mount -t tmpfs -o size=100k none out && "$@" && exit; code=$?; find out -name "*.part"; exit $code'
    done = run(folder, "in.jsonl", "-o", "out", before=(*apart, "bash", "-c", mounted, "-"))
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(r"out/in-\d{5}\.jsonl: cannot be written: No space left on device; mend that, and go on with", done.stderr)


@pytest.mark.parametrize("to", ["jsonl.gz", "jsonl.zst", "parquet"])
def test_a_disk_that_is_full_is_told_in_one_line(folder: Path, to: str) -> None:
    """Whatever packs the output, nothing is said of how it is done."""
    (folder / "in.jsonl").write_bytes(lines([{"text": os.urandom(9_000).hex()} for _ in range(64)]))
    done = run(folder, "in.jsonl", "-o", "out", "--to", to, before=("bash", "-c", 'ulimit -f 30; "$@"', "-"))
    told = rf"declutter: .*/out/in-00000\.{to}: cannot be written: File too large; mend that, and go on with --resume\n"
    assert (done.returncode, bool(re.fullmatch(told, done.stderr))) == (2, True)


@pytest.mark.parametrize("words", [["closed", "-o", "out"], ["in.jsonl", "-o", "closed/out"]], ids=["input", "output"])
def test_a_folder_without_rights_is_told(folder: Path, words: list[str]) -> None:
    """To read or to write, the folder is named; root may do anything, so it is bound first."""
    bound = () if os.getuid() else ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    (folder / "closed").mkdir(mode=0)
    done = run(folder, *words, before=bound)
    assert (done.returncode, "closed" in done.stderr, "Permission denied" in done.stderr) == (2, True, True)


def test_a_terminal_shows_a_bar(folder: Path) -> None:
    """It tells documents, bytes, the share that went, and the time that is left."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    around = {**os.environ, "DECLUTTER_CACHE": str(folder / "cache")}
    with subprocess.Popen(command("in.jsonl", "-o", "out"), cwd=folder, env=around, stderr=theirs, stdout=subprocess.DEVNULL):
        os.close(theirs)
        shown = b"".join(_all(ours)).decode()
    assert "640 documents, 2.7% dropped" in shown
    assert "100%|" in shown


def _all(terminal: int) -> Iterator[bytes]:
    """Yield what a terminal shows until nobody writes to it any more."""
    with contextlib.suppress(OSError):
        while data := os.read(terminal, 1024):
            yield data
    os.close(terminal)


@pytest.mark.parametrize(
    ("inputs", "output"),
    [(["a.jsonl.gz"], "a-00000.jsonl.gz"), (["a.jsonl.gz", "in.jsonl"], "a-00000.jsonl"), (["t.csv"], "t-00000.jsonl")],
)
def test_output_has_the_form_of_input_where_it_can(folder: Path, inputs: list[str], output: str) -> None:
    """Packed lines stay packed, and what is mixed becomes lines of JSON."""
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines(rows(2))))
    (folder / "t.csv").write_text("text\na\n", encoding="utf-8")
    assert run(folder, *inputs, "-o", "out", "-q").returncode == 0
    assert (folder / "out" / output).is_file()


def test_in_place_is_an_option(folder: Path) -> None:
    """The article takes the place of the text, which stands beside it."""
    (folder / "one.jsonl").write_bytes(lines([{"text": ARTICLE}]))
    assert run(folder, "one.jsonl", "-o", "out", "--in-place", "-q").returncode == 0
    [row] = read_rows(folder / "out")
    assert (row["text"], row["text_original"], "text" in row["declutter"]) == (CLEAN, ARTICLE, False)
