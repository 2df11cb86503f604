"""The documents of a corpus, read as `corpus` reads them; what is no text is told, as its blocks would be counted wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from declutter.corpus.batch import check_columns
from declutter.corpus.columns import Columns
from declutter.corpus.readers import read_pieces
from declutter.corpus.readers.pieces import DAMAGE, Lines
from declutter.corpus.reading import apart, check_asked, given_in, places
from declutter.corpus.sources import ARTICLES, Source, find_sources
from declutter.errors import InputError
from declutter.model import Document, Format
from declutter.sites import host_of, read_host
from declutter.source import AUTO, HTML_SUFFIXES, read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declutter.corpus.outcomes import Given

_PAGES = (*HTML_SUFFIXES, ".warc", ".warc.gz", ".warc.zst")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where documents lie."""

    names: tuple[str, ...]
    """Files, folders, globs and addresses."""
    site: str | None = None
    """The host of the only site whose documents are read."""
    columns: Columns = Columns()
    errors: str = "strict"
    """What to do with bytes that are no text."""

    def documents(self) -> Iterator[Document]:
        """Yield the documents.

        Raises:
            InputError: a file is missing or damaged, or a row is no document; the message names the file and the line.
        """
        found = [(name, source) for name in self.names for source in _sources(name)]
        check_asked(self.columns, [source for _, source in found], self.errors)
        for name, source in found:
            for at, given in self._rows(source):
                folder = _folder_url(str(given.id), name) if source.kind == ARTICLES else None
                document = self._document(given, at, folder)
                if document and (self.site is None or site_of(document) == self.site):
                    yield document

    def _rows(self, source: Source) -> Iterator[tuple[str, Given]]:
        """Yield the rows of a source, each with what messages call it."""
        columns, first = self.columns.reading(source.kind), 0
        try:
            for piece in read_pieces(source, self.errors):
                if not isinstance(piece.rows, Lines):
                    check_columns(piece.rows.schema, columns, adds=False)
                given = given_in(apart(piece.rows, columns), columns, piece.troubles)
                named = places(source.title, piece.rows, first, piece.height)
                yield from zip([str(row.id) for row in given] if source.kind == ARTICLES else named, given, strict=True)
                first += piece.height
        except DAMAGE as error:
            raise InputError(f"{source.title}: {getattr(error, 'strerror', None) or error}") from error

    def _document(self, given: Given, at: str, folder: str | None) -> Document | None:
        """Return the document of a row, None where its text is null: then there is nothing to mine in it."""
        if given.trouble:
            raise InputError(f"{at}: {given.trouble.removeprefix(f'{at}: ')}")
        if given.text is None:
            return None
        if not isinstance(given.text, str | bytes):
            raise InputError(f"{at}: the text is {type(given.text).__name__} and no text")
        url = given.url if isinstance(given.url, str) else folder
        document = read_source(given.text, name=at, format=str(given.format or AUTO), url=url, errors=self.errors)
        if document.format is Format.HTML:
            raise InputError(f"{at}: is HTML; mine the text that an extractor, or declutter clean, makes of it")
        return document


def site_of(document: Document) -> str:
    """Return the site of a document: the host of its address without `www.`, nothing where it has none."""
    return host_of(document.url).removeprefix("www.")


def _sources(name: str) -> Iterator[Source]:
    """Yield what a name stands for; pages among the files of a folder are passed over."""
    for source in find_sources([name], []):
        files = tuple(file for file in source.files if file.name == name or not file.name.lower().endswith(_PAGES))
        if files:
            yield Source(source.name, source.kind, files)


def _folder_url(file: str, name: str) -> str | None:
    """Return the address of a file in a folder that is called after its site: `example.org/tides.txt`."""
    folder, _, rest = file.removeprefix(f"{name.rstrip('/')}/").partition("/")
    host = read_host(folder) if rest else None
    return f"https://{host}/" if host else None
