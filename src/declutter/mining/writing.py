"""Write what is proposed of a site as a pack, for a person to read: YAML with the counts beside each entry."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from declutter.cases import matches
from declutter.mining.separating import rule_of
from declutter.model import Document
from declutter.render.rows import counted, one_line
from declutter.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.mining.counting import Site
    from declutter.mining.selecting import Candidate, Chosen, Grounds
    from declutter.model import Rule

MOST_HITS = 6
MISSES = 3
"""How many examples a rule gets."""
LEAST = 2
"""How many of each it must have."""
MOST_LINES = 60
"""How many lines one rule holds."""
MOST_SHOWN = 20
"""How many of the blocks that are left out are shown."""
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pack that is proposed for a site."""

    site: str
    """Its host; empty for documents without an address."""
    documents: int
    rules: int
    text: str
    """The YAML of the pack."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the YAML, hexadecimal: what reports show of the pack."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Draft:
    """A rule in the making: one pattern, or some lines of one label."""

    candidates: tuple[Candidate, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]


def propose(grounds: Grounds, chosen: Chosen, corpus: str) -> Proposal | None:
    """Return the pack of what is chosen of a site, None where there is nothing to propose.

    Args:
        grounds: what is known of the site.
        chosen: what goes, and what is left out.
        corpus: the hash of the corpus.
    """
    drafts = [draft for group in _groups(chosen.candidates) if (draft := _draft(group, grounds.staying))]
    if not drafts:
        return None
    site = grounds.site
    slug = _slug(site.name) or "corpus"
    body = "".join(_rule(draft, name, site) for draft, name in zip(drafts, _names(drafts, slug), strict=True))
    return Proposal(site.name, site.documents, len(drafts), f"{_head(grounds, slug, corpus)}rules:\n{body}{_rest(chosen)}")


def _groups(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, ...]]:
    """Yield the lines of each label together, and each pattern by itself."""
    lines: dict[str, list[Candidate]] = defaultdict(list)
    for each in candidates:
        if each.template.is_line:
            lines[each.label].append(each)
    for group in lines.values():
        yield from (tuple(group[at : at + MOST_LINES]) for at in range(0, len(group), MOST_LINES))
    yield from ((each,) for each in candidates if not each.template.is_line)


def _draft(group: tuple[Candidate, ...], staying: Sequence[str]) -> _Draft | None:
    """Return a rule with its examples, None where they would not separate."""
    fit = tuple(each for each in group if _hits(each))
    hits = [_hits(each)[0] for each in fit] + [hit for each in fit for hit in _hits(each)[1:]]
    chosen = list(dict.fromkeys(hits))[:MOST_HITS]
    rules = [rule_of(each, "rule") for each in fit]
    near = (text for text in _nearest(fit, staying) if _is_block(text) and not any(matches(rule, text) for rule in rules))
    misses = [text for text, _ in zip(near, range(MISSES), strict=False)]
    if not fit or len(misses) < LEAST:
        return None
    return _Draft(fit, tuple(chosen if len(chosen) >= LEAST else [*chosen, _aloud(chosen[0], rules)]), tuple(misses))


def _hits(candidate: Candidate) -> list[str]:
    rule = rule_of(candidate, "rule")
    return [text for text in candidate.unit.samples if _is_block(text) and matches(rule, text)]


def _aloud(text: str, rules: Sequence[Rule]) -> str:
    """Return another form in which a block may stand on a page."""
    loud = text.upper()
    return loud if any(matches(rule, loud) for rule in rules) else text


def _is_block(text: str) -> bool:
    return len(segment(Document(text)).starts) == 1


def _nearest(group: Sequence[Candidate], staying: Sequence[str]) -> list[str]:
    """Return blocks that must stay, those that share most words with a group first."""
    words = {word for each in group for word in each.template.words}
    shared = {text: len(words & set(re.findall(r"\w+", text.lower()))) for text in dict.fromkeys(staying)}
    return sorted(shared, key=lambda text: -shared[text] / len(text.split()) ** 0.5)


def _names(drafts: Sequence[_Draft], slug: str) -> list[str]:
    taken: Counter[str] = Counter()
    names = []
    for draft in drafts:
        first = draft.candidates[0]
        words = f"{first.label}-lines" if first.template.is_line else "-".join(first.template.words[:4])
        name = f"{slug}-{_slug(words)[:40].rstrip('-')}"
        taken[name] += 1
        names.append(name if taken[name] == 1 else f"{name}-{taken[name]}")
    return names


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


def _head(grounds: Grounds, slug: str, corpus: str) -> str:
    site = grounds.site
    of = f" of {site.name}" if site.name else ""
    lines = [
        f"# A proposal, mined from {counted(site.documents, 'document')}{of}. Nothing uses it until you say so: read it,",
        "# take out what is wrong, put better labels, and pass it with --pack.",
        "# Behind each entry: on how many documents it stands.",
        f"# Corpus: sha256 {corpus}",
        f"pack: {slug}",
        "language: any",
        "version: 1",
        f"about: {_quoted(f'What returns on the pages{of}, as mining found it.')}",
        *([f"sites: [{site.name}]"] if site.name else []),
    ]
    return "\n".join(lines) + "\n"


def _rule(draft: _Draft, name: str, site: Site) -> str:
    first = draft.candidates[0]
    kind = "line" if first.template.is_line else "pattern"
    most = max(each.unit.support for each in draft.candidates)
    returns = "It returns, on" if len(draft.candidates) == 1 else "These lines return, on up to"
    of = f" of {site.name}" if site.name else ""
    lines = [
        f"  - id: {name}",
        f"    label: {first.label}",
        f"    {kind}:",
        *(f"      - {_quoted(each.template.entry)} # {each.unit.support:,}" for each in draft.candidates),
        f"    why: {_quoted(f'{returns} {most:,} of {site.documents:,} documents{of}.')}",
        "    hits:",
        *(f"      - {_quoted(text)}" for text in draft.hits),
        "    misses:",
        *(f"      - {_quoted(text)}" for text in draft.misses),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as a scalar of YAML, on one line: in double quotes, JSON and YAML are the same."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in json.dumps(text, ensure_ascii=False))


def _rest(chosen: Chosen) -> str:
    """Return what returns and is not proposed, as comments."""
    lines = []
    for reason, texts in sorted(chosen.left_out.items()):
        lines += ["", f"# {counted(len(texts), 'block')} that also return are left out: {reason}"]
        lines += [f"#   {one_line(text, WIDTH)}" for text in texts[:MOST_SHOWN]]
        lines += [f"#   … and {len(texts) - MOST_SHOWN:,} more"] if len(texts) > MOST_SHOWN else []
    return "\n".join(lines) + ("\n" if lines else "")
