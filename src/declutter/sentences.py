"""Sentences of a block, with offsets; cut by `sentencex`, which leaves quotes whole, and behind brackets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from declutter.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_CHARS = 20_000
"""Longer blocks are no paragraphs; they are one sentence to us, as the splitter slows down on them."""

QUOTED_SHARE = 0.6
"""A sentence of which so much stands between quotation marks is a quotation."""
_QUOTATION = re.compile(
    r'“[^“”]{1,1000}”|„[^„“”]{1,1000}[“”]|»[^»«]{1,1000}«|«[^»«]{1,1000}»|"[^"]{1,1000}"|「[^「」]{1,1000}」|『[^『』]{1,1000}』'
)
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[.!?…][)\]](?=\s)")
"""A sentence in brackets; the splitter leaves it with the one behind it."""
_CLOSING = re.compile(r"([*_\"”’'»)\]]+)(?:\s+|$)")
"""Closing marks, which the splitter leaves with the sentence behind them."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def sentence_spans(text: str, language: str, shift: int = 0) -> tuple[Span, ...]:
    """Return the sentences of `text` without the blanks around them, moved by `shift` characters.

    `language` is an ISO 639-1 code; for one that the splitter does not know it falls back to English by itself.
    """
    if len(text) > MAX_CHARS:
        return (Span(shift, shift + len(text)),)
    from sentencex import get_sentence_boundaries

    encodable = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    bounds = ((each["start_index"], each["end_index"]) for each in get_sentence_boundaries(language, encodable))
    parts = (part for start, end in bounds for part in _out_of_brackets(text, start, end))
    spans = (span for start, end in parts if (span := _trimmed(text, start, end)))
    return tuple(Span(span.start + shift, span.end + shift) for span in _worded(text, spans))


def is_inside(find: Span, sentence: Span, text: str) -> bool:
    """Say whether a find speaks of a sentence: its letters do, not the full stop behind which it was looked for.

    Args:
        find: where a rule found something.
        sentence: the sentence.
        text: the text that both are spans of.
    """
    shared = text[max(find.start, sentence.start) : min(find.end, sentence.end)]
    return any(map(str.isalnum, shared)) or len(shared) == len(find)


def in_quotes(text: str, shift: int, sentence: Span) -> bool:
    """Say whether most of a sentence is what somebody else says: it lies between quotation marks of its block.

    Args:
        text: the block.
        shift: where the block starts.
        sentence: a span in the terms of the whole document.
    """
    start, end = sentence.start - shift, sentence.end - shift
    starts, ends = _quotations(text)
    touching = range(bisect_right(ends, start), bisect_left(starts, end))
    return sum(min(end, ends[at]) - max(start, starts[at]) for at in touching) > QUOTED_SHARE * len(sentence)


@lru_cache(maxsize=1)
def _quotations(text: str) -> tuple[list[int], list[int]]:
    """Return where quotations start and end; all sentences of a block are asked about one after the other."""
    found = [quote.span() for quote in _QUOTATION.finditer(text)]
    return [start for start, _ in found], [end for _, end in found]


def _out_of_brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences in brackets that a piece begins with, each for itself, and then the rest."""
    while bracketed := _IN_BRACKETS.match(text, start, end):
        yield start, bracketed.end()
        start = bracketed.end()
    yield start, end


def _worded(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans with those that hold no words made part of a neighbour, and closing marks of the sentence they close."""
    worded: list[Span] = []
    for span in spans:
        closing = _CLOSING.match(text, span.start, span.end) if worded else None
        if closing:
            worded[-1] = Span(worded[-1].start, closing.end(1))
            span = Span(closing.end(), span.end)  # noqa: PLW2901  (what is left of it)
        if worded and not any(map(str.isalnum, span.of(text))):
            worded[-1] = Span(worded[-1].start, max(worded[-1].end, span.end))
        elif worded and not any(map(str.isalpha, worded[0].of(text))):
            worded = [Span(worded[0].start, span.end)]
        else:
            worded.append(span)
    return worded


def _trimmed(text: str, start: int, end: int) -> Span | None:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    end = start + len(sentence.strip())
    return Span(start, end) if start < end else None
