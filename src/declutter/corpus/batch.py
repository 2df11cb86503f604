"""`clean_batch`: rows in, the same rows with their outcomes out. It is all that an engine has to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pyarrow as pa

from declutter.corpus.cells import column_of, escaped, faults_in, values_of
from declutter.corpus.columns import Columns
from declutter.corpus.outcomes import Given, Outcome, Status, outcome_of
from declutter.corpus.recipe import Recipe
from declutter.errors import InputError
from declutter.model import DROP_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

Rows = TypeVar("Rows", pa.RecordBatch, pa.Table)

SPAN = pa.struct(
    [("start", pa.int64()), ("end", pa.int64()), ("label", pa.string()), ("confidence", pa.float64()), ("rule", pa.string())]
)
LABELS = pa.struct([(str(label), pa.int32()) for label in DROP_LABELS])
OUTCOME = pa.struct(
    [("status", pa.string()), ("error", pa.string()), ("dropped", pa.list_(SPAN)), ("labels", LABELS), ("packs", pa.string())]
)
"""The type of the column where the text itself is replaced."""
RESULT = pa.struct([("text", pa.string()), *OUTCOME])
"""The type of the column that is added."""


def clean_batch(batch: Rows, *, columns: Columns = Columns(), recipe: Recipe = Recipe(), in_place: bool = False) -> Rows:
    """Clean a batch of documents; rows, order, columns, types and metadata stay as they are.

    With `functools.partial` it takes its arguments along into the processes of any engine. The cleaner is made when a process
    first needs it, and then kept.

    Args:
        batch: an Arrow `RecordBatch` or `Table`.
        columns: where text, id, address and format stand.
        recipe: how to clean.
        in_place: put the article in place of the text, and the text as it came into a column beside it.

    Returns:
        The batch with a struct column `declutter`: `text` (the article, not with `in_place`), `status` (`changed`, `unchanged`
        or `failed`), `error`, `dropped` (spans in characters of the text), `labels` (how many of each), and `packs`.

    Raises:
        InputError: it is no batch, a column is missing, or one to be added is there already.
        PackError: a pack of the recipe is faulty.
    """
    if not isinstance(batch, pa.RecordBatch | pa.Table):
        raise InputError(f"{type(batch).__name__} is no Arrow batch or table; pyarrow.table(...) makes one of a data frame")
    check_columns(batch.schema, columns, in_place=in_place)
    outcomes = [outcome_of(given, recipe) for given in given_of(batch, columns)]
    return with_outcomes(batch, outcomes, columns, recipe, in_place=in_place)


class Article(NamedTuple):
    """What became of one text."""

    text: str
    """The article; the text as it came where that failed."""
    account: dict[str, Any]
    """What stands in the column `declutter` beside the article: `status`, `error`, `dropped`, `labels`, `packs`."""


def clean_text(text: str, recipe: Recipe = Recipe(), *, id: str | None = None, url: str | None = None) -> Article:  # noqa: A002
    """Clean one text as `clean_batch` cleans a row, for tools that have no batches; nothing that is in a text is an error.

    Args:
        text: the text.
        recipe: how to clean.
        id: names it in messages.
        url: where it stands, for the rules of sites.

    Raises:
        PackError: a pack of the recipe is faulty.
    """
    outcome = outcome_of(Given(text, id, url), recipe)
    account = as_values(outcome, recipe.packs_fingerprint(), with_text=False)
    return Article(text if outcome.status is Status.FAILED or outcome.text is None else outcome.text, account)


def check_unnoted(notes: Collection[str], key: str = "declutter") -> None:
    """Look whether an account can be added to what is noted of a text.

    Raises:
        InputError: there is one already.
    """
    if key in notes:
        raise InputError(f"there is {key!r} in the metadata already; take what this was made from")


def check_columns(schema: Any, columns: Columns, *, in_place: bool = False, adds: bool = True) -> None:
    """Look whether the columns that are needed are there, and those that are added are not.

    Raises:
        InputError: they are not.
    """
    for name in columns.asked:
        if schema.get_field_index(name) < 0:
            raise InputError(not_there(name, schema.names, columns))
    for name in (columns.result, *([columns.original] if in_place else [])) if adds else ():
        if name in schema.names:
            raise InputError(already_there(name, columns))


def not_there(name: str, names: Collection[str], columns: Columns) -> str:
    """Say that a column is missing, or there more than once, and the way out."""
    trouble = "is more than one column" if name in names else "is no column"
    return f"there {trouble} {name!r}; there are {', '.join(names) or 'none'}; {columns.way_out(name)}"


def already_there(name: str, columns: Columns) -> str:
    """Say that a column cannot be added, and the way out."""
    if name == columns.original:
        return f"there is a column {name!r} already, where --in-place keeps the text; rename it, or leave --in-place out"
    another = "name another column (--result-column, Columns(result=...))"
    return f"there is a column {name!r} already; take what this was made from, or {another}"


def given_of(batch: Any, columns: Columns) -> list[Given]:
    """Return what the rows hold for the cleaner, and what is wrong with each, if anything is."""
    names = (columns.id_name, columns.url_name, columns.format)
    faults = faults_in(batch, (columns.text, *names))
    troubles = map(faults.get, range(batch.num_rows))
    rows = zip(_values(batch, columns.text, bytes), *(_values(batch, name) for name in names), troubles, strict=True)
    return [Given(*row) for row in rows]


def _values(batch: Any, name: str | None, told: Callable[[bytes], Any] = escaped) -> list[Any]:
    at = -1 if name is None else batch.schema.get_field_index(name)
    return [None] * batch.num_rows if at < 0 else values_of(batch.column(at), told)


def with_outcomes(batch: Rows, outcomes: Sequence[Outcome], columns: Columns, recipe: Recipe, *, in_place: bool) -> Rows:
    """Return a batch with its outcomes."""
    packs = recipe.packs_fingerprint()
    kind = OUTCOME if in_place else RESULT
    added = pa.array([as_values(outcome, packs, with_text=not in_place) for outcome in outcomes], kind)
    done = _replaced(batch, outcomes, columns) if in_place else batch
    return done.append_column(pa.field(columns.result, kind), added)


def _replaced(batch: Rows, outcomes: Sequence[Outcome], columns: Columns) -> Rows:
    """Put the articles in place of the texts; what failed stays as it is."""
    at = batch.schema.get_field_index(columns.text)
    field, old = batch.schema.field(at), batch.column(at)
    beside = batch.add_column(at + 1, pa.field(columns.original, field.type, metadata=field.metadata), old)
    if all(outcome.status is Status.FAILED for outcome in outcomes):
        return beside
    is_bytes = pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
    new = [_new(outcome, value, is_bytes=is_bytes) for outcome, value in zip(outcomes, values_of(old, bytes), strict=True)]
    return beside.set_column(at, field, column_of(new, field.type))


def _new(outcome: Outcome, value: Any, *, is_bytes: bool) -> Any:
    if outcome.status is Status.FAILED or outcome.text is None:
        return value
    return outcome.text.encode() if is_bytes else outcome.text


def as_values(outcome: Outcome, packs: str, *, with_text: bool) -> dict[str, Any]:
    """Return an outcome as the plain values that stand in a row, whatever the form of the rows."""
    values: dict[str, Any] = {"text": outcome.text} if with_text else {}
    dropped = [
        {"start": drop.start, "end": drop.end, "label": str(drop.label), "confidence": drop.confidence, "rule": drop.rule}
        for drop in outcome.dropped
    ]
    labels = {str(label): count for label, count in outcome.labels().items()}
    return {**values, "status": str(outcome.status), "error": outcome.error, "dropped": dropped, "labels": labels, "packs": packs}
