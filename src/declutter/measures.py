"""Named facts of a block in its document: one table, name -> function.

Rules ask for them by name in `where`, in `unless` and in `shape`. None is worked out before a rule asks.
"""

from __future__ import annotations

import re
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar
from weakref import proxy

from declutter.model import NEAR, Kind, Span
from declutter.segment.text import BULLETS, SENTENCE_END, WIDE_PROSE, ends_sentence, is_prose

if TYPE_CHECKING:
    from collections.abc import Callable

    from declutter.segment.blocks import Blocks

T = TypeVar("T")
ZONES = ("head", "story", "tail")
"""Before the first paragraph of prose, from it to the last one, and after it."""

TITLE_LINES = 6
"""How many lines right before the first paragraph may be headline, standfirst and byline."""

_SENTENCE_ENDS = re.compile(rf"{SENTENCE_END}(?:\s|$)|[。！？]")
_WIDE = re.compile("[぀-ヿ㐀-鿿豈-﫿]")
"""A character of Chinese and Japanese, where no blank parts the words."""
_MARKS = re.compile(rf"(?:#{{1,6}}\s+|>\s*|[{BULLETS}]\s+|\*\*|__)+")
_MARK_STARTS, _MARK_ENDS = f"#>{BULLETS}_", "*_ "
_TITLE_BAR = re.compile(r"\s[|–—»·:-]\s")
_TITLE_BREAK = re.compile(rf"{_TITLE_BAR.pattern}|: ")
_HASHTAG = re.compile(r"[#＃](?=\w)(?<!\S.)")
_LINK = re.compile(r"https?://|www\.|\]\(")


class _Memo(dict[int, T]):
    """What is worked out of a block when it is first asked for."""

    def __init__(self, make: Callable[[int], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, index: int) -> T:
        self[index] = made = self._make(index)
        return made


class Layout:
    """What the judge reads of a document: its blocks, and where prose begins and ends."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        me = proxy(self)  # a cycle would keep the whole document until the collector comes by
        self.kind = blocks.kind
        """Returns the kind of a block."""
        self.measured = {name: _Memo(partial(measure, me)) for name, measure in MEASURES.items()}
        """By name and block each of `MEASURES`."""

    @cached_property
    def is_wide(self) -> bool:
        """Whether the document has characters of Chinese or Japanese, of which two count as a word."""
        return _WIDE.search(self.blocks.text) is not None

    def text(self, index: int) -> str:
        """Return the source text of a block."""
        return self.blocks.text_of(index)

    def wording(self, index: int) -> Span:
        """Return the span of a block without the marks of headings, lists, quotes and strong words around its words, if any."""
        text, first, last = self.blocks.text, self.blocks.starts[index], self.blocks.ends[index]
        if text[first] not in _MARK_STARTS and text[last - 1] not in _MARK_ENDS:
            return Span(first, last)
        lead = _MARKS.match(text, first, last)
        start = lead.end() if lead else first
        end = first + len(self.text(index).rstrip(_MARK_ENDS))
        return Span(start, end) if any(map(str.isalnum, text[start:end])) else Span(first, last)

    @cached_property
    def prose(self) -> list[bool]:
        """For each block, whether it is a paragraph of prose."""
        return [
            end - start >= WIDE_PROSE and is_prose(self.text(at))
            for at, (start, end) in enumerate(zip(self.blocks.starts, self.blocks.ends, strict=True))
        ]

    @cached_property
    def story(self) -> range:
        """From the first to the last paragraph of prose; empty at the start where there is none."""
        found = [at for at, prose in enumerate(self.prose) if prose]
        return range(found[0], found[-1] + 1) if found else range(0)

    def zone(self, index: int) -> str:
        """Return in which of `ZONES` a block lies; where there is no prose, all of the document may be the story."""
        if not self.story or index in self.story:
            return "story"
        return "head" if index < self.story.start else "tail"

    @cached_property
    def _headlines(self) -> frozenset[str]:
        """The parts of the first line that may be the headline: browsers' titles are "Headline | Site"."""
        if not len(self.blocks) or self.prose[0]:
            return frozenset()
        parts = _TITLE_BREAK.split(self.text(0))
        return frozenset(part.strip() for part in parts if part.count(" ") >= 2)

    def is_headline(self, index: int) -> bool:
        """Say whether a block repeats the title of the page."""
        return index > 0 and self.text(index) in self._headlines

    @cached_property
    def title_places(self) -> list[int]:
        """The blocks that repeat the title of the page, or else the first part of it, of two words or more, that any repeats."""
        if not self.story or self.prose[0]:
            return []
        title = self.text(0)
        parts = [part.strip() for part in _TITLE_BAR.split(title)]
        found: dict[str, list[int]] = {part: [] for part in (title, *parts) if part == title or " " in part}
        for at in range(1, self.story.stop):
            found.get(self.text(at), []).append(at)
        return next(filter(None, found.values()), [])

    @cached_property
    def headline(self) -> int:
        """The last block above all prose that is a part of the title of the page, "Headline | Site"; 0 where there is none."""
        places = self.title_places if self.story.start > 1 else []
        return max((at for at in places if at < self.story.start and self.text(at) != self.text(0)), default=0)

    def near_title(self, index: int) -> bool:
        """Say whether a block stands where the headline is: then its place is no sign, and nothing around takes it along."""
        return 0 < self.story.start - index <= TITLE_LINES

    def around(self, index: int) -> range:
        """Return the blocks that `near` looks at, and the block itself."""
        return range(max(0, index - NEAR), min(len(self.blocks), index + NEAR + 1))

    def heads_prose(self, index: int) -> bool:
        """Say whether a paragraph stands right below a block."""
        return index + 1 < len(self.blocks) and self.kind(index + 1) is Kind.PARAGRAPH

    def heads_content(self, index: int) -> bool:
        """Say whether a block is a heading, marked as such, right over something that is none."""
        marked = index + 1 < len(self.blocks) and self.blocks.level(index) > 0
        return marked and self.kind(index + 1) is not Kind.HEADING

    def ends_list(self, index: int) -> bool:
        """Say whether a block stands right under a line, and farther from what follows: then it is the last of a list."""
        if not 0 < index < len(self.blocks) - 1 or self.kind(index - 1) is Kind.PARAGRAPH:
            return False
        blocks = self.blocks
        above, below = ((blocks.ends[at], blocks.starts[at + 1]) for at in (index - 1, index))
        return blocks.text.count("\n", *above) < blocks.text.count("\n", *below)

    def ends_sentence(self, index: int) -> bool:
        """Say whether a block ends as a sentence does."""
        return ends_sentence(self.text(index))

    def measure(self, name: str, index: int) -> float:
        """Return a measure of a block by its name in `MEASURES`."""
        return self.measured[name][index]


def _words(layout: Layout, index: int) -> float:
    text = layout.text(index)
    return len(text.split()) + (len(_WIDE.findall(text)) // 2 if layout.is_wide else 0)


def _chars(layout: Layout, index: int) -> float:
    return layout.blocks.ends[index] - layout.blocks.starts[index]


def _sentences(layout: Layout, index: int) -> float:
    return max(1, len(_SENTENCE_ENDS.findall(layout.text(index))))


def _position(layout: Layout, index: int) -> float:
    return layout.blocks.starts[index] / max(1, layout.blocks.ends[-1])


def _digits(layout: Layout, index: int) -> float:
    text = layout.text(index)
    return sum(map(str.isdigit, text)) / len(text)


def _capitals(layout: Layout, index: int) -> float:
    words = layout.text(index).split()
    return sum(word[0].isupper() for word in words) / len(words)


def _links(layout: Layout, index: int) -> float:
    return len(_LINK.findall(layout.text(index)))


def _hashtags(layout: Layout, index: int) -> float:
    return len(_HASHTAG.findall(layout.text(index)))


def _from_end(layout: Layout, index: int) -> float:
    return len(layout.blocks) - 1 - index


MEASURES: dict[str, Callable[[Layout, int], float]] = {
    "words": _words,
    "chars": _chars,
    "sentences": _sentences,
    "position": _position,
    "digits": _digits,
    "capitals": _capitals,
    "links": _links,
    "hashtags": _hashtags,
    "from_end": _from_end,
}
CHEAP = frozenset({"chars", "from_end", "position"})
"""The measures that take no look at the text."""
SHARES = frozenset({"position", "digits", "capitals"})
"""The measures that lie between 0 and 1."""
PLACED = frozenset({"position", "from_end"})
"""The measures that tell where a block stands, not what it is."""
