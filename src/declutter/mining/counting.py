"""Count the blocks of a corpus, by site, with DuckDB: on disk, in bounded memory, and in an order that is always the same."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from declutter.errors import InputError
from declutter.measures import Layout
from declutter.mining.reading import site_of
from declutter.mining.templates import MOST_SAMPLES, keys_of, narrowed
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
PROSE_WORDS = 12
LOOSE_WORDS, LOOSE_LETTERS = 5, 20
"""How many words, and letters, a template with holes for names must have: fewer are bylines and titles."""
_COLUMNS = {
    "site": "VARCHAR",
    "doc": "BIGINT",
    "place": "INTEGER",
    "exact": "VARCHAR",
    "loose": "VARCHAR",
    "text": "VARCHAR",
    "prose": "BOOLEAN",
}


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

    key: str
    is_loose: bool
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


_UNIT = tuple(field.name for field in fields(Unit))


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
        for statement in _OFTEN, _STORIES, _EXACT:
            self._base.execute(statement)
        self._base.execute("CREATE TABLE templates (site VARCHAR, loose VARCHAR, template VARCHAR)")
        for site, loose, samples in self._base.execute(_LOOSE, [MOST_SAMPLES]).fetchall():
            template = narrowed(loose, samples)
            if len(template.words) >= LOOSE_WORDS and sum(map(len, template.words)) >= LOOSE_LETTERS:
                self._base.execute("INSERT INTO templates VALUES (?, ?, ?)", [site, loose, template.text])
        for statement in _MARKED, _FRAMED:
            self._base.execute(statement)

    def sites(self) -> list[Site]:
        """Return the sites, by name."""
        return [Site(*row) for row in self._base.execute("SELECT site, documents, least FROM sites ORDER BY site").fetchall()]

    def units(self, site: Site) -> list[Unit]:
        """Return what returns on a site, what stands on most documents first."""
        rows = self._base.execute(_UNITS, [site.name, MOST_UNITS]).fetchall()
        return [Unit(**{**dict(zip(_UNIT, row, strict=True)), "samples": tuple(row[-1])}) for row in rows]

    def sequences(self, site: Site) -> list[tuple[str, str, float]]:
        """Return which template stands right before which, and which share of the times of either it does, the smaller one."""
        return self._base.execute(_SEQUENCES, [site.name]).fetchall()

    def others(self, site: Site, going: Iterable[str]) -> Iterator[list[str]]:
        """Yield some at a time the blocks of a site that are of no template that goes."""
        self._base.execute("CREATE OR REPLACE TEMP TABLE going (unit VARCHAR)")
        self._base.executemany("INSERT INTO going VALUES (?)", [[unit] for unit in going])
        found = self._base.execute(_OTHERS, [site.name])
        while rows := found.fetchmany(BATCH):
            yield [text for (text,) in rows]

    def staying(self, site: Site, most: int) -> list[str]:
        """Return some blocks of a site that do not return, in order; short ones first."""
        return [text for (text,) in self._base.execute(_STAYING, [site.name, most]).fetchall()]


def _connect(folder: Path) -> DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        raise InputError("mining needs DuckDB; install it with: pip install 'declutter[mine]'") from error
    base = duckdb.connect(str(folder / "blocks.duckdb"))
    base.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{folder / 'spill'}'; SET threads = 2")
    return base


def _rows(number: int, document: Document) -> Iterator[dict[str, Any]]:
    layout = Layout(segment(document))
    site = site_of(document)
    for at in range(len(layout.blocks)):
        text = layout.wording(at).of(document.text).encode("utf-8", "replace").decode()
        keys = keys_of(text) if len(text) <= LONGEST else None
        prose = len(text.split()) >= PROSE_WORDS and ends_sentence(text)
        exact, loose = (keys.exact, keys.loose) if keys else ("", "")
        row = (site, number, at, exact, loose, text[:LONGEST], prose)
        yield dict(zip(_COLUMNS, row, strict=True))


_OFTEN = """
CREATE TABLE often AS SELECT site, exact, count(DISTINCT doc) AS documents FROM blocks GROUP BY site, exact
"""

_STORIES = """
CREATE TABLE stories AS WITH own AS (
  SELECT blocks.site, blocks.doc, blocks.exact, row_number() OVER (
    PARTITION BY blocks.doc ORDER BY length(blocks.exact) DESC, blocks.exact) AS nth
  FROM blocks JOIN often USING (site, exact) JOIN sites USING (site)
  WHERE often.documents <= greatest(2, sites.documents // 5))
SELECT site, doc, md5(string_agg(exact, chr(10) ORDER BY nth)) AS story FROM own WHERE nth <= 2 GROUP BY site, doc
"""
"""What tells a document from others: its two longest blocks that are its own. Versions of one document share them."""

_EXACT = """
CREATE TABLE exact AS
SELECT site, exact, count(DISTINCT story) AS support
FROM blocks JOIN stories USING (site, doc) JOIN sites USING (site)
WHERE exact <> '' GROUP BY site, exact, least HAVING count(DISTINCT story) >= least
"""

_LOOSE = """
SELECT site, loose, arg_min(DISTINCT text, md5(text), ?) AS samples
FROM blocks JOIN stories USING (site, doc) JOIN sites USING (site) LEFT JOIN exact USING (site, exact)
WHERE loose <> '' GROUP BY site, loose, least
HAVING count(DISTINCT story) FILTER (exact.support IS NULL) >= least ORDER BY site, loose
"""

_MARKED = """
CREATE TABLE marked AS
SELECT blocks.site, blocks.doc, blocks.place, blocks.text, blocks.prose, often.documents = 1 AS is_single,
  coalesce(templates.template, exact.exact) AS unit, templates.template IS NOT NULL AS is_loose
FROM blocks JOIN often USING (site, exact) LEFT JOIN exact USING (site, exact) LEFT JOIN templates USING (site, loose)
"""

_FRAMED = """
CREATE TABLE framed AS
SELECT *,
  lead(unit) OVER beside AS after,
  coalesce(lead(prose AND unit IS NULL) OVER beside, false) AS heads,
  coalesce(place < min(place) FILTER (unit IS NULL) OVER whole, true) AS leads,
  coalesce(place > max(place) FILTER (unit IS NULL) OVER whole, true) AS trails,
  coalesce(place < min(place) FILTER (unit IS NULL AND prose) OVER whole
    OR place > max(place) FILTER (unit IS NULL AND prose) OVER whole, true) AS lies_outside
FROM marked
WINDOW beside AS (PARTITION BY doc ORDER BY place), whole AS (PARTITION BY doc)
"""

_UNITS = """
SELECT unit, is_loose, count(DISTINCT story), count(*) / count(DISTINCT framed.doc), avg((leads OR trails)::INTEGER),
  avg(leads::INTEGER), avg(lies_outside::INTEGER), avg(heads::INTEGER), arg_min(DISTINCT text, md5(text), 6)
FROM framed JOIN stories USING (site, doc) WHERE site = ? AND unit IS NOT NULL
GROUP BY unit, is_loose ORDER BY 3 DESC, 1 LIMIT ?
"""

_SEQUENCES = """
WITH here AS (SELECT * FROM framed WHERE site = ? AND unit IS NOT NULL),
times AS (SELECT unit, count(*) AS all_times FROM here GROUP BY unit)
SELECT here.unit, here.after, count(*) / greatest(any_value(one.all_times), any_value(other.all_times))
FROM here JOIN times AS one ON one.unit = here.unit JOIN times AS other ON other.unit = here.after
GROUP BY here.unit, here.after ORDER BY 1, 2
"""

_OTHERS = """
SELECT DISTINCT text FROM framed WHERE site = ? AND (unit IS NULL OR unit NOT IN (SELECT unit FROM going)) ORDER BY text
"""

_STAYING = """
SELECT text FROM framed WHERE site = ? AND is_single AND unit IS NULL AND length(text) >= 3
ORDER BY length(text) > 240, NOT prose, doc, place LIMIT ?
"""
