"""Signs: what speaks in a decision besides rules and columns, each with a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declutter.model import Evidence

if TYPE_CHECKING:
    from declutter.model import Span

SIGNS = {
    "head": "Stands before the first paragraph of prose.",
    "tail": "Stands after the last paragraph of prose.",
    "neighbour": "Stands beside something that goes.",
    "between": "A short line between two pieces of clutter.",
    "above-headline": "Stands between the title of the page and the headline that repeats it.",
    "tail-residue": "A short line after the clutter that follows the article.",
    "heads-clutter": "A heading over nothing but clutter.",
    "row": "What stands before and after it is likely clutter.",
    "copy": "The same text stands on the page before.",
    "title": "It is the title of the page.",
}


def sign(name: str, weight: float, span: Span | None = None) -> Evidence:
    """Return the evidence that a sign is: how sure it makes by itself, 0 to 1, and where it was seen, if in words."""
    return Evidence(name, SIGNS[name], weight, span)
