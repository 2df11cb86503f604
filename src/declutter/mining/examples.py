"""Examples of rules, and how they are written: what mining and the workbench share."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

from declutter.cases import matches
from declutter.model import Document
from declutter.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from declutter.model import Rule


def aloud(text: str, rules: Sequence[Rule]) -> str:
    """Return another form in which a block may stand on a page."""
    loud = text.upper()
    return loud if any(matches(rule, loud) for rule in rules) else text


def is_block(text: str) -> bool:
    """Say whether a text that stands alone is one block, as examples must be."""
    return len(segment(Document(text)).starts) == 1


def nearest(words: Iterable[str], staying: Sequence[str]) -> list[str]:
    """Return blocks that must stay, those first that share most of these words, and are not long."""
    words = set(words)
    shared = {text: len(words & set(re.findall(r"\w+", text.lower()))) for text in dict.fromkeys(staying)}
    return sorted(shared, key=lambda text: -shared[text] / len(text.split()) ** 0.5)


def quoted(text: str) -> str:
    """Return a text as a scalar of YAML, on one line: in double quotes, JSON and YAML are the same."""
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in json.dumps(text, ensure_ascii=False))


def slug_of(text: str) -> str:
    """Return a text in kebab-case, of letters that every name may have."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
