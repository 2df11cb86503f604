"""The shape of a block: how long it is, what it is made of, how it begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from declutter.folding import HASHED_LETTERS
from declutter.model import Kind

if TYPE_CHECKING:
    from declutter.columns import Page
    from declutter.columns.tokens import Tokens
    from declutter.segment.blocks import Blocks

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

_LETTER, _DIGIT, _SPACE, _BAR, _QUOTE, _QUESTION, _CALL, _ARROW, _OTHER = range(9)
_CLASSES = np.full(256, _OTHER, np.uint8)
"""By byte of the key what it is."""
_CLASSES[:0x1C] = _ARROW
_CLASSES[[code for code in range(256) if chr(code).isalpha() or code in HASHED_LETTERS]] = _LETTER
_CLASSES[0x30:0x3A] = _DIGIT
_CLASSES[[*b' |"?!*>']] = _SPACE, _BAR, _QUOTE, _QUESTION, _CALL, _ARROW, _ARROW
_CAPITALS = np.zeros(256, bool)
_CAPITALS[[*range(0x41, 0x5B), *range(0xC0, 0xDF)]] = True
_LINKS = (b"http", b"www.", b"@", b".com", b"](")
_SENTENCE_ENDS = frozenset('.!?…。！？”"’)')


def measure(page: Page, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    tokens, layout = page.tokens, page.brief.layout
    blocks, text = layout.blocks, layout.blocks.text
    length = np.maximum(1, tokens.ends - tokens.starts)
    made_of = _count_classes(tokens)
    letters, digits = made_of[_LETTER], made_of[_DIGIT]
    kinds = [layout.kind(at) for at in range(len(blocks))]
    last = [text[end - 1] for end in blocks.ends]
    return {
        "words": np.log1p([layout.measure("words", at) for at in range(len(blocks))]),
        "word_length": letters / np.maximum(1, tokens.counts),
        "digits": digits / length,
        "marks": (length - letters - digits - made_of[_SPACE]) / length,
        "capitals": _count_capitals(blocks) / np.maximum(1, letters),
        "ends_sentence": np.array([char in _SENTENCE_ENDS for char in last]),
        "ends_colon": np.array([char in ":：" for char in last]),
        "ends_question": np.array([char in "?？" for char in last]),
        "ends_call": np.array([char in "!！" for char in last]),
        "heading": np.array([kind is Kind.HEADING for kind in kinds]),
        "paragraph": np.array([kind is Kind.PARAGRAPH for kind in kinds]),
        "list_item": np.array([kind is Kind.LIST_ITEM for kind in kinds]),
        "prose": np.array(layout.prose),
        "bar": made_of[_BAR] > 0,
        "link": _have_links(tokens),
        "quote": np.minimum(6, made_of[_QUOTE]),
        "questions": np.minimum(4, made_of[_QUESTION]),
        "calls": np.minimum(4, made_of[_CALL]),
        "arrow": made_of[_ARROW] > 0,
    }


def _count_classes(tokens: Tokens) -> np.ndarray:
    """Return how many characters of each class each block has: a row for each class."""
    count, kinds = len(tokens.starts), _OTHER + 1
    sizes = np.stack([tokens.ends - tokens.starts, np.append(tokens.starts[1:], len(tokens.key)) - tokens.ends], axis=1)
    owners = np.stack([np.arange(count), np.full(count, count)], axis=1)  # the last owner has what lies between blocks
    owner = np.repeat(owners.ravel(), sizes.ravel())
    owner *= kinds
    owner += _CLASSES[np.frombuffer(tokens.key, np.uint8)[tokens.starts[0] :]]
    counted = np.bincount(owner, minlength=(count + 1) * kinds)
    result: np.ndarray = counted.reshape(-1, kinds)[:-1].T
    return result


def _count_capitals(blocks: Blocks) -> np.ndarray:
    source = np.frombuffer(blocks.text.encode("latin-1", "replace"), np.uint8)
    total = np.concatenate([[0], np.cumsum(_CAPITALS[source])])
    result: np.ndarray = total[blocks.ends] - total[blocks.starts]
    return result


def _have_links(tokens: Tokens) -> np.ndarray:
    key, found = tokens.key, np.zeros(len(tokens.starts), bool)
    signs = [sign for sign in _LINKS if sign in key]
    for at, (start, end) in enumerate(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)) if signs else ():
        found[at] = any(key.find(sign, start, end) >= 0 for sign in signs)
    return found
