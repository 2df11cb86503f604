"""The engine of a cluster, on a real one of two workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.corpus_files import PACK, go, job, lines, rows, written

ENVIRONMENT = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
WORKER = b"ray::MapWorker"


@pytest.fixture(name="corpus")
def _corpus(tmp_path: Path) -> Path:
    """Write some files of different kinds, one of them damaged."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        (folder / f"f{number}.jsonl").write_bytes(lines(rows(1_500)))
    (folder / "bad.csv").write_bytes(b"id,text\n1,a\n2,b,c\n")
    (folder / "a.txt").write_bytes(b"A text.\n")
    return folder


def _start(folder: Path, output: str, *words: str) -> subprocess.Popen[str]:
    (folder / "mine.yml").write_text(PACK, encoding="utf-8")
    given = ["--pack", "mine.yml", "--no-default-packs", "--no-witness", "--shard-rows", "50", "--workers", "2", "-q", *words]
    command = [sys.executable, "-m", "declutter", "corpus", str(folder / "in"), "-o", output, "--engine", "ray", *given]
    return subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)


def _workers() -> list[int]:
    """Return the processes of a cluster that clean."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().startswith(WORKER):
                found.append(int(path.parent.name))
        except OSError:  # it has ended by now
            continue
    return found


def _wait_for_shards(program: subprocess.Popen[str], folder: Path, count: int) -> None:
    while len(list((folder / ".declutter" / "done").glob("f*"))) < count:
        assert program.poll() is None, "the run has ended too soon"
        time.sleep(0.01)


def test_a_cluster_writes_what_one_machine_writes(tmp_path: Path, corpus: Path) -> None:
    """The same files with the same bytes, though one of two workers is killed in the middle."""
    pytest.importorskip("ray", reason="pip install '.[ray]'")
    go(job(tmp_path, "local"), corpus)
    program = _start(tmp_path, "ray")
    _wait_for_shards(program, tmp_path / "ray", 3)
    os.kill(_workers()[0], signal.SIGKILL)
    assert (program.communicate()[1].count("Traceback"), program.returncode) == (0, 3)
    assert written(tmp_path / "ray") == written(tmp_path / "local")


def test_a_run_goes_on_with_another_engine(tmp_path: Path, corpus: Path) -> None:
    """What one machine began, a cluster ends, with the same bytes, in Parquet too."""
    pytest.importorskip("ray", reason="pip install '.[ray]'")
    for output in ("local", "ray"):
        go(job(tmp_path, output, to="parquet"), corpus)
    for name in ("f1-00003", "f1-00004", "f2-00000"):
        (tmp_path / "ray" / f"{name}.parquet").unlink()
        (tmp_path / "ray" / ".declutter" / "done" / f"{name}.json").unlink()
    program = _start(tmp_path, "ray", "--resume", "--to", "parquet")
    assert (program.communicate()[1].count("Traceback"), program.returncode) == (0, 3)
    assert written(tmp_path / "ray") == written(tmp_path / "local")


def test_without_ray_it_is_said_what_to_install(tmp_path: Path, corpus: Path) -> None:
    """The extra is named."""
    (tmp_path / "ray.py").write_text("raise ImportError('none here')\n", encoding="utf-8")
    assert corpus.is_dir()
    program = _start(tmp_path, "out")
    assert "pip install '.[ray]'" in program.communicate()[1]
    assert program.returncode == 2
