"""Markdown."""

from __future__ import annotations

from declutter.segment.blocks import Blocks
from declutter.segment.text import segment_text


def segment_markdown(text: str) -> Blocks:
    return segment_text(text)
