"""The rule packs of a cleaner: read from YAML when they are new, from what was kept of them otherwise."""

from __future__ import annotations

import hashlib
import sys
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from declutter import cache
from declutter.index import Index, from_rows, index_rules, to_rows
from declutter.match import RuleSet
from declutter.model import PackUsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from declutter.model import RulePack

EVERY = "any"
"""The language of packs that hold in every language."""
LINGUA_FRANCA = "en"
"""The software behind pages speaks English everywhere ("Newsletter", "Share"), so its packs serve all languages."""


class Library:
    """Rule packs, and the rules compiled from them by language.

    Args:
        paths: pack files, in the order in which they count.

    Raises:
        PackError: one of the packs is faulty.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._compiled: dict[frozenset[str], RuleSet] = {}
        kept = cache.read(self._name("packs"))
        self.packs = tuple(PackUsed(*row) for row in kept) if kept is not None else self._catalogue()
        self.languages = frozenset(pack.language for pack in self.packs) - {EVERY}

    @cached_property
    def _fingerprints(self) -> tuple[str, ...]:
        return tuple(_fingerprint(path) for path in self._paths)

    @cached_property
    def _read(self) -> tuple[RulePack, ...]:
        from declutter.packs import load_packs

        return load_packs(self._paths)

    def _name(self, *parts: str) -> str:
        """Return the name under which something made from these packs is kept."""
        return cache.name_for(*parts, _maker(), *self._fingerprints)

    def _catalogue(self) -> tuple[PackUsed, ...]:
        packs = tuple(PackUsed(pack.name, pack.language, pack.version, pack.fingerprint) for pack in self._read)
        cache.write(self._name("packs"), [[pack.name, pack.language, pack.version, pack.fingerprint] for pack in packs])
        return packs

    def speaks(self, language: str) -> bool:
        """Say whether there are packs for a language."""
        return language in self.languages

    def rules(self, language: str) -> RuleSet:
        """Return the rules for documents of a language, compiled once; `und` gets those of all languages' common stock."""
        heard = self.languages if len(self.languages) == 1 else self.languages & {LINGUA_FRANCA, language}
        if heard not in self._compiled:
            self._compiled[heard] = RuleSet(self._index({EVERY, *heard}))
        return self._compiled[heard]

    def _index(self, languages: Iterable[str]) -> Index:
        wanted = set(languages)
        numbers = [number for number, pack in enumerate(self.packs) if pack.language in wanted]
        paths = [str(self._paths[number]) for number in numbers]
        name = self._name("index", *sorted(wanted))
        kept = cache.read(name)
        if kept is not None:
            return from_rows(kept, paths)
        index = index_rules([rule for number in numbers for rule in self._read[number].rules])
        cache.write(name, to_rows(index, paths))
        return index

    def compile(self) -> int:
        """Work out and keep all that cleaning in any of the languages needs; return the number of rule sets."""
        for language in (*sorted(self.languages), ""):
            self.rules(language)
        return len(self._compiled)


def _fingerprint(path: Path) -> str:
    """Return the hash of a file; one that cannot be read has none, and is reported when the packs are read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


@lru_cache(maxsize=1)
def _maker() -> str:
    """Return what makes indexes out of packs, to the letter: the code of this package, `regex` and Python."""
    import regex

    here = Path(__file__).parent
    code = [_fingerprint(file) for file in sorted([*here.glob("*.py"), *here.glob("matchers/*.py")])]
    return " ".join([sys.version, str(regex.__version__), *code])
