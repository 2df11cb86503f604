"""declutter gives back the article: text in, article out, every drop accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from declutter.corpus.batch import clean_batch
    from declutter.engine import Cleaner, clean
    from declutter.errors import DeclutterError, InputError, OutputError, PackError
    from declutter.model import (
        DROP_LABELS,
        Block,
        Cut,
        Decision,
        Document,
        Drop,
        Evidence,
        Format,
        Kind,
        Label,
        Mark,
        PageFacts,
        Policy,
        Report,
        Span,
    )
    from declutter.policies import PROFILES

__all__ = [
    "DROP_LABELS",
    "PROFILES",
    "Block",
    "Cleaner",
    "Cut",
    "Decision",
    "DeclutterError",
    "Document",
    "Drop",
    "Evidence",
    "Format",
    "InputError",
    "Kind",
    "Label",
    "Mark",
    "OutputError",
    "PackError",
    "PageFacts",
    "Policy",
    "Report",
    "Span",
    "clean",
    "clean_batch",
]

_HOMES = {
    "declutter.corpus.batch": {"clean_batch"},
    "declutter.engine": {"Cleaner", "clean"},
    "declutter.errors": {"DeclutterError", "InputError", "OutputError", "PackError"},
    "declutter.policies": {"PROFILES"},
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `declutter --version` loads nothing heavy."""
    if name not in __all__:
        raise AttributeError(f"module 'declutter' has no attribute {name!r}")
    from importlib import import_module

    home = next((module for module, names in _HOMES.items() if name in names), "declutter.model")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
