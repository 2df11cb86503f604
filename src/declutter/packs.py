"""YAML -> RulePack: strict, every fault at once, each at file:line:column and with the way out.

The tables `PACK_KEYS`, `RULE_KEYS` and `CONDITION_KEYS` are the one source of truth: they read packs, and `schema` makes
the JSON Schema for editors from them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from declutter.errors import PackError
from declutter.matchers import IN_TEXT, KINDS, SHOWN, matcher_faults
from declutter.matchers.literals import dissect
from declutter.matchers.pattern import with_name
from declutter.measures import MEASURES, SHARES, ZONES
from declutter.model import (
    DROP_LABELS,
    Capture,
    Conditions,
    Covers,
    Fault,
    Kind,
    Known,
    Label,
    Matcher,
    Rule,
    RulePack,
    Weight,
)
from declutter.yamltree import Key, Reader, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


_GROUP = re.compile(r"\(\?P?<(\w+)>")
MAX_BYTES = 4_000_000
MAX_ENTRIES = 5_000
"""Limits of a pack file and of the entries of one rule: far over what a person writes, far under what hurts."""


def _matcher_keys(about: str) -> dict[str, Key]:
    texts = {"line": "Whole blocks", "phrase": "Words inside the block", "pattern": "Regular expressions"}
    return {kind: Key(Value.TEXTS, f"{words} {about}.") for kind, words in texts.items()}


SHAPE_KEYS = {name: Key(Value.RANGE, f"Range of the measure `{name}`.") for name in MEASURES}
OWN_KEYS: dict[str, Key] = {
    "kind": Key(Value.CHOICES, "The kinds of block.", choices=tuple(Kind)),
    "zone": Key(Value.CHOICES, "Before, among or after the paragraphs of prose.", choices=ZONES),
    **SHAPE_KEYS,
}
CONDITION_KEYS: dict[str, Key] = {
    "near": Key(Value.CHOICES, "A block at most three away goes with one of these labels.", choices=DROP_LABELS),
    "after": Key(Value.CHOICES, "The block right before goes with one of these labels.", choices=DROP_LABELS),
    "before": Key(Value.CHOICES, "The block right after goes with one of these labels.", choices=DROP_LABELS),
    **OWN_KEYS,
}
UNLESS_KEYS = {**OWN_KEYS, **_matcher_keys("that undo the hit")}
"""Nothing here asks what becomes of other blocks: what goes is not there to undo anything when the rest is judged again."""
CAPTURE_KEYS = {
    "max_words": Key(Value.NUMBER, "How many words the name has at most."),
    "stop_values": Key(Value.TEXTS, "Values that are no names."),
}
RULE_KEYS: dict[str, Key] = {
    "id": Key(Value.NAME, "Unique: letters, digits, - and _.", required=True),
    "label": Key(Value.CHOICE, "What the rule says it is.", choices=(*DROP_LABELS, Label.BODY), required=True),
    **_matcher_keys("that are the hit"),
    "shape": Key(Value.TABLE, "Measures and their ranges.", keys=SHAPE_KEYS),
    "selector": Key(Value.TEXTS, "CSS selectors of the elements of a page in which the hit lies."),
    "case": Key(Value.FLAG, "Whether upper and lower case count; patterns only."),
    "covers": Key(Value.CHOICE, "How far the drop reaches.", choices=tuple(Covers)),
    "weight": Key(Value.CHOICE, "What a hit counts for.", choices=tuple(Weight)),
    "where": Key(Value.TABLE, "Conditions that must hold.", keys=CONDITION_KEYS),
    "unless": Key(Value.TABLE, "Conditions and matchers that undo the hit.", keys=UNLESS_KEYS),
    "capture": Key(Value.TABLES, "Named groups to keep for the document.", keys=CAPTURE_KEYS),
    "uses": Key(Value.NAME, "The captured name without which the rule sleeps."),
    "why": Key(Value.TEXT, "The reason, one sentence for people.", required=True),
    "hits": Key(Value.TEXTS, "Texts that it must match.", required=True, at_least=2),
    "misses": Key(Value.TEXTS, "Texts that it must not match.", required=True, at_least=2),
}
PACK_KEYS: dict[str, Key] = {
    "pack": Key(Value.NAME, "The name of the pack.", required=True),
    "language": Key(Value.LANGUAGE, "ISO 639-1 code, or `any`.", required=True),
    "version": Key(Value.NUMBER, "Goes up with each change.", required=True),
    "about": Key(Value.TEXT, "What the pack is about.", required=True),
    "sites": Key(Value.HOSTS, "The hosts on whose documents alone the pack is used, with their subdomains."),
    "rules": Key(Value.ROWS, "The rules.", required=True, keys=RULE_KEYS),
}


NOTHING_KNOWN = Known()


def load_packs(
    paths: Sequence[Path],
    strict: Collection[Path] = (),
    proven: Collection[Path] = (),
    beside: Known = NOTHING_KNOWN,
) -> tuple[RulePack, ...]:
    """Read packs from files.

    Args:
        paths: the files.
        strict: those of them that come from strangers; their patterns must be bounded and hold a literal.
        proven: those of them whose patterns are known to be right; to read them takes most of the time.
        beside: what the packs have named that are used together with these.

    Raises:
        PackError: with the faults of all the files together.
    """
    packs: list[RulePack] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            packs.append(load_pack(path, strict=path in strict, proven=path in proven))
        except PackError as error:
            faults += error.faults
    faults += _across(packs, beside)
    if faults:
        raise PackError(faults)
    return tuple(packs)


def load_pack(path: Path, *, strict: bool = False, proven: bool = False) -> RulePack:
    """Read one pack from a file, as `load_packs` does.

    Raises:
        PackError: with all faults of the file.
    """
    try:
        with path.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PackError([Reader(str(path)).at_top(f"cannot be read: {error.strerror}")]) from error
    return parse_pack(source, str(path), strict=strict, proven=proven)


def parse_pack(source: bytes, path: str, *, strict: bool = False, proven: bool = False) -> RulePack:
    """Make a pack from the bytes of a YAML file, as `load_packs` does; `path` is for messages.

    Raises:
        PackError: with all faults of the source.
    """
    reader = Reader(path)
    if len(source) > MAX_BYTES:
        raise PackError([reader.at_top(f"is larger than {MAX_BYTES:,} bytes; split it into several packs")])
    values = reader.read(source, PACK_KEYS)
    rules = tuple(rule for row in values.get("rules", ()) if (rule := _rule(reader, row)))
    for rule in () if proven else rules:
        for message in _matcher_faults(rule):
            reader.fault(rule.place, message)
    for rule in rules if strict and not reader.faults else ():
        reader.faults += (Fault(rule.place, message) for message in _risks(rule))
    if reader.faults:
        raise PackError(sorted(reader.faults, key=attrgetter("place")))
    return RulePack(
        name=values["pack"],
        language=values["language"],
        version=values["version"],
        about=values["about"],
        rules=rules,
        path=path,
        fingerprint=hashlib.sha256(source).hexdigest(),
        sites=values.get("sites", ()),
    )


def _rule(reader: Reader, row: dict[str, Any]) -> Rule | None:
    """Make a rule from its values; what is amiss across keys goes to the faults of the reader."""
    kinds = [kind for kind in KINDS if kind in row]
    if len(kinds) != 1:
        given = ", ".join(kinds) or "none"
        reader.fault(row["@"], f"rule {row.get('id')!r} needs exactly one kind of {', '.join(KINDS)}; it has {given}")
        return None
    rule = Rule(
        id=row.get("id", ""),
        label=Label(row.get("label", Label.OTHER)),
        matcher=_matcher(kinds[0], row),
        why=row.get("why", ""),
        place=row["@"],
        covers=Covers(row.get("covers", Covers.BLOCK)),
        weight=Weight(row.get("weight", Weight.STRONG)),
        where=_conditions(row.get("where", {})),
        unless=_conditions(row.get("unless", {})),
        captures=tuple(_captures(row.get("capture", {}))),
        uses=row.get("uses"),
        hits=row.get("hits", ()),
        misses=row.get("misses", ()),
    )
    for message in _rule_faults(rule):
        reader.fault(row["@"], message)
    return rule


def _matcher(kind: str, row: dict[str, Any]) -> Matcher:
    if kind == "shape":
        return Matcher(kind, ranges=tuple((name, value) for name, value in row[kind].items() if name != "@"))
    return Matcher(kind, entries=row[kind], case=row.get("case", False))


def _conditions(row: dict[str, Any]) -> Conditions:
    return Conditions(
        kinds=frozenset(map(Kind, row.get("kind", ()))),
        zones=frozenset(row.get("zone", ())),
        measures=tuple((name, row[name]) for name in MEASURES if name in row),
        near=frozenset(map(Label, row.get("near", ()))),
        after=frozenset(map(Label, row.get("after", ()))),
        before=frozenset(map(Label, row.get("before", ()))),
        matchers=tuple(Matcher(kind, row[kind]) for kind in IN_TEXT if kind in row),
    )


def _captures(row: dict[str, Any]) -> Iterable[Capture]:
    for name, limits in row.items():
        stop = frozenset(value.casefold() for value in limits.get("stop_values", ()))
        yield Capture(name, limits.get("max_words", 4), stop)


def _rule_faults(rule: Rule) -> Iterable[str]:
    """Yield what is wrong with a rule although each of its values is right by itself."""
    name = f"rule {rule.id!r}"
    if len(rule.matcher.entries) > MAX_ENTRIES:
        yield f"{name} has {len(rule.matcher.entries):,} entries; {MAX_ENTRIES:,} is the limit"
        return
    if rule.matcher.case and rule.matcher.kind != "pattern":
        yield f"{name}: case goes with pattern alone"
    if rule.where.kinds == {Kind.CODE}:
        yield f"{name} is for code alone, which is never looked at; choose another kind"
    for measure, limits in (*rule.where.measures, *rule.unless.measures, *rule.matcher.ranges):
        if limits.high < 0 or (measure in SHARES and limits.low > 1):
            yield f"{name}: {measure} lies {'between 0 and 1' if measure in SHARES else 'at 0 or above'}, and never in that range"
    if rule.matcher.kind == "shape" and not rule.where.social:
        yield f"{name}: a shape alone says too little; give it near, after or before in where"
    if rule.matcher.kind == "selector" and rule != _bare(rule):
        yield f"{name}: a selector goes without covers, where, unless, capture and uses; make the selector narrower"
    groups = {group for source in _patterns(rule) for group in _GROUP.findall(source)}
    for capture in rule.captures:
        if capture.name not in groups:
            yield f"{name} captures {capture.name!r}, but no pattern of it has a group (?<{capture.name}>...)"


def _matcher_faults(rule: Rule) -> Iterable[str]:
    """Yield what is wrong with the entries of a rule."""
    for matcher in (rule.matcher, *rule.unless.matchers) if len(rule.matcher.entries) <= MAX_ENTRIES else ():
        yield from (f"rule {rule.id!r}: {fault}" for fault in matcher_faults(matcher, rule.uses))


def _risks(rule: Rule) -> Iterable[str]:
    """Yield what could make a rule slow, though it be right."""
    for matcher in (rule.matcher, *rule.unless.matchers):
        for source in matcher.entries if matcher.kind == "pattern" else ():
            anatomy, shown = dissect(with_name(source, rule.uses)), f"rule {rule.id!r}: {source[:SHOWN]!r}"
            if not anatomy.bounded:
                yield f"{shown} has no bounds, as a stranger's must; {anatomy.way_to_bounds}"
            if anatomy.literals is None and matcher is rule.matcher:
                yield f"{shown} holds no literal of three letters, as a stranger's must; add one"


def _bare(rule: Rule) -> Rule:
    """Return a rule without what it asks of the text around its hit."""
    nothing = Conditions()
    return replace(rule, covers=Covers.BLOCK, where=nothing, unless=nothing, captures=(), uses=None)


def _patterns(rule: Rule) -> tuple[str, ...]:
    return rule.matcher.entries if rule.matcher.kind == "pattern" else ()


def _across(packs: Sequence[RulePack], beside: Known) -> Iterable[Fault]:
    """Yield the faults that lie between packs: one id for two rules, a name that nothing captures."""
    rules = [rule for pack in packs for rule in pack.rules]
    first = dict(beside.rules)
    for rule in rules:
        if first.setdefault(rule.id, rule.place) is not rule.place:
            yield Fault(rule.place, f"duplicate rule id {rule.id!r}; the other is at {first[rule.id]}; rename one")
    captured = {*beside.captured, *(capture.name for rule in rules for capture in rule.captures)}
    for rule in rules:
        if rule.uses and rule.uses not in captured:
            yield Fault(rule.place, f"rule {rule.id!r} uses {rule.uses!r}, which no loaded rule captures")


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a pack, for editors."""
    from declutter.yamltree import json_schema

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "declutter rule pack",
        **json_schema(PACK_KEYS),
    }
