"""The shape of a block of a page: how long it is, what it is made of, how it begins and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from declutter.web.facts import Facts

WORDS = {
    "words": "How many words it has (logarithm).",
    "word_length": "How long its words are.",
    "sentences": "How many signs that end sentences it has (logarithm).",
    "sentence_length": "How many words stand between these (logarithm).",
    "commas": "How many commas it has for its words.",
    "digits": "How much of it is digits.",
    "capitals": "How much of it is capital letters.",
    "symbols": "How much of it is symbols.",
    "lines": "How many lines it has.",
    "ends_sentence": "It ends as a sentence does.",
    "ends_colon": "It ends in a colon.",
    "ends_dots": "It breaks off with dots.",
    "starts_capital": "It begins with a capital letter.",
    "starts_digit": "It begins with a digit.",
    "starts_symbol": "It begins with a symbol.",
    "question": "It asks a question.",
    "quotes": "How many quotation marks it has.",
    "copyright": "It holds a copyright sign.",
    "bar": "It holds a bar or an arrow.",
    "price": "It holds a price.",
    "year": "It holds a year.",
    "address": "It holds an address of the web or of mail.",
    "link": "Which share of it is links.",
    "all_link": "All of it is a link.",
    "links": "How many links it holds (logarithm).",
    "strong": "Which share of it is strong.",
    "images": "How many images stand in it.",
}

_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:€|£|zł|kr\b|USD|EUR)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w")


def measure(facts: Facts, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    return _made_of(facts) | _edges(facts) | _marked(facts)


def _made_of(facts: Facts) -> dict[str, np.ndarray]:
    codes, words = facts.codes, facts.words
    length = np.maximum(1, facts.ends - facts.starts)
    ascii_letter = ((codes | 0x20) >= 0x61) & ((codes | 0x20) <= 0x7A)
    letters = facts.within(ascii_letter | (codes >= 0xC0))
    digits = facts.within((codes >= 0x30) & (codes <= 0x39))
    blanks = facts.within((codes == 0x20) | (codes == 0x0A))
    capitals = facts.within((codes >= 0x41) & (codes <= 0x5A))
    return {
        "words": np.log1p(facts.tokens.counts),
        "word_length": np.minimum(20, letters / words),
        "sentences": np.log1p(facts.sentences),
        "sentence_length": np.log1p(np.minimum(200, words / (1 + facts.sentences))),
        "commas": facts.within(np.isin(codes, [0x2C, 0x3001, 0xFF0C])) / words,
        "digits": digits / length,
        "capitals": capitals / np.maximum(1, letters),
        "symbols": (length - letters - digits - blanks) / length,
        "lines": np.minimum(20, facts.within(codes == 0x0A)),
        "question": facts.within((codes == 0x3F) | (codes == 0xFF1F)) > 0,
        "quotes": np.minimum(6, facts.within(np.isin(codes, [0x22, 0x201C, 0x201D, 0xAB, 0xBB, 0x201E]))),
        "copyright": facts.within(codes == 0xA9) > 0,
        "bar": facts.within(np.isin(codes, [0x7C, 0x2192, 0x203A, 0xBB, 0x25B6, 0x2190, 0x2039])) > 0,
        "price": _holding(facts, _PRICE),
        "year": _holding(facts, _YEAR),
        "address": _holding(facts, _ADDRESS),
    }


def _holding(facts: Facts, pattern: re.Pattern[str]) -> np.ndarray:
    """Return which blocks hold a pattern."""
    found = [match.start() for match in pattern.finditer(facts.page.text)]
    flags = np.zeros(facts.count)
    flags[np.searchsorted(facts.starts, found, side="right") - 1] = 1
    return flags


def _edges(facts: Facts) -> dict[str, np.ndarray]:
    codes = facts.codes
    first, last = codes[facts.starts], codes[facts.ends - 1]
    before_last = codes[np.maximum(facts.starts, facts.ends - 2)]
    ends = [ord(sign) for sign in ".!?…。！？"]
    closing = [ord(sign) for sign in "”\"’')»]"]
    return {
        "ends_sentence": np.isin(last, ends) | (np.isin(last, closing) & np.isin(before_last, ends)),
        "ends_colon": np.isin(last, [0x3A, 0xFF1A]),
        "ends_dots": (last == 0x2026) | ((last == 0x2E) & (before_last == 0x2E)),
        "starts_capital": (first >= 0x41) & (first <= 0x5A),
        "starts_digit": (first >= 0x30) & (first <= 0x39),
        "starts_symbol": (first < 0x30) | ((first > 0x2000) & (first < 0x3000)),
    }


def _marked(facts: Facts) -> dict[str, np.ndarray]:
    by_name = {name: [mark for mark in facts.page.marks if mark.name == name] for name in ("a", "strong", "img")}
    at = {
        name: np.searchsorted(facts.starts, [mark.start for mark in marks], side="right") - 1 for name, marks in by_name.items()
    }
    counts = {name: np.bincount(np.maximum(0, places), minlength=facts.count) for name, places in at.items()}
    long = [mark.end - mark.start for mark in by_name["strong"]]
    strong = np.bincount(np.maximum(0, at["strong"]), weights=long, minlength=facts.count)
    return {
        "link": facts.linked,
        "all_link": facts.linked > 0.9,
        "links": np.log1p(counts["a"]),
        "strong": np.minimum(1, strong / np.maximum(1, facts.ends - facts.starts)),
        "images": np.minimum(4, counts["img"]),
    }
