"""A document transformer for LangChain: `pip install '.[langchain]'`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.documents import BaseDocumentTransformer, Document

from declutter.corpus import Recipe, clean_text
from declutter.corpus.batch import check_unnoted

if TYPE_CHECKING:
    from collections.abc import Sequence


class Declutter(BaseDocumentTransformer):  # type: ignore[misc]
    """Puts the article in place of the content of each document, and the account of what went into its metadata.

    The address for the rules of sites is `metadata["source"]`, as loaders of web pages set it. The documents that are given
    are not changed.

    Args:
        recipe: how to clean.
    """

    def __init__(self, recipe: Recipe = Recipe()) -> None:
        self.recipe = recipe

    def transform_documents(self, documents: Sequence[Document], **_: Any) -> Sequence[Document]:
        """Return the documents, cleaned.

        Raises:
            InputError: one has an account already.
        """
        return [self._clean(document) for document in documents]

    def _clean(self, document: Document) -> Document:
        check_unnoted(document.metadata)
        cleaned = clean_text(document.page_content, self.recipe, id=document.id, url=document.metadata.get("source"))
        metadata = {**document.metadata, "declutter": cleaned.account}
        return document.model_copy(update={"page_content": cleaned.text, "metadata": metadata})
