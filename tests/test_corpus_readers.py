"""What is read: kinds of files, and files that are not what they should be."""

from __future__ import annotations

import contextlib
import gzip
import os
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from declutter import InputError
from declutter.corpus import Columns
from declutter.corpus.job import Mode
from declutter.corpus.sources import ENDINGS, find_sources
from tests.corpus_files import ARTICLE, CLEAN, PAGE, go, job, kinds, lines, read_rows, record, rows, written

ONE_BY_ONE = [row["text"].replace(ARTICLE, CLEAN) for row in rows(100)]


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst", "csv", "csv.gz", "parquet"])
@pytest.mark.parametrize("to", ["jsonl", "parquet"])
def test_each_kind_of_file_is_read(tmp_path: Path, ending: str, to: str) -> None:
    """All rows come out, in order, with their articles and their columns; the numbers of a CSV file are text."""
    go(job(tmp_path, to=to), kinds(tmp_path)[ending])
    done = read_rows(tmp_path / "out")
    assert [row["declutter"]["text"] for row in done] == ONE_BY_ONE
    number = str if ending.startswith("csv") else int
    assert [{**row, "declutter": 0} for row in done] == [{**row, "n": number(row["n"]), "declutter": 0} for row in rows(100)]


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
def test_the_pages_of_an_archive_are_rows(tmp_path: Path, ending: str) -> None:
    """Address, date and status stand beside the HTML and the article."""
    go(job(tmp_path), kinds(tmp_path)[ending])
    done = read_rows(tmp_path / "out")
    assert [row["url"] for row in done] == [f"http://x.org/{at}" for at in range(5)]
    assert {(row["http_status"], row["format"], row["text"]) for row in done} == {(200, "html", PAGE)}
    assert "The soup was eaten" in done[0]["declutter"]["text"]


RECORDS: list[tuple[dict[str, Any], str | None]] = [
    ({"body": b"\x89PNG", "kind": "image/png"}, None),
    ({"body": gzip.compress(PAGE.encode()), "packing": "gzip"}, "changed"),
    ({"packing": "gzip"}, "changed"),
    ({"body": b"no gzip", "packing": "gzip"}, "failed"),
    ({"body": gzip.compress(PAGE.encode())[:-9], "packing": "gzip"}, "failed"),
    ({"body": gzip.compress(PAGE.encode())[:-8] + bytes(8), "packing": "gzip"}, "failed"),
    ({"body": zlib.compress(PAGE.encode()), "packing": "deflate"}, "changed"),
    ({"body": zlib.compress(PAGE.encode())[2:-4], "packing": "deflate"}, "changed"),
    ({"body": zlib.compress(PAGE.encode())[:-9], "packing": "deflate"}, "failed"),
    ({"body": zlib.compress(PAGE.encode())[:-4] + bytes(4), "packing": "deflate"}, "failed"),
    ({"body": b"no deflate", "packing": "deflate"}, "failed"),
    ({"packing": "deflate"}, "changed"),
    ({"body": PAGE.replace("–", "é").encode("latin-1", "replace"), "kind": "text/html; charset=iso-8859-1"}, "changed"),
]


@pytest.mark.parametrize(("given", "status"), RECORDS, ids=range(len(RECORDS)))
def test_a_page_is_unpacked_as_the_server_said(tmp_path: Path, given: dict[str, Any], status: str | None) -> None:
    """What is no page is passed over; a page that is packed otherwise than it says fails alone, and the next is read."""
    (tmp_path / "in.warc").write_bytes(record(0, **given) + record(1))
    go(job(tmp_path), tmp_path / "in.warc")
    found = [row["declutter"]["status"] for row in read_rows(tmp_path / "out")]
    assert found == ([status, "changed"] if status else ["changed"])


def test_single_articles_are_rows_by_their_names(tmp_path: Path) -> None:
    """A folder is read with its subfolders in the order of names; what is no text fails alone."""
    for name, data in {"b.md": f"# Soup\n\n{ARTICLE}", "a/c.html": PAGE, "z.txt": ARTICLE, "no.pdf": "x", ".no.txt": "x"}.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data, encoding="utf-8")
    (tmp_path / "in" / "y.txt").write_bytes(b"\x00\x01\x02\xff")
    go(job(tmp_path), tmp_path / "in")
    done = [(Path(row["id"]).name, row["format"], row["declutter"]["status"]) for row in read_rows(tmp_path / "out")]
    expected = [
        ("c.html", "html", "changed"),
        ("b.md", "markdown", "changed"),
        ("y.txt", None, "failed"),
        ("z.txt", "text", "changed"),
    ]
    assert done == expected


def test_a_name_that_is_no_utf8_is_shown(tmp_path: Path) -> None:
    """An article, or a file of many, whose name is bytes of another encoding is read like its neighbours."""
    (tmp_path / "in").mkdir()
    for name in (b"a.txt", b"caf\xe9.txt", b"caf\xe9.jsonl"):
        (tmp_path / "in" / os.fsdecode(name)).write_bytes(b'{"text":"a"}\n')
    account = go(job(tmp_path), tmp_path / "in")
    found = [row["id"] for row in read_rows(tmp_path / "out") if "id" in row]
    assert (account.damaged, [Path(name).name for name in found]) == ({}, ["a.txt", "caf\\xe9.txt"])
    assert account.stats.documents == {"unchanged": 3}


def test_globs_and_addresses_lead_to_files(tmp_path: Path) -> None:
    """A glob stands for what it matches, and whatever fsspec knows can be read and written."""
    memory = fsspec.filesystem("memory")
    memory.pipe("/in/a.jsonl", lines(rows(3)))
    memory.pipe("/in/b.jsonl", lines(rows(2)))
    work = job(tmp_path)
    account = go(work, "memory://in/*.jsonl")
    assert (account.stats.total, sorted(written(tmp_path / "out"))[-2:]) == (5, ["a-00000.jsonl", "b-00000.jsonl"])


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


DAMAGED = {
    "cut.jsonl.gz": (_cut(gzip.compress(lines(rows(5_000)))), "Truncated"),
    "cut.jsonl.zst": (_cut(pa.compress(lines(rows(5_000)), "zstd", asbytes=True)), "Truncated"),
    "not.jsonl.gz": (b"{}", "header"),
    "cut.parquet": (b"PAR1 and no more", "Parquet"),
    "quote.csv": (b'id,text\n1,a\n2,"b\n\n3,c\n', "line 3: unexpected end of data: a quote is opened and not closed"),
    "latin.csv": (b"id,t\xeate\n1,a\n", "byte 0xEA is no UTF-8, as CSV must be; convert the file"),
    "empty.csv": (b"", "the file is empty"),
    "body.csv": (b"id,body\n1,a\n", "no column 'text'"),
    "again.csv": (b"text,declutter\na,1\n", "there is a column 'declutter' already; take what this was made from, or name"),
    "cut.warc.gz": (_cut(gzip.compress(record(0) * 99)), "Truncated"),
    "cut.warc": (record(0) + record(1)[:-50], "ends in the middle"),
    "no.warc": (b"hello\r\n" * 9, "WARC"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_named_and_the_rest_goes_on(tmp_path: Path, name: str) -> None:
    """It is told with its name and what is wrong, rows before the damage are kept, and other files are read."""
    data, message = DAMAGED[name]
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.jsonl").write_bytes(lines(rows(3)))
    told: list[str] = []
    account = go(job(tmp_path), tmp_path / name, tmp_path / "z.jsonl", told=told)
    assert message in account.damaged[str(tmp_path / name)]
    assert any(name in line and message in line for line in told)
    assert [row["id"] for row in read_rows(tmp_path / "out")][-3:] == ["d0", "d1", "d2"]


@pytest.mark.parametrize("name", ["cut.jsonl.gz", "cut.jsonl.zst", "quote.csv", "cut.warc"])
def test_what_comes_before_the_damage_is_not_lost(tmp_path: Path, name: str) -> None:
    """The rows that can be read are cleaned."""
    (tmp_path / name).write_bytes(DAMAGED[name][0])
    account = go(job(tmp_path), tmp_path / name)
    assert account.stats.total == len(read_rows(tmp_path / "out")) > 0
    assert f"its first {account.stats.total:,} rows were read" in account.damaged[str(tmp_path / name)]


WHOLE = {
    "jsonl.gz": lines(rows(90)),
    "jsonl.zst": lines(rows(90)),
    "csv.gz": b"text\n" + b"Some words of no weight.\n" * 90,
    "warc.gz": b"".join(record(at) for at in range(90)),
}


@pytest.mark.parametrize("ending", WHOLE)
def test_all_rows_before_a_cut_come_out(tmp_path: Path, ending: str) -> None:
    """Also those that had been read ahead: of two whole streams and half a third one, none of the first two is lost."""
    packing = "zstd" if ending.endswith("zst") else "gzip"
    packed = pa.compress(WHOLE[ending], packing, asbytes=True)
    (tmp_path / f"in.{ending}").write_bytes(packed * 2 + packed[:-20])
    account = go(job(tmp_path), tmp_path / f"in.{ending}")
    assert "Truncated" in account.damaged[str(tmp_path / f"in.{ending}")]
    assert len(read_rows(tmp_path / "out")) >= 180


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_no_whole_line_before_a_cut_is_lost(tmp_path: Path, share: float) -> None:
    """Wherever lines of JSON are cut, all that can be unpacked is read."""
    data = gzip.compress(lines(rows(3_000)))[: int(share * 20_000)]
    (tmp_path / "in.jsonl.gz").write_bytes(data)
    account = go(job(tmp_path), tmp_path / "in.jsonl.gz")
    assert account.stats.total == zlib.decompressobj(31).decompress(data).count(b"\n") > 0


@pytest.mark.parametrize("place", [-6, -2_000])
@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_no_whole_line_before_a_wrong_byte_is_lost(tmp_path: Path, ending: str, place: int) -> None:
    """Where bytes are not what they were, all is read that could be unpacked before it shows."""
    text = b"text\n" + b"".join(f"Words of no weight, {at * 7_919 % 9_973}\n".encode() for at in range(4_000))
    data = bytearray(gzip.compress(lines(rows(3_000)) if ending == "jsonl" else text))
    data[place] ^= 0xFF
    (tmp_path / f"in.{ending}.gz").write_bytes(data)
    account = go(job(tmp_path), tmp_path / f"in.{ending}.gz")
    assert len(account.damaged) == 1
    found, unpacking = 0, zlib.decompressobj(31)
    with contextlib.suppress(zlib.error):
        for at in range(len(data)):
            found += unpacking.decompress(data[at : at + 1]).count(b"\n")
    assert account.stats.total == found - (ending == "csv") > 0


def test_a_cut_parquet_file_is_damaged_wherever_it_is_cut(tmp_path: Path) -> None:
    """Half of a file has no footer, and zeros in the middle of it are no pages."""
    pq.write_table(pa.Table.from_pylist(rows(2_000)), tmp_path / "whole.parquet")
    data = (tmp_path / "whole.parquet").read_bytes()
    (tmp_path / "half.parquet").write_bytes(data[: len(data) // 2])
    (tmp_path / "holed.parquet").write_bytes(data[:500] + bytes(500) + data[1_000:])
    account = go(job(tmp_path), tmp_path / "half.parquet", tmp_path / "holed.parquet", tmp_path / "whole.parquet")
    assert len(account.damaged) == 2


LINES = [
    (b'{"id":1,"text":"a"}', "unchanged"),
    (b"{broken", "failed"),
    (b'"a string"', "failed"),
    (b'{"text":null}', "failed"),
    (b'{"text":5}', "failed"),
    (b'{"other":1}', "failed"),
    (b'{"text":"half \\ud83d"}', "failed"),
    (b"\xff\xfe", "failed"),
    (b'{"id":1,"text":"a"}', "unchanged"),
]


@pytest.mark.parametrize("to", ["jsonl", "parquet"])
def test_each_line_gets_its_row(tmp_path: Path, to: str) -> None:
    """Lines that are no JSON, have no text, or share an id each come out, in their places; blank ones do not."""
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\r\n\n".join(line for line, _ in LINES))
    told: list[str] = []
    account = go(job(tmp_path, to=to), tmp_path / "in.jsonl", told=told)
    assert [row["declutter"]["status"] for row in read_rows(tmp_path / "out")] == [status for _, status in LINES]
    assert (account.damaged, account.stats.documents["failed"]) == ({}, 7)
    assert told[0].startswith(f"{tmp_path / 'in.jsonl'}, line 3: not a JSON object")


COLUMNS: list[tuple[pa.Array, list[str]]] = [
    (pa.array(["a", None]), ["unchanged", "failed"]),
    (pa.array([b"a", b"\xff\x00\xfe"]), ["unchanged", "failed"]),
    (pa.array(["a", "a"]).dictionary_encode(), ["unchanged", "unchanged"]),
    (pa.array([1, None]), ["failed", "failed"]),
    (pa.array([["a"], []]), ["failed", "failed"]),
    (pa.nulls(2), ["failed", "failed"]),
]


@pytest.mark.parametrize(("texts", "states"), COLUMNS, ids=[str(texts.type) for texts, _ in COLUMNS])
@pytest.mark.parametrize("to", ["jsonl", "parquet"])
def test_what_is_no_text_in_a_column_fails_by_rows(tmp_path: Path, texts: pa.Array, states: list[str], to: str) -> None:
    """Nulls, numbers, lists and bytes of nothing pass as they are; ids that are the same are the business of their owner."""
    pq.write_table(pa.table({"id": ["same", "same"], "text": texts}), tmp_path / "in.parquet")
    go(job(tmp_path, to=to), tmp_path / "in.parquet")
    done = read_rows(tmp_path / "out")
    assert [(row["id"], row["declutter"]["status"]) for row in done] == [("same", state) for state in states]


STRANGE = pa.array([b"ok", b"caf\xe9"], pa.binary()).cast(pa.string(), safe=False)
NESTED = [
    STRANGE,
    STRANGE.dictionary_encode(),
    pa.ExtensionArray.from_storage(pa.json_(), STRANGE),
    pa.StructArray.from_arrays([STRANGE], ["in"]),
    pa.ListArray.from_arrays([0, 1, 2], STRANGE),
    pa.MapArray.from_arrays([0, 1, 2], STRANGE, STRANGE),
]


@pytest.mark.parametrize("column", NESTED, ids=[str(column.type) for column in NESTED])
def test_a_row_that_json_cannot_hold_names_its_column(tmp_path: Path, column: pa.Array) -> None:
    """A string that is no UTF-8, however deep it stands, is shown in its row, which fails; Parquet keeps its bytes."""
    pq.write_table(pa.table({"text": ["a", "b"], "x": column}), tmp_path / "in.parquet")
    go(job(tmp_path), tmp_path / "in.parquet")
    first, second = read_rows(tmp_path / "out")
    assert (first["declutter"]["status"], "caf\\xe9" in str(second["x"]).replace("\\\\", "\\")) == ("unchanged", True)
    assert second["declutter"]["error"].startswith("column 'x': byte 0xE9 is no UTF-8")
    assert go(job(tmp_path, "parquet", to="parquet"), tmp_path / "in.parquet").stats.documents == {"unchanged": 2}


MARK = "\ufeff".encode()
SPACED = {
    "line ends of Windows": b'{"text":"a", "n":1}\r\n{"text":"b", "n":2}\r\n',
    "a mark": MARK + b'{"text":"a", "n":1}\n{"text":"b", "n":2}\n',
    "a mark on a blank line": MARK + b'\r\n{"text":"a", "n":1}\n{"text":"b", "n":2}',
    "a mark where files were joined": b'{"text":"a", "n":1}\n' + MARK + b'{"text":"b", "n":2}\n',
    "blank lines": b'\n \t\r\n{"text":"a", "n":1}\n\n\n{"text":"b", "n":2}\n\r\n',
    "spaces around braces": b' { "text":"a", "n":1 }  \n\t{"text":"b", "n":2\t} \t\r\n',
}


@pytest.mark.parametrize("form", SPACED)
def test_space_around_lines_is_nothing(tmp_path: Path, form: str) -> None:
    """All rows come out with all of their members, and nothing is said to have failed."""
    (tmp_path / "in.jsonl").write_bytes(SPACED[form])
    account = go(job(tmp_path), tmp_path / "in.jsonl")
    assert [(row["text"], row["n"], row["declutter"]["text"]) for row in read_rows(tmp_path / "out")] == [
        ("a", 1, "a"),
        ("b", 2, "b"),
    ]
    assert (account.damaged, account.stats.documents["failed"]) == ({}, 0)


@pytest.mark.parametrize("to", ["jsonl", "parquet"])
@pytest.mark.parametrize(("mode", "name"), [(Mode.COLUMN, "declutter"), (Mode.IN_PLACE, "text_original")])
def test_a_line_that_has_a_member_of_ours_fails_alone(tmp_path: Path, to: str, mode: Mode, name: str) -> None:
    """It is held as it was written, digits and order and all; its neighbours are cleaned."""
    taken = f'{{"z":1.10, "{name}":{{"by":"others"}},"text":"a"}}'
    (tmp_path / "in.jsonl").write_bytes(lines(rows(2)) + taken.encode() + b"\n" + lines(rows(2)))
    account = go(job(tmp_path, to=to, mode=mode), tmp_path / "in.jsonl")
    done = read_rows(tmp_path / "out")
    assert [row["declutter"]["status"] for row in done] == ["unchanged", "changed", "failed", "unchanged", "changed"]
    assert (done[2]["line"], account.damaged) == (taken, {})
    assert done[2]["declutter"]["error"].startswith(f"there is a column '{name}' already")


CSV = b"id,text\r\n1,a\r\n%b\r\n\r\n3,c\r\n"
BAD_ROWS = {
    b"2,b,x": "3 fields where the first line names 2 (line 3): 2,b,x",
    b"2": "1 field where the first line names 2 (line 3): 2",
    b'2,"b"x': "',' expected after '\"' (line 3): 2,\"b\"x",
    b'2,"b\r\n"x,"': "',' expected after '\"' (line 3): 2,\"b\r\n\"x,\"",
    b"2,caf\xe9": "byte 0xE9 is no UTF-8, as CSV must be; convert the file (iconv -f ENCODING -t UTF-8), or pass "
    "--errors replace (line 3): 2,caf\\xe9",
}


@pytest.mark.parametrize("row", BAD_ROWS)
@pytest.mark.parametrize("to", ["jsonl", "parquet"])
def test_a_bad_row_of_csv_fails_alone(tmp_path: Path, row: bytes, to: str) -> None:
    """It is told with its line, its error holds it as it was written, and the rest goes on."""
    (tmp_path / "in.csv").write_bytes(CSV % row)
    told: list[str] = []
    account = go(job(tmp_path, to=to), tmp_path / "in.csv", told=told)
    one, two, three = read_rows(tmp_path / "out")
    assert (one["text"], two["text"], two["declutter"]["error"], three["text"]) == ("a", None, BAD_ROWS[row], "c")
    assert (account.damaged, account.stats.documents["failed"], len(told), told[0].count("\n")) == ({}, 1, 1, 0)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("in.csv", CSV % b"2,caf\xe9"),
        ("in.txt", "Frühe Größe, ".encode() * 9 + b"caf\xe9"),
        ("in.jsonl", b'{"text": "caf\xe9"}\n'),
    ],
)
def test_bytes_that_are_no_text_are_replaced_where_that_is_said(tmp_path: Path, name: str, data: bytes) -> None:
    """With `--errors replace`, as messages advise it, the row is cleaned."""
    (tmp_path / name).write_bytes(data)
    work = job(tmp_path)
    account = go(replace(work, recipe=replace(work.recipe, errors="replace")), tmp_path / name)
    assert account.stats.documents["failed"] == 0
    assert any(row["text"].endswith("caf\ufffd") for row in read_rows(tmp_path / "out"))


def test_numbers_far_apart_become_text_in_parquet_where_a_type_would_bend_them(tmp_path: Path) -> None:
    """A whole number that no fraction can hold, and a fraction thousands of lines later."""
    values = [{"text": "a", "x": 2**60 + 1}, *rows(200), {"text": "a", "x": 0.5}]
    (tmp_path / "in.jsonl").write_bytes(lines(values))
    go(job(tmp_path, to="parquet"), tmp_path / "in.jsonl")
    assert [row["x"] for row in read_rows(tmp_path / "out") if row["x"]] == [str(2**60 + 1), "0.5"]


@pytest.mark.parametrize(
    ("name", "message"), [("gone.jsonl", "no such file"), ("none", "nothing to read"), ("a.docx", "cannot be told")]
)
def test_a_name_that_leads_nowhere_is_refused(tmp_path: Path, name: str, message: str) -> None:
    """Nothing is begun before all names are settled."""
    (tmp_path / "none").mkdir()
    (tmp_path / "a.docx").write_bytes(b"")
    with pytest.raises(InputError, match=message):
        go(job(tmp_path), tmp_path / name)
    assert not (tmp_path / "out").exists()


def test_a_pipe_is_refused_where_it_is_named(tmp_path: Path) -> None:
    """Nobody may ever write to it; in a folder it is passed over, and what is a link to a file is read."""
    os.mkfifo(tmp_path / "p.jsonl")
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    (tmp_path / "b.jsonl").symlink_to("a.txt")
    (tmp_path / "c.jsonl").symlink_to("p.jsonl")
    for name in ("p", "c"):
        with pytest.raises(InputError, match=r"is a pipe or a device, .*; write what it gives to a file first"):
            find_sources([str(tmp_path / f"{name}.jsonl")], [])
    assert [source.kind for source in find_sources([str(tmp_path)], [])] == ["jsonl", "articles"]


def test_an_address_without_its_package_says_what_to_install() -> None:
    """The optional package of a kind of address is named."""
    with pytest.raises(InputError, match="pip install"):
        find_sources(["oci://bucket/in.jsonl"], [])


def test_outputs_bear_the_names_of_inputs(tmp_path: Path) -> None:
    """What inputs have in common is left out, and names that would be the same keep their endings."""
    for name in ("a/x.jsonl", "a/x.csv", "b/x.jsonl.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert [source.name for source in find_sources([str(tmp_path)], [])] == ["a/x.csv", "a/x.jsonl", "b/x"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_endings_are_told_from_each_other(tmp_path: Path, ending: str) -> None:
    """Each ending leads to its kind of file, in capitals too."""
    (tmp_path / f"a{ending.upper()}").write_bytes(b"")
    assert find_sources([str(tmp_path)], [])[0].kind == ENDINGS[ending]


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "csv", "parquet"])
@pytest.mark.parametrize("asked", ["text", "id", "url", "format"])
def test_a_column_that_is_nowhere_is_a_mistake(tmp_path: Path, ending: str, asked: str) -> None:
    """A name that no row has is told before anything is written, with the names that there are."""
    given = job(tmp_path, columns=replace(Columns(), **{asked: "mistyped"}))
    with pytest.raises(InputError, match=rf"'mistyped'.*; there are id, text, n; say which \(--{asked}-column, "):
        go(given, kinds(tmp_path)[ending])
    assert not (tmp_path / "out").exists()


def test_a_column_may_be_missing_here_and_there(tmp_path: Path) -> None:
    """Some lines, or all lines of some files, may lack what is asked for; what is no JSON has no names at all."""
    (tmp_path / "a.jsonl").write_bytes(b"no line\n")
    (tmp_path / "b.jsonl").write_bytes(lines([{"text": "a"}, {"text": "b"}]))
    (tmp_path / "c.jsonl").write_bytes(lines([{"text": "c"}, {"text": "d", "where": "http://x.org"}]))
    account = go(job(tmp_path, columns=Columns(url="where")), tmp_path)
    assert (account.stats.documents["unchanged"], account.damaged) == (4, {})


def test_columns_have_other_names_where_that_is_said(tmp_path: Path) -> None:
    """Text, id and address stand where they are said to stand, and the outcome goes where it is said to go."""
    (tmp_path / "in.jsonl").write_bytes(lines([{"body": ARTICLE, "key": "k", "where": "http://x.org"}]))
    from declutter.corpus.store import Store

    columns = Columns("body", "key", "where", result="cleaned")
    go(job(tmp_path, columns=columns, dropped=Store(str(tmp_path / "gone"))), tmp_path / "in.jsonl")
    assert read_rows(tmp_path / "out")[0]["cleaned"]["text"] == CLEAN
    [drop] = read_rows(tmp_path / "gone")
    assert (drop["id"], drop["url"], drop["row"], drop["rule"]) == ("k", "http://x.org", 0, "leave-a-comment")
