"""The documents of a corpus: JSONL files with `text` and `url`, and folders of text files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from declutter.errors import InputError
from declutter.model import Document, Format
from declutter.sites import host_of, read_host
from declutter.source import MARKDOWN_SUFFIXES, read_source, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
TEXT_SUFFIXES = frozenset({".txt", ".text"}) | MARKDOWN_SUFFIXES


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where documents lie."""

    paths: tuple[Path, ...]
    site: str | None = None
    """The host of the only site whose documents are read."""

    def documents(self) -> Iterator[Document]:
        """Yield the documents.

        Raises:
            InputError: a file is missing, or holds no documents; the message names the file and the line.
        """
        for path in self.paths:
            for document in _documents(path):
                if self.site is None or site_of(document) == self.site:
                    yield document


def site_of(document: Document) -> str:
    """Return the site of a document: the host of its address without `www.`, nothing where it has none."""
    return host_of(document.url).removeprefix("www.")


def _documents(path: Path) -> Iterator[Document]:
    if path.is_dir():
        for file in _files(path):
            yield from _file(file, _folder_url(file.relative_to(path)))
    else:
        yield from _file(path, None)


def _files(folder: Path) -> list[Path]:
    found = [file for file in sorted(folder.rglob("*")) if file.suffix.lower() in JSONL_SUFFIXES | TEXT_SUFFIXES]
    if not found:
        endings = ", ".join(sorted(JSONL_SUFFIXES | TEXT_SUFFIXES))
        raise InputError(f"{folder}: no documents in this folder; they end in {endings}")
    return found


def _folder_url(file: Path) -> str | None:
    """Return the address of a file in a folder that is called after its site: `example.org/tides.txt`."""
    host = read_host(file.parts[0]) if len(file.parts) > 1 else None
    return f"https://{host}/" if host else None


def _file(path: Path, url: str | None) -> Iterator[Document]:
    if path.suffix.lower() in JSONL_SUFFIXES:
        yield from _lines(path)
    else:
        yield _plain(read_source(path, url=url), str(path))


def _lines(path: Path) -> Iterator[Document]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                document = _record(line, f"{path}:{number}") if line.strip() else None
                if document:
                    yield document
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8, as JSON must be: {error.reason}") from error
    except OSError as error:
        raise unreadable(str(path), error) from error


def _record(line: str, at: str) -> Document | None:
    """Return the document on a line, None where its text is null: then there is nothing to mine in it."""
    try:
        held: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"{at}: is not JSON: {error}") from error
    text, url = (held.get("text"), held.get("url")) if isinstance(held, dict) else (None, None)
    if isinstance(held, dict) and "text" in held and text is None:
        return None
    if not isinstance(text, str) or not isinstance(url, str | None):
        raise InputError(f'{at}: a document is one line of JSON with "text", and perhaps "url"')
    return _plain(read_source(text, name=at, url=url), at)


def _plain(document: Document, at: str) -> Document:
    if document.format is Format.HTML:
        raise InputError(f"{at}: is HTML; mine the text that an extractor, or declutter clean, makes of it")
    return document
