"""Write what is proposed of a site as a pack, for a person to read: YAML with the counts beside each entry."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from declutter.cases import matches
from declutter.mining.examples import aloud, is_block, nearest, quoted, slug_of
from declutter.mining.separating import rule_of
from declutter.render.rows import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.mining.counting import Site
    from declutter.mining.selecting import Candidate, Chosen, Grounds

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
    slug = slug_of(site.name) or "corpus"
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
    found = {each: hits for each in group if (hits := _hits(each))}
    fit = tuple(found)
    ranked = [*(first for first, *_ in found.values()), *(hit for _, *others in found.values() for hit in others)]
    chosen = list(dict.fromkeys(ranked))[:MOST_HITS]
    rules = [rule_of(each, "rule") for each in fit]
    near = nearest([word for each in fit for word in each.template.words], staying)
    apart = (text for text in near if is_block(text) and not any(matches(rule, text) for rule in rules))
    misses = list(islice(apart, MISSES))
    if not fit or len(misses) < LEAST:
        return None
    return _Draft(fit, tuple(chosen if len(chosen) >= LEAST else [*chosen, aloud(chosen[0], rules)]), tuple(misses))


def _hits(candidate: Candidate) -> list[str]:
    rule = rule_of(candidate, "rule")
    return [text for text in candidate.unit.samples if is_block(text) and matches(rule, text)]


def _names(drafts: Sequence[_Draft], slug: str) -> list[str]:
    taken: Counter[str] = Counter()
    names = []
    for draft in drafts:
        first = draft.candidates[0]
        words = f"{first.label}-lines" if first.template.is_line else "-".join(first.template.words[:4])
        name = f"{slug}-{slug_of(words)[:40].rstrip('-')}"
        taken[name] += 1
        names.append(name if taken[name] == 1 else f"{name}-{taken[name]}")
    return names


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
        f"about: {quoted(f'What returns on the pages{of}, as mining found it.')}",
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
        *(f"      - {quoted(each.template.entry)} # {each.unit.support:,}" for each in draft.candidates),
        f"    why: {quoted(f'{returns} {most:,} of {site.documents:,} documents{of}.')}",
        "    hits:",
        *(f"      - {quoted(text)}" for text in draft.hits),
        "    misses:",
        *(f"      - {quoted(text)}" for text in draft.misses),
    ]
    return "\n".join(lines) + "\n"


def _rest(chosen: Chosen) -> str:
    """Return what returns and is not proposed, as comments."""
    lines = []
    for reason, texts in sorted(chosen.left_out.items()):
        lines += ["", f"# {counted(len(texts), 'block')} came back too, left out: {reason}"]
        lines += [f"#   {one_line(text, WIDTH)}" for text in texts[:MOST_SHOWN]]
        lines += [f"#   … and {len(texts) - MOST_SHOWN:,} more"] if len(texts) > MOST_SHOWN else []
    return "\n".join(lines) + ("\n" if lines else "")
