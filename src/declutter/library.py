"""The rule packs of a cleaner: read from YAML when they are new, from what was kept of them otherwise."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from declutter import cache
from declutter.errors import InputError, OutputError
from declutter.index import Index, from_rows, index_rules, join, to_rows
from declutter.matchers.code import code_of, know
from declutter.matchers.literals import PatternError
from declutter.matchers.pattern import patterns_of
from declutter.model import Known, PackUsed, Place
from declutter.scan import CompiledRule, RuleSet
from declutter.sites import covers, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from declutter.model import Rule, RulePack

EVERY = "any"
"""The language of packs that hold in every language."""
LINGUA_FRANCA = "en"
"""The software behind pages speaks English everywhere ("Newsletter", "Share"), so its packs serve all languages."""
MOST_SETS = 32
"""How many sets of rules are kept in memory: those of all languages, and of the sites that were met last."""


@lru_cache(maxsize=1)
def default_paths() -> tuple[Path, ...]:
    """Return the shipped packs: inside the installed package, or at the root of a checkout."""
    here = Path(__file__).resolve()
    for folder in (here.parent / "rules", here.parents[2] / "rules"):
        if folder.is_dir():
            return tuple(sorted(folder.rglob("*.yml")))
    return ()


def pack_files(paths: Iterable[str | Path]) -> tuple[Path, ...]:
    """Return the pack files that paths name, each once: a file is itself, a folder stands for all packs below it.

    Raises:
        InputError: there is none in a folder.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        below = sorted(file for pattern in ("*.yml", "*.yaml") for file in path.rglob(pattern)) if path.is_dir() else [path]
        if not below:
            raise InputError(f"{path}: no packs in this folder; they end in .yml or .yaml")
        found += below
    return tuple(dict.fromkeys(found))


class _Scope(NamedTuple):
    """What a pack is for."""

    sites: Sequence[str]
    reads: bool
    """Whether it has rules that read text."""
    selects: bool
    """Whether it has rules that select elements of pages."""

    def covers(self, host: str) -> bool:
        """Say whether the pack is used on documents of a host."""
        return _is_for(self.sites, host)


class Library:
    """Rule packs, and the rules compiled from them by language and site.

    Args:
        paths: pack files, in the order in which they count.
        strict: those of them that come from strangers: what could make their rules slow is a fault.

    Raises:
        PackError: one of the packs is faulty.
    """

    def __init__(self, paths: Sequence[Path], strict: Collection[Path] = ()) -> None:
        shipped = frozenset(default_paths())
        under, own = ([path for path in paths if (path in shipped) is known] for known in (True, False))
        self._base = len(under) if own else 0
        self._paths = (*under, *own)
        self._strict = frozenset(strict)
        self._rows = cache.read(self._name("packs")) or self._catalogue()
        self.packs = tuple(PackUsed(*used) for used, *_ in self._rows)
        self._scopes = tuple(_Scope(*scope) for _, scope, *_ in self._rows)
        self.languages = frozenset(pack.language for pack in self.packs) - {EVERY}

    def beside(self, packs: Sequence[RulePack]) -> Library:
        """Return a library that uses these packs too; nothing of them is kept, so that they may be in the making."""
        return _Grown(self, tuple(packs))

    @cached_property
    def _compiled(self) -> Callable[[frozenset[str], tuple[int, ...]], RuleSet]:
        return lru_cache(MOST_SETS)(self._compile)

    @cached_property
    def _selecting(self) -> Callable[[tuple[int, ...]], tuple[CompiledRule, ...]]:
        return lru_cache(MOST_SETS)(self._select)

    @cached_property
    def _index(self) -> Callable[[frozenset[str]], Index]:
        return lru_cache(MOST_SETS)(self._indexed)

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle holds of it: nothing that is compiled, which the other side makes for itself."""
        return {name: held for name, held in vars(self).items() if name not in ("_compiled", "_selecting", "_index")}

    @cached_property
    def _fingerprints(self) -> tuple[str, ...]:
        return tuple(map(cache.fingerprint, self._paths))

    @cached_property
    def _read(self) -> tuple[RulePack, ...]:
        """The packs that are not those of `_shipped`; the patterns of shipped ones are known to be right."""
        from declutter.packs import load_packs

        beside = self._shipped.known if self._shipped else Known()
        return load_packs(self._paths[self._base :], self._strict, default_paths(), beside)

    @cached_property
    def _shipped(self) -> Library | None:
        """The library of the shipped packs, where there are others beside them: these may change from run to run."""
        return Library(self._paths[: self._base]) if self._base else None

    @property
    def known(self) -> Known:
        """What the packs have named."""
        rules = {
            name: Place(str(path), *place)
            for path, (_, _, named, _) in zip(self._paths, self._rows, strict=True)
            for name, *place in named
        }
        return Known(rules, frozenset(name for *_, captured in self._rows for name in captured))

    def _name(self, *parts: str) -> str:
        """Return the name under which something made from these packs is kept."""
        strict = (str(number) for number, path in enumerate(self._paths) if path in self._strict)
        return cache.name_for(*parts, cache.maker(), *self._fingerprints, "strict", *strict)

    def _catalogue(self) -> list[list[Sequence[Any]]]:
        """Return for each pack how reports name it, what it is for, and what it names."""
        rows = [*(self._shipped._rows if self._shipped else ()), *map(_row, self._read)]  # noqa: SLF001  (of this class)
        cache.write(self._name("packs"), rows)
        return rows

    def speaks(self, language: str) -> bool:
        """Say whether there are packs for a language."""
        return language in self.languages

    def named(self, name: str) -> Rule | None:
        """Return the rule of this id, if one of the packs has it."""
        found = next((rule for pack in self._read for rule in pack.rules if rule.id == name), None)
        return self._shipped.named(name) if found is None and self._shipped else found

    def rules(self, language: str, url: str | None = None) -> RuleSet:
        """Return the rules for documents of a language and an address, compiled once for all that share them.

        `und` gets those of all languages' common stock.
        """
        heard = self._heard(language)
        return self._compiled(heard, self._of_site(host_of(url), {EVERY, *heard}))

    def _heard(self, language: str) -> frozenset[str]:
        """Return the languages whose packs are used on documents of a language."""
        return self.languages if len(self.languages) == 1 else self.languages & {LINGUA_FRANCA, language}

    def selectors(self, url: str | None = None) -> tuple[CompiledRule, ...]:
        """Return the rules that select elements of pages of an address; they read no words, so no language is asked."""
        host = host_of(url)
        return self._selecting(tuple(at for at, scope in enumerate(self._scopes) if scope.selects and scope.covers(host)))

    def _of_site(self, host: str, languages: set[str]) -> tuple[int, ...]:
        """Return the numbers of the packs that are for this host and not for all, and that read text."""
        mine = (at for at, scope in enumerate(self._scopes) if scope.sites and scope.reads and scope.covers(host))
        return tuple(at for at in mine if self.packs[at].language in languages) if host else ()

    def _compile(self, heard: frozenset[str], of_site: tuple[int, ...]) -> RuleSet:
        return RuleSet(self._joined(heard, of_site))

    def index(self, heard: frozenset[str], host: str) -> Index:
        """Return the index of the rules for some languages, and for a host."""
        return self._joined(heard, self._of_site(host, {EVERY, *heard}))

    def _joined(self, heard: frozenset[str], of_site: tuple[int, ...]) -> Index:
        index = self._index(frozenset({EVERY, *heard}))
        return join(index, index_rules(self._load(of_site))) if of_site else index

    def _select(self, numbers: tuple[int, ...]) -> tuple[CompiledRule, ...]:
        return tuple(CompiledRule(rule) for rule in self._load(numbers) if rule.matcher.kind == "selector")

    def _load(self, numbers: Iterable[int]) -> list[Rule]:
        """Read packs for some documents alone: they are small, and many, so that nothing of them is kept."""
        from declutter.packs import load_pack

        paths = [self._paths[number] for number in numbers]
        return [rule for path in paths for rule in load_pack(path, strict=path in self._strict).rules]

    def _indexed(self, languages: frozenset[str]) -> Index:
        """Return the index of the packs of some languages for all sites."""
        chosen = zip(self.packs, self._scopes, strict=True)
        numbers = [at for at, (pack, scope) in enumerate(chosen) if pack.language in languages and not scope.sites]
        paths = [str(self._paths[number]) for number in numbers]
        name = self._name("index", *sorted(languages))
        kept = cache.read(name)
        if kept is not None:
            know(kept["codes"])
            return from_rows(kept["index"], paths)
        index = self._work_out(numbers, languages)
        codes = code_of(source for rule in index.rules for source in patterns_of(rule))
        know(codes)
        cache.write(name, {"index": to_rows(index, paths), "codes": codes})
        return index

    def _work_out(self, numbers: Sequence[int], languages: frozenset[str]) -> Index:
        rules = [rule for number in numbers if number >= self._base for rule in self._read[number - self._base].rules]
        try:
            index = index_rules(rules)
        except PatternError:
            from declutter.packs import load_packs

            load_packs(self._paths)  # tells where
            raise
        return join(self._shipped._indexed(languages), index) if self._shipped else index  # noqa: SLF001  (of this class)

    def compile(self) -> int:
        """Work out and keep all that cleaning in any of the languages needs; return the number of rule sets.

        Raises:
            OutputError: nothing can be kept.
        """
        count = len({id(self.rules(language)) for language in (*sorted(self.languages), "")})
        if cache.read(self._name("packs")) is None:
            raise OutputError(
                f"{cache.cache_folder()}: nothing can be kept here; it takes a folder of your own that nobody else may write to, "
                f"and {cache.VARIABLE} names another one"
            )
        return count


class _Grown(Library):
    """A library with packs beside it; what it has compiled itself is shared."""

    def __init__(self, under: Library, beside: tuple[RulePack, ...]) -> None:
        vars(self).update(vars(under))
        used = (PackUsed(pack.name, pack.language, pack.version, pack.fingerprint) for pack in beside)
        self.packs = (*under.packs, *used)
        self._under = under
        self._beside = beside
        self._sets: dict[tuple[str, str], RuleSet] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return the same of this one."""
        return {**super().__getstate__(), "_sets": {}}

    def beside(self, packs: Sequence[RulePack]) -> Library:
        """Return a library that uses these packs too, beside those that it has."""
        return _Grown(self._under, (*self._beside, *packs))

    def rules(self, language: str, url: str | None = None) -> RuleSet:
        """Return the rules for documents of a language and an address, those of the packs beside among them."""
        host = host_of(url)
        if (language, host) not in self._sets:
            heard = self._heard(language)
            spoken = {EVERY, LINGUA_FRANCA, language, *heard}
            packs = (pack for pack in self._beside if pack.language in spoken and _is_for(pack.sites, host))
            index = self._under.index(heard, host)
            grown = join(index, index_rules([rule for pack in packs for rule in pack.rules]))
            self._sets[language, host] = _GrownSet(self._under.rules(language, url), len(index.rules), grown)
        return self._sets[language, host]

    def selectors(self, url: str | None = None) -> tuple[CompiledRule, ...]:
        """Return the rules that select elements of pages of an address, those of the packs beside among them."""
        host = host_of(url)
        beside = (rule for pack in self._beside if _is_for(pack.sites, host) for rule in pack.rules)
        return (*self._under.selectors(url), *(CompiledRule(rule) for rule in beside if rule.matcher.kind == "selector"))


class _GrownSet(RuleSet):
    """A rule set that begins with the rules of another one, and has them compiled there."""

    def __init__(self, under: RuleSet, size: int, index: Index) -> None:
        super().__init__(index)
        self._under = under
        self._size = size

    def __getitem__(self, number: int) -> CompiledRule:
        return self._under[number] if number < self._size else super().__getitem__(number)


def _row(pack: RulePack) -> list[Sequence[Any]]:
    """Return what is kept of a pack: how reports name it, what it is for, where its rules stand, and what they capture."""
    selects = [rule.matcher.kind == "selector" for rule in pack.rules]
    used = [pack.name, pack.language, pack.version, pack.fingerprint]
    places = [[rule.id, rule.place.line, rule.place.column] for rule in pack.rules]
    captured = [capture.name for rule in pack.rules for capture in rule.captures]
    return [used, [pack.sites, not all(selects), any(selects)], places, captured]


def _is_for(sites: Sequence[str], host: str) -> bool:
    return not sites or any(covers(site, host) for site in sites)
