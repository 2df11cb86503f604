"""Sentences of a block, with offsets; cut by `sentencex`, which leaves quotes whole."""

from __future__ import annotations

import re

from declutter.model import Span

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
    return tuple(span for start, end in bounds if (span := _trimmed(text, start, end, shift)))


def _trimmed(text: str, start: int, end: int, shift: int) -> Span | None:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    end = start + len(sentence.strip())
    return Span(start + shift, end + shift) if start < end else None
