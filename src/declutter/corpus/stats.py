"""The account of a run: counts that add up, whatever was done by whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from declutter.corpus.outcomes import Status
from declutter.render.rows import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from declutter.corpus.outcomes import Outcome

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stats:
    """What became of some documents."""

    documents: Counter[str] = field(default_factory=Counter)
    """How many, by status."""
    characters: Counter[str] = field(default_factory=Counter)
    """`read` and `dropped`; of pages, the characters of their text."""
    by_label: Counter[str] = field(default_factory=Counter)
    """Characters dropped."""
    by_rule: Counter[str] = field(default_factory=Counter)
    """Characters dropped, by the rule or the sign that decided."""
    fired: Counter[str] = field(default_factory=Counter)
    """In how many drops a rule or a sign was among the evidence."""

    def __add__(self, other: Stats) -> Stats:
        return Stats(*(Counter(getattr(self, each.name)) + getattr(other, each.name) for each in fields(self)))

    @property
    def total(self) -> int:
        """How many documents."""
        return self.documents.total()

    @property
    def share(self) -> float:
        """Which share of the characters went, 0 to 1."""
        return self.characters["dropped"] / max(self.characters["read"], 1)

    def to_json(self) -> dict[str, Any]:
        """Return the counts, the largest first."""
        return {each.name: dict(_ordered(getattr(self, each.name))) for each in fields(self)}

    @staticmethod
    def from_json(values: dict[str, dict[str, int]]) -> Stats:
        """Read what `to_json` returned."""
        return Stats(**{name: Counter(counts) for name, counts in values.items()})


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def stats_of(outcomes: Iterable[Outcome]) -> Stats:
    """Count what became of some documents."""
    stats = Stats()
    for outcome in outcomes:
        stats.documents[str(outcome.status)] += 1
        stats.characters["read"] += len(outcome.report.document.text if outcome.report else outcome.text or "")
        for drop in outcome.dropped:
            size = drop.end - drop.start
            stats.characters["dropped"] += size
            stats.by_label[str(drop.label)] += size
            stats.by_rule[drop.rule] += size
            stats.fired.update({evidence.name for evidence in drop.evidence})
    return stats


def summary(stats: Stats, silent: Sequence[str], damaged: dict[str, str]) -> str:
    """Tell people what became of a corpus.

    Args:
        stats: the counts.
        silent: the rules that never fired.
        damaged: what is wrong with the files that could not be read to their end, by name.
    """
    counts = ", ".join(f"{stats.documents[status]:,} {status}" for status in Status)
    lines = [
        f"{counted(stats.total, 'document')}: {counts}",
        f"dropped {stats.characters['dropped']:,} of {stats.characters['read']:,} characters ({stats.share:.1%})",
        *_table("by label", stats.by_label),
        *_table("by rule", stats.by_rule),
        f"{counted(len(silent), 'rule')} never fired" + (f": {_some(silent)}" if silent else ""),
        *(f"damaged: {name}: {why}" for name, why in damaged.items()),
    ]
    return "\n".join(lines)


def _table(head: str, counts: Counter[str]) -> list[str]:
    rows = _ordered(counts)
    rest = len(rows) - _SHOWN
    shown = [f"  {name:<32} {count:>15,}" for name, count in rows[:_SHOWN]]
    return [f"{head}:", *shown, *([f"  and {rest:,} more (--stats lists all)"] if rest > 0 else [])] if rows else []


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", ... (--stats lists all)" if len(names) > _SHOWN else "")
