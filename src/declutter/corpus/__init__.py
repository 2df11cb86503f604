"""Many documents: one Arrow function that any engine can run, and the run of a corpus around it.

`clean_batch` is the function, `clean_text` the same for a single text; `Recipe` says how to clean, and `Columns` where to
find things. The rest of the package reads, writes and keeps the account of runs that may be killed at any moment.
"""

from __future__ import annotations

from declutter.corpus.batch import clean_batch, clean_text
from declutter.corpus.columns import Columns
from declutter.corpus.recipe import Recipe

__all__ = ["Columns", "Recipe", "clean_batch", "clean_text"]
