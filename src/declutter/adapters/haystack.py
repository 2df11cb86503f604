"""A component for Haystack: `pip install '.[haystack]'`."""

from __future__ import annotations

from dataclasses import replace

from haystack import Document, component

from declutter.corpus import Recipe, clean_text
from declutter.corpus.batch import check_unnoted


@component
class Declutter:
    """Puts the article in place of the content of each document, and the account of what went into its meta.

    Documents without content pass as they are. The address for the rules of sites is `meta["url"]`, where there is one. As in
    other components that change what documents say, the new ones get ids of their own.

    Args:
        packs: paths of packs beside the default ones.
        policy: the name of a profile.
        default_packs: whether the shipped packs are used too.
    """

    def __init__(self, packs: list[str] | None = None, policy: str = "default", default_packs: bool = True) -> None:
        self.packs = packs
        self.policy = policy
        self.default_packs = default_packs
        self._recipe = Recipe(tuple(packs or ()), policy, default_packs=default_packs)

    def warm_up(self) -> None:
        """Make the cleaner; a faulty pack is told here."""
        self._recipe.cleaner()

    @component.output_types(documents=list[Document])  # type: ignore[untyped-decorator]
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Return the documents, cleaned.

        Raises:
            InputError: one has an account already.
        """
        return {"documents": [self._clean(document) for document in documents]}

    def _clean(self, document: Document) -> Document:
        if document.content is None:
            return document
        check_unnoted(document.meta)
        cleaned = clean_text(document.content, self._recipe, id=document.id, url=document.meta.get("url"))
        meta = {**document.meta, "declutter": cleaned.account}
        return replace(document, id="", content=cleaned.text, meta=meta)
