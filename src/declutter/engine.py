"""The cleaner: compiled packs and a policy; from a source to a report."""

from __future__ import annotations

import os
from copy import copy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from declutter.assemble import folded_spans, gone_spans, kept_spans
from declutter.errors import InputError
from declutter.judge import MOST_BLOCKS, all_kept, judge, with_brake
from declutter.language import UNKNOWN, detect_language
from declutter.library import LINGUA_FRANCA, Library, default_paths, pack_files
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import Document, Format, Kind, Policy, Report
from declutter.policies import policy_of
from declutter.rounds import add_round
from declutter.scan import Readings
from declutter.segment import segment
from declutter.segment.text import LINE
from declutter.source import read_source
from declutter.weigh import Brief

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from declutter.allow import Allowance
    from declutter.model import Decision, RulePack, Span
    from declutter.segment.blocks import Blocks
    from declutter.segmenter import Weights


MOST_ROUNDS = 32
"""How often what is left is judged again, at most: articles take six."""
RESTLESS = "rounds"
"""Names the last word on a text of which more goes each time: it stays as it is, as no half of that is an article."""
DEFAULT_WEIGHTS = "default"
"""Names the shipped weights. They were fitted with the shipped packs, and are not used without them."""


UNBROKEN = 2_000
"""Characters from which a text is expected to have a line break."""
UNWEIGHED = f"The document has more than {MOST_BLOCKS:,} blocks, so the learned weights were not asked at first."
"""What a report says of such documents."""


class Cleaner:
    """Cleans documents with one set of packs and one policy; make it once, use it for many.

    Args:
        packs: paths of pack files or folders, beside the default packs; one path may stand by itself.
        policy: a `Policy`, or the name of one in `PROFILES`.
        weights: learned weights: `default` for the shipped ones, a path for others, None for rules alone.
        default_packs: whether the shipped packs are used too.
        allow: path of a list of what must stay.
        witness: whether trafilatura is asked about HTML pages; without it they take a third of the time.
        strict_packs: whether `packs` come from strangers: what could make their rules slow is then a fault.

    Raises:
        PackError: a pack or the allow list is faulty.
        InputError: there is no such policy, no pack in a folder, or the weights cannot be used.
    """

    def __init__(
        self,
        packs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
        policy: Policy | str = "default",
        *,
        weights: str | os.PathLike[str] | None = DEFAULT_WEIGHTS,
        default_packs: bool = True,
        allow: str | os.PathLike[str] | None = None,
        witness: bool = True,
        strict_packs: bool = False,
    ) -> None:
        own = pack_files(map(str, [packs] if isinstance(packs, str | os.PathLike) else packs))
        self.library = Library((*(default_paths() if default_packs else ()), *own), own if strict_packs else ())
        self._own = frozenset(map(str, own))
        self.policy = policy_of(policy)
        self._weights = _load(weights) if weights != DEFAULT_WEIGHTS or default_packs else None
        self._witness = witness
        self.allowed = _allowances(allow)

    def clean(
        self,
        source: str | bytes | os.PathLike[str],
        *,
        format: str = "auto",  # noqa: A002  (the word that people look for)
        language: str | None = None,
        url: str | None = None,
        errors: str = "strict",
    ) -> Report:
        """Clean one source: text, Markdown or HTML, bytes in any encoding, or the path of a file.

        Bytes that are no text are refused; with `errors="replace"` they become U+FFFD.

        Raises:
            InputError: the source cannot be read.
        """
        return self.clean_document(read_source(source, format=format, language=language, url=url, errors=errors))

    def beside(self, packs: Sequence[RulePack]) -> Cleaner:
        """Return a cleaner that uses these packs too, beside its own: packs that are still in the making."""
        other = copy(self)
        other.library = self.library.beside(packs)
        other._own = self._own.union(pack.path for pack in packs)  # noqa: SLF001  (a copy of this one)
        return other

    def clean_document(self, document: Document) -> Report:
        """Clean one document, and what is left of it, until nothing more goes.

        Raises:
            InputError: it is HTML that cannot be read as a page.
        """
        if document.format is Format.HTML:
            return self._clean_page(document)
        given = document.language
        document = self._spoken(document, given)
        readings = [self._readings(document)]
        blocks, decisions = self._look(document, readings[0])
        gone = gone_spans(decisions)
        for _ in range(MOST_ROUNDS if gone else 0):
            kept = kept_spans(document.text, gone)
            language, later = self._look_again(document, kept, given, readings)
            document = replace(document, language=language)
            if not gone_spans(later):
                break
            decisions = add_round(decisions, later, kept, blocks)
            gone = gone_spans(decisions)
        else:
            decisions = all_kept(decisions, by=RESTLESS) if gone else decisions
        decisions = with_brake(blocks, decisions, self.policy)
        set_aside = {rule for each in readings for rule in each.aside.rules}
        report = self._report(document, decisions, gone_spans(decisions), set_aside)
        too_long = self._weights and len(blocks) > MOST_BLOCKS
        return replace(report, notes=(*report.notes, UNWEIGHED)) if too_long else report

    def _look_again(
        self, document: Document, kept: tuple[Span, ...], given: str | None, readings: list[Readings]
    ) -> tuple[str | None, tuple[Decision, ...]]:
        """Judge what is left of a document, in its own language: menus may be in another one than the article."""
        left = self._spoken(_left_of(document, kept), given)
        if left.language != document.language:
            readings.append(self._readings(left))
        return left.language, self._look(left, readings[-1])[1]

    def _spoken(self, document: Document, given: str | None) -> Document:
        """Return a document with its language: the one that was given, or what it is found to be where that counts."""
        found = detect_language(document.text) if given is None and len(self.library.languages) > 1 else given
        return replace(document, language=found)

    def _readings(self, document: Document) -> Readings:
        return Readings(self.library.rules(document.language or UNKNOWN, document.url))

    def _clean_page(self, document: Document) -> Report:
        """Take the furniture off a page, then clean the article that is left as text."""
        from declutter.segment.html import read_page
        from declutter.web import judge, metadata, weights, witness

        rules = self.library.selectors(document.url)
        try:
            page = read_page(document.text, homes=bool(rules))
        except InputError as error:
            raise InputError(f"{document.id or 'the page'}: {error}") from error
        said = witness.ask(page) if self._witness else None
        verdict = judge.judge_page(page, weights.load_page_weights(), self.policy, said, rules)
        source, decisions, notes = replace(document, text=page.text), verdict.decisions, verdict.notes
        if self.policy.inside:
            code = {page.blocks[at].span for at in range(len(page.blocks)) if page.blocks.kind(at) is Kind.CODE}
            read = kept_spans(page.text, sorted(code.union(gone_spans(decisions))))
            inside = self.clean_document(_left_of(replace(source, format=Format.TEXT), read))
            source = replace(source, language=inside.document.language)
            decisions, notes = add_round(decisions, inside.decisions, read, page.blocks), (*notes, *inside.notes)
        report = self._report(source, decisions, gone_spans(decisions))
        return replace(report, notes=notes, page=metadata.page_facts(page, verdict, document.url))

    def _look(self, document: Document, readings: Readings) -> tuple[Blocks, tuple[Decision, ...]]:
        """Judge a document once; without a match, only weights have anything to say."""
        brief = self.brief(document, readings)
        asked = brief.matches or (brief.weights and len(brief.layout.blocks))
        return brief.layout.blocks, tuple(judge(brief).values()) if asked else ()

    def brief(self, document: Document, readings: Readings | None = None) -> Brief:
        """Return what the judge is given for a document: its layout and what the rules have seen in it."""
        layout = Layout(segment(document))
        rules = readings.rules if readings else self.library.rules(document.language or UNKNOWN, document.url)
        matches = find_matches(layout, rules, readings)
        language = LINGUA_FRANCA if document.language in (None, UNKNOWN) else document.language
        return Brief(layout, matches, self.policy, language, self.allowed, self._weights, self._own)

    def _report(
        self, document: Document, decisions: tuple[Decision, ...], gone: list[Span], set_aside: Iterable[str] = ()
    ) -> Report:
        kept = kept_spans(document.text, gone)
        folded = folded_spans(len(document.text), kept, gone)
        notes = tuple(self._notes(document, decisions, set_aside))
        return Report(document, self.library.packs, decisions, _left_of(document, kept).text, kept, folded, notes)

    def _notes(self, document: Document, decisions: tuple[Decision, ...], set_aside: Iterable[str]) -> Iterator[str]:
        if any(decision.decided_by == "brake" for decision in decisions):
            yield "Almost all of the document would have gone, so all of it was kept."
        if any(decision.decided_by == RESTLESS for decision in decisions):
            yield f"More of the document went each time, {MOST_ROUNDS} times over, so all of it was kept."
        if document.format is Format.TEXT and len(document.text) > UNBROKEN and LINE.fullmatch(document.text.strip()):
            yield "The text has no line breaks, so only single sentences could go; give it as lines or paragraphs."
        language = document.language or UNKNOWN
        if language != UNKNOWN and len(self.library.languages) > 1 and not self.library.speaks(language):
            yield f"There are no packs for the language {language}; English ones and those for all languages were used."
        if self._weights and language != UNKNOWN and not self._weights.speaks(language):
            yield f"The learned weights know no words of the language {language}; strong rules have the last word."
        for rule in sorted(set_aside):
            yield f"The rule {rule} took too long and was set aside."


def _left_of(document: Document, kept: Iterable[Span]) -> Document:
    return replace(document, text="".join(span.of(document.text) for span in kept))


def _allowances(path: str | os.PathLike[str] | None) -> tuple[Allowance, ...]:
    if path is None:
        return ()
    from declutter.allow import load_allowances

    return load_allowances(Path(path))


def _load(weights: str | os.PathLike[str] | None) -> Weights | None:
    if weights is None:
        return None
    from declutter import segmenter

    return segmenter.load_weights(segmenter.DEFAULT if weights == DEFAULT_WEIGHTS else Path(weights))


@lru_cache(maxsize=1)
def _default_cleaner() -> Cleaner:
    return Cleaner()


def clean(
    source: str | bytes | os.PathLike[str],
    *,
    format: str = "auto",  # noqa: A002
    language: str | None = None,
    url: str | None = None,
    errors: str = "strict",
) -> Report:
    """Clean one source with the default packs and policy; see `Cleaner.clean`."""
    return _default_cleaner().clean(source, format=format, language=language, url=url, errors=errors)
