"""A report as plain text: one line of account, then each drop with its words, its place and its reason."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from declutter.render.rows import counted, one_line, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.model import Block, Drop, Report


def account(report: Report, blocks: Sequence[Block]) -> str:
    """Say in one line how much went of a document, and by which labels."""
    return f"{one_line(report.document.id) or 'text'}: {amount(report, blocks)}"


def amount(report: Report, blocks: Sequence[Block]) -> str:
    """Say how much went, and by which labels."""
    dropped = report.dropped
    total = len(rows(report, blocks))
    if not dropped:
        return f"dropped nothing of {counted(total, 'block')}"
    gone = sum(not decision.keep for decision in report.decisions)
    cuts = len(dropped) - gone
    sentences = f" and {counted(cuts, 'sentence')}" if cuts else ""
    chars = f"{sum(drop.end - drop.start for drop in dropped):,} of {len(report.document.text):,} characters"
    labels = ", ".join(f"{label} {count}" for label, count in Counter(drop.label for drop in dropped).most_common())
    return f"dropped {gone:,} of {counted(total, 'block')}{sentences}, {chars} ({labels})"


def render_text(report: Report, blocks: Sequence[Block]) -> str:
    """Return the whole account of a report for people to read."""
    newlines = [at for at, char in enumerate(report.document.text) if char == "\n"]
    head = [account(report, blocks), *(f"note: {note}" for note in report.notes)]
    drops = [line for drop in report.dropped for line in _drop(drop, bisect_right(newlines, drop.start) + 1)]
    return "\n".join([*head, *drops]) + "\n"


def _drop(drop: Drop, line: int) -> Iterator[str]:
    yield ""
    yield f"line {line}, characters {drop.start:,} to {drop.end:,}: {drop.label} {drop.confidence:.2f}"
    yield from (f"    | {one_line(each)}" for each in drop.text.splitlines())
    yield f"    {drop.rule}: {one_line(drop.reason)} (decided by {drop.decided_by})"
