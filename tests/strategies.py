"""Hypothesis strategies: articles, Markdown and hostile strings, made of the samples and of the packs' own examples."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from declutter import Cleaner
from declutter.model import Covers, Label, Rule, Weight
from declutter.packs import default_paths, load_packs

SAMPLES = Path(__file__).parents[1] / "samples"
CLEANER = Cleaner()
RULES: list[Rule] = [rule for pack in load_packs(default_paths()) if pack.language in ("any", "en") for rule in pack.rules]


def _stands_alone(rule: Rule) -> bool:
    """Say whether a rule must drop its hits wherever they stand: strong, and bound to no place, neighbour or name."""
    placed = rule.where.zones or any(name in ("position", "from_end") for name, _ in rule.where.measures)
    placed = placed or rule.unless.zones or any(name in ("position", "from_end") for name, _ in rule.unless.measures)
    return (
        rule.label is not Label.BODY and rule.weight is Weight.STRONG and not placed and not rule.where.social and not rule.uses
    )


CLUTTER = sorted({hit for rule in RULES if _stands_alone(rule) for hit in rule.hits})
"""The packs' examples of clutter that must go wherever they stand."""
SENTENCES = sorted({hit for rule in RULES if _stands_alone(rule) and rule.covers is Covers.SENTENCE for hit in rule.hits})
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
    st.sampled_from(PARAGRAPHS), st.sampled_from(CLUTTER), st.sampled_from(EDITORIAL), HOSTILE, st.text(max_size=60)
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
    """Draw a clean article, and the same with one example of clutter put between two of its paragraphs, or at an end."""
    text = ARTICLES[draw(st.sampled_from(sorted(ARTICLES)))]
    paragraphs = text.split("\n\n") if "\n\n" in text else text.split("\n")
    gap = "\n\n" if "\n\n" in text else "\n"
    at = draw(st.integers(0, len(paragraphs)))
    clutter = draw(st.sampled_from(CLUTTER))
    return text, gap.join([*paragraphs[:at], clutter, *paragraphs[at:]])


LABELS = sorted(Label)
