"""Tags and roles: what the page itself says a block is, and what it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from declutter.web.facts import Facts

_OWN = ("p", "div", "li", "td", "th", "dd", "dt", "pre", "button", "figcaption", "blockquote", "address", "section", "body")
_AROUND = (
    *("article", "main", "section", "nav", "header", "footer", "aside", "form", "figure", "table", "ul", "ol", "dl"),
    *("blockquote", "details", "button", "noscript", "hgroup", "address"),
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
WORDS = {
    **{f"is_{tag}": f"It is a `{tag}`." for tag in _OWN},
    **{f"in_{tag}": f"It lies in a `{tag}`." for tag in _AROUND},
    "heading": "It is a heading; the number is its level.",
    "in_heading": "It is a heading of any level.",
    "hidden": "It is hidden at first.",
    "depth": "How deep it lies in the page.",
    "siblings": "How many elements stand beside it (logarithm).",
}


def measure(facts: Facts, _known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of this family."""
    containers, home = facts.page.containers, facts.home
    tags = np.array([each.tag for each in containers])
    children = np.bincount(facts.parent, minlength=len(tags))
    level = np.array([_HEADINGS.get(each.tag, 0) for each in containers])
    heading = np.where(level > 0, level, level[facts.parent])
    return {
        **{f"is_{tag}": (tags == tag)[home] for tag in _OWN},
        **{f"in_{tag}": facts.handed_down(tags == tag)[home] for tag in _AROUND},
        "heading": heading[home],
        "in_heading": heading[home] > 0,
        "hidden": np.array([each.hidden for each in containers])[home],
        "depth": np.minimum(40, np.array([each.depth for each in containers])[home]),
        "siblings": np.log1p(children[facts.parent[home]]),
    }
