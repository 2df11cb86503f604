"""Where a block stands, and in what kind of document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.arrays import runs, since, until

if TYPE_CHECKING:
    from declutter.columns import Page

WORDS = {
    "from_start": "How many blocks stand before it (logarithm).",
    "from_end": "How many blocks stand after it (logarithm).",
    "position": "How far into the text it stands.",
    "head": "It stands before the first paragraph of prose.",
    "tail": "It stands after the last paragraph of prose.",
    "since_prose": "How many blocks have passed since the last paragraph of prose (logarithm).",
    "until_prose": "How many blocks are to come until the next paragraph of prose (logarithm).",
    "prose_left": "How much of the prose is still to come.",
    "blank_before": "A blank line stands before it.",
    "blocks": "How many blocks the document has (logarithm).",
    "prose_share": "How much of the document is prose.",
    "short_share": "How many of the blocks are short.",
    "repeated": "The same text stands elsewhere in the document.",
    "overlap": "How many of its words the prose around it uses too.",
    "overlap_title": "How many of its words stand in the first blocks.",
    "title": "It repeats the title of the page.",
    "title_so_far": "A block that repeats the title of the page stands before it.",
    "title_to_come": "A block that repeats the title of the page stands after it.",
    "head_gone": "How many blocks before the first paragraph of prose go by the rules (logarithm).",
}

TITLE_BLOCKS, _TITLE_WORDS = 3, 40
"""The title is somewhere in so many blocks and words at the start."""


def measure(page: Page, known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    blocks, tokens = page.brief.layout.blocks, page.tokens
    count = len(blocks)
    order, prose = np.arange(count), known["prose"].astype(bool)
    story, titles = page.brief.layout.story, page.brief.layout.title_places
    texts = [tokens.key[start:end] for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)]
    gaps = [blocks.text.count("\n", end, start) for end, start in zip([0, *blocks.ends[:-1]], blocks.starts, strict=True)]
    words = np.cumsum(tokens.counts * prose)
    all_words = max(1, int(tokens.counts.sum()))
    return {
        "from_start": np.log1p(order),
        "from_end": np.log1p(count - 1 - order),
        "position": np.array(blocks.starts) / max(1, blocks.ends[-1]),
        "head": order < (story.start if story else count),
        "tail": order >= (story.stop if story else count),
        "since_prose": np.log1p(order - since(prose)),
        "until_prose": np.log1p(until(prose) - order),
        "prose_left": 1 - words / max(1, words[-1]),
        "blank_before": np.array(gaps) > 1,
        "blocks": np.full(count, np.log1p(count)),
        "prose_share": np.full(count, words[-1] / all_words),
        "short_share": np.full(count, float(np.mean(tokens.counts <= 8))),
        "repeated": _repeated(texts),
        "overlap": _overlap(page, prose),
        "overlap_title": _overlap_title(page),
        "title": np.isin(order, titles),
        "title_so_far": order > min(titles, default=count),
        "title_to_come": order < max(titles, default=0),
        "head_gone": np.full(count, np.log1p(known["goes"][: story.start].sum())),
    }


def _repeated(texts: list[bytes]) -> np.ndarray:
    seen: dict[bytes, int] = {}
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
    return np.array([seen[text] > 1 for text in texts])


def _overlap(page: Page, prose: np.ndarray) -> np.ndarray:
    """Return the share of the longer words of each block that stand in paragraphs of prose other than itself."""
    tokens, kinds = page.tokens, len(page.tokens.source.kinds)
    long = tokens.source.are_long[tokens.ids]
    in_prose = prose[tokens.block]
    everywhere = np.bincount(tokens.ids[in_prose], minlength=kinds)
    same = tokens.block * kinds + tokens.ids
    order = np.argsort(same, kind="stable")
    _, sizes = runs(same[order])
    own = np.empty_like(same)
    own[order] = np.repeat(sizes, sizes)
    elsewhere = everywhere[tokens.ids] - own * in_prose > 0
    total = np.bincount(tokens.block, weights=long, minlength=len(tokens.counts))
    shared = np.bincount(tokens.block, weights=long & elsewhere, minlength=len(tokens.counts))
    result: np.ndarray = shared / np.maximum(1, total)
    return result


def _overlap_title(page: Page) -> np.ndarray:
    tokens = page.tokens
    wanted = np.zeros(len(tokens.source.kinds), bool)
    wanted[tokens.ids[: min(_TITLE_WORDS, int(tokens.counts[:TITLE_BLOCKS].sum()))]] = True
    shared = (wanted & tokens.source.are_long)[tokens.ids]
    result: np.ndarray = np.bincount(tokens.block, weights=shared, minlength=len(tokens.counts)) / np.maximum(1, tokens.counts)
    return result
