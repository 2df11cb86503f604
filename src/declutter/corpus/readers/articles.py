"""Single articles: text, Markdown and HTML, each a file of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyarrow as pa

from declutter.corpus.cells import escaped
from declutter.corpus.readers.pieces import LONGEST, Piece, Row, batches
from declutter.corpus.store import open_file
from declutter.errors import InputError
from declutter.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.sources import Source
    from declutter.corpus.store import File

_SCHEMA = pa.schema([("id", pa.string()), ("text", pa.string()), ("format", pa.string())])


def read_articles(source: Source, errors: str) -> Iterator[Piece]:
    """Yield a row for each file: its name, its text, and its format; a file that cannot be read is a row without text."""
    yield from batches(_SCHEMA, _rows(source, errors))


def _rows(source: Source, errors: str) -> Iterator[Row]:
    at = 0
    for file in source.files:
        text, kind, trouble = _read(file, errors)
        at += file.size
        yield Row((escaped(os.fsencode(file.name)), text, kind), file.size, at, trouble)


def _read(file: File, errors: str) -> tuple[str | None, str | None, str | None]:
    """Return the text of a file and its format, or what is wrong with it."""
    if file.size > LONGEST:
        return None, None, f"the file has more than {LONGEST:,} bytes"
    try:
        with open_file(file.address) as opened:
            document = read_source(opened.read(), name=file.name, errors=errors)
    except InputError as error:
        return None, None, str(error)
    except OSError as error:
        return None, None, f"cannot be read: {error.strerror or error}"
    return document.text, str(document.format), None
