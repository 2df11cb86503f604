"""What becomes of one row: whatever is in it, and whatever goes wrong, it gets an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from declutter.errors import DeclutterError, InputError
from declutter.model import DROP_LABELS, Format, Label
from declutter.source import read_source

if TYPE_CHECKING:
    from declutter.corpus.recipe import Recipe
    from declutter.model import Document, Drop, Report


_KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


class Status(StrEnum):
    """What became of a document."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    """It passed as it was; the error says why."""


class Given(NamedTuple):
    """What a row holds for the cleaner, of whatever type it is."""

    text: object
    id: object = None
    url: object = None
    format: object = None
    trouble: str | None = None
    """Why there is no text to be had."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row."""

    status: Status
    text: str | None
    """The article; of what failed the text as it came, if it is one."""
    error: str | None = None
    report: Report | None = None

    @property
    def dropped(self) -> tuple[Drop, ...]:
        """All that went, in order."""
        return self.report.dropped if self.report else ()

    def labels(self) -> dict[Label, int]:
        """Return how many pieces went by each label."""
        counts = dict.fromkeys(DROP_LABELS, 0)
        for drop in self.dropped:
            counts[drop.label] += 1
        return counts


def outcome_of(given: Given, recipe: Recipe) -> Outcome:
    """Clean what a row holds.

    Raises:
        PackError: a pack of the recipe is faulty.
    """
    cleaner = recipe.cleaner()
    try:
        document = _document(given, recipe)
        report = cleaner.clean_document(document)
    except DeclutterError as error:
        return _failed(given, str(error))
    except Exception as error:  # one document must not end a run over millions; its row says what went wrong
        return _failed(given, f"{type(error).__name__}: {error}")
    same = document.format is not Format.HTML and report.text == document.text
    return Outcome(Status.UNCHANGED if same else Status.CHANGED, report.text, report=report)


def _failed(given: Given, error: str) -> Outcome:
    text = given.text if isinstance(given.text, str) and not _half(given.text) else None
    return Outcome(Status.FAILED, text, error)


def _document(given: Given, recipe: Recipe) -> Document:
    """Read a row.

    Raises:
        InputError: there is no text in it.
    """
    if given.trouble:
        raise InputError(given.trouble)
    if not isinstance(given.text, str | bytes):
        raise InputError(f"the text is {_told(given.text)}")
    name = "" if given.id is None else str(given.id)
    asked = recipe.format if given.format is None else str(given.format)
    address = given.url if isinstance(given.url, str) else None
    if len(given.text) <= recipe.max_characters:
        document = read_source(given.text, format=asked, language=recipe.language, url=address, errors=recipe.errors)
        half = _half(document.text)
        if not half:
            return replace(document, id=name)  # not before: an id that ends in .html says nothing of the text beside it
        raise InputError(f"character {half - 1:,} is half of a surrogate pair, which no encoding can write; mend the text first")
    unit = "characters" if isinstance(given.text, str) else "bytes"
    raise InputError(f"the text has {len(given.text):,} {unit}, more than {recipe.max_characters:,}; raise --max-characters")


def _told(value: object) -> str:
    """Tell what stands where a text should."""
    if value is None:
        return "null"
    return f"{_KINDS.get(type(value), f'of the type {type(value).__name__}')}, not a string"


def _half(text: str) -> int:
    """Return the number, from 1, of a character that is half of a surrogate pair; 0 where there is none."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start + 1
    return 0
