"""The Arrow function that every engine runs."""

from __future__ import annotations

import datetime as dt
import pickle
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from declutter import InputError
from declutter.corpus import Columns, Recipe, clean_batch
from declutter.corpus.cells import values_of
from tests.corpus_files import ARTICLE, CLEAN, PAGE, recipe


@pytest.fixture(name="mine")
def _mine(tmp_path: Path) -> Recipe:
    return recipe(tmp_path)


def _batch(**columns: Any) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(columns)


def _results(batch: pa.RecordBatch, mine: Recipe, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = clean_batch(batch, recipe=mine, **given).column("declutter").to_pylist()
    return found


def test_a_row_gets_its_article_and_what_went(mine: Recipe) -> None:
    """The struct holds the article, the spans that went, how many by label, and which packs had a say."""
    [row] = _results(_batch(text=[ARTICLE]), mine)
    [drop] = row["dropped"]
    assert (row["text"], row["status"], row["labels"]["comment_form"]) == (CLEAN, "changed", 1)
    assert ARTICLE[drop["start"] : drop["end"]] == "Leave a Reply"
    assert row["packs"] == mine.packs_fingerprint()


def test_columns_pass_in_order_with_types_and_metadata(mine: Recipe) -> None:
    """What was there is there, as it was; the new column comes last."""
    schema = pa.schema([("when", pa.timestamp("ns")), ("text", pa.large_string()), ("m", pa.map_(pa.string(), pa.int8()))])
    given = pa.RecordBatch.from_pylist([{"when": 1, "text": ARTICLE, "m": [("a", 1)]}], schema.with_metadata({"who": "me"}))
    done = clean_batch(given, recipe=mine)
    assert done.select(["when", "text", "m"]).equals(given, check_metadata=True)
    assert done.schema.names[-1] == "declutter"


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_in_place_the_text_keeps_its_type(mine: Recipe, kind: pa.DataType) -> None:
    """The article stands in the text's place, and the text as it came right beside it."""
    done = clean_batch(_batch(text=pa.array([ARTICLE], kind), n=[1]), recipe=mine, in_place=True)
    assert done.schema.names == ["text", "text_original", "n", "declutter"]
    assert done.schema.field("text").type == done.schema.field("text_original").type == kind
    assert done.slice(0, 1).to_pylist()[0] | {"declutter": 0} == {"text": CLEAN, "text_original": ARTICLE, "n": 1, "declutter": 0}


NO_TEXTS = [
    (None, "null"),
    (7, "a number, not a string"),
    (0.5, "a number, not a string"),
    ([1], "a list, not a string"),
    ({"a": 1}, "an object, not a string"),
    (True, "true or false, not a string"),
    (dt.date(2024, 1, 1), "of the type date, not a string"),
]


@pytest.mark.parametrize(("text", "told"), NO_TEXTS, ids=[told for _, told in NO_TEXTS])
def test_what_is_no_text_fails_and_passes(mine: Recipe, text: Any, told: str) -> None:
    """Null and other types get a status and an error, and change nothing."""
    given = _batch(text=[text])
    done = clean_batch(given, recipe=mine, in_place=True)
    assert done.column("text").equals(given.column("text"))
    row = done.column("declutter").to_pylist()[0]
    assert (row["status"], row["error"]) == ("failed", f"the text is {told}")


def test_bytes_are_read_in_their_encoding(mine: Recipe) -> None:
    """A column of bytes is text all the same."""
    assert _results(_batch(text=[ARTICLE.encode("utf-16")]), mine)[0]["text"] == CLEAN


STRANGE = pa.array([CLEAN.encode(), b"caf\xe9", None], pa.binary()).cast(pa.string(), safe=False)


@pytest.mark.parametrize("name", ["text", "id", "url"])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
@pytest.mark.parametrize("in_place", [False, True])
def test_a_string_that_is_no_utf8_fails_alone(mine: Recipe, name: str, kind: pa.DataType, in_place: bool) -> None:
    """Its row names the column and passes with the same bytes; the rows around it are cleaned."""
    given = _batch(**{"text": [CLEAN] * 3, name: STRANGE.cast(kind, safe=False)})
    done = clean_batch(given, recipe=mine, in_place=in_place)
    _, row, _ = found = done.column("declutter").to_pylist()
    text = None if name == "text" or in_place else CLEAN
    assert (found[0]["status"], row["status"], row.get("text")) == ("unchanged", "failed", text)
    assert row["error"].startswith(f"column {name!r}: byte 0xE9 is no UTF-8")
    assert values_of(done.column(name), bytes) == values_of(given.column(name), bytes)


def test_a_text_that_is_too_long_passes_as_failed(mine: Recipe) -> None:
    """A limit keeps memory bounded; the way out is in the error."""
    small = Recipe(mine.packs, default_packs=False, max_characters=10)
    [row] = _results(_batch(text=["x" * 11]), small)
    assert (row["status"], row["text"]) == ("failed", "x" * 11)
    assert "raise --max-characters" in row["error"]


def test_a_row_may_say_its_format(mine: Recipe) -> None:
    """The format column comes before what can be told from the text; a word that is none fails the row alone."""
    rows = _results(_batch(text=[PAGE] * 3, kind=["text", "html", "word"]), mine, columns=Columns(format="kind"))
    assert [row["status"] for row in rows] == ["unchanged", "changed", "failed"]


def test_an_id_says_nothing_of_the_format(mine: Recipe) -> None:
    """Ids are often addresses that end in .html, beside text that an extractor made of the page."""
    assert _results(_batch(id=["http://x.org/a.html"], text=[ARTICLE]), mine)[0]["text"] == CLEAN


@pytest.mark.parametrize(
    ("columns", "in_place", "message"),
    [
        (["body"], False, "no column 'text'"),
        (["text", "declutter"], False, "'declutter' already"),
        (["text", "text_original"], True, "'text_original' already"),
    ],
)
def test_columns_that_do_not_fit_are_told(mine: Recipe, columns: list[str], in_place: bool, message: str) -> None:
    """A missing column, and one that would be there twice, are told with the way out."""
    with pytest.raises(InputError, match=message):
        clean_batch(_batch(**{name: [ARTICLE] for name in columns}), recipe=mine, in_place=in_place)


def test_it_travels_with_its_arguments(mine: Recipe) -> None:
    """A partial of it can be pickled, and does the same on the other side."""
    clean = pickle.loads(pickle.dumps(partial(clean_batch, recipe=mine)))  # noqa: S301  (made on the left)
    batch = _batch(text=[ARTICLE])
    assert clean(batch).equals(clean_batch(batch, recipe=mine))


def test_a_process_makes_its_cleaner_once(mine: Recipe) -> None:
    """Recipes that are equal share their cleaner."""
    assert mine.cleaner() is Recipe(mine.packs, default_packs=False, witness=False).cleaner()


def test_tables_are_cleaned_as_batches_are(mine: Recipe) -> None:
    """Engines that hand over tables get tables."""
    table = pa.table({"text": pa.chunked_array([[ARTICLE], [CLEAN]])})
    assert (
        clean_batch(table, recipe=mine).to_pylist()
        == clean_batch(table.combine_chunks().to_batches()[0], recipe=mine).to_pylist()
    )


@pytest.mark.parametrize("packs", [["a.yml", "b.yml"], ("a.yml", "b.yml"), [Path("a.yml"), Path("b.yml")]])
def test_packs_are_named_as_the_cleaner_takes_them(packs: Any) -> None:
    """A list will do, of texts or of paths, and the recipe still is a value that can be kept."""
    assert {Recipe(packs=packs)} == {Recipe(packs=("a.yml", "b.yml"))}


def test_what_is_no_batch_is_refused(mine: Recipe) -> None:
    """Data frames are made Arrow tables first, and the message says how."""
    with pytest.raises(InputError, match=r"dict is no Arrow batch or table; pyarrow\.table"):
        clean_batch({"text": [ARTICLE]}, recipe=mine)
