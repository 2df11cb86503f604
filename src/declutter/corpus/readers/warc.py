"""WARC: the pages among the responses of an archive of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from declutter.corpus.readers.pieces import LONGEST, Piece, batches
from declutter.corpus.store import open_file
from declutter.errors import InputError
from declutter.model import Format
from declutter.source import decode_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.sources import Source

_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("id", "url", "date", "text", "format")
_SCHEMA = pa.schema([*((name, pa.string()) for name in _TEXTS), ("http_status", pa.int32())])


def read_warc(source: Source) -> Iterator[Piece]:
    """Yield the pages of an archive: address, time, status and HTML of each response that is a page.

    Raises:
        OSError: the file is damaged.
    """
    [named] = source.files
    with open_file(named.address) as raw:
        yield from batches(_SCHEMA, _rows(raw))


def _rows(raw: Any) -> Iterator[tuple[tuple[Any, ...], int, int, str | None]]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    for record in ArchiveIterator(raw, record_types=WarcRecordType.response, auto_decode="all"):
        kind = (record.http_content_type or "").lower()
        if record.is_http and kind.startswith(_PAGES):
            data = record.reader.read(LONGEST + 1)
            text, trouble = _decoded(data, record.http_charset)
            headers = record.headers
            named = (record.record_id, headers.get("WARC-Target-URI"), headers.get("WARC-Date"))
            yield (*named, text, str(Format.HTML), record.http_headers.status_code), len(data), raw.tell(), trouble


def _decoded(data: bytes, charset: str | None) -> tuple[str | None, str | None]:
    """Return the text of a page, or why there is none; what the server said comes before what the page says."""
    if len(data) > LONGEST:
        return None, f"the page has more than {LONGEST:,} bytes"
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        try:
            return (data.decode(charset, "replace") if charset else decode_page(data, errors="replace")), None
        except (LookupError, InputError):
            return decode_page(data, errors="replace"), None
