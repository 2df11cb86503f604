"""A document in finer grain: some of its blocks as their sentences, so that the same columns speak of a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from declutter.columns import NAMES, measure
from declutter.measures import Layout
from declutter.model import Kind
from declutter.segment.blocks import Blocks
from declutter.sentences import is_inside, sentence_spans
from declutter.weigh import gone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.columns import Page
    from declutter.model import Span
    from declutter.weigh import Brief, Decisions

WITHIN = {
    "sentence_of": "How many sentences its paragraph has (logarithm).",
    "sentence_first": "It is the first sentence of its paragraph.",
    "sentence_last": "It is the last sentence of its paragraph.",
    "sentence_before": "How many sentences of its paragraph stand before it (logarithm).",
    "sentence_share": "How much of its paragraph it is.",
    "sentence_bracket": "It stands in brackets.",
    "paragraph_last": "Its paragraph is the last one of prose.",
    "paragraph_we": "How much the rest of its paragraph speaks as we.",
    "paragraph_you": "How much the rest of its paragraph speaks to the reader.",
    "paragraph_brand": "The rest of its paragraph names the brand.",
}
"""What columns say of a sentence beside `NAMES`."""
SENTENCE_NAMES = (*NAMES, *WITHIN)
EVIDENCE = (
    "sees_any",
    "sentence_promo",
    "sentence_other",
    "we",
    "one",
    "reach",
    "letter",
    "more",
    "law",
    "brand",
    "ask",
    "captured",
)
"""Where none of these columns says anything of a block, its sentences are not looked at."""
_ASKED = [NAMES.index(name) for name in EVIDENCE]
_REST = [NAMES.index(name) for name in ("we", "you", "brand")]
MOST_SENTENCES = 60
"""Paragraphs of more sentences are not looked at one by one."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Blocks and sentences of a document in order, with their columns."""

    block: np.ndarray
    """For each piece the block it is or stands in."""
    spans: tuple[Span, ...]
    sentence: np.ndarray
    """Whether a piece is a sentence of a block that was cut."""
    columns: np.ndarray
    """A row for each piece, a column for each of `SENTENCE_NAMES`."""


def candidates(brief: Brief, columns: np.ndarray) -> list[int]:
    """Return the blocks that may hold more than one sentence, and hold evidence of any kind; none that a rule speaks for."""
    asked = map(int, np.flatnonzero(columns[:, _ASKED].any(axis=1)))
    kinds = (Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.QUOTE)
    return [at for at in asked if brief.layout.blocks.kind(at) in kinds and not brief.is_editorial(at)]


def cut(page: Page, wanted: Sequence[int]) -> Pieces | None:
    """Return a document with the sentences of the `wanted` blocks in place of them; None where none has two sentences."""
    brief, cuts = page.brief, {}
    blocks = brief.layout.blocks
    for at in wanted:
        spans = sentence_spans(blocks.text_of(at), brief.language, blocks.starts[at])
        if 1 < len(spans) <= MOST_SENTENCES:
            cuts[at] = spans
    if not cuts:
        return None
    spans = tuple(span for at in range(len(blocks)) for span in cuts.get(at, (blocks[at].span,)))
    block = np.array([at for at in range(len(blocks)) for _ in cuts.get(at, "_")])
    sentence = np.array([int(at) in cuts for at in block])
    columns = measure(page.finer(*_finer(brief, page.decisions, spans, block, sentence)))
    last = block == max(np.flatnonzero(brief.layout.prose), default=-1)
    return Pieces(block, spans, sentence, np.hstack([columns, _within(blocks.text, columns, spans, block, last)]))


def _finer(
    brief: Brief, decisions: Decisions, spans: tuple[Span, ...], block: np.ndarray, sentence: np.ndarray
) -> tuple[Brief, Decisions]:
    """Return what the judge is given, with pieces as its blocks."""
    blocks = brief.layout.blocks

    def classify(at: int) -> tuple[Kind, int]:
        whole = blocks[int(block[at])]
        return whole.kind, whole.level

    pieces = Blocks(blocks.text, [span.start for span in spans], [span.end for span in spans], classify)
    matches = {}
    for at, span in enumerate(spans):
        seen = [match for match in brief.matches.get(int(block[at]), ()) if is_inside(match.span, span, blocks.text)]
        if seen:
            matches[at] = seen
    known = {at: decisions[int(of)] for at, of in enumerate(block) if not sentence[at] and gone(decisions, int(of))}
    return replace(brief, layout=Layout(pieces), matches=matches), known


def _within(text: str, columns: np.ndarray, spans: tuple[Span, ...], block: np.ndarray, paragraph_last: np.ndarray) -> np.ndarray:
    first = np.searchsorted(block, block)
    last = np.searchsorted(block, block, side="right") - 1
    order = np.arange(len(block))
    sizes = np.array([len(span) for span in spans])
    whole = np.bincount(block, weights=sizes)[block]
    rest = [_rest(columns[:, at], block) for at in _REST]
    return np.stack(
        [
            np.log1p(last - first),
            first == order,
            last == order,
            np.log1p(order - first),
            sizes / np.maximum(1, whole),
            [text[span.start] in "([" for span in spans],
            paragraph_last,
            *rest,
        ],
        axis=1,
    ).astype(np.float32)


def _rest(values: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Return the mean of what the other pieces of the same block have."""
    total, count = np.bincount(block, weights=values)[block], np.bincount(block)[block]
    result: np.ndarray = (total - values) / np.maximum(1, count - 1)
    return result
