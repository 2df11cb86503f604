"""The cleaner: compiled packs and a policy; from a source to a report."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from declutter.allow import load_allowances
from declutter.assemble import folded_spans, gone_spans, kept_spans
from declutter.judge import judge
from declutter.language import UNKNOWN, detect_language
from declutter.library import LINGUA_FRANCA, Library
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import Document, Policy, Report
from declutter.packs import default_paths, pack_files
from declutter.policies import named_policy
from declutter.rounds import add_round
from declutter.segment import segment
from declutter.source import read_source
from declutter.weigh import Brief

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from declutter.model import Decision, Span
    from declutter.segment.blocks import Blocks


class Cleaner:
    """Cleans documents with one set of packs and one policy; make it once, use it for many.

    Args:
        packs: paths of pack files or folders, beside the default packs.
        policy: a `Policy`, or the name of one in `PROFILES`.
        default_packs: whether the shipped packs are used too.
        allow: path of a list of what must stay.

    Raises:
        PackError: a pack or the allow list is faulty.
        InputError: there is no policy of this name.
    """

    def __init__(
        self,
        packs: Iterable[str | os.PathLike[str]] = (),
        policy: Policy | str = "default",
        *,
        default_packs: bool = True,
        allow: str | os.PathLike[str] | None = None,
    ) -> None:
        paths = (*(default_paths() if default_packs else ()), *pack_files(map(str, packs)))
        self.library = Library(paths)
        self.policy = named_policy(policy) if isinstance(policy, str) else policy
        self.allowed = load_allowances(Path(allow)) if allow is not None else ()

    def clean(
        self,
        source: str | bytes | os.PathLike[str],
        *,
        format: str = "auto",  # noqa: A002  (the word that people look for)
        language: str | None = None,
        url: str | None = None,
    ) -> Report:
        """Clean one source: text, bytes in any encoding, or the path of a file.

        Raises:
            InputError: the source cannot be read as text.
        """
        return self.clean_document(read_source(source, format=format, language=language, url=url))

    def clean_document(self, document: Document) -> Report:
        """Clean one document, and what is left of it, until nothing more goes."""
        if document.language is None and len(self.library.languages) > 1:
            document = replace(document, language=detect_language(document.text))
        blocks, decisions = self._look(document)
        gone = gone_spans(decisions)
        while gone:
            kept = kept_spans(document.text, gone)
            left = "".join(span.of(document.text) for span in kept)
            _, later = self._look(replace(document, text=left))
            if not gone_spans(later):
                break
            decisions = add_round(decisions, later, kept, blocks)
            gone = gone_spans(decisions)
        return self._report(document, decisions, gone)

    def _look(self, document: Document) -> tuple[Blocks, tuple[Decision, ...]]:
        """Judge a document once."""
        layout = Layout(segment(document))
        matches = find_matches(layout, self.library.rules(document.language or UNKNOWN))
        if not matches:
            return layout.blocks, ()
        brief = Brief(layout, matches, self.policy, document.language or LINGUA_FRANCA, self.allowed)
        return layout.blocks, judge(brief)

    def _report(self, document: Document, decisions: tuple[Decision, ...], gone: list[Span]) -> Report:
        kept = kept_spans(document.text, gone)
        folded = folded_spans(len(document.text), kept, gone)
        text = "".join(span.of(document.text) for span in kept)
        return Report(document, self.library.packs, decisions, text, kept, folded, tuple(_notes(decisions)))


def _notes(decisions: tuple[Decision, ...]) -> Iterator[str]:
    if any(decision.decided_by == "brake" for decision in decisions):
        yield "Almost all of the document would have gone, so all of it was kept."


@lru_cache(maxsize=1)
def _default_cleaner() -> Cleaner:
    return Cleaner()


def clean(
    source: str | bytes | os.PathLike[str],
    *,
    format: str = "auto",  # noqa: A002
    language: str | None = None,
    url: str | None = None,
) -> Report:
    """Clean one source with the default packs and policy; see `Cleaner.clean`."""
    return _default_cleaner().clean(source, format=format, language=language, url=url)
