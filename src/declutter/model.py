"""The nouns of declutter: frozen, slotted, each field explained. Imports nothing of ours.

All positions are half-open spans in characters of `Document.text`; no other coordinate system leaves a module.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Label(StrEnum):
    """What a piece of text is. The values are the words in YAML, in reports and in labelled data."""

    BODY = "body"
    META = "meta"
    PROMO = "promo"
    AD = "ad"
    AUTHOR_BIO = "author_bio"
    COMMENT_FORM = "comment_form"
    COMMENTS = "comments"
    SUBSCRIBE = "subscribe"
    RELATED = "related"
    SHARE = "share"
    NAV = "nav"
    TAGS = "tags"
    LEGAL = "legal"
    OTHER = "other"


NEAR = 3
"""How many blocks away the condition `near` looks."""
LANGUAGE_CODE = "[a-z]{2,3}"
"""What a language code looks like, as a pattern."""

DROP_LABELS: tuple[Label, ...] = tuple(label for label in Label if label not in (Label.BODY, Label.META))
"""The labels of clutter: what a policy may drop, and what a rule may name."""


class Kind(StrEnum):
    """What a block is in the layout of its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LINE = "line"
    LIST_ITEM = "list_item"
    TABLE = "table"
    QUOTE = "quote"
    CODE = "code"


class Format(StrEnum):
    """The input formats."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


class Covers(StrEnum):
    """How far the drop of a rule reaches."""

    BLOCK = "block"
    SENTENCE = "sentence"
    SECTION = "section"
    TO_END = "to_end"


class Weight(StrEnum):
    """What a rule's hit counts for when evidence is weighed."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of `Document.text`."""

    start: int
    """First character."""
    end: int
    """One past the last character."""

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]

    def touches(self, other: Span) -> bool:
        """Say whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it came; its text is never changed."""

    text: str
    id: str = ""
    """A name for reports: a path, an address, or nothing."""
    format: Format = Format.TEXT
    language: str | None = None
    """ISO 639-1 code, `und` where it cannot be told, None where nobody has asked yet."""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of judgement: a heading, a paragraph, a line, a list item, a table, a quote, a piece of code."""

    span: Span
    kind: Kind
    level: int = 0
    """1 to 6 for headings that are marked as such, 0 for all others: plain text has lines that look like headings."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a stretch of the text of a page is besides its words; where it starts and ends at once, it has none."""

    start: int
    end: int
    name: str
    """`a`, `strong`, `em`, `code`, `img`; at the start of a block `item` or `cell`."""
    value: str = ""
    """The address of a link or an image; sign and list of an entry; table, row, kind and column of a cell."""
    text: str = ""
    """The words that stand for an image; the indent of an entry of a list."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a rule pack, printed as `path:line:column`."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a rule pack."""

    place: Place
    message: str
    """What is wrong and the way out, in one sentence."""
    serious: bool = True
    """False for advice: the pack works, and could be better."""

    def __str__(self) -> str:
        return f"{self.place}: {'' if self.serious else 'warning: '}{self.message}"


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range of a measure."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Matcher:
    """One kind of matcher with what it looks for."""

    kind: str
    """A name of `matchers.KINDS`."""
    entries: tuple[str, ...] = ()
    """Texts, patterns or selectors; none for a shape."""
    ranges: tuple[tuple[str, Range], ...] = ()
    """Measures and their ranges; only for a shape."""
    case: bool = False
    """Whether upper and lower case count."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The circumstances that `where` and `unless` name."""

    kinds: frozenset[Kind] = frozenset()
    zones: frozenset[str] = frozenset()
    measures: tuple[tuple[str, Range], ...] = ()
    near: frozenset[Label] = frozenset()
    after: frozenset[Label] = frozenset()
    before: frozenset[Label] = frozenset()
    matchers: tuple[Matcher, ...] = ()
    """Only in `unless`."""

    @property
    def social(self) -> bool:
        """Whether they depend on what becomes of other blocks."""
        return bool(self.near or self.after or self.before)


@dataclass(frozen=True, slots=True)
class Capture:
    """The limits of a value that a rule keeps for the document."""

    name: str
    max_words: int = 4
    stop_values: frozenset[str] = frozenset()
    """Folded values that are no names."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as declared in a pack; what is compiled from it stands beside it, never in it."""

    id: str
    label: Label
    matcher: Matcher
    why: str
    """The reason that people read, one sentence."""
    place: Place
    covers: Covers = Covers.BLOCK
    weight: Weight = Weight.STRONG
    where: Conditions = Conditions()
    unless: Conditions = Conditions()
    captures: tuple[Capture, ...] = ()
    uses: str | None = None
    """The captured name without which the rule sleeps."""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of one file."""

    name: str
    language: str
    """ISO 639-1 code, or `any`."""
    version: int
    about: str
    rules: tuple[Rule, ...]
    path: str
    fingerprint: str
    """SHA-256 of the file, hexadecimal."""
    sites: tuple[str, ...] = ()
    """The hosts on whose documents alone it is used, with their subdomains; all documents where it names none."""


@dataclass(frozen=True, slots=True)
class Match:
    """A fact: this rule saw this span."""

    rule: Rule
    block: int
    """Index of the block that holds it."""
    span: Span
    values: tuple[tuple[str, str], ...] = ()
    """What the rule captured: name and value."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What spoke in a decision, so that a person can check it."""

    name: str
    """The id of a rule, or the name of a sign or a pass."""
    why: str
    """The reason in one sentence."""
    weight: float
    """How sure it makes by itself, 0 to 1."""
    span: Span | None = None
    """Where it was seen, if it was seen in words."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A sentence that goes while its block stays."""

    span: Span
    label: Label
    confidence: float
    decided_by: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a block, and why. Blocks without a decision are kept, as nothing spoke against them."""

    block: Block
    label: Label
    keep: bool
    confidence: float
    """How sure the label is, 0 to 1."""
    decided_by: str
    """What had the last word: `alone`, a name of `judge.PASSES`, or `rounds`; of pages `page`, `selectors` or `policy` too."""
    evidence: tuple[Evidence, ...] = ()
    """Strongest first."""
    cuts: tuple[Cut, ...] = ()
    """Spans taken out of a kept block, in order."""

    @property
    def gone(self) -> tuple[Span, ...]:
        """What goes by it: the block, or the sentences cut out of it."""
        return tuple(cut.span for cut in self.cuts) if self.keep else (self.block.span,)


@dataclass(frozen=True, slots=True)
class Policy:
    """Which labels go, how sure one must be, and the brake."""

    name: str = "default"
    drop: frozenset[Label] = frozenset(DROP_LABELS)
    sure: float = 0.61
    """Smallest confidence at which a block goes, 0 to 1."""
    caution: float = 6.0
    """With learned weights: how much losing a word of the article counts against losing clutter; 0 is bold, 10 is careful."""
    inside: bool = True
    """Whether what stands inside the article of a page goes too; without, only page furniture does."""
    brake: float = 0.05
    """A document keeps everything when less than this share of its characters would stay."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the packs have named that others are used beside."""

    rules: Mapping[str, Place] = field(default_factory=dict)
    """By id, where each rule stands."""
    captured: frozenset[str] = frozenset()
    """The names that some rule captures."""


@dataclass(frozen=True, slots=True)
class PackUsed:
    """A pack that had a say in a report."""

    name: str
    language: str
    version: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of a page besides its text."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    """When it was published, YYYY-MM-DD."""
    site: str | None = None
    language: str | None = None
    """As the page says."""
    url: str | None = None
    """The canonical address, as the page says."""
    confidence: float = 0.0
    """The F1 that is to be expected of what was kept, 0 to 1; below 0.6 a person should look."""
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    """Links, strong words, images, entries and cells of what was kept."""
    lines: tuple[int, ...] = field(default=(), repr=False)
    """For each block the line of the HTML on which its element starts, from 1; 0 where that is not known."""
    columns: tuple[int, ...] = field(default=(), repr=False)
    """For each block the column on that line, from 1."""


@dataclass(frozen=True, slots=True)
class Drop:
    """One entry of the account: a span that went, and why."""

    start: int
    end: int
    label: Label
    confidence: float
    rule: str
    """The name of the strongest evidence: most often a rule's id."""
    reason: str
    text: str
    decided_by: str
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """The answer for one document: the article, and the account of all that went.

    `kept`, the spans of `dropped` and `folded` tile the source: each character of it is in exactly one of them.
    """

    document: Document
    packs: tuple[PackUsed, ...]
    decisions: tuple[Decision, ...]
    """One for each block that some evidence touched, in order."""
    text: str
    """The article: the kept spans, one after the other."""
    kept: tuple[Span, ...]
    folded: tuple[Span, ...] = ()
    """Blank space that went with what stood beside it."""
    notes: tuple[str, ...] = ()
    """What a person should know about this run: the brake, rules set aside, a language without packs."""
    page: PageFacts | None = None
    """Of an HTML page: then `document.text` is the text of all that the page shows, and there is a decision on each block."""

    @property
    def dropped(self) -> tuple[Drop, ...]:
        """All that went, in order."""
        return tuple(drop for decision in self.decisions for drop in self._drops(decision))

    def _drops(self, decision: Decision) -> list[Drop]:
        if not decision.keep:
            return [self._drop(decision.block.span, decision)]
        return [self._drop(cut.span, cut) for cut in decision.cuts]

    def _drop(self, span: Span, by: Decision | Cut) -> Drop:
        first = by.evidence[0]
        return Drop(
            start=span.start,
            end=span.end,
            label=by.label,
            confidence=by.confidence,
            rule=first.name,
            reason=first.why,
            text=span.of(self.document.text),
            decided_by=by.decided_by,
            evidence=by.evidence,
        )

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the report as JSON; `from_json` reads it back."""
        from declutter import codec

        return codec.dump(self, indent=indent)

    @staticmethod
    def from_json(text: str) -> Report:
        """Read a report that `to_json` wrote.

        Raises:
            InputError: `text` is not such a report.
        """
        from declutter import codec

        return codec.load(text)
