"""Checks over packs that load: what is wrong in a way that no schema sees, and what could be better.

A check is a plain function that yields faults. Those of `RULE_CHECKS` are asked about each rule by itself, those of
`PACK_CHECKS` about all packs together. A serious fault says that a rule does not do what it reads as; the rest is
advice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from declutter.folding import fold
from declutter.index import index_rules
from declutter.library import EVERY, LINGUA_FRANCA
from declutter.match import find_matches
from declutter.matchers import SHOWN
from declutter.matchers.base import MAX_LINE_WORDS, line_key
from declutter.matchers.line import MAX_LINE_CHARS
from declutter.matchers.literals import dissect
from declutter.matchers.pattern import with_name
from declutter.measures import Layout
from declutter.model import Conditions, Document, Fault, Weight
from declutter.scan import RuleSet
from declutter.segment import segment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from declutter.model import Matcher, Rule, RulePack

Scope = tuple[str, tuple[str, ...]]
"""The language of a rule, and the sites that it is for."""
_STRENGTH = (Weight.WEAK, Weight.MEDIUM, Weight.STRONG)
_COMMON = frozenset({EVERY, LINGUA_FRANCA})
"""The languages whose packs are asked about every document."""


def lint(packs: Sequence[RulePack], beside: Sequence[RulePack] = ()) -> list[Fault]:
    """Return the faults that the checks find, in the order of files and lines.

    Args:
        packs: the packs that are asked.
        beside: packs that are loaded with them; what is amiss between the two is a fault of `packs`.
    """
    found = [fault for rule in _rules(packs) for check in RULE_CHECKS for fault in check(rule)]
    asked = {pack.path for pack in packs}
    found += [fault for check in PACK_CHECKS for fault in check((*beside, *packs)) if fault.place.path in asked]
    return sorted(found, key=attrgetter("place"))


def _rules(packs: Sequence[RulePack]) -> Iterator[Rule]:
    return (rule for pack in packs for rule in pack.rules)


def _wrong(rule: Rule, message: str) -> Fault:
    return Fault(rule.place, f"rule {rule.id!r} {message}")


def _advice(rule: Rule, message: str) -> Fault:
    return Fault(rule.place, f"rule {rule.id!r} {message}", serious=False)


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")


# -- Patterns ---------------------------------------------------------------------------------------------------------

_CODE = r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[ntrfv]"
_TOKEN = re.compile(
    rf"""
      (?P<word>\(\?(?:\#[^)]*|(?:P[=>]|&)\w+)\) | \\[pPNgLk](?:{{[^}}]*}}|<[^>]*>|\w))
    | (?P<char>{_CODE})
    | (?P<escape>\\.)
    | (?P<set>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\])
    | (?P<open>\((?:\?(?:P?<\w+>|<?[=!]|[>|]|\(\w+\)|[\w-]*:?))?)
    | (?P<close>\))
    | (?P<or>\|)
    | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(rf"(?P<low>{_CODE}|\\?.)(?:-(?P<high>{_CODE}|\\?.))?", re.DOTALL)
_FLAGS = re.compile(r"\(\?\w+\)")
_OTHER_READING = re.compile(r"\(\?[a-zA-Z0-9]*[ix][a-zA-Z0-9]*[:)-]")
"""Flags under which the letters of a pattern do not stand for themselves alone."""
_STARTS, _ENDS = {"^", r"\A"}, {"$", r"\Z"}


def _patterns(rule: Rule, *matchers: Matcher) -> Iterator[tuple[Matcher, str]]:
    """Yield each pattern, with something in the place of a name that the rule uses."""
    for matcher in matchers:
        for source in matcher.entries if matcher.kind == "pattern" else ():
            yield matcher, with_name(source, rule.uses)


def _check_alternation(rule: Rule) -> Iterator[Fault]:
    for _, source in _patterns(rule, rule.matcher, *rule.unless.matchers):
        branches = _branches(source)
        if _differ(_STARTS, [branch[:1] for branch in branches]) or _differ(_ENDS, [branch[-1:] for branch in branches]):
            yield _wrong(rule, f"anchors one alternative alone in {_short(source)}; put (?:...) around, or part them")


def _differ(anchors: set[str], edges: list[list[str]]) -> bool:
    """Say whether some of the edges are anchors and others are not."""
    return len({anchors.isdisjoint(edge) for edge in edges}) > 1


def _branches(source: str) -> list[list[str]]:
    """Return the tokens of each alternative of a pattern; what stands in brackets belongs to one of them."""
    branches: list[list[str]] = [[]]
    flags, depth = _FLAGS.match(source), 0
    for token in _TOKEN.finditer(source, flags.end() if flags else 0):
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if token.lastgroup == "or" and not depth:
            branches.append([])
        else:
            branches[-1].append(token.group())
    return branches


def _check_anatomy(rule: Rule) -> Iterator[Fault]:
    """Point at patterns that no literal finds, and at those whose work has no bounds."""
    endless = []
    for matcher, source in _patterns(rule, rule.matcher, *rule.unless.matchers):
        anatomy = dissect(source)
        if anatomy.literals is None and matcher is rule.matcher and not rule.uses:
            yield _wrong(rule, f"has no literal of three letters in every alternative of {_short(source)}; add one")
        endless += [] if anatomy.bounded else [f"{_short(source)}; {anatomy.way_to_bounds}"]
    if endless:
        yield _advice(rule, f"may take long in {len(endless)} of its patterns, as {endless[0]}")


def _check_folding(rule: Rule) -> Iterator[Fault]:
    for matcher, source in _patterns(rule, rule.matcher, *rule.unless.matchers):
        for piece in dict.fromkeys(_never_seen(source, case=matcher.case)):
            way_out = "write it plain" if any(_never_seen(piece, case=True)) else "write it lower, or set case: true"
            yield _wrong(rule, f"asks for {piece!r} in {_short(source)}, which folded text never holds; {way_out}")


def _never_seen(source: str, *, case: bool) -> Iterator[str]:
    """Yield the pieces of a pattern that stand for characters which folding takes away."""
    for token in _TOKEN.finditer(source) if not _OTHER_READING.search(source) else ():
        if token.lastgroup == "set":
            gone = _all_gone(token.group(), case)
        else:
            gone = token.lastgroup in ("char", "escape", "plain") and _gone(_char(token.group()), case)
        if gone:
            yield token.group()


def _all_gone(source: str, case: bool) -> bool:
    """Say whether folding takes all characters of a set away."""
    ends = [(_char(match["low"]), _char(match["high"] or match["low"])) for match in _MEMBER.finditer(source[1:-1])]
    if source.startswith("[^") or "[:" in source or not all(map(all, ends)):
        return False
    return all(_gone(chr(code), case) for low, high in ends for code in range(ord(low), ord(high) + 1))


def _char(token: str) -> str:
    """Return the character that a token stands for, nothing where it stands for several."""
    if re.fullmatch(_CODE, token):
        return token.encode("ascii").decode("unicode_escape")
    return token if len(token) == 1 else ""


def _gone(char: str, case: bool) -> bool:
    return char != fold(char, cased=case)


# -- Words ------------------------------------------------------------------------------------------------------------


def _check_lines(rule: Rule) -> Iterator[Fault]:
    for matcher in (rule.matcher, *rule.unless.matchers):
        for entry in matcher.entries if matcher.kind == "line" else ():
            if len(line_key(fold(entry)).split()) > MAX_LINE_WORDS or len(entry) > MAX_LINE_CHARS:
                limit = f"{MAX_LINE_WORDS} words or {MAX_LINE_CHARS} characters"
                yield _wrong(rule, f"has a line of more than {limit}, {_short(entry)}; make it a phrase")


def _check_why(rule: Rule) -> Iterator[Fault]:
    if not rule.why.rstrip().endswith((".", "!", "?", "。")):
        yield _advice(rule, f"gives {_short(rule.why)} as its why; make it a sentence, with a full stop")


# -- Rules beside each other ------------------------------------------------------------------------------------------


def _check_names(packs: Sequence[RulePack]) -> Iterator[Fault]:
    """Point at names that are captured for nobody, used without being named, or named without being used."""
    captured = {capture.name for rule in _rules(packs) for capture in rule.captures}
    used = {rule.uses for rule in _rules(packs)}
    for rule in _rules(packs):
        named = {name for name in captured for entry in rule.matcher.entries if "{" + name + "}" in entry}
        for name in sorted(named - {rule.uses}):
            yield _wrong(rule, f"holds {{{name}}} and does not use it; add uses: {name}")
        if rule.uses and rule.uses not in named:
            yield _wrong(rule, f"uses {rule.uses!r}, and none of its patterns holds {{{rule.uses}}}; put it into each")
        for name in (capture.name for capture in rule.captures if capture.name not in used):
            yield _advice(rule, f"captures {name!r}, which no loaded rule uses; take the capture out")


def _check_shadows(packs: Sequence[RulePack]) -> Iterator[Fault]:
    """Point at rules of which another one, with no conditions, sees all lines or all hits."""
    scopes = _scopes(packs)
    free = list(filter(_is_free, _rules(packs)))
    lines = _Lines(free)
    strong = RuleSet(index_rules([rule for rule in free if rule.weight is Weight.STRONG]))
    earlier: set[str] = set()
    for rule in (rule for rule in _rules(packs) if rule.matcher.kind != "selector"):
        others = chain(lines.over(rule, earlier), _seers(rule, strong, earlier))
        if other := next((other for other in others if _stands_for(other, rule, scopes)), None):
            yield _advice(rule, f"adds nothing to {other.id!r} ({other.place}), which sees the same; join the two")
        earlier.add(rule.id)


class _Lines:
    """The lines of rules, and which rules hold them."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._keys = {rule.id: _line_keys(rule) for rule in rules}
        self._holders: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for key in self._keys[rule.id]:
                self._holders[key].append(rule)

    def over(self, rule: Rule, earlier: Collection[str]) -> Iterator[Rule]:
        """Yield the other rules that hold all lines of a rule; of twins, the earlier one alone."""
        keys = _line_keys(rule)
        for other in self._holders.get(min(keys), ()) if keys else ():
            theirs = self._keys[other.id]
            if keys < theirs or (keys == theirs and other.id in earlier):
                yield other


def _line_keys(rule: Rule) -> frozenset[str]:
    return frozenset(line_key(fold(entry)) for entry in rule.matcher.entries if rule.matcher.kind == "line")


def _seers(rule: Rule, rules: RuleSet, earlier: Collection[str]) -> Iterator[Rule]:
    """Yield the earlier rules that match every hit of a rule."""
    seen = [_seeing(hit, rules) for hit in rule.hits]
    for other_id, other in seen[0].items() if seen else ():
        if other_id in earlier and all(other_id in each for each in seen):
            yield other


def _seeing(text: str, rules: RuleSet) -> dict[str, Rule]:
    found = find_matches(Layout(segment(Document(text))), rules)
    return {match.rule.id: match.rule for matches in found.values() for match in matches}


def _is_free(rule: Rule) -> bool:
    return rule.where == rule.unless == Conditions() and not rule.uses


def _stands_for(other: Rule, rule: Rule, scopes: Mapping[str, Scope]) -> bool:
    """Say whether one rule does what another does: the same label and reach, as strong, asked wherever that one is."""
    same = (other.label, other.covers) == (rule.label, rule.covers) and not rule.captures
    as_strong = _STRENGTH.index(other.weight) >= _STRENGTH.index(rule.weight)
    (theirs, their_sites), (language, sites) = scopes[other.id], scopes[rule.id]
    return same and as_strong and theirs in {language, *_COMMON} and their_sites in ((), sites)


def _check_disputes(packs: Sequence[RulePack]) -> Iterator[Fault]:
    """Point at entries on which two rules without conditions put different labels."""
    scopes = _scopes(packs)
    holders: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in filter(_is_free, _rules(packs)):
        for key in dict.fromkeys(map(partial(_entry_key, rule.matcher.kind), rule.matcher.entries)):
            if other := next((other for other in holders[key] if _disagree(other, rule, scopes)), None):
                theirs = f"{other.id!r} ({other.place}) calls it {other.label}"
                yield _advice(rule, f"calls {_short(key[1])} {rule.label}, and {theirs}; take it out of one")
            holders[key].append(rule)


def _entry_key(kind: str, entry: str) -> tuple[str, str]:
    """Return the form in which two entries of one kind are the same."""
    forms = {"line": line_key(fold(entry)), "phrase": fold(entry)}
    return kind, forms.get(kind, entry)


def _disagree(other: Rule, rule: Rule, scopes: Mapping[str, Scope]) -> bool:
    (theirs, their_sites), (language, sites) = scopes[other.id], scopes[rule.id]
    spoken = {theirs, language}
    if their_sites and sites and set(their_sites).isdisjoint(sites):
        return False
    return other.label is not rule.label and (len(spoken) == 1 or not spoken.isdisjoint(_COMMON))


def _scopes(packs: Sequence[RulePack]) -> dict[str, Scope]:
    return {rule.id: (pack.language, pack.sites) for pack in packs for rule in pack.rules}


RULE_CHECKS: tuple[Callable[[Rule], Iterable[Fault]], ...] = (
    _check_alternation,
    _check_anatomy,
    _check_folding,
    _check_lines,
    _check_why,
)
PACK_CHECKS: tuple[Callable[[Sequence[RulePack]], Iterable[Fault]], ...] = (
    _check_names,
    _check_shadows,
    _check_disputes,
)
