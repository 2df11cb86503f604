"""The shape of a block: how long it is, what it is made of, how it begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.folding import HASHED_LETTERS
from declutter.model import Kind

if TYPE_CHECKING:
    from declutter.columns import Page

WORDS = {
    "words": "How many words it has (logarithm).",
    "word_length": "How long its words are.",
    "digits": "How much of it is digits.",
    "marks": "How much of it is punctuation and symbols.",
    "capitals": "How much of it is capital letters.",
    "ends_sentence": "It ends as a sentence does.",
    "ends_colon": "It ends in a colon.",
    "ends_question": "It ends in a question mark.",
    "ends_call": "It ends in an exclamation mark.",
    "heading": "It looks like a heading.",
    "paragraph": "It is a paragraph.",
    "list_item": "It is an entry of a list.",
    "prose": "It is a paragraph of prose.",
    "bar": "It holds a vertical bar.",
    "link": "It holds a link or an address.",
    "quote": "How many quotation marks it holds.",
    "questions": "How many question marks it holds.",
    "calls": "How many exclamation marks it holds.",
    "arrow": "It holds an arrow, a bullet or another symbol.",
}

_CAPITALS = np.zeros(256, np.int64)
_CAPITALS[[*range(0x41, 0x5B), *range(0xC0, 0xDF)]] = 1
_DIGITS = np.zeros(256, np.int64)
_DIGITS[[*range(0x30, 0x3A)]] = 1
_LETTERS = np.array([chr(code).isalpha() or code in HASHED_LETTERS for code in range(256)], np.int64)


def measure(page: Page, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    tokens, layout = page.tokens, page.brief.layout
    blocks, text = layout.blocks, layout.blocks.text
    key = np.frombuffer(tokens.key, np.uint8)
    source = np.frombuffer(text.encode("latin-1", "replace"), np.uint8)
    length = np.maximum(1, tokens.ends - tokens.starts)
    letters = _within(_LETTERS[key], tokens.starts, tokens.ends)
    digits = _within(_DIGITS[key], tokens.starts, tokens.ends)
    spaces = _within((key == 0x20).astype(np.int64), tokens.starts, tokens.ends)
    capitals = _within(_CAPITALS[source], np.array(blocks.starts), np.array(blocks.ends))
    kinds = [layout.kind(at) for at in range(len(blocks))]
    last = np.array([text[end - 1] for end in blocks.ends])
    said = {sign: _within((key == ord(sign)).astype(np.int64), tokens.starts, tokens.ends) for sign in '|"?!@'}
    links = np.array([_has_link(tokens.key[start:end]) for start, end in zip(tokens.starts, tokens.ends, strict=True)])
    return {
        "words": np.log1p(tokens.counts),
        "word_length": letters / np.maximum(1, tokens.counts),
        "digits": digits / length,
        "marks": (length - letters - digits - spaces) / length,
        "capitals": capitals / np.maximum(1, letters),
        "ends_sentence": np.isin(last, list('.!?…。！？”"’)')),
        "ends_colon": np.isin(last, list(":：")),
        "ends_question": np.isin(last, list("?？")),
        "ends_call": np.isin(last, list("!！")),
        "heading": np.array([kind is Kind.HEADING for kind in kinds]),
        "paragraph": np.array([kind is Kind.PARAGRAPH for kind in kinds]),
        "list_item": np.array([kind is Kind.LIST_ITEM for kind in kinds]),
        "prose": np.array(layout.prose),
        "bar": said["|"] > 0,
        "link": links,
        "quote": np.minimum(6, said['"']),
        "questions": np.minimum(4, said["?"]),
        "calls": np.minimum(4, said["!"]),
        "arrow": _within(((key < 0x1C) | (key == 0x2A) | (key == 0x3E)).astype(np.int64), tokens.starts, tokens.ends) > 0,
    }


def _within(flags: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return how many of the flags are set within each block."""
    total = np.concatenate([[0], np.cumsum(flags)])
    result: np.ndarray = total[ends] - total[starts]
    return result


def _has_link(text: bytes) -> bool:
    return b"http" in text or b"www." in text or b"@" in text or b".com" in text or b"](" in text
