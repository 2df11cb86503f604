"""The shapes of `--to`: what is written of a cleaned page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from declutter.model import Report

SHAPES = {"text": ".txt", "markdown": ".md", "html": ".html"}
"""By name, the ending that a page gets in the output folder."""


def shaped(report: Report, to: str) -> str:
    """Return what is kept of a document in a shape; of text and Markdown the only shape is its own."""
    if to == "text" or report.page is None:
        return report.text
    if to == "markdown":
        from declutter.render.markdown import to_markdown

        return to_markdown(report)
    from declutter.render.page import to_html

    return to_html(report)
