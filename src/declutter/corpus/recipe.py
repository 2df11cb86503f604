"""How to clean, in a form that travels between processes; each process makes its cleaner once."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import declutter
from declutter.engine import DEFAULT_WEIGHTS, Cleaner
from declutter.model import Policy
from declutter.source import AUTO

MAX_CHARACTERS = 4_000_000
"""More than any book; cleaning takes some 60 bytes a character, and a process that runs out of memory takes others along."""
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to clean: what `Cleaner` and `Cleaner.clean` are given."""

    packs: tuple[str, ...] = ()
    """Paths of packs beside the default ones; on a cluster they lie at the same place on all machines."""
    policy: Policy | str = "default"
    weights: str | None = DEFAULT_WEIGHTS
    default_packs: bool = True
    allow: str | None = None
    """Path of a list of what must stay."""
    witness: bool = True
    strict_packs: bool = False
    format: str = AUTO
    """A `Format`, or `auto`; the format of a row comes before it."""
    language: str | None = None
    """ISO 639-1 code, where all documents are in one language that is known."""
    max_characters: int = MAX_CHARACTERS
    """Longer documents fail, and so pass unchanged."""
    errors: str = "strict"
    """What to do with bytes that are no text: `strict` fails the document, `replace` puts U+FFFD."""

    def __post_init__(self) -> None:
        packs = (self.packs,) if isinstance(self.packs, str) else self.packs
        object.__setattr__(self, "packs", tuple(map(str, packs)))

    def cleaner(self) -> Cleaner:
        """Return the cleaner, made when this process first asks for it.

        Raises:
            PackError: a pack or the allow list is faulty.
            InputError: there is no such policy, or the weights cannot be used.
        """
        return _made(self)

    def packs_fingerprint(self) -> str:
        """Return 16 hexadecimal digits that change with the packs."""
        return _packs_fingerprint(self)

    def rules(self) -> list[str]:
        """Return the ids of all rules, in the order of their packs."""
        return list(self.cleaner().library.known.rules)

    def fingerprint(self) -> dict[str, Any]:
        """Return all that the outcome depends on beside the documents, in words and hashes."""
        files = {"weights": _weights_file(self.weights), "allow": self.allow}
        policy = asdict(self.cleaner().policy)
        return {
            "version": declutter.__version__,
            "packs": {f"{used.language}/{used.name}": used.fingerprint for used in self.cleaner().library.packs},
            "policy": {**policy, "drop": sorted(policy["drop"])},
            **{name: path and hashlib.sha256(Path(path).read_bytes()).hexdigest() for name, path in files.items()},
            **{name: getattr(self, name) for name in ("witness", "format", "language", "max_characters", "errors")},
        }


def _weights_file(weights: str | None) -> str | None:
    from declutter.segmenter import DEFAULT

    return str(DEFAULT) if weights == DEFAULT_WEIGHTS else weights


@lru_cache(maxsize=8)
def _made(recipe: Recipe) -> Cleaner:
    return Cleaner(
        recipe.packs,
        recipe.policy,
        weights=recipe.weights,
        default_packs=recipe.default_packs,
        allow=recipe.allow,
        witness=recipe.witness,
        strict_packs=recipe.strict_packs,
    )


@lru_cache(maxsize=8)
def _packs_fingerprint(recipe: Recipe) -> str:
    used = "\n".join(pack.fingerprint for pack in recipe.cleaner().library.packs)
    return hashlib.sha256(used.encode()).hexdigest()[:_SHORT]
