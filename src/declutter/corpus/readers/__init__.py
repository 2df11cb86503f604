"""One kind of file a module: from a source to pieces of it that are small, and the same however often it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.corpus.readers.articles import read_articles
from declutter.corpus.readers.csv import read_csv
from declutter.corpus.readers.jsonl import read_jsonl
from declutter.corpus.readers.parquet import read_parquet
from declutter.corpus.readers.warc import read_warc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from declutter.corpus.readers.pieces import Piece
    from declutter.corpus.sources import Source

READERS: dict[str, Callable[[Source], Iterator[Piece]]] = {
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
    "warc": read_warc,
    "articles": read_articles,
}
