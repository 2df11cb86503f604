"""A pipeline step for datatrove: `pip install '.[datatrove]'`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datatrove.pipeline.base import PipelineStep
from datatrove.utils.typeshelper import StatHints

from declutter.corpus import Recipe, clean_text
from declutter.corpus.batch import check_unnoted

if TYPE_CHECKING:
    from datatrove.data import DocumentsPipeline


class Declutter(PipelineStep):  # type: ignore[misc]
    """Puts the article in place of the text of each document, and the account of what went into its metadata.

    A document that fails passes as it is, with the error in `metadata["declutter"]`. The address for the rules of sites is
    `metadata["url"]`, where there is one.

    Args:
        recipe: how to clean.
        key: the key of the metadata that takes the account.
    """

    name = "🧹 Declutter"
    type = "✂️ - FORMAT"

    def __init__(self, recipe: Recipe = Recipe(), key: str = "declutter") -> None:
        super().__init__()
        self.recipe = recipe
        self.key = key

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:  # noqa: ARG002
        """Yield the documents, cleaned.

        Raises:
            InputError: one has an account already.
        """
        for document in data:
            self.stat_update(StatHints.total)
            check_unnoted(document.metadata, self.key)
            with self.track_time():
                cleaned = clean_text(document.text, self.recipe, id=document.id, url=document.metadata.get("url"))
                document.text = cleaned.text
                document.metadata[self.key] = cleaned.account
            self.stat_update(cleaned.account["status"])
            yield document
