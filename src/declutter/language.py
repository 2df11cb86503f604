"""Which language a document is in: once per document, and only where packs of several languages are loaded.

`langdetect` is seeded, so that the same text has the same language in every run.
"""

from __future__ import annotations

UNKNOWN = "und"
_SAMPLE = 3_000
_LEAST_LETTERS = 20


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, `und` for what is too short or has no letters."""
    sample = text[:_SAMPLE].lower()
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return UNKNOWN
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    try:
        return str(detect(sample))[:2]
    except LangDetectException:
        return UNKNOWN
