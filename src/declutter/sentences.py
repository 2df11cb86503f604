"""Sentences of a block, with offsets; cut by `sentencex`, which leaves quotes whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from declutter.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARS = 20_000
"""Longer blocks are no paragraphs; they are one sentence to us, as the splitter slows down on them."""

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
    spans = (span for start, end in bounds if (span := _trimmed(text, start, end)))
    return tuple(Span(span.start + shift, span.end + shift) for span in _worded(text, spans))


def _worded(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans with those that hold no words, such as closing marks, made part of the one before."""
    worded: list[Span] = []
    for span in spans:
        if worded and not any(map(str.isalnum, span.of(text))):
            worded[-1] = Span(worded[-1].start, span.end)
        else:
            worded.append(span)
    return worded


def _trimmed(text: str, start: int, end: int) -> Span | None:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    end = start + len(sentence.strip())
    return Span(start, end) if start < end else None
