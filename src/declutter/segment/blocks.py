"""The blocks of a document as columns; a `Block` is built when somebody asks for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import overload

from declutter.model import Block, Kind, Span

Classify = Callable[[int], tuple[Kind, int]]


class Blocks(Sequence[Block]):
    """The blocks of one text in order; they do not overlap, and only blank space lies between them.

    Most blocks of most documents are never looked at one by one, so they are kept as two lists of offsets, and what kind a
    block is gets worked out on demand.
    """

    __slots__ = ("_classify", "_forms", "_known", "ends", "starts", "text")

    def __init__(self, text: str, starts: list[int], ends: list[int], classify: Classify) -> None:
        self.text = text
        self.starts = starts
        self.ends = ends
        self._classify = classify
        self._forms: list[tuple[Kind, int] | None] = [None] * len(starts)
        self._known: dict[int, Block] = {}

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        if at not in self._known:
            self._known[at] = Block(Span(self.starts[at], self.ends[at]), *self._form(at))
        return self._known[at]

    def _form(self, at: int) -> tuple[Kind, int]:
        form = self._forms[at] or self._classify(at)
        self._forms[at] = form
        return form

    def kind(self, at: int) -> Kind:
        """Return the kind of a block."""
        return (self._forms[at] or self._form(at))[0]

    def level(self, at: int) -> int:
        """Return the level of a heading; 0 where none is told, or it is no heading."""
        return (self._forms[at] or self._form(at))[1]

    def text_of(self, index: int) -> str:
        """Return the source text of a block."""
        return self.text[self.starts[index] : self.ends[index]]

    def alone(self, index: int) -> Blocks:
        """Return a block as the only one of its text."""
        return Blocks(self.text_of(index), [0], [self.ends[index] - self.starts[index]], lambda _: self._form(index))

    def at(self, offset: int) -> int | None:
        """Return the index of the block that holds a character, None in the blank space between blocks."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.ends[index] else None
