"""One walk over the tree of a page: text and blocks in the order of the source, and the marks on them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, cast

from declutter.errors import InputError
from declutter.model import Kind, Mark
from declutter.segment.blocks import Blocks
from declutter.segment.grid import CELLS, columns, number_in
from declutter.segment.webpage import Container, WebPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement as Element

MAX_DEPTH = 2_000
"""Elements inside each other, at most; the parser leaves out what lies deeper than a few more."""
MAX_BLOCKS = 250_000
"""Blocks of a page, at most: each costs the memory of its columns."""
OFFSET = "data-declutter-at"
"""The attribute in which start tags carry their offsets."""

_TAGS = {
    "skipped": """script style template svg annotation annotation-xml object applet embed audio video canvas map iframe select
        datalist textarea noembed frameset frame param source track link meta base title""",
    "blocks": """address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption
        figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol p pre search section
        summary table tbody td tfoot th thead tr ul""",
    "joined": """b i em strong sub sup u s small mark code abbr font wbr del ins q cite dfn kbd samp var tt big acronym ruby rt rp
        bdi bdo""",
}
_SKIPPED, _BLOCKS, _JOINED = (frozenset(_TAGS[name].split()) for name in ("skipped", "blocks", "joined"))
"""Inline elements that stand inside words as often as between them."""
_ENTRIES = frozenset({"li", "dt", "dd"})
_KINDS = {
    **{f"h{level}": (Kind.HEADING, level) for level in range(1, 7)},
    **dict.fromkeys(_ENTRIES, (Kind.LIST_ITEM, 0)),
    **dict.fromkeys(("td", "th", "caption", "tr"), (Kind.TABLE, 0)),
    "blockquote": (Kind.QUOTE, 0),
    "pre": (Kind.CODE, 0),
}
_ROWS = _ENTRIES | {"tr"}
"""Elements that follow each other line by line."""
_LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
_INLINE_MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", **dict.fromkeys(("code", "kbd", "samp", "tt"), "code")}
_TITLES = frozenset({"title", "og:title", "twitter:title"})
_ABOUTS = frozenset({"description", "og:description"})
_PERMALINKS = frozenset("#§¶")
"""What headings link to themselves by."""
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANK = " \t\n\r\f\xa0"
_BLANKS = re.compile(rf"[{_BLANK}]+")
_WORD = re.compile(r"\w")
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]{2}")
"""Letters of scripts that write words without blanks between them."""


class Walk:
    """Goes over a tree once, in the order of the source, and writes down text and blocks."""

    def __init__(self, *, unscripted: bool = False, homes: bool = False) -> None:
        self._finds_homes = homes
        self._reads_unscripted = unscripted
        self.unscripted = False
        """Whether the page has something to say to browsers without scripts."""
        self.words = 0
        self._containers: list[Container] = []
        self._elements: list[Element] = []
        self._counts: list[dict[str, int]] = [{}]
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._kinds: list[tuple[Kind, int]] = []
        self._within: list[int] = []
        self._linked: list[int] = []
        self._marks: list[Mark] = []
        self._settled = 0
        """How many of the marks belong to blocks that have ended, or stand between blocks."""
        self._around = [-1]
        self._opened: list[tuple[int, int]] = []
        """Of each open element: where it began, and with which piece of the block."""
        self._homes: list[Element] = []
        self._in_link = 0
        self._in_pre = 0
        self._start = 0
        self._begin()

    def _begin(self) -> None:
        """Begin a block."""
        self._block: list[str] = []
        self._length = 0
        self._links = 0
        self._bounds = 0
        """How many bounds of elements were crossed since its last word, but for those that join; an empty one counts once."""
        self._home: Element | None = None
        self._home_depth = self._shallow = 0
        """How deep the innermost element around the block lies, and the least depth since its last word."""

    def read(self, root: Element) -> None:
        """Walk below an element."""
        stack: list[tuple[Element, bool]] = [(root, False)]
        while stack:
            node, done = stack.pop()
            if done:
                self._leave(node)
            elif self._enters(node):
                self._enter(node)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node))
                continue
            if node.tail:
                self._write(node.tail, node, of_tail=True)
        self._close()

    def _enters(self, node: Element) -> bool:
        tag = node.tag
        if tag == "noscript":
            self.unscripted = self.unscripted or len(node) > 0
            return self._reads_unscripted
        if not isinstance(tag, str) or (tag in _SKIPPED and not _is_shadow(node)) or (tag == "math" and _is_double(node)):
            return False
        if tag == "a" and (node.text or "").strip() in _PERMALINKS and (node.get("href") or "").startswith("#"):
            return False
        if len(self._opened) > MAX_DEPTH:
            raise InputError(f"nests more than {MAX_DEPTH:,} elements inside each other; --format text reads it as it is")
        return True

    def _enter(self, node: Element) -> None:
        tag = node.tag
        if tag in _BLOCKS:
            self._close()
            self._contain(node, tag)
            self._in_pre += tag == "pre"
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._marks.append(Mark(self._here, self._here, "img", node.get("src") or "", node.get("alt") or ""))
        elif tag not in _JOINED:
            self._bounds += 1
        self._in_link += tag == "a"
        self._opened.append((self._here, len(self._block)))
        if node.text:
            self._write(node.text, node)

    def _leave(self, node: Element) -> None:
        tag, (start, piece) = node.tag, self._opened.pop()
        self._shallow = min(self._shallow, len(self._opened))
        self._in_link -= tag == "a"
        if tag in _BLOCKS:
            self._close()
            self._around.pop()
            self._in_pre -= tag == "pre"
            return
        name = "a" if tag == "a" else _INLINE_MARKS.get(tag)
        if name and self._here > start >= self._start:
            first, last = self._block[piece], self._block[-1]
            blanks = len(first) - len(first.lstrip()), len(last) - len(last.rstrip())
            self._marks.append(Mark(start + blanks[0], self._here - blanks[1], name, node.get("href") or ""))
        self._bounds += tag not in _JOINED and bool(node.text or len(node))

    def _contain(self, node: Element, tag: str) -> None:
        """Note a container, and that what follows lies in it."""
        get, parent = node.get, self._around[-1]
        names = " ".join(filter(None, (get("class"), get("id"), get("role"), get("itemprop"))))
        hidden = get("aria-hidden") == "true" or _is_hidden(node)
        above = self._containers[parent] if parent >= 0 else None
        at, offset = get(OFFSET) or "", len(self._containers)
        counts = self._counts[parent + 1]
        counts[tag] = _number(node, tag, counts)
        self._containers.append(
            Container(
                parent=parent,
                tag=tag,
                names=names,
                depth=above.depth + 1 if above else 0,
                hidden=hidden or (above is not None and above.hidden),
                at=int(at) if at.isdecimal() else -1,
                number=counts[tag],
            )
        )
        self._counts.append({})
        self._elements.append(node)
        self._around.append(offset)

    @property
    def _here(self) -> int:
        return self._start + self._length

    def _write(self, text: str, node: Element, *, of_tail: bool = False) -> None:
        """Write the text of an element, or the one right after it."""
        if not self._in_pre:
            text = _BLANKS.sub(" ", text) if text.strip(_BLANK) else " "
            if text[0] == " " and (not self._length or self._block[-1][-1] in " \n"):
                text = text[1:]
        if not text:
            return
        if self._bounds and self._length and self._parts(self._block[-1][-1] + text[0], node, of_tail=of_tail):
            self._append(" ")
        self._bounds = 0
        self._append(text)
        if self._in_link:
            self._links += len(text)
        if self._finds_homes and not text.isspace():
            self._settle(node, of_tail=of_tail)

    def _settle(self, node: Element, *, of_tail: bool) -> None:
        """Find the innermost element around all of the block so far, now that words of this element belong to it."""
        depth = len(self._opened)
        if self._home is None:
            self._home = cast("Element", node.getparent()) if of_tail else node
            self._home_depth = self._shallow = depth
        while self._home_depth > min(self._shallow, depth):
            self._home, self._home_depth = self._home.getparent(), self._home_depth - 1
        self._shallow = depth

    def _parts(self, pair: str, node: Element, *, of_tail: bool) -> bool:
        """Say whether the bounds of elements part two characters without a blank between them, as they part words.

        One letter at the start of a block is the large one that opens a chapter, made so by an element of its own.
        """
        if self._length == 1 or not all(map(_WORD.match, pair)):
            return False
        return self._bounds > 1 or not (_UNPARTED.match(pair) or _is_inside(pair, node, of_tail=of_tail))

    def _append(self, text: str) -> None:
        self._block.append(text)
        self._length += len(text)

    def _break(self) -> None:
        """Begin a new line; the second time, a new block."""
        if self._length and self._block[-1] == "\n":
            self._close()
        elif self._length:
            self._append("\n")

    def _close(self) -> None:
        """End the block."""
        if not self._length:
            self._settled = len(self._marks)
            self._bounds = 0
            return
        text = "".join(self._block)
        ends = len(text.rstrip())
        if ends:
            blank = len(text) - len(text.lstrip())
            self._note(text, text.rfind("\n", 0, blank) + 1 if self._in_pre else blank, ends)
        self._settled = len(self._marks)
        self._begin()

    def _note(self, text: str, begins: int, ends: int) -> None:
        """Write a block down; what was meant to stand before it moves with its text."""
        at = self._around[-1]
        gap = self._gap(at)
        if gap:
            self._pieces.append(gap)
            self._moved(len(gap))
        self._pieces.append(text)
        self._starts.append(self._start + begins)
        self._ends.append(self._start + ends)
        self._within.append(at)
        if self._finds_homes:
            self._homes.append(self._home if self._home is not None else self._elements[at])
        self._linked.append(min(self._links, ends - begins))
        self._kinds.append(self._kind(at))
        self._start += len(text)
        self.words += text.count(" ") + 1
        if len(self._starts) > MAX_BLOCKS:
            raise InputError(f"shows more than {MAX_BLOCKS:,} blocks; split it, or --format text reads it as it is")

    def _moved(self, by: int) -> None:
        """Move the marks of the block, as a gap goes before it."""
        for number in range(self._settled, len(self._marks)):
            mark = self._marks[number]
            self._marks[number] = Mark(mark.start + by, mark.end + by, mark.name, mark.value, mark.text)
        self._start += by

    def _gap(self, at: int) -> str:
        """Return what parts a block from the one before: cells of a row stand on one line, entries of a list line by line."""
        if not self._starts:
            return ""
        before = self._within[-1]
        one, other = self._containers[before], self._containers[at]
        if before != at and one.parent == other.parent:
            if one.tag in CELLS and other.tag in CELLS:
                return "\t"
            if one.tag in _ROWS and other.tag in _ROWS:
                return "\n"
        if one.tag in CELLS and other.tag in CELLS and self._table(before) == self._table(at):
            return "\n"
        return "\n\n"

    def _table(self, at: int) -> int:
        while at >= 0 and self._containers[at].tag != "table":
            at = self._containers[at].parent
        return at

    def _kind(self, at: int) -> tuple[Kind, int]:
        for _ in range(4):
            kind = _KINDS.get(self._containers[at].tag) if at >= 0 else None
            if kind:
                return kind
            at = self._containers[at].parent if at >= 0 else -1
        return Kind.PARAGRAPH, 0

    def page(self, html: str, tree: Element) -> WebPage:
        """Return what was written down."""
        blocks = Blocks("".join([*self._pieces, "\n" * bool(self._pieces)]), self._starts, self._ends, self._kinds.__getitem__)
        inline = [mark for mark in self._marks if mark.name == "img" or mark.start < mark.end]
        marks = sorted([*inline, *self._structure()], key=lambda mark: (mark.start, -mark.end, mark.name))
        return WebPage(
            html=html,
            blocks=blocks,
            containers=tuple(self._containers),
            elements=tuple(self._elements),
            within=tuple(self._within),
            homes=tuple(self._homes),
            linked=tuple(self._linked),
            marks=tuple(marks),
            title=" ".join([*(each.text or "" for each in islice(tree.iter("title"), 1)), *_said(tree, _TITLES)]),
            about=" ".join(_said(tree, _ABOUTS)),
            tree=tree,
        )

    def _structure(self) -> Iterator[Mark]:
        """Yield a mark at the start of the first block of each entry of a list, and of each cell of a table."""
        seen: set[int] = set()
        place = columns(self._containers, self._elements)
        for start, home in zip(self._starts, self._within, strict=True):
            at = home
            while at >= 0 and at not in seen:
                seen.add(at)
                each = self._containers[at]
                if each.tag in _ENTRIES:
                    yield self._item(start, at)
                elif each.tag in CELLS:
                    yield Mark(start, start, "cell", f"{self._table(at)}:{each.parent}:{each.tag}:{place[at]}")
                at = each.parent

    def _item(self, start: int, at: int) -> Mark:
        """Return the mark of an entry; what a term of a list means stands one deeper than the term."""
        each = self._containers[at]
        ordered = each.tag == "li" and self._containers[each.parent].tag == "ol"
        outermost, depth = -1, -1
        while at >= 0:
            tag, above = self._containers[at].tag, self._containers[at].parent
            depth += tag in _LISTS or (tag == "dd" and self._containers[above].tag != "dd")
            outermost = at if tag in _LISTS else outermost
            at = above
        return Mark(start, start, "item", f"{each.number}.:{outermost}" if ordered else f"-:{outermost}", "  " * max(0, depth))


def _is_inside(pair: str, node: Element, *, of_tail: bool) -> bool:
    """Say whether the element that ends or begins between two characters stands inside of a word or a number.

    Where it begins and nothing follows it, it is a label beside a word; and a number after a number may be that of a note.
    """
    is_lower = all(map(str.islower, pair))
    return is_lower or pair.isdigit() if of_tail else is_lower and bool((node.tail or "").strip())


def _number(node: Element, tag: str, counts: Mapping[str, int]) -> int:
    """Return the number of an element among those with its tag in its parent; entries of lists may say theirs, as lists may."""
    if tag != "li":
        return counts.get(tag, 0) + 1
    return number_in(node, "value", counts[tag] + 1 if tag in counts else number_in(node.getparent(), "start", 1))


def _is_shadow(node: Element) -> bool:
    """Say whether an element is a template that browsers show in place of the element around it."""
    return node.tag == "template" and node.get("shadowrootmode") in ("open", "closed")


def _is_hidden(node: Element) -> bool:
    """Say whether an element itself is told not to be seen."""
    return node.get("hidden") is not None or bool(_HIDING.search(node.get("style") or ""))


def _is_double(formula: Element) -> bool:
    """Say whether a formula is not seen, and a drawing stands for it: pages hide it, or wrap it up for those who hear it."""
    wrap = formula.getparent()
    if wrap is None or wrap.tag in _BLOCKS or formula.getprevious() is not None or formula.getnext() is not None:
        return _is_hidden(formula)
    before, after = wrap.getprevious(), wrap.getnext()
    return _is_hidden(wrap) or _is_hidden(formula) or _is_drawing(before, before) or _is_drawing(after, wrap)


def _is_drawing(node: Element | None, left: Element | None) -> bool:
    """Say whether an element shows what is not to be heard, right beside another; `left` is the first of the two."""
    if node is None or left is None or node.get("aria-hidden") != "true" or (left.tail or "").strip():
        return False
    return node.tag == "img" or any(text.strip() for text in node.itertext())


def _said(tree: Element, names: frozenset[str]) -> Iterator[str]:
    """Yield what the head of the page says under these names."""
    for each in tree.iter("meta"):
        if (each.get("property") or each.get("name") or "").lower() in names:
            yield each.get("content") or ""
