"""With which characters the matches of a pattern can begin, read from its syntax tree."""

from collections.abc import Sequence
from typing import Any

from declutter.matchers.strings import Strings, union

_WIDTHLESS = frozenset({"LookAround", "Boundary", "StartOfString", "StartOfLine", "StartOfWord", "EndOfWord", "DefaultBoundary"})


def opening(tree: Any) -> str:
    """Return the characters of Latin-1, in lower case, that a match of a pattern can begin with; none where that is not known."""
    codes, empty = _first(tree)
    return "" if codes is None or empty else "".join(sorted(codes))


def _first(node: Any) -> tuple[Strings | None, bool]:
    """Return the characters of Latin-1, in lower case, with which a node can begin, and whether it can match nothing at all."""
    kind = type(node).__name__
    if kind in {"Group", "Atomic"}:
        return _first(node.subpattern)
    if kind == "Sequence":
        return _first_of_row(node.items)
    if kind == "Branch":
        firsts, empties = zip(*map(_first, node.branches), strict=True)
        return union(firsts), any(empties)
    if hasattr(node, "max_count"):
        codes, empty = _first(node.subpattern)
        return codes, empty or not node.min_count
    if hasattr(node, "matches") and not getattr(node, "zerowidth", False) and not getattr(node, "case_flags", 0):
        return _of_class(node), False
    return (frozenset(), True) if kind in _WIDTHLESS else (None, True)


def _first_of_row(nodes: Sequence[Any]) -> tuple[Strings | None, bool]:
    codes: Strings | None = frozenset()
    for node in nodes:
        more, empty = _first(node)
        codes = union([codes, more])
        if not empty:
            return codes, False
    return codes, True


def _of_class(node: Any) -> Strings:
    codes = (node.value,) if type(node).__name__ == "Character" and node.positive else range(256)
    return frozenset(chr(code).lower() for code in codes if code < 256 and node.matches(code))
