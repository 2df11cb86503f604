"""How a run comes along: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from declutter.corpus.state import Marker
from declutter.corpus.stats import Stats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from declutter.corpus.sources import Source
    from declutter.corpus.work import Cleaned

EVERY = 30.0
"""Seconds between lines."""
_MOST_FAILURES = 10
_LONGEST = 500
_FORMAT = "{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]{postfix}"
_MEGA = 1_000_000


class Progress:
    """Counts what has been written, and shows it.

    Args:
        tell: writes a line.
        bar: whether there is a terminal to draw on.
        every: seconds between lines.
    """

    def __init__(self, tell: Callable[[str], None], *, bar: bool, every: float = EVERY) -> None:
        self._tell, self._wants_bar, self._every = tell, bar, every
        self._bar: Any = None
        self._titles: dict[str, str] = {}
        self._size = self._failures = 0
        self._at: dict[str, int] = {}
        self._stats, self._open = Stats(), Stats()
        self._next = time.monotonic() + every

    def start(self, sources: Sequence[Source], done: Mapping[str, int]) -> None:
        """Begin to count; some sources have been read so far in an earlier run."""
        self._titles = {source.name: source.title for source in sources}
        self._size, self._at = sum(source.size for source in sources), dict(done)
        if self._wants_bar:
            from tqdm import tqdm

            self._bar = tqdm(total=self._size, unit="B", unit_scale=True, bar_format=_FORMAT, initial=sum(done.values()))

    def step(self, item: Cleaned | Marker) -> None:
        """Count what has been written."""
        self._at[item.source] = item.at
        if isinstance(item, Marker):
            self._stats, self._open = self._stats + item.stats, Stats()
            if item.damage:
                self._line(f"{self._titles[item.source]}: damaged: {item.damage}")
        else:
            self._open += item.stats
            self._complain(item.failures)
        self._show()

    def stop(self) -> None:
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.close()

    def _complain(self, failures: tuple[str, ...]) -> None:
        for failure in failures[: max(_MOST_FAILURES - self._failures, 0)]:
            self._line(f"{_short(failure)} (passed unchanged)")
        before, self._failures = self._failures, self._failures + len(failures)
        if before < _MOST_FAILURES < self._failures:
            self._line("further failures are counted, and told in their rows")

    def _line(self, text: str) -> None:
        if self._bar is not None:
            self._bar.clear()
        self._tell(text)

    def _show(self) -> None:
        both, read = self._stats + self._open, sum(self._at.values())
        counts = f"{both.total:,} documents, {both.share:.1%} dropped"
        if self._bar is not None:
            self._bar.set_postfix_str(counts, refresh=False)
            self._bar.update(read - self._bar.n)
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self._tell(f"{read / max(self._size, 1):.0%}, {read / _MEGA:,.1f} of {self._size / _MEGA:,.1f} MB, {counts}")


def _short(text: str) -> str:
    """Return a text on one line, and not all of it if it is long: the row holds all."""
    line = " ".join(text.splitlines())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
