"""Hypothesis strategies: articles, Markdown and hostile strings, made of the samples and of the packs' own examples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from declutter import Cleaner
from declutter.index import index_rules
from declutter.library import default_paths
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import Conditions, Covers, Document, Label, Rule, Weight
from declutter.packs import load_packs
from declutter.scan import RuleSet
from declutter.segment import segment
from declutter.sentences import sentence_spans

SAMPLES = Path(__file__).parents[1] / "samples"
CLEANER = Cleaner()
PACKS = load_packs(default_paths())
RULES: list[Rule] = [rule for pack in PACKS if pack.language in ("any", "en") for rule in pack.rules]


def _stands_alone(rule: Rule) -> bool:
    """Say whether a rule must drop its hits wherever they stand: strong, and bound to no place, neighbour or name."""
    placed = rule.where.zones or any(name in ("position", "from_end") for name, _ in rule.where.measures)
    placed = placed or rule.unless.zones or any(name in ("position", "from_end") for name, _ in rule.unless.measures)
    return (
        rule.label is not Label.BODY and rule.weight is Weight.STRONG and not placed and not rule.where.social and not rule.uses
    )


def _goes_whole(rule: Rule, hit: str) -> bool:
    """Say whether nothing of a hit stays: of several sentences, a rule for sentences takes its own."""
    return rule.covers is not Covers.SENTENCE or len(sentence_spans(hit, "en")) == 1


_PLACELESS = [replace(rule, where=Conditions()) for rule in RULES if rule.covers in (Covers.SECTION, Covers.TO_END)]
_REACHING = RuleSet(index_rules(_PLACELESS))


def _opens(text: str) -> bool:
    """Say whether some rule takes along what stands under a text, wherever that may be."""
    return find_matches(Layout(segment(Document(text))), _REACHING) != {}


EXAMPLES = sorted({hit for rule in RULES if _stands_alone(rule) for hit in rule.hits if _goes_whole(rule, hit)})
"""The packs' examples of clutter that must go with or without neighbours."""
OPENERS = [hit for hit in EXAMPLES if _opens(hit)]
"""Those that take along what stands under them."""
CLUTTER = [hit for hit in EXAMPLES if hit not in set(OPENERS)]
"""Those that must go wherever they stand, and nothing else with them."""
EDITORIAL = sorted({miss for rule in RULES for miss in rule.misses})
ARTICLES = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*/expected.txt"))}
PARAGRAPHS = sorted({line for text in ARTICLES.values() for line in text.split("\n") if len(line) > 120})

HOSTILE = st.text(
    st.sampled_from("aB \t\n\r.!?|#>-*•©’“”\u00ad\u200b\u0301\ufeff\u202e\x00\x0b\x0c\x1c\x85\u2028ﬁßİı日ЖאABc1…😀\ud800"),
    max_size=80,
)
"""Strings of characters that break things: blanks of all kinds, marks without width, folds of uneven length."""

blanks = st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n", "\n\n\n"])
pieces = st.one_of(
    st.sampled_from(PARAGRAPHS), st.sampled_from(EXAMPLES), st.sampled_from(EDITORIAL), HOSTILE, st.text(max_size=60)
)


@st.composite
def articles(draw: st.DrawFn) -> str:
    """Draw a text of paragraphs, clutter, near misses and noise, parted by blanks of one or several kinds."""
    parts = draw(st.lists(pieces, max_size=12))
    return "".join(part + draw(blanks) for part in parts)


@st.composite
def markdown(draw: st.DrawFn) -> str:
    """Draw a Markdown text: headings, lists, quotes, tables, code and links around the same pieces."""
    frames = [
        "{}",
        "# {}",
        "## {}",
        "- {}",
        "1. {}",
        "> {}",
        "```\n{}\n```",
        "| a | b |\n|---|---|\n| {} | c |",
        "[{}](https://example.com)",
        "    {}",
        "**{}**",
    ]
    parts = draw(st.lists(st.tuples(st.sampled_from(frames), pieces), max_size=10))
    return "\n\n".join(frame.format(piece) for frame, piece in parts)


@st.composite
def injected(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a clean article, and the same with one example of clutter put into it; one that opens a section, under it."""
    text = ARTICLES[draw(st.sampled_from(sorted(ARTICLES)))]
    paragraphs = text.split("\n\n") if "\n\n" in text else text.split("\n")
    gap = "\n\n" if "\n\n" in text else "\n"
    clutter = draw(st.sampled_from(EXAMPLES))
    at = len(paragraphs) if clutter in OPENERS else draw(st.integers(0, len(paragraphs)))
    return text, gap.join([*paragraphs[:at], clutter, *paragraphs[at:]])
