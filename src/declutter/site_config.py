"""Site configurations of the public-domain ftr-site-config format -> a pack of selectors for that site.

A configuration says what goes, never what it is; a rule says both. So only lines whose words name a label become rules,
and only those that ask for a class or an id. What is left out is counted, not guessed.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from declutter.errors import InputError
from declutter.model import Label
from declutter.sites import read_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORDS: dict[Label, str] = {
    Label.SUBSCRIBE: "newsletter subscribe subscription signup sign-up",
    Label.RELATED: "related recommended recommendation more-stories more-articles read-more also-read",
    Label.SHARE: "share sharing social",
    Label.COMMENTS: "comment disqus",
    Label.AUTHOR_BIO: "author-bio about-author about-the-author author-box author-info",
    Label.PROMO: "promo promotion",
    Label.AD: "ad advert advertisement advertising sponsor sponsored",
    Label.TAGS: "tag",
    Label.LEGAL: "cookie copyright legal",
    Label.NAV: "nav navigation navbar menu breadcrumb footer",
}
"""The words of classes and ids that name a label, one or more of them; where several labels are named, the first counts."""
_WHYS: dict[Label, str] = {
    Label.SUBSCRIBE: "a newsletter box",
    Label.RELATED: "a list of other articles",
    Label.SHARE: "a row of share buttons",
    Label.COMMENTS: "a comment section",
    Label.AUTHOR_BIO: "a box about the author",
    Label.PROMO: "a promotion",
    Label.AD: "an advertisement",
    Label.TAGS: "a list of tags",
    Label.LEGAL: "a legal notice",
    Label.NAV: "a menu",
}
_TAGS = """* a article aside b dd details div dl dt em figure footer form h1 h2 h3 h4 h5 h6 header i li nav ol p section
    small span strong table td ul"""
TAGS = frozenset(_TAGS.split())
"""The tags that rules are made for: elements that hold words."""
SHORT = 4
"""Values of so many characters or fewer must be whole words of a class: `ad` is in `header`."""
_VALUE = r"[\w .:/-]{2,80}"
_STEP = re.compile(
    rf"""//(?P<tag>\*|[a-z][a-z0-9]*)\[\s*(?:
        @(?P<name>class|id)\s*=\s*(?P<quote>['"])(?P<value>{_VALUE})(?P=quote)
      | contains\(\s*@(?P<names>class|id)\s*,\s*(?P<quotes>['"])(?P<part>{_VALUE})(?P=quotes)\s*\)
    )\s*\]""",
    re.VERBOSE | re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS = re.compile(r"[\W_]+")
NO_LABEL = "whose words name no label"
NO_SELECTOR = "beyond a class or an id"
OTHER = "of other kinds"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a line of a configuration selects."""

    tag: str
    names: tuple[str, ...]
    """Attributes of which one is asked: `class`, `id`."""
    value: str
    sign: str
    """How the attribute is compared, as in CSS: it is the value, holds it, or has it as one of its words."""

    @property
    def selectors(self) -> list[str]:
        """The CSS selectors that say the same, one for each attribute."""
        tag = "" if self.tag == "*" else self.tag
        return [f'{tag}[{name}{self.sign}"{self.value}"]' for name in self.names]


@dataclass(frozen=True, slots=True)
class Imported:
    """A pack made of a configuration, and what was left out of it."""

    text: str
    """The YAML of the pack."""
    rules: int
    left_out: tuple[tuple[str, int], ...]
    """Why lines are no rules, and how many of them."""


def host_named(stem: str) -> str:
    """Return the host that the name of a configuration stands for.

    Raises:
        InputError: it is the name of no host.
    """
    host = read_host(stem.lstrip(".").removeprefix("www."))
    if host is None:
        raise InputError(f"{stem}: is the name of no host; call the file after its site, as example.org.txt")
    return host


def read_config(text: str, host: str) -> Imported:
    """Return the pack that the lines of a configuration make for a host; the same lines make the same bytes."""
    choices: dict[Choice, Label] = {}
    left_out: Counter[str] = Counter()
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            for choice, fault in _choices(line):
                label = label_named(choice.value) if choice else None
                if choice and label:
                    choices.setdefault(choice, label)
                else:
                    left_out[fault or NO_LABEL] += 1
    return Imported(_pack(host, choices), len(choices), tuple(sorted(left_out.items())))


def label_named(value: str) -> Label | None:
    """Return the label that the words of a class or an id name, None where they name none."""
    words = f"-{_SIGNS.sub('-', _CAMEL.sub('-', value)).lower()}-"
    for label, names in WORDS.items():
        if any(f"-{name}-" in words or f"-{name}s-" in words for name in names.split()):
            return label
    return None


def _choices(line: str) -> Iterator[tuple[Choice | None, str]]:
    """Yield what a line selects, or why it is no rule."""
    key, _, value = line.partition(":")
    key, value = key.strip().lower(), value.strip()
    if key == "strip_id_or_class":
        value = value.strip("'\"")
        fits = re.fullmatch(_VALUE, value)
        yield (Choice("*", ("class", "id"), value, _held(value)), "") if fits else (None, NO_SELECTOR)
    elif key == "strip":
        for path in value.split("|"):
            step = _STEP.fullmatch(path.strip())
            yield (_choice(step), "") if step and step["tag"].lower() in TAGS else (None, NO_SELECTOR)
    else:
        yield None, OTHER


def _choice(step: re.Match[str]) -> Choice:
    name, value = (step["name"] or step["names"]).lower(), step["value"] or step["part"]
    return Choice(step["tag"].lower(), (name,), value, "=" if step["value"] else _held(value))


def _held(value: str) -> str:
    """Return how an attribute is asked whether it holds a value: short ones stand inside of words that say something else."""
    return "*=" if len(value) > SHORT or " " in value else "~="


def _pack(host: str, choices: dict[Choice, Label]) -> str:
    slug = re.sub(r"\W+", "-", host)[:40]
    head = {
        "pack": slug,
        "language": "any",
        "version": 1,
        "about": f"Experimental: what a site configuration strips from pages of {host}, where its words name a label.",
        "sites": [host],
        "rules": list(_rules(slug, choices)),
    }
    return yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=120)


def _rules(slug: str, choices: dict[Choice, Label]) -> Iterable[dict[str, Any]]:
    taken: Counter[str] = Counter()
    for choice, label in choices.items():
        name = f"{slug}-{_SIGNS.sub('-', choice.value).strip('-').lower()[:30]}".rstrip("-")
        taken[name] += 1
        yield {
            "id": name if taken[name] == 1 else f"{name}--{taken[name]}",
            "label": str(label),
            "selector": choice.selectors,
            "why": f"On this site it is {_WHYS[label]}.",
            "hits": [_element(choice, name, words) for name in choice.names for words in ("Words", "<b>More words</b>")],
            "misses": ["<p>Words</p>", f"<div><p>{html.escape(choice.value)}</p></div>"],
        }


def _element(choice: Choice, name: str, content: str) -> str:
    tag = "div" if choice.tag == "*" else choice.tag
    return f'<{tag} {name}="{html.escape(choice.value)}">{content}</{tag}>'
