"""Labelled articles as lines of JSON, in the form that `declutter eval` and `declutter train` read."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from declutter.errors import InputError
from declutter.evaluate import filled_lines
from declutter.model import Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from declutter.model import Block, Report


def gold_line(report: Report, blocks: Sequence[Block], said: Mapping[int, Label]) -> str:
    """Return an article as a labelled line: what a person said of its blocks, and of all others what the cleaner decided.

    Args:
        report: what the cleaner decided.
        blocks: the blocks of the document.
        said: labels by the number of the block, from 0.
    """
    text = report.document.text
    decisions = {decision.block.span.start: decision for decision in report.decisions}
    starts = [block.span.start for block in blocks]
    labels: list[str] = []
    spans: list[list[Any]] = []
    for number, (start, line) in enumerate(filled_lines(text)):
        at = max(0, bisect_right(starts, start + len(line) - len(line.lstrip())) - 1)
        decision = decisions.get(starts[at])
        labels.append(said.get(at) or (decision.label if decision and not decision.keep else Label.BODY))
        cuts = decision.cuts if decision and decision.keep and at not in said else ()
        inside = (cut for cut in cuts if start <= cut.span.start and cut.span.end <= start + len(line))
        spans += [[number, cut.span.of(text), cut.label] for cut in inside]
    held = {
        "id": report.document.id or "text",
        "lang": report.document.language or "und",
        "text": text,
        "labels": _runs(labels),
        **({"spans": spans} if spans else {}),
    }
    return json.dumps(held, ensure_ascii=True)


def _runs(labels: Sequence[str]) -> list[list[Any]]:
    runs: list[list[Any]] = []
    for number, label in enumerate(labels):
        if runs and runs[-1][2] == label:
            runs[-1][1] = number
        else:
            runs.append([number, number, label])
    return runs


def with_line(source: str, line: str, path: Path) -> str:
    """Return the text of a file of labelled articles with one more; it takes the place of the article with its id.

    Raises:
        InputError: the file holds something else.
    """
    held = json.loads(line)["id"]
    lines: list[str] = []
    at: int | None = None
    for number, each in enumerate(filter(str.strip, source.split("\n")), 1):
        try:
            name = json.loads(each)["id"]
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(f"{path}:{number}: is no labelled article; choose another file") from error
        at = len(lines) if name == held else at
        lines.append(each)
    kept = [*lines, line] if at is None else [*lines[:at], line, *lines[at + 1 :]]
    return "\n".join(kept) + "\n"
