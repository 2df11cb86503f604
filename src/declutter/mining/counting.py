"""Count the blocks of a corpus, by site, with DuckDB: on disk, in bounded memory, and in an order that is always the same."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from declutter.errors import InputError, needs
from declutter.measures import Layout
from declutter.mining import queries
from declutter.mining.reading import site_of
from declutter.mining.templates import Keys, keys_of, narrowed
from declutter.segment import segment
from declutter.segment.text import ends_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from duckdb import DuckDBPyConnection

    from declutter.mining.reading import Corpus
    from declutter.model import Document

MEMORY = "256MB"
"""How much DuckDB may hold before it goes to disk."""
BATCH = 500
"""How many blocks are fetched at a time."""
MOST_UNITS = 4000
"""How many templates of one site are looked at, those on most documents first."""
LONGEST = 4000
"""Longer blocks are no boilerplate of a site."""
MOST_SAMPLES, MOST_SHOWN = 200, 6
"""How many blocks of one form are compared, and how many of one template are kept as examples."""
PROSE_WORDS = 12
LOOSE_WORDS, LOOSE_LETTERS = 5, 20
"""How many words, and letters, a template with holes for names must have: fewer are bylines and titles."""
_COLUMNS = {
    "site": "VARCHAR",
    "doc": "BIGINT",
    "place": "INTEGER",
    "exact": "UBIGINT",
    "loose": "UBIGINT",
    "size": "UBIGINT",
    "prose": "BOOLEAN",
    "text": "VARCHAR",
}
"""The columns of blocks; texts are compared by their hashes, so that what is sorted and joined is small."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site of a corpus."""

    name: str
    """Its host; empty for documents without an address."""
    documents: int
    least: int
    """On how many documents a block must stand to be called boilerplate."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Blocks of one template on one site, and where they stand."""

    number: int
    """What stands for it in the database."""
    key: str
    """The text of the template."""
    support: int
    """On how many documents it stands; versions of one document count once."""
    often: float
    """How many times on each of them."""
    edge: float
    """Share of the times when nothing but what returns stands before it, or after it."""
    leading: float
    """Share of the times when nothing but what returns stands before it."""
    outside: float
    """Share of the times when it stands before the first or after the last paragraph that does not return."""
    heading: float
    """Share of the times when a paragraph that does not return comes right after it."""
    samples: tuple[str, ...]


class Counts:
    """The blocks of a corpus in a database of its own, which goes when this is closed.

    Args:
        corpus: the documents.
        least: says on how many documents of a site of some size a block must stand.

    Raises:
        InputError: the corpus cannot be read, or DuckDB is not installed.
    """

    def __init__(self, corpus: Corpus, least: Callable[[int], int]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="declutter-mine-")
        try:
            self._base = _connect(Path(self._folder.name))
            self.fingerprint = self._load(corpus)
            self._count(least)
        except BaseException:
            self._folder.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._base.close()
        self._folder.cleanup()

    def _load(self, corpus: Corpus) -> str:
        """Write all blocks where DuckDB can read them; return the hash of what was read."""
        digest = hashlib.sha256()
        path = Path(self._folder.name) / "blocks.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number, document in enumerate(corpus.documents()):
                digest.update(json.dumps([document.url, document.text]).encode())
                file.writelines(json.dumps(row) + "\n" for row in _rows(number, document))
        self._base.read_json(str(path), columns=_COLUMNS, format="newline_delimited").create("blocks")
        path.unlink()
        return digest.hexdigest()

    def _count(self, least: Callable[[int], int]) -> None:
        self._base.execute("CREATE TABLE sites AS SELECT site, count(DISTINCT doc) AS documents FROM blocks GROUP BY site")
        self._base.execute("ALTER TABLE sites ADD COLUMN least INTEGER")
        for site, documents in self._base.execute("SELECT site, documents FROM sites").fetchall():
            self._base.execute("UPDATE sites SET least = ? WHERE site = ?", [least(documents), site])
        self._base.execute(queries.COUNT)
        for site in self.sites():
            self._find_templates(site)
        self._base.execute(queries.FRAME)

    def _find_templates(self, site: Site) -> None:
        """Keep the templates of a site that have holes for names and words enough."""
        for loose, samples in self._base.execute(queries.SAMPLES, [site.name, MOST_SAMPLES]).fetchall():
            template = narrowed(samples)
            if len(template.words) >= LOOSE_WORDS and sum(map(len, template.words)) >= LOOSE_LETTERS:
                row = [site.name, loose, _hash(template.text), template.text]
                self._base.execute("INSERT INTO templates VALUES (?, ?, ?, ?)", row)

    def sites(self) -> list[Site]:
        """Return the sites, by name."""
        return [Site(*row) for row in self._base.execute("SELECT site, documents, least FROM sites ORDER BY site").fetchall()]

    def units(self, site: Site) -> list[Unit]:
        """Return what returns on a site, what stands on most documents first."""
        rows = self._base.execute(queries.UNITS, [site.name, MOST_SHOWN, MOST_UNITS]).fetchall()
        return list(map(_unit, rows))

    def sequences(self, site: Site) -> list[tuple[int, int, float]]:
        """Return which template stands right before which, and which share of the times of either it does, the smaller one."""
        return self._base.execute(queries.SEQUENCES, [site.name]).fetchall()

    def others(self, site: Site, going: Iterable[int]) -> Iterator[list[str]]:
        """Yield some at a time the blocks of a site that are of no template that goes."""
        self._base.execute("CREATE OR REPLACE TEMP TABLE going (unit UBIGINT)")
        self._base.executemany("INSERT INTO going VALUES (?)", [[unit] for unit in going])
        found = self._base.execute(queries.OTHERS, [site.name])
        while rows := found.fetchmany(BATCH):
            yield [text for (text,) in rows]

    def staying(self, site: Site, most: int) -> list[str]:
        """Return some blocks of a site that stand on one document alone, in order; prose first, and what is not long."""
        return [text for (text,) in self._base.execute(queries.STAYING, [site.name, most]).fetchall()]


def _unit(row: tuple[Any, ...]) -> Unit:
    number, template, support, often, edge, leading, outside, heading, samples = row
    key = keys_of(samples[0]).exact if template is None else template
    return Unit(number, key, support, often, edge, leading, outside, heading, tuple(samples))


def _connect(folder: Path) -> DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        raise InputError(needs("mining", "DuckDB", "mine")) from error
    base = duckdb.connect(str(folder / "blocks.duckdb"))
    base.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{folder / 'spill'}'; SET threads = 1")
    base.execute("SET preserve_insertion_order = false")
    return base


def _rows(number: int, document: Document) -> Iterator[dict[str, Any]]:
    layout = Layout(segment(document))
    site = site_of(document)
    for at in range(len(layout.blocks)):
        text = layout.wording(at).of(document.text).encode("utf-8", "replace").decode()
        keys = keys_of(text) if len(text) <= LONGEST else Keys("", "")
        prose = len(text.split()) >= PROSE_WORDS and ends_sentence(text)
        row = (site, number, at, _hash(keys.exact), _hash(keys.loose), len(keys.exact), prose, text[:LONGEST])
        yield dict(zip(_COLUMNS, row, strict=True))


def _hash(text: str) -> int:
    """Return a number for a text, 0 for none."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") if text else 0
