"""A document block by block: what stays, what goes, and why. Colour says nothing that words do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from declutter.render.rows import one_line, rows
from declutter.render.text import account

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.model import Block, Cut, Decision, Evidence, Report

WIDTH = 100
"""Longest line of quoted text."""
_COLOURS = {"kept": None, "cut": "yellow", "dropped": "red"}
_INDENT = " " * 16


def explain(report: Report, blocks: Sequence[Block]) -> str:
    """Return a document block by block, marked `kept`, `cut` or `dropped`; coloured, for a terminal to show."""
    listed = rows(report, blocks)
    lines = [account(report, blocks), *(f"note: {note}" for note in report.notes), ""]
    for number, (block, decision) in enumerate(listed, 1):
        lines += _block(number, block.span.of(report.document.text), decision)
        if decision is not None:
            lines += _reasons(decision, report.document.text)
    return "\n".join(lines) + "\n"


def _block(number: int, text: str, decision: Decision | None) -> Iterator[str]:
    mark = _mark(decision)
    colour = _COLOURS[mark]
    line = f"{mark:<8} {number:>5}  {one_line(text, WIDTH)}"
    yield click.style(line, fg=colour) if colour else line


def _mark(decision: Decision | None) -> str:
    if decision is None or (decision.keep and not decision.cuts):
        return "kept"
    return "cut" if decision.keep else "dropped"


def _reasons(decision: Decision, text: str) -> Iterator[str]:
    if not decision.cuts:
        yield from _verdict(decision, text)
    for cut in decision.cuts:
        yield _INDENT + click.style(f"cut “{one_line(cut.span.of(text), WIDTH)}”", fg=_COLOURS["cut"])
        yield from _verdict(cut, text)


def _verdict(by: Decision | Cut, text: str) -> Iterator[str]:
    yield f"{_INDENT}{by.label} {by.confidence:.2f}, decided by {by.decided_by}"
    yield from (f"{_INDENT}{_evidence(each, text)}" for each in by.evidence)


def _evidence(evidence: Evidence, text: str) -> str:
    seen = f" “{one_line(evidence.span.of(text), WIDTH // 2)}”" if evidence.span else ""
    return f"{evidence.weight:.2f} {evidence.name}: {one_line(evidence.why)}{seen}"
