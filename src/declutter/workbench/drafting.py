"""Draft a rule from a block that a person has judged, with examples from the open documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from declutter.cases import matches
from declutter.folding import fold
from declutter.mining.examples import aloud, is_block, nearest, quoted, slug_of
from declutter.mining.templates import Template, keys_of
from declutter.model import Label, Matcher, Place, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = 3
"""How many hits and misses a draft gets at most."""
LEAST = 2
_WHYS = {
    Label.BODY: "Belongs to the article.",
    Label.PROMO: "Advertises the publisher or a partner.",
    Label.AD: "An ad, or the label of one.",
    Label.AUTHOR_BIO: "Tells who wrote it.",
    Label.COMMENT_FORM: "Invites the reader to comment.",
    Label.COMMENTS: "What readers wrote.",
    Label.SUBSCRIBE: "Asks the reader to subscribe.",
    Label.RELATED: "Sends the reader to another article.",
    Label.SHARE: "Asks the reader to share or follow.",
    Label.NAV: "A part of the menus of the site.",
    Label.TAGS: "Lists topics.",
    Label.LEGAL: "A legal notice.",
    Label.OTHER: "Left over from the page.",
}


def draft(text: str, label: Label, others: Sequence[str]) -> str:
    """Return a rule in YAML that sees a block: as a line if it is short, and else as a pattern of the whole block.

    Args:
        text: the block.
        label: what it is; `body` for a block that stays.
        others: the other blocks of the open documents.
    """
    template = Template(keys_of(text).exact)
    rule = _rule(text, label, template)
    fitting = [each for each in dict.fromkeys((text, *others)) if is_block(each)]
    hits = [each for each in fitting if matches(rule, each)][:EXAMPLES]
    misses = [each for each in nearest(template.words, fitting) if not matches(rule, each)][:EXAMPLES]
    if len(hits) < LEAST:
        hits = list(dict.fromkeys([text, *hits, aloud(text, [rule])]))
    lines = [
        f"- id: {slug_of(' '.join(template.words[:5])) or 'rule'}",
        f"  label: {label}",
        f"  {rule.matcher.kind}: [{quoted(rule.matcher.entries[0])}]",
        f"  why: {_WHYS[label]}",
        "  hits:",
        *(f"    - {quoted(each)}" for each in hits),
        "  misses:",
        *(f"    - {quoted(each)}" for each in misses),
    ]
    return "\n".join(lines) + "\n"


def _rule(text: str, label: Label, template: Template) -> Rule:
    """Return a rule that sees a block whole, or else by its words as they stand."""
    whole = Matcher("line" if template.is_line else "pattern", (template.entry,))
    rule = Rule("draft", label, whole, "", Place("", 1, 1))
    words = replace(rule, matcher=Matcher("phrase", (" ".join(fold(text).split()),)))
    return rule if matches(rule, text) or not matches(words, text) else words
