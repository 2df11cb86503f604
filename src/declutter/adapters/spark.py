"""Cleaning in Spark by `mapInArrow`: `pip install '.[spark]'`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from declutter.corpus import Columns, Recipe, clean_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame


def clean_frame(
    frame: DataFrame, columns: Columns = Columns(), recipe: Recipe = Recipe(), *, in_place: bool = False
) -> DataFrame:
    """Return a data frame with its outcomes; the cleaner is made once in each Python worker.

    Args:
        frame: documents, one a row.
        columns: where text, id, address and format stand.
        recipe: how to clean; its packs lie at the same place on all machines.
        in_place: put the article in place of the text, and the text as it came into a column beside it.

    Raises:
        InputError: a column is missing, or one to be added is there already.
        PackError: a pack of the recipe is faulty.
    """

    def clean(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield clean_batch(batch, columns=columns, recipe=recipe, in_place=in_place)

    none = to_arrow_schema(frame.schema).empty_table()
    schema = clean_batch(none, columns=columns, recipe=recipe, in_place=in_place).schema
    return frame.mapInArrow(clean, from_arrow_schema(schema))
