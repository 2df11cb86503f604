"""Markdown: what a parser calls a leaf is a block, with the marks of the lists and quotes that open at it.

The parser tells lines; offsets are worked out on the source as it came. Lines that the parser has no leaf for are
blocks of their own, so that nothing but blank space lies between blocks. Text inside a quote is a quote, whatever else
it is.
"""

from __future__ import annotations

import re
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from declutter.model import Kind
from declutter.segment.blocks import Blocks
from declutter.segment.text import LINE, classify_line, is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

Form = tuple[Kind, int] | None
"""The kind and the level of a block; None where its wording tells them."""
_Tile = tuple[int, int, Form]
"""Start, end and form of a block."""

MAX_MARKS = 6
"""How many marks of lists and quotes a line may open with: the parser reads a line once for each quote around it."""
MAX_INDENT = 12
"""How many tab stops a mark may stand in: 24 lists, each inside the one before."""
MAX_NESTING = 100
"""More levels than these two let through: where the parser meets its own limit, it skips the rest of the text."""
MAX_DEFINITION = 20
"""How many lines a link definition may have: the parser copies an open title anew for each line that it adds."""
MAX_LINE = 10_000
"""Of a longer line the parser sees the two ends: it reads a line once for each mark that it opens with."""
LONG = 200
"""Characters from which a paragraph of several lines is one whatever its last sign is."""
MAX_TITLE = 110
"""Characters to which a line in bold is a heading."""

_CODE, _LINE, _QUOTE, _ITEM = (Kind.CODE, 0), (Kind.LINE, 0), (Kind.QUOTE, 0), (Kind.LIST_ITEM, 0)
_LEAVES: dict[str, Form] = {
    "fence": _CODE,
    "code_block": _CODE,
    "definition": _CODE,
    "html_block": _LINE,
    "hr": _LINE,
    "table_open": (Kind.TABLE, 0),
    "paragraph_open": None,
    **{f"h{level}": (Kind.HEADING, level) for level in range(1, 7)},
}
"""By the tag for headings, by the type for all others."""

_NEWLINE = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"[^\W_]")
_RAW = r"script|pre|style|textarea"
_UNCLOSED = re.compile(rf"<(?:[!?]|(?:{_RAW})\b)(?!.*(?:-->|\?>|\]\]>|</(?:{_RAW})>))", re.IGNORECASE | re.DOTALL)
_BOLD = re.compile(r"(\*\*\*?|___?)(?=\S)((?:(?!\1)[^\n\r])+)(?<=\S)\1")
_LONG_LINE = re.compile(rf"^[^\n]{{{MAX_LINE + 1},}}", re.MULTILINE)
_MARK = r"(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))"
_TAB_STOP = r"(?:[ >]{0,3}\t|[ >]{4})"
_TANGLED = re.compile(
    rf"^(?:(?:[ \t]*+{_MARK}){{{MAX_MARKS + 1}}}|{_TAB_STOP}{{{MAX_INDENT}}}[ \t>]*+{_MARK})[^\n]*", re.MULTILINE
)
_FRONT_MATTER = re.compile(
    r"""\ufeff?(?:
        ---[ \t]*\n
        (?=[\w"'][^\n:]{0,100}:(?:[ \t]|$))  # no key stands below a thematic break
        (?:(?!(?:---|\.\.\.)[ \t]*$)(?:[^\s:][^\n:]{0,100}:(?:[ \t][^\n]*)? | [ \t#\-\]}][^\n]* |)\n)*+
        (?:---|\.\.\.)
      | \+\+\+[ \t]*\n (?:(?!\+\+\+[ \t]*$)[^\n]*\n)*+ \+\+\+
    )[ \t]*$""",
    re.MULTILINE | re.VERBOSE,
)


class _Region(NamedTuple):
    """Lines of the source that belong together."""

    start: int
    lines: list[int]
    """Start and end as the parser has them; it may still have to write the end when the region is noted."""
    form: Form


class _Outline(list["Token"]):
    """Takes the tokens of the parser, notes the lines of the leaves, and keeps no token: they are many, and large.

    A token gets its lines after it was appended, so each is read when the next one comes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.regions: list[_Region] = []
        self._last: Token | None = None
        self._item: int | None = None
        self._quotes: list[list[int]] = []

    def append(self, token: Token) -> None:
        """Read the token before this one."""
        self.finish()
        self._last = token

    def finish(self) -> None:
        """Read the last token."""
        token, self._last = self._last, None
        if token is None:
            return
        if token.map is None:
            self._close(token.type)
        else:
            self._open(token, token.map)

    def _open(self, token: Token, lines: list[int]) -> None:
        if token.type == "list_item_open":
            self._item = lines[0] if self._item is None else self._item
        elif token.type == "blockquote_open":
            self._quotes.append(lines)
        else:
            name = token.tag if token.type == "heading_open" else token.type
            if name in _LEAVES:
                self._note(lines, _LEAVES[name])

    def _close(self, name: str) -> None:
        if name == "list_item_close" and self._item is not None:
            self._note([self._item, self._item + 1], _ITEM)
        elif name == "blockquote_close":
            lines = self._quotes.pop()
            if not self._quotes:
                self._close_quote(lines)

    def _close_quote(self, lines: list[int]) -> None:
        """Give the marks at the end of a quote to its last leaf; a quote that has none is a block by itself."""
        if self.regions and self.regions[-1].lines[1] > lines[0]:
            self.regions[-1].lines[1] = lines[1]
        else:
            self._note(lines, _QUOTE)

    def _note(self, lines: list[int], form: Form) -> None:
        start = lines[0] if self._item is None else self._item
        if self._quotes:
            before = self.regions[-1].lines[1] if self.regions else 0
            start = min(start, max(before, self._quotes[0][0]))
        if form is None or form[0] in (Kind.HEADING, Kind.LIST_ITEM):
            form = _QUOTE if self._quotes else form if self._item is None else _ITEM
        self._item = None
        self.regions.append(_Region(start, lines, form))


def segment_markdown(text: str) -> Blocks:
    """Cut Markdown into blocks: headings, paragraphs, list items, tables, quotes, pieces of code and lines."""
    starts: list[int] = []
    ends: list[int] = []
    forms: list[Form] = []
    for start, end, form in _tiles(text):
        starts.append(start)
        ends.append(end)
        forms.append(form)
    return Blocks(text, starts, ends, lambda at: forms[at] or _classify(text[starts[at] : ends[at]]))


def _tiles(text: str) -> Iterator[_Tile]:
    """Yield the blocks: what the regions cover, and between them each line that none of them covers."""
    lines = array("q", [0])
    lines.extend(newline.end() for newline in _NEWLINE.finditer(text))
    lines.append(len(text))
    done = 0
    for region in _regions(_NEWLINE.sub("\n", text)):
        start, end = lines[region.start], lines[region.lines[1]]
        yield from _strays(text, done, start)
        yield from _blocks(text, start, end, region.form)
        done = end
    yield from _strays(text, done, len(text))


def _strays(text: str, start: int, end: int) -> Iterator[_Tile]:
    for line in LINE.finditer(text, start, end):
        yield *line.span(), None


def _blocks(text: str, start: int, end: int, form: Form) -> Iterator[_Tile]:
    """Yield the block of a region, without blank space at its ends; several where the parser took too much for one."""
    ink = text[start:end].strip()
    if not ink:
        return
    start = text.index(ink[0], start)
    end = start + len(ink)
    if form is _LINE and _UNCLOSED.match(ink):
        yield from _strays(text, start, end)
    elif form and form[0] is Kind.HEADING and _NEWLINE.search(ink) and is_prose(ink.rstrip("-=").rstrip()):
        yield from _underlined(text, start, end)
    else:
        yield start, end, form


def _underlined(text: str, start: int, end: int) -> Iterator[_Tile]:
    """Yield a paragraph of prose and the line of dashes below it: they were meant to set it off from what follows."""
    body = text[start:end].rstrip("-=").rstrip()
    yield start, start + len(body), None
    yield text.index(text[end - 1], start + len(body)), end, _LINE


def _regions(source: str) -> Iterator[_Region]:
    """Yield the front matter and all that the parser finds below it, in order; `source` has plain line ends."""
    front = _FRONT_MATTER.match(source)
    if front:
        count = front.group().count("\n") + 1
        yield _Region(0, [0, count], _CODE)
        source = "\n" * count + source[front.end() + 1 :]
    parser, outline = _parser(), _Outline()
    parser.block.parse(_tamed(source), parser, {}, outline)
    outline.finish()
    yield from outline.regions


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "inline_definitions": True}).enable("table")
    parser.block.ruler.at("reference", _definition)
    parser.normalizeLink = str  # type: ignore[assignment]  # nobody reads the addresses, and to encode a host is slow
    return parser


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a link definition as the parser does, but look no further than so many lines."""
    from markdown_it.rules_block import reference

    last, state.lineMax = state.lineMax, min(state.lineMax, start + MAX_DEFINITION)
    found = reference(state, start, end, silent)
    state.lineMax = last
    return found


def _tamed(source: str) -> str:
    """Return a text with the same lines and the same outline that is not slow to parse."""
    if source.startswith("\ufeff"):
        source = " " + source[1:]
    source = _LONG_LINE.sub(lambda line: line[0][: MAX_LINE // 2] + line[0][-MAX_LINE // 2 :], source)
    return _TANGLED.sub("", source)


def _classify(text: str) -> tuple[Kind, int]:
    """Tell the kind of a paragraph: of its only line by the form of that line, and a line in bold is a heading."""
    if not _WORD.search(text):
        return _LINE
    bold = _BOLD.fullmatch(text) if len(text) <= MAX_TITLE else None
    if bold and classify_line(bold[2])[0] is not Kind.PARAGRAPH:
        return Kind.HEADING, 6
    if len(text) >= LONG and _NEWLINE.search(text):
        return Kind.PARAGRAPH, 0
    kind = classify_line(text.rstrip("*_ "))[0]
    return Kind.LINE if kind is Kind.HEADING else kind, 0
