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
    "parquet": read_parquet,
    "warc": read_warc,
}
DECODERS: dict[str, Callable[[Source, str], Iterator[Piece]]] = {"jsonl": read_jsonl, "csv": read_csv, "articles": read_articles}
"""Those that have to be told what to do with bytes that are no text."""


def read_pieces(source: Source, errors: str) -> Iterator[Piece]:
    """Yield a source as pieces; where bytes are no text, `errors` says whether to fail their row or to put U+FFFD."""
    return DECODERS[source.kind](source, errors) if source.kind in DECODERS else READERS[source.kind](source)
