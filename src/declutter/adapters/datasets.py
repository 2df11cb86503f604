"""A function for `map` of Hugging Face datasets: `pip install '.[datasets]'`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from declutter.corpus import Columns, Recipe, clean_batch

if TYPE_CHECKING:
    from datasets import Dataset


def map_clean(dataset: Dataset, columns: Columns = Columns(), recipe: Recipe = Recipe(), **given: Any) -> Dataset:
    """Return a dataset with its outcomes: `dataset.map` with `clean_batch`, batch by batch as Arrow has them.

    Through Arrow the types stand from the first batch on; as lists of Python values, a column of errors that begins with
    a thousand rows without one would have no type when the first error comes.

    Args:
        dataset: a `Dataset`, an `IterableDataset`, or a dictionary of them.
        columns: where text, id, address and format stand.
        recipe: how to clean.
        given: more arguments of `map`, as `num_proc`; `in_place=True` puts the article in place of the text.

    Raises:
        InputError: a column is missing, or one to be added is there already.
        PackError: a pack of the recipe is faulty.
    """
    arguments = {"columns": columns, "recipe": recipe, "in_place": given.pop("in_place", False)}
    return dataset.with_format("arrow").map(clean_batch, batched=True, fn_kwargs=arguments, **given).with_format(None)
