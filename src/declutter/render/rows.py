"""All blocks of a document in order, each with what was decided on it: what every form of a report starts from."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.model import Block, Decision, Report

Row = tuple["Block", "Decision | None"]


def rows(report: Report, blocks: Sequence[Block]) -> list[Row]:
    """Return the blocks that were decided on, and between them those that nothing spoke against.

    Args:
        report: what was decided.
        blocks: the blocks of its document.
    """
    decided: list[Row] = [(decision.block, decision) for decision in report.decisions]
    ends = [block.span.end for block, _ in decided]
    untouched: list[Row] = [(block, None) for block in blocks if not _is_decided(block, decided, ends)]
    return sorted(decided + untouched, key=lambda row: row[0].span)


def _is_decided(block: Block, decided: Sequence[Row], ends: Sequence[int]) -> bool:
    at = bisect_left(ends, block.span.start + 1)
    return at < len(decided) and decided[at][0].span.touches(block.span)


def one_line(text: str, width: int | None = None) -> str:
    """Return a text on one line without control characters, which could steer a terminal; shortened to `width`."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if width is None or len(line) <= width else line[: width - 1].rstrip() + "…"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in `1 block` and `1,204 blocks`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
