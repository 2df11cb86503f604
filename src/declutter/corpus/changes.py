"""What differs between the terms of a run and those on which it is to go on, in the options that people type."""

from __future__ import annotations

import re
from typing import Any

_OPTIONS = {
    **{f"columns {name}": f"--{name}-column" for name in ("text", "id", "url", "format", "result")},
    **{name: f"--{name.replace('_', '-')}" for name in ("allow", "dropped", "errors", "format", "language", "max_characters")},
    **{name: f"--{name.replace('_', '-')}" for name in ("shard_rows", "to", "weights")},
    "policy drop": "--keep and --drop: what goes",
    "policy name": "--profile",
}
"""By what the terms call it: the option that sets it."""
_FLAGS: dict[str, dict[Any, str]] = {
    "mode": {"column": "neither --in-place nor --attributes", "in_place": "--in-place", "attributes": "--attributes"},
    "witness": {True: "--witness", False: "--no-witness"},
}
"""By what the terms call it: the flag for each of its values."""
_HASH = re.compile("[0-9a-f]{40,}")


def changes(old: Any, new: Any, name: str = "") -> list[str]:
    """Tell in words what differs; of another profile the name alone, as all its figures differ with it."""
    if isinstance(old, dict) and isinstance(new, dict):
        is_other = name == "policy" and old.get("name") != new.get("name")
        keys = ["name"] if is_other else sorted({*old, *new})
        return [told for key in keys for told in changes(old.get(key), new.get(key), f"{name} {key}".strip())]
    return [] if old == new else [_told(name, old, new)]


def _told(name: str, old: Any, new: Any) -> str:
    if name in _FLAGS:
        return f"this run had {_FLAGS[name].get(old)} and now has {_FLAGS[name].get(new)}"
    option, (before, after) = _OPTIONS.get(name, name), map(_shown, (old, new))
    if name != "weights" and old is None:
        return f"{option} {after}".strip() + (" is new, leave it out" if name in _OPTIONS else " is new")
    if name != "weights" and new is None:
        return f"this run had {option} {before}".strip() + ", add it again" if name in _OPTIONS else f"{name} is gone"
    return f"{option} was {before} and is {after}" if before and after else f"{option} has changed"


def _shown(value: Any) -> str:
    """Return a value in words, of a hash none."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None or _HASH.fullmatch(str(value)) else str(value)
