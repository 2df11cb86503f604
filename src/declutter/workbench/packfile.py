"""Rules in YAML: read one by itself, and put it at the end of a pack without touching a letter of what stands there."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import yaml

from declutter.errors import PackError
from declutter.mining.examples import slug_of
from declutter.model import Fault, Place
from declutter.packs import parse_pack

if TYPE_CHECKING:
    from pathlib import Path

    from declutter.model import RulePack

_HEAD = "pack: {name}\nlanguage: any\nversion: 1\nabout: {about}\nrules:\n"
_INDENT = "  "


def read_rule(text: str) -> RulePack:
    """Return a pack of the one rule that a text holds.

    Raises:
        PackError: it does not hold exactly one good rule; the places are lines of the text.
    """
    head = _HEAD.format(name="draft", about="A rule in the making.")
    lines, margin = head.count("\n"), len(_INDENT)
    try:
        pack = parse_pack((head + textwrap.indent(text.expandtabs(), _INDENT)).encode("utf-8", "replace"), "rule")
    except PackError as error:
        raise PackError([replace(fault, place=_moved(fault.place, lines, margin)) for fault in error.faults]) from error
    if len(pack.rules) != 1:
        raise PackError([Fault(Place("rule", 1, 1), f"holds {len(pack.rules)} rules; write one at a time")])
    return replace(pack, rules=tuple(replace(rule, place=_moved(rule.place, lines, margin)) for rule in pack.rules))


def _moved(place: Place, lines: int, margin: int) -> Place:
    return Place(place.path, max(1, place.line - lines), max(1, place.column - margin))


def with_rule(source: str, text: str, path: Path) -> str:
    """Return the text of a pack with a rule at its end; comments and order stay as they are, the version goes up.

    Args:
        source: the pack as it stands; empty for a new one.
        text: the rule.
        path: where the pack lies, for its name and for messages.

    Raises:
        PackError: the pack or the rule is faulty, or the pack has a rule of this id.
    """
    [rule] = read_rule(text).rules
    if not source.strip():
        source = _HEAD.format(name=slug_of(path.stem) or "mine", about="Rules from the workbench.")
        return source + textwrap.indent(text.expandtabs().strip("\n"), _INDENT) + "\n"
    pack = parse_pack(source.encode(), str(path))
    if rule.id in {each.id for each in pack.rules}:
        raise PackError([Fault(Place("rule", 1, 1), f"{path} has a rule of this id; choose another id")])
    done = _inserted(source, text, path)
    parse_pack(done.encode(), str(path))
    return done


def _inserted(source: str, text: str, path: Path) -> str:
    """Put a rule after the last one, at the indent of the others."""
    tree: Any = yaml.compose(source, Loader=yaml.SafeLoader)
    keys: dict[str, Any] = {key.value: value for key, value in tree.value}
    rules, version = keys["rules"], keys["version"]
    if rules.flow_style:
        raise PackError([Fault(Place(str(path), 1, 1), "writes its rules in brackets; write them as a list with dashes")])
    end = _end_of(source, rules.value[-1])
    break_ = "\n" if source[:end].endswith("\n") else "\n\n"
    rule = break_ + textwrap.indent(text.expandtabs().strip("\n"), " " * rules.start_mark.column) + "\n"
    edits = [(end, end, rule), (version.start_mark.index, version.end_mark.index, str(int(version.value) + 1))]
    for start, stop, new in sorted(edits, reverse=True):
        source = source[:start] + new + source[stop:]
    return source


def _end_of(source: str, node: Any) -> int:
    """Return where the line ends on which the last value of a node stands."""
    while isinstance(node.value, list) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node.value[-1], tuple) else node.value[-1]
    last = len(source[: node.end_mark.index].rstrip())
    newline = source.find("\n", last)
    return len(source) if newline < 0 else newline + 1
