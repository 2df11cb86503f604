"""Names that rules capture: which values the document uses as the name of an intruder.

"How ACME Helps You" and "How Exercise Helps You" have the same form. What tells them apart is the rest of the document: a
name has a capital wherever it stands, and an article that speaks of exercise writes it small somewhere. And a name that much
of the article speaks of is what it is about: then the pitch is the article, and nothing would be left without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from declutter.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from declutter.measures import Layout
    from declutter.model import Match

SUBJECT_SHARE = 1 / 3
"""A name in more than this share of the paragraphs of prose is what the piece is about."""
_LEAST_PROSE = 4
PIECE = 65_536
"""Characters that are lower-cased at a time: Python takes twelve bytes for each meanwhile."""
MOST_NAMES = 50
"""How many values of a document are looked into; the others are none, so that time grows with the document alone."""
_CLEAN = re.compile(r"^\W+|(?:['’]s)?\W*$")


def captured_names(layout: Layout, matches: Iterable[Match]) -> dict[str, tuple[str, ...]]:
    """Return by capture name the values that hold as names, in the order in which they were met."""
    names: dict[str, dict[str, None]] = {}
    known: dict[str, bool] = {}
    for match in matches:
        for name, value in match.values:
            bare = _CLEAN.sub("", value)
            if not _within_limits(match, name, bare):
                continue
            if bare not in known:
                known[bare] = len(known) < MOST_NAMES and is_name(layout, bare) and not is_subject(layout, bare)
            if known[bare]:
                names.setdefault(name, {})[bare] = None
    return {name: tuple(values) for name, values in names.items()}


def _within_limits(match: Match, name: str, value: str) -> bool:
    limits = next((capture for capture in match.rule.captures if capture.name == name), None)
    if limits is None or not value or len(value.split()) > limits.max_words:
        return False
    return value.casefold() not in limits.stop_values


def hold(matches: Iterable[Match], names: dict[str, tuple[str, ...]]) -> list[Match]:
    """Return the matches without those that captured something which is no name: they saw something else."""
    return [
        match
        for match in matches
        if not match.values or any(name in names and _CLEAN.sub("", value) in names[name] for name, value in match.values)
    ]


def is_subject(layout: Layout, value: str) -> bool:
    """Say whether the piece as a whole is about the name."""
    prose = sum(layout.prose)
    naming = {layout.blocks.at(start) for start in _places(layout.blocks.text, value)}
    return prose >= _LEAST_PROSE and sum(at is not None and layout.prose[at] for at in naming) > SUBJECT_SHARE * prose


def is_name(layout: Layout, value: str) -> bool:
    """Say whether the document uses `value` as a name: with a capital wherever it stands, and outside of headings too."""
    if value == value.lower():
        return False
    text, forms = layout.blocks.text, {value, value.upper()}
    in_prose = False
    for start in _places_in_any_case(text, value):
        if text[start : start + len(value)] not in forms:
            return False
        in_prose = in_prose or _in_prose(layout, start)
    return in_prose


def _places_in_any_case(text: str, value: str) -> Iterator[int]:
    """Yield where a value stands, large or small; pieces of the text are lower-cased one at a time."""
    for begin in range(0, len(text), PIECE):
        piece = text[max(0, begin - 1) : begin + PIECE + len(value) + 1]
        lowered = piece.lower()
        same = len(lowered) == len(piece)
        for place in _places(lowered if same else piece, value.lower() if same else value):
            start = max(0, begin - 1) + place
            if begin <= start < begin + PIECE:
                yield start


def _places(text: str, value: str) -> Iterator[int]:
    """Yield where a value stands that is no part of a longer word."""
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        if not _is_word(text[start - 1 : start]) and not _is_word(text[end : end + 1]):
            yield start
        start = text.find(value, start + 1)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _in_prose(layout: Layout, start: int) -> bool:
    block = layout.blocks.at(start)
    return block is not None and layout.kind(block) is not Kind.HEADING
