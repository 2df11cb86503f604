"""What tests of corpora share: a small pack, articles with clutter, and corpora in all kinds of files."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from declutter.corpus import Columns, Recipe
from declutter.corpus.job import Job
from declutter.corpus.local import LocalEngine
from declutter.corpus.progress import Progress
from declutter.corpus.run import Account, run
from declutter.corpus.sources import find_sources
from declutter.corpus.store import Store

PACK = """\
pack: mine
language: any
version: 1
about: For trying things out.
rules:
  - id: leave-a-comment
    label: comment_form
    line: [leave a reply, post a comment]
    why: Invites the reader to comment.
    hits: [Leave a Reply, Post a Comment]
    misses: [The minister refused to leave a reply., We leave]
  - id: never-seen
    label: share
    line: [follow us]
    why: Asks to follow.
    hits: [Follow us, Follow us!]
    misses: [They follow us, Us]
"""
PROSE = "The soup was eaten by many people, who had come from far away to have it once – ‘again’, as one of them said."
ARTICLE = f"{PROSE}\n\nLeave a Reply\n\n{PROSE}\n"
CLEAN = f"{PROSE}\n\n{PROSE}\n"
PAGE = f"<html><body><article><h1>Soup</h1><p>{PROSE * 3}</p></article></body></html>"


def rows(count: int) -> list[dict[str, Any]]:
    """Return documents of which every other one holds clutter."""
    return [{"id": f"d{at}", "text": f"Text {at}.\n\n{ARTICLE if at % 2 else CLEAN}", "n": at} for at in range(count)]


def lines(values: list[Any]) -> bytes:
    """Return values as lines of JSON."""
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def recipe(folder: Path) -> Recipe:
    """Return how to clean with the small pack alone, which lies in the folder then."""
    pack = folder / "mine.yml"
    pack.write_text(PACK, encoding="utf-8")
    return Recipe((str(pack),), default_packs=False, witness=False)


def job(folder: Path, output: str = "out", **given: Any) -> Job:
    """Return a job into a folder below this one."""
    made = Job(recipe(folder), Columns(), Store(str(folder / output)), "jsonl", shard_rows=50)
    return replace(made, **given)


def go(work: Job, *inputs: Path | str, workers: int = 1, resume: bool = False, told: list[str] | None = None) -> Account:
    """Run a job to its end."""
    heard: list[str] = [] if told is None else told
    outputs = [store.address for store in (work.output, work.dropped) if store]
    sources = find_sources([str(each) for each in inputs], outputs)
    return run(work, sources, LocalEngine(workers), Progress(heard.append, bar=False), resume=resume)


def written(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by name; the terms of a run name its inputs, which lie elsewhere in each test."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "run.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of all output below a folder, in order."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.jsonl"))]
    found = [json.loads(line) for text in texts for line in text.splitlines()]
    return found + [row for path in sorted(folder.rglob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def record(number: int, body: bytes = PAGE.encode(), kind: str = "text/html", packing: str = "") -> bytes:
    """Return a response as it stands in an archive of the web."""
    packed = f"Content-Encoding: {packing}\r\n" if packing else ""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{packed}Content-Length: {len(body)}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:036d}>\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
    rest = f"WARC-Target-URI: http://x.org/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
    return f"{head}{rest}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


def kinds(folder: Path) -> dict[str, Path]:
    """Write the same documents in each kind of file, and return them by the ending of their names."""
    documents, table = rows(100), pa.Table.from_pylist(rows(100))
    text = "id,text,n\n" + "".join(f'{row["id"]},"{row["text"]}",{row["n"]}\n' for row in documents)
    data = {
        "jsonl": lines(documents),
        "jsonl.gz": gzip.compress(lines(documents)),
        "jsonl.zst": pa.compress(lines(documents), "zstd", asbytes=True),
        "csv": text.encode(),
        "csv.gz": gzip.compress(text.encode()),
        "warc": b"".join(record(at) for at in range(5)),
        "warc.gz": b"".join(gzip.compress(record(at)) for at in range(5)),
    }
    paths = {ending: folder / f"in.{ending}" for ending in (*data, "parquet")}
    for ending, content in data.items():
        paths[ending].write_bytes(content)
    pq.write_table(table, paths["parquet"])
    return paths
