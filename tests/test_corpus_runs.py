"""Runs over corpora: the same bytes for any number of processes, and after any interruption."""

from __future__ import annotations

import gzip
import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from multiprocessing import active_children, parent_process
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from declutter import InputError, Label, Policy
from declutter.corpus import Columns, clean_batch
from declutter.corpus.job import Job, Mode
from declutter.corpus.local import LocalEngine
from declutter.corpus.outcomes import Status
from declutter.corpus.pool import in_order
from declutter.corpus.progress import Progress
from declutter.corpus.readers.pieces import Lines
from declutter.corpus.sources import find_sources
from declutter.corpus.state import Marker
from declutter.corpus.store import Store
from declutter.corpus.work import Cleaned, Task
from tests.corpus_files import ARTICLE, CLEAN, PAGE, PROSE, go, job, kinds, lines, read_rows, recipe, rows, written

MODES = list(Mode)


@pytest.fixture(name="corpus")
def _corpus(tmp_path: Path) -> Path:
    """Write all kinds of files, some of them damaged, to one folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    kinds(folder)
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(lines(rows(3_000)))[:-200])
    (folder / "odd.jsonl").write_bytes(lines([{"text": 1}, {"text": ARTICLE, "x": [1, {}]}]) + b"no line\n")
    (folder / "odd.csv").write_bytes(b"text\n" + b'a\nb,c\n"d"e\n' * 40)
    return folder


@pytest.mark.parametrize("to", ["jsonl.zst", "parquet"])
def test_one_process_and_two_write_the_same_bytes(tmp_path: Path, corpus: Path, to: str) -> None:
    """Output, markers and what was dropped do not depend on who did the work."""
    for workers in (1, 2):
        gone = Store(str(tmp_path / f"gone{workers}"))
        go(job(tmp_path, str(workers), to=to, dropped=gone), corpus, workers=workers)
    assert written(tmp_path / "1") == written(tmp_path / "2")
    assert written(tmp_path / "gone1") == written(tmp_path / "gone2")


@pytest.mark.parametrize("mode", [Mode.COLUMN, Mode.IN_PLACE])
@pytest.mark.parametrize("to", ["jsonl", "parquet"])
def test_a_run_does_what_clean_batch_does(tmp_path: Path, mode: Mode, to: str) -> None:
    """Row for row, whether the rows were lines or batches, and whatever is written."""
    paths = kinds(tmp_path)
    expected = clean_batch(pq.read_table(paths["parquet"]), recipe=recipe(tmp_path), in_place=mode is Mode.IN_PLACE).to_pylist()
    for ending in ("jsonl.gz", "parquet"):
        go(job(tmp_path, ending, to=to, mode=mode), paths[ending])
        assert read_rows(tmp_path / ending) == expected


@pytest.mark.parametrize("to", ["jsonl", "parquet"])
def test_attributes_stand_beside_untouched_documents(tmp_path: Path, to: str) -> None:
    """One file for each file under its name, one row for each row, with the spans by label as tools mix them."""
    values = rows(150)
    (tmp_path / "in.jsonl").write_bytes(lines(values))
    go(job(tmp_path, to=to, mode=Mode.ATTRIBUTES), tmp_path / "in.jsonl")
    assert [path for path in written(tmp_path / "out") if "/" not in path] == [f"in.{to}"]
    done = read_rows(tmp_path / "out")
    assert [row["id"] for row in done] == [value["id"] for value in values]
    [span] = done[1]["attributes"]["declutter__comment_form"]
    start, end, _ = span if to == "jsonl" else span.values()
    assert values[1]["text"][start:end] == "Leave a Reply"


def test_spans_of_a_page_are_not_told_as_those_of_its_html(tmp_path: Path) -> None:
    """They are spans of the text of the page, and would cut the HTML in wrong places."""
    (tmp_path / "in.jsonl").write_bytes(lines([{"text": PAGE}]))
    account = go(job(tmp_path, mode=Mode.ATTRIBUTES), tmp_path / "in.jsonl")
    assert account.stats.documents[Status.FAILED] == 1


def test_the_account_adds_up(tmp_path: Path, corpus: Path) -> None:
    """Documents by status, characters by label and rule, and the rules that never fired."""
    account = go(job(tmp_path), corpus / "in.jsonl", corpus / "odd.jsonl")
    assert account.stats.documents == {"changed": 51, "unchanged": 50, "failed": 2}
    assert account.stats.by_label["comment_form"] == account.stats.by_rule["leave-a-comment"] == 51 * len("Leave a Reply")
    assert account.silent == ("never-seen",)
    assert account.to_json()["characters"]["dropped"] == sum(account.stats.by_rule.values())


@pytest.mark.parametrize("moment", [0, 3, 9])
def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(tmp_path: Path, corpus: Path, moment: int) -> None:
    """Nothing twice, nothing missing, and nothing half written is left."""
    go(job(tmp_path, "whole", dropped=Store(str(tmp_path / "gone1"))), corpus)
    work = job(tmp_path, "parts", dropped=Store(str(tmp_path / "gone2")))
    _run_a_while(work, corpus, moment)
    (tmp_path / "parts" / ".declutter-0123.part").write_bytes(b"half")
    account = go(work, corpus, resume=True)
    assert written(tmp_path / "parts") == written(tmp_path / "whole")
    assert written(tmp_path / "gone2") == written(tmp_path / "gone1")
    assert (
        account.stats.total == go(job(tmp_path, "whole", dropped=Store(str(tmp_path / "gone1"))), corpus, resume=True).stats.total
    )


def _run_a_while(work: Job, corpus: Path, moment: int) -> None:
    """Begin a run, and leave it when some tasks are done."""
    from declutter.corpus.state import begin, terms

    sources = find_sources([str(corpus)], [])
    begin(work.output, terms(work, sources), resume=False)
    for _ in islice(LocalEngine(1).run(work, sources), moment):
        pass


def test_a_finished_run_is_not_done_again(tmp_path: Path, corpus: Path) -> None:
    """To go on where there is nothing left to do changes no file."""
    go(job(tmp_path), corpus)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*") if path.is_file()}
    go(job(tmp_path), corpus, resume=True)
    assert {path: path.stat().st_mtime_ns for path in before} == before


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"to": "parquet"}, "--to was jsonl and is parquet;"),
    ({"mode": Mode.IN_PLACE}, "this run had neither --in-place nor --attributes and now has --in-place;"),
    ({"columns": Columns("body")}, "--text-column was text and is body;"),
    ({"columns": Columns(id="id")}, "--id-column id is new, leave it out;"),
    ({"shard_rows": 7}, "--shard-rows was 50 and is 7;"),
    ({"dropped": Store("gone")}, "--dropped gone is new, leave it out;"),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=[reason for _, reason in CHANGES])
def test_a_run_does_not_go_on_under_other_terms(tmp_path: Path, corpus: Path, change: dict[str, Any], reason: str) -> None:
    """What was done would not fit what is to come, and the message says what differs."""
    go(job(tmp_path), corpus)
    with pytest.raises(InputError, match=reason):
        go(job(tmp_path, **change), corpus, resume=True)


@pytest.mark.parametrize("where", ["out", "gone"])
def test_no_file_of_others_is_written_over(tmp_path: Path, where: str) -> None:
    """A file that stands where a run is going to write one is named, and stays; it may be an input."""
    (tmp_path / "x.jsonl").write_bytes(lines(rows(3)))
    (tmp_path / where).mkdir()
    (tmp_path / where / "x-00000.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"x-00000\.jsonl: would be overwritten"):
        go(job(tmp_path, dropped=Store(str(tmp_path / "gone"))), tmp_path / "x.jsonl")
    assert (tmp_path / where / "x-00000.jsonl").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("change", "reason"), [(lambda file: file.unlink(), "is gone"), (lambda file: file.write_text(""), "has 0 bytes")]
)
def test_output_that_was_touched_is_no_output(tmp_path: Path, corpus: Path, change: Callable[[Path], Any], reason: str) -> None:
    """A run goes on only if what is said to be done is still there."""
    go(job(tmp_path), corpus)
    change(min((tmp_path / "out").glob("*-00000.jsonl")))
    with pytest.raises(InputError, match=reason):
        go(job(tmp_path), corpus, resume=True)


NOTES = {
    "run.json": "remove the folder, or choose another -o",
    "schema.arrow": "remove this file, and go on with --resume",
    "done/in-00000.json": "remove this file, and go on with --resume",
}


@pytest.mark.parametrize("name", NOTES)
@pytest.mark.parametrize("data", [b"", b"{", b"[]"])
def test_what_a_run_has_noted_may_be_damaged(tmp_path: Path, name: str, data: bytes) -> None:
    """As a crash of the machine may leave it; the file is named with the way out."""
    paths = kinds(tmp_path)
    go(job(tmp_path, to="parquet"), paths["jsonl"])
    (tmp_path / "out" / ".declutter" / name).write_bytes(data)
    with pytest.raises(InputError, match=f"{name}: is damaged; {NOTES[name]}"):
        go(job(tmp_path, to="parquet"), paths["jsonl"], resume=True)


def test_where_nothing_could_be_read_another_run_may_begin(tmp_path: Path) -> None:
    """A run that read nothing leaves nothing in the way of the next one."""
    (tmp_path / "x.jsonl.gz").write_bytes(b"no gzip")
    assert go(job(tmp_path), tmp_path / "x.jsonl.gz").unread == 1
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(lines(rows(3))))
    assert go(job(tmp_path), tmp_path / "x.jsonl.gz").stats.total == 3


def test_a_run_does_not_go_on_with_another_pack_policy_or_version(tmp_path: Path, corpus: Path) -> None:
    """A changed pack is named, a changed policy told with both values, a changed version with both numbers."""
    work = job(tmp_path)
    go(work, corpus)
    terms = tmp_path / "out" / ".declutter" / "run.json"
    terms.write_text(json.dumps({**json.loads(terms.read_text(encoding="utf-8")), "version": "0.0.1"}), encoding="utf-8")
    pack = Path(work.recipe.packs[0])
    pack.write_text(pack.read_text(encoding="utf-8").replace("version: 1", "version: 2"), encoding="utf-8")
    changed = replace(work, recipe=replace(work.recipe, policy=Policy(sure=0.9), language="en"))
    with pytest.raises(
        InputError,
        match=r"--language en is new, leave it out; packs any/mine has changed; policy sure was 0\.61 and is 0\.9, and 1 more",
    ):
        go(changed, corpus, resume=True)


RECIPES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"language": "en"}, {}, "this run had --language en, add it again;"),
    ({"policy": "rag"}, {"policy": "train"}, "--profile was rag and is train;"),
    ({"witness": True}, {}, "this run had --witness and now has --no-witness;"),
    ({"weights": None}, {}, "--weights has changed;"),
    (
        {"policy": Policy(drop=frozenset({Label.AD}))},
        {"policy": Policy(drop=frozenset({Label.AD, Label.NAV}))},
        "--keep and --drop: what goes was ad and is ad, nav;",
    ),
]


@pytest.mark.parametrize(("before", "after", "reason"), RECIPES, ids=[reason for *_, reason in RECIPES])
def test_other_options_are_told_as_they_are_typed(
    tmp_path: Path, before: dict[str, Any], after: dict[str, Any], reason: str
) -> None:
    """What a person has to change is an option, and no name of a field."""
    (tmp_path / "in.jsonl").write_bytes(lines(rows(3)))
    work = job(tmp_path)
    go(replace(work, recipe=replace(work.recipe, **before)), tmp_path / "in.jsonl")
    with pytest.raises(InputError, match=f"what is to come: {reason} undo that"):
        go(replace(work, recipe=replace(work.recipe, **after)), tmp_path / "in.jsonl", resume=True)


def test_a_run_does_not_go_on_with_other_inputs(tmp_path: Path, corpus: Path) -> None:
    """A file that has changed, and one that is new, are named."""
    go(job(tmp_path), corpus)
    (corpus / "in.jsonl").write_bytes(lines(rows(3)))
    (corpus / "new.jsonl").write_bytes(b"")
    with pytest.raises(InputError, match=r"inputs in\.jsonl has changed; inputs new is new"):
        go(job(tmp_path), corpus, resume=True)


def test_a_file_that_was_touched_has_not_changed(tmp_path: Path, corpus: Path) -> None:
    """Times tell nothing: copies and backups change them."""
    go(job(tmp_path), corpus)
    os.utime(corpus / "in.jsonl", (1, 1))
    assert go(job(tmp_path), corpus, resume=True).damaged.keys() == {str(corpus / "cut.jsonl.gz")}


@pytest.mark.parametrize("place", ["file", "memory"])
@pytest.mark.parametrize("at", [0, -3])
def test_a_file_that_has_changed_without_a_sign_is_found_out(tmp_path: Path, place: str, at: int) -> None:
    """Its size and its time are as before, or its file system tells no time; what stands at its ends is not."""
    system, path = fsspec.filesystem(place), f"{tmp_path}/in.jsonl"
    data = bytearray(lines(rows(2_000)))
    for change in (0, 1):
        data[at] += change
        system.pipe(path, bytes(data))
        if place == "file":
            os.utime(path, (1, 1))
        if not change:
            go(job(tmp_path), f"{place}://{path}")
    with pytest.raises(InputError, match="inputs in has changed"):
        go(job(tmp_path), f"{place}://{path}", resume=True)


def test_a_run_does_not_begin_where_another_has(tmp_path: Path, corpus: Path) -> None:
    """Without a word about it, nothing is written over."""
    go(job(tmp_path), corpus)
    with pytest.raises(InputError, match="go on with --resume"):
        go(job(tmp_path), corpus)


class Deadly(bytes):
    """A line that ends the process which cleans it."""

    def decode(self, *given: Any) -> str:
        """Return the text where that does no harm."""
        if parent_process() is not None:
            os._exit(9)
        return super().decode(*given)


def test_a_row_that_ends_its_process_fails_alone(tmp_path: Path) -> None:
    """Its neighbours are cleaned, order is kept, and the row says what happened."""
    text = lines(rows(1)).rstrip()
    held = [Lines((text, text), (1, 2)), Lines((text, Deadly(text), text), (3, 4, 5)), Lines((text,), (6,))]
    tasks = [Task(job(tmp_path), "in", "in", "in-00000", 0, each, len(each.lines), 0) for each in held]
    done = [item for item in in_order(iter(tasks), 2) if isinstance(item, Cleaned)]
    found = [json.loads(line)["declutter"] for item in done for body in item.bodies for line in body.splitlines()]
    assert [row["status"] for row in found] == ["unchanged"] * 3 + ["failed"] + ["unchanged"] * 2
    assert "died" in found[3]["error"]


def test_a_process_that_is_killed_is_replaced(tmp_path: Path, corpus: Path) -> None:
    """What it was at is done again."""
    go(job(tmp_path, "1"), corpus)
    sources = find_sources([str(corpus)], [])
    for number, _ in enumerate(LocalEngine(2).run(job(tmp_path, "2"), sources)):
        if number == 2:
            os.kill(active_children()[0].pid or 0, signal.SIGKILL)
    assert written(tmp_path / "1") == written(tmp_path / "2")


def test_no_more_is_read_than_can_be_worked_on() -> None:
    """A run that is not asked for more stops to read: memory has a bound whatever the size of a file."""
    read = []

    def endless() -> Any:
        while True:
            read.append(1)
            yield Marker("in", 0, 0, 0, last=False)

    items = in_order(endless(), 2)
    for _ in range(3):
        next(items)
    del items  # which ends the processes
    assert len(read) < 20


def test_progress_is_told_in_lines(tmp_path: Path, corpus: Path) -> None:
    """Elsewhere than on a terminal, a line now and then says how far the run has come."""
    told: list[str] = []
    watch = Progress(told.append, bar=False, every=0.0)
    sources = find_sources([str(corpus / "in.jsonl")], [])
    watch.start(sources, {})
    for item in LocalEngine(1).run(job(tmp_path), sources):
        watch.step(item)
    assert told[-1].startswith("100%, 0.0 of 0.0 MB, 100 documents, ")


def test_long_rows_are_pieces_by_themselves(tmp_path: Path) -> None:
    """A document of many megabytes passes like any other, in every form."""
    long = f"{PROSE}\n\n" * 40_000
    work = job(tmp_path, to="parquet")
    (tmp_path / "in.jsonl").write_bytes(lines([{"text": long}, {"text": ARTICLE}]))
    go(replace(work, recipe=replace(work.recipe, max_characters=1_000_000)), tmp_path / "in.jsonl")
    first, second = read_rows(tmp_path / "out")
    assert (first["declutter"]["status"], first["text"], second["declutter"]["text"]) == ("failed", long, CLEAN)


def test_row_groups_are_not_as_small_as_pieces(tmp_path: Path) -> None:
    """Readers of Parquet want few large groups."""
    (tmp_path / "in.jsonl").write_bytes(lines(rows(1_000)))
    go(job(tmp_path, to="parquet", shard_rows=5_000), tmp_path / "in.jsonl")
    assert pq.ParquetFile(tmp_path / "out" / "in-00000.parquet").num_row_groups == 1


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("most", [1, 30, 64, 99])
def test_a_file_has_as_many_rows_as_are_asked_for(tmp_path: Path, ending: str, most: int) -> None:
    """All files but the last, however the input is cut into pieces, and whoever does the work."""
    go(job(tmp_path, shard_rows=most), kinds(tmp_path)[ending])
    counts = [data.count(b"\n") for name, data in written(tmp_path / "out").items() if name.endswith(".jsonl")]
    assert counts == [most] * (100 // most) + [100 % most] * (100 % most > 0)


def test_files_of_one_corpus_have_one_schema(tmp_path: Path) -> None:
    """Columns that only some lines have are there in each file, so that all can be read as one."""
    (tmp_path / "a.jsonl").write_bytes(lines([{"text": "a", "n": 1}]))
    (tmp_path / "b.jsonl").write_bytes(lines([{"text": "b", "n": 0.5, "more": [None]}]))
    go(job(tmp_path, to="parquet"), tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    schemas = [pq.read_schema(tmp_path / "out" / f"{name}-00000.parquet") for name in "ab"]
    assert schemas[0] == schemas[1]
    assert schemas[0].field("n").type == pa.float64()
