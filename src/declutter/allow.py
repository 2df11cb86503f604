"""The user's allow list: what must stay, whatever the rules say, and why.

```yaml
allow:
  - phrase: [the harbour newsletter]
    reason: It is what our articles are about.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from declutter.errors import PackError
from declutter.matchers import IN_TEXT, compile_matcher, matcher_faults
from declutter.matchers.base import UnusableError
from declutter.model import Matcher, Place
from declutter.yamltree import Key, Reader, Value

if TYPE_CHECKING:
    from pathlib import Path

    from declutter.matchers.base import Folded

ENTRY_KEYS = {
    **{kind: Key(Value.TEXTS, f"What stays, as a `{kind}` of the rules.") for kind in IN_TEXT},
    "reason": Key(Value.TEXT, "Why it stays, for the next person.", required=True),
}
ALLOW_KEYS = {"allow": Key(Value.ROWS, "What stays.", required=True, keys=ENTRY_KEYS)}


class Allowance:
    """One entry of an allow list."""

    def __init__(self, place: Place, matcher: Matcher, reason: str) -> None:
        self.name = f"allow:{place.line}"
        self.place = place
        self.reason = reason
        self._finder = compile_matcher(matcher)

    def covers(self, text: Folded) -> bool:
        """Say whether the entry speaks for a text; where that takes too long to tell, it may, and the text stays."""
        try:
            return bool(self._finder.find(text))
        except UnusableError:
            return True


def load_allowances(path: Path) -> tuple[Allowance, ...]:
    """Read an allow list.

    Raises:
        PackError: with all faults of the file.
    """
    reader = Reader(str(path))
    try:
        source = path.read_bytes()
    except OSError as error:
        raise PackError([reader.at_top(f"cannot be read: {error.strerror}")]) from error
    rows = reader.read(source, ALLOW_KEYS).get("allow", ())
    found = [entry for row in rows if (entry := _allowance(reader, row))]
    if reader.faults:
        raise PackError(reader.faults)
    return tuple(found)


def _allowance(reader: Reader, row: dict[str, Any]) -> Allowance | None:
    kinds = [kind for kind in IN_TEXT if kind in row]
    if len(kinds) != 1:
        reader.fault(row["@"], f"an entry needs exactly one of {', '.join(IN_TEXT)}; it has {', '.join(kinds) or 'none'}")
        return None
    matcher = Matcher(kinds[0], row[kinds[0]])
    faults = list(matcher_faults(matcher))
    for fault in faults:
        reader.fault(row["@"], fault)
    return None if faults else Allowance(row["@"], matcher, row.get("reason", ""))
