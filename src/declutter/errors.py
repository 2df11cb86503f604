"""The errors of declutter.

DeclutterError
├── InputError    a source cannot be read: missing, binary, in no known encoding
├── PackError     a rule pack is faulty; carries every fault with its place
└── OutputError   an answer cannot be written
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.model import Fault


class DeclutterError(Exception):
    """The root of all errors that declutter raises on purpose."""


class InputError(DeclutterError):
    """A source cannot be read as text; the message names the file, the place and the way out."""


class OutputError(DeclutterError):
    """An answer cannot be written; the message names the file and the cause."""


def needs(who: str, what: str, extra: str) -> str:
    """Return the message where what comes with an extra is missing, with the way to get it."""
    return f"{who} needs {what}; install it with: pip install '.[{extra}]' in the folder of declutter"


class PackError(DeclutterError):
    """One or more rule packs are faulty.

    `faults` holds all of them, in the order of files and lines, so that a person mends a pack in one go.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)
