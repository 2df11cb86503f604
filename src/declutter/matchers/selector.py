"""`selector`: CSS selectors of elements; what lies in them is the hit. They look at pages alone, and find nothing in text.

What a selector may say is bounded, so that it takes time in proportion to the page, whatever the page: tags, classes, ids,
attributes and `:not()`, inside each other by blank space or `>`. Each part is one XPath over all elements; how the parts
lie in each other is worked out here, in one walk for each part.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.html import HtmlElement as Element

    from declutter.matchers.base import Folded, Found
    from declutter.model import Matcher

MAX_CHARS = 200
"""Characters of a selector, at most."""
MAX_PARTS = 5
"""Parts of a selector that lie in each other, at most."""
_PLAIN = ("Element", "Class", "Hash", "Attrib")
_WAY_OUT = "use tags, classes, ids, attributes, :not(), blank space and >"

Part = tuple[str, Any]
"""How a part of a selector lies in the one before (blank space or `>`), and its syntax."""


def check_selector(source: str) -> None:
    """Refuse a selector that cannot be used.

    Raises:
        ValueError: it does not parse, is too long, or asks for more than a walk over the page can tell.
    """
    for parts in _read(source):
        list(map(_xpath, (tree for _, tree in parts)))


def _read(source: str) -> list[list[Part]]:
    """Return the parts of each of the selectors that stand between commas."""
    from cssselect import SelectorError, parse

    if len(source) > MAX_CHARS:
        raise ValueError(f"the selector {source[:40]!r}... has more than {MAX_CHARS} characters; write it shorter")
    try:
        chains = [list(_parts(each.parsed_tree, each.pseudo_element, source)) for each in parse(source)]
    except SelectorError as error:
        raise ValueError(f"the selector {source!r} is not CSS: {error}; {_WAY_OUT}") from error
    if any(len(chain) > MAX_PARTS for chain in chains):
        raise ValueError(f"the selector {source!r} has more than {MAX_PARTS} parts inside each other; name fewer")
    return chains


def _parts(tree: Any, pseudo: object, source: str) -> Iterator[Part]:
    """Yield the parts of a selector from the outermost on."""
    inner: list[Part] = []
    while type(tree).__name__ == "CombinedSelector":
        if tree.combinator not in (" ", ">"):
            raise ValueError(f"the selector {source!r} uses {tree.combinator!r}, which is not looked for; {_WAY_OUT}")
        inner.append((tree.combinator, tree.subselector))
        tree = tree.selector
    for how, part in [(" ", tree), *reversed(inner)]:
        if pseudo or not _is_plain(part):
            raise ValueError(
                f"the selector {source!r} uses a pseudo-class, pseudo-element or namespace that is not looked for; {_WAY_OUT}"
            )
        yield how, part


def _is_plain(tree: Any) -> bool:
    """Say whether a part asks an element for nothing but what its own tag says."""
    while type(tree).__name__ != "Element":
        if type(tree).__name__ == "Negation":
            if not _is_plain(tree.subselector):
                return False
        elif type(tree).__name__ not in _PLAIN or getattr(tree, "namespace", None):
            return False
        tree = tree.selector
    return not tree.namespace


def _xpath(tree: Any) -> Callable[[Element], list[Element]]:
    from cssselect import HTMLTranslator, SelectorError
    from lxml import etree

    try:
        compiled = etree.XPath(f"descendant-or-self::{HTMLTranslator().xpath(tree)}")
    except (etree.XPathError, SelectorError, ValueError) as error:
        raise ValueError(f"a selector cannot be looked for: {error}; {_WAY_OUT}") from error
    return cast("Callable[[Element], list[Element]]", compiled)


class SelectorFinder:
    """Finds elements of a page; each selector is compiled when a page is first asked for it."""

    signs = ()
    lines = ()

    def __init__(self, matcher: Matcher) -> None:
        self._sources = matcher.entries

    @cached_property
    def _chains(self) -> list[list[tuple[str, Callable[[Element], list[Element]]]]]:
        chains = [chain for source in self._sources for chain in _read(source)]
        return [[(how, _xpath(tree)) for how, tree in chain] for chain in chains]

    def find(self, text: Folded, only: Sequence[int] | None = None) -> list[Found]:  # noqa: ARG002  (text has no elements)
        """Return nothing: text has no elements."""
        return []

    def sees(self, text: Folded) -> bool:  # noqa: ARG002
        """Say no: text has no elements."""
        return False

    def select(self, page: Element) -> set[Element]:
        """Return the elements that one of the selectors matches."""
        return set().union(*(_follow(page, chain) for chain in self._chains))


def _follow(page: Element, chain: list[tuple[str, Callable[[Element], list[Element]]]]) -> set[Element]:
    """Return the elements that a selector matches, part by part from the outermost on."""
    (_, first), *rest = chain
    found = set(first(page))
    for how, part in rest:
        if not found:
            break
        around = found if how == ">" else _below(page, found)
        found = {each for each in part(page) if each.getparent() in around}
    return found


def _below(page: Element, found: set[Element]) -> set[Element]:
    """Return the elements with all that lies in them."""
    inside = set(found)
    for each in page.iter():
        if each.getparent() in inside:
            inside.add(each)
    return inside
