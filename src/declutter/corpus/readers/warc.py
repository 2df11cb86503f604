"""WARC: the pages among the responses of an archive of the web."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyarrow as pa
import webencodings

from declutter.corpus.readers.packed import unpacked
from declutter.corpus.readers.pieces import LONGEST, Piece, Row, batches
from declutter.corpus.store import open_file
from declutter.model import Format
from declutter.source import decode_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedReader

    from declutter.corpus.sources import Source

_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("id", "url", "date", "text", "format")
_HEAD = 31
"""What divides the first two bytes of a stream of zlib."""
_SCHEMA = pa.schema([*((name, pa.string()) for name in _TEXTS), ("http_status", pa.int32())])


def read_warc(source: Source) -> Iterator[Piece]:
    """Yield the pages of an archive: address, time, status and HTML of each response that is a page.

    Raises:
        OSError: the file is damaged.
    """
    [named] = source.files
    with open_file(named.address) as raw, unpacked(raw, named.name) as file:
        yield from batches(_SCHEMA, _rows(file, raw))


class _Counted:
    """A stream that cannot seek, and knows where it is all the same."""

    def __init__(self, file: BufferedReader) -> None:
        self._file, self._at = file, 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, those before a damage without what lies behind it."""
        data = self._file.read1(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        """Return how many bytes have been read."""
        return self._at


def _rows(file: BufferedReader, raw: BinaryIO) -> Iterator[Row]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    for record in ArchiveIterator(cast("BinaryIO", _Counted(file)), record_types=WarcRecordType.response):
        if record.is_http and (record.http_content_type or "").lower().startswith(_PAGES):
            text, trouble, size = _page(record)
            headers = record.headers
            named = (record.record_id, headers.get("WARC-Target-URI"), headers.get("WARC-Date"))
            values = (*named, text, str(Format.HTML), record.http_headers.status_code)
            yield Row(values, size, raw.tell(), trouble)


def _page(record: Any) -> tuple[str | None, str | None, int]:
    """Return the text of a page, or why there is none, and about how many bytes it has."""
    data = record.reader.read(LONGEST + 1)
    if len(data) < min(record.content_length, LONGEST):
        raise OSError("the archive ends in the middle of a page")
    if len(data) > LONGEST:
        return None, f"the page has more than {LONGEST:,} bytes", 0
    try:
        page = _unpacked(data, record.http_headers)
    except (OSError, EOFError, zlib.error) as error:
        return None, f"the page is not packed as it says: {error}", len(data)
    if len(page) > LONGEST:
        return None, f"the page has more than {LONGEST:,} bytes", len(data)
    return _decoded(page, record.http_charset), None, len(page)


def _unpacked(data: bytes, headers: Any) -> bytes:
    """Return a page as it was before the server packed it; crawlers often leave the header and take the packing off.

    Raises:
        OSError, EOFError, zlib.error: it is packed in another way than the header says, damaged, or cut.
    """
    from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader

    readers: dict[str, Callable[[BinaryIO], Any]] = {
        "br": BrotliReader,
        "chunked": ChunkedReader,
        "deflate": _inflated,
        "zstd": ZstdReader,
        **dict.fromkeys(("gzip", "x-gzip"), lambda file: gzip.GzipFile(fileobj=file)),
    }
    said = f"{headers.get('Content-Encoding') or ''},{headers.get('Transfer-Encoding') or ''}"
    for name in reversed([word.strip().lower() for word in said.split(",")]):
        if name in readers and data.lstrip()[:1] != b"<":
            data = readers[name](io.BytesIO(data)).read(LONGEST + 1)
    return data


def _inflated(file: BinaryIO) -> BinaryIO:
    """Return what is packed in a stream of zlib, or in one without its head, as some servers send it.

    Raises:
        EOFError, zlib.error: it is cut, or damaged.
    """
    data = file.read()
    has_head = data[:1] != b"" and data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % _HEAD == 0
    stream = zlib.decompressobj(zlib.MAX_WBITS if has_head else -zlib.MAX_WBITS)
    page = stream.decompress(data, LONGEST + 1)
    if not stream.eof and len(page) <= LONGEST:
        raise EOFError("it ends too soon")
    return io.BytesIO(page)


def _decoded(data: bytes, charset: str | None) -> str:
    """Return the text of a page; what the server said comes before what the page says."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        known = charset and webencodings.lookup(charset)
        return known.codec_info.decode(data, "replace")[0] if known else decode_page(data, errors="replace")
