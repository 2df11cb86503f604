"""Which of what returns is boilerplate, and what it is.

What returns at the edge of a page, among nothing but what returns, is furniture. Inside, headings return as well
("Ingredients", "What we know"), and they are article: there, what returns must be a sentence, return on one page, be known to the
packs by a weaker sign, or always stand beside what goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from declutter.language import detect_language
from declutter.library import Library, default_paths
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.mining.templates import NAME, Template
from declutter.model import Document, Label, Weight
from declutter.segment import segment
from declutter.site_config import label_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from declutter.mining.counting import Counts, Site, Unit
    from declutter.scan import RuleSet

SENTENCE_WORDS = 8
"""Shorter blocks inside of articles may be headings."""
RARELY = 0.1
MOSTLY = 0.9
"""Shares of the times that count as hardly ever, and as always."""
USUAL = 0.5
"""On this share of the documents of a site stands what belongs to all of its pages."""
TWICE = 1.5
"""What stands on a page so many times on average is no heading of it."""
NAMING_WORDS = 5
"""Templates with a hole for a name or a date and fewer words are bylines and datelines."""
LETTERS = 3
"""So many letters a rule needs to be found by."""
STAYING = 1000
"""How many blocks that must stay are at hand for examples."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A template that is proposed."""

    unit: Unit
    template: Template
    label: Label


@dataclass
class Chosen:
    """What is proposed of a site, and what is not."""

    candidates: list[Candidate] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    """Blocks that return and are not proposed, by the reason."""

    def leave(self, reason: str, unit: Unit) -> None:
        """Leave a template out."""
        self.left_out.setdefault(reason, []).append(unit.samples[0])


_ENDS = "\"'”’»?!:.)"
HEADINGS = "they stand like headings of the article"
BYLINES = "they look like bylines or dates"
SHORT = "they say too little"
SPOKEN_FOR = "a rule speaks for them"
KNOWN = "the shipped packs drop them"
MATCHING = "their rule would match what must stay"


class Grounds:
    """What is known of a site."""

    def __init__(self, counts: Counts, site: Site) -> None:
        self.site = site
        self.units = counts.units(site)
        self._counts = counts

    @cached_property
    def staying(self) -> list[str]:
        """Some blocks that must stay."""
        return self._counts.staying(self.site, STAYING)

    @cached_property
    def beside(self) -> dict[int, set[int]]:
        """By template those that always stand right before or after it, and it beside them."""
        found: dict[int, set[int]] = {}
        for one, other, share in self._counts.sequences(self.site) if self.units else ():
            if share >= MOSTLY and one != other:
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
        return found

    @cached_property
    def rules(self) -> RuleSet:
        """The rules of the shipped packs for the language of the site."""
        language = detect_language("\n\n".join(self.staying[:50]))
        return Library(default_paths()).rules(language)

    def others(self, going: Iterable[int]) -> Iterator[list[str]]:
        """Yield some at a time the blocks that are of no template that goes."""
        return self._counts.others(self.site, going)

    def heard(self, unit: Unit) -> list[tuple[Label, Weight]]:
        """Return the labels and weights of the shipped rules that see a block which stands alone."""
        found = find_matches(Layout(segment(Document(unit.samples[0]))), self.rules)
        return [(match.rule.label, match.rule.weight) for matches in found.values() for match in matches]


def select(grounds: Grounds) -> Chosen:
    """Return what is boilerplate of what returns on a site."""
    chosen = Chosen()
    doubtful: list[Candidate] = []
    going: set[int] = set()
    for unit in grounds.units:
        template, heard = Template(unit.key), grounds.heard(unit)
        reason = _refusal(template, heard)
        if reason:
            chosen.leave(reason, unit)
            going |= {unit.number} if reason == KNOWN else set()
            continue
        candidate = Candidate(unit, template, _label(unit, heard))
        if heard or _is_furniture(unit, grounds.site):
            chosen.candidates.append(candidate)
            going.add(unit.number)
        else:
            doubtful.append(candidate)
    _take_along(grounds, chosen, doubtful, going)
    return chosen


def _refusal(template: Template, heard: list[tuple[Label, Weight]]) -> str | None:
    if any(label is Label.BODY for label, _ in heard):
        return SPOKEN_FOR
    if any(weight is Weight.STRONG for _, weight in heard):
        return KNOWN
    if sum(map(len, template.words)) < LETTERS:
        return SHORT
    return BYLINES if template.names_somebody and len(template.words) < NAMING_WORDS else None


def _is_furniture(unit: Unit, site: Site) -> bool:
    """Say whether a template stands where no heading of an article does."""
    if len(unit.key.split()) >= SENTENCE_WORDS or (unit.edge >= MOSTLY and unit.support >= MOSTLY * site.documents):
        return True
    usual = unit.support >= USUAL * site.documents
    if usual and not any(map(_may_head, unit.samples)):
        return True
    if unit.heading > RARELY:
        return usual and unit.often >= TWICE
    return unit.edge >= MOSTLY or (usual and (unit.outside >= MOSTLY or unit.often >= TWICE))


def _may_head(text: str) -> bool:
    """Say whether a line is written as a heading may be: from a capital, a digit or a quotation mark to a word or its sign."""
    text = text.strip()
    return not text[0].islower() and (text[0].isalnum() or text[0] in "\"'“‘«„¿¡") and (text[-1].isalnum() or text[-1] in _ENDS)


def _take_along(grounds: Grounds, chosen: Chosen, doubtful: list[Candidate], going: set[int]) -> None:
    """Take what always stands beside something that goes, and what stands beside that, until nothing more does."""
    left = doubtful
    while True:
        taken = [each for each in left if grounds.beside.get(each.unit.number, set()) & going]
        if not taken:
            break
        chosen.candidates += taken
        going |= {each.unit.number for each in taken}
        left = [each for each in left if each.unit.number not in going]
    for each in left:
        chosen.leave(HEADINGS, each.unit)


def _label(unit: Unit, heard: list[tuple[Label, Weight]]) -> Label:
    """Return what a block is called: as the packs say, as its words say, or by its place."""
    if heard:
        return heard[0][0]
    named = label_named(unit.samples[0])
    if named:
        return named
    if unit.key.startswith(NAME):
        return Label.AUTHOR_BIO
    return Label.NAV if unit.leading >= MOSTLY and len(unit.key.split()) < SENTENCE_WORDS else Label.OTHER
