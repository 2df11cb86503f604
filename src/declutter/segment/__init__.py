"""Cut a source into blocks: one input format a file, one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.model import Block, Document, Format, Report
from declutter.segment.markdown import segment_markdown
from declutter.segment.text import segment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from declutter.segment.blocks import Blocks

SEGMENTERS: dict[Format, Callable[[str], Blocks]] = {
    Format.TEXT: segment_text,
    Format.MARKDOWN: segment_markdown,
}


def blocks_of(report: Report) -> Sequence[Block]:
    """Return the blocks of the document of a report; on those of a page there is a decision each."""
    return [decision.block for decision in report.decisions] if report.page else segment(report.document)


def segment(document: Document) -> Blocks:
    """Cut the document into blocks, by its format."""
    return SEGMENTERS[document.format](document.text)
