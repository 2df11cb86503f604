"""Rules -> what points at them, and the form in which that is kept."""

from __future__ import annotations

import json

import pytest

from declutter.index import from_rows, index_rules, to_rows
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import Match, Rule, Span
from declutter.packs import parse_pack
from declutter.scan import RuleSet
from declutter.segment.text import segment_text
from tests.strategies import PACKS

PATH = "tiny.yml"
FULL = """where: {kind: [line, heading], zone: tail, words: ..9, near: [ad, nav], after: ad, before: nav},
 unless: {phrase: sweet, pattern: 'ho+me', zone: head, digits: 0.5..}"""


def _rules(*rows: str) -> tuple[Rule, ...]:
    """Make rules from their keys; what the tests do not look at is filled in."""
    head = "pack: tiny\nlanguage: en\nversion: 1\nabout: Rules of a test.\nrules:\n"
    rest = "why: It is so., hits: [a, b], misses: [c, d]"
    source = head + "".join(f"  - {{id: r{at}, label: promo, {row}, {rest}}}\n" for at, row in enumerate(rows))
    return parse_pack(source.encode(), PATH).rules


EVERY_KIND = _rules(
    "line: [home, '# comments', 日本]",
    "phrase: [buy now, é a], covers: sentence, weight: medium",
    r"pattern: ['a\w* ?1', 'laff'], weight: weak",
    r"pattern: 'how (?<brand>\w+) Helps', case: true, capture: {brand: {max_words: 1, stop_values: [we, us]}}",
    "pattern: 'firms like {brand}', uses: brand, covers: to_end",
    "shape: {words: ..2, capitals: 0.5..}, where: {near: promo}",
    f"line: page, {FULL}",
)


def test_each_rule_is_found_by_what_it_needs() -> None:
    """Literals and lines point at rules; what has neither is asked everywhere, what waits for a name or a neighbour apart."""
    index = index_rules(EVERY_KIND)
    pointed = [{index.entries[at][:2] for at in numbers} for numbers in (*index.lines.values(), *index.literals.values())]
    assert set().union(*pointed) == {(0, 0), (1, 0), (1, 1), (2, 1), (3, 0), (6, 0)}
    assert [index.entries[at][:2] for at in (*index.literals["buy now"], *index.literals["laff"])] == [(1, 0), (2, 1)]
    assert [index.entries[at][:2] for at in index.everywhere] == [(2, 0)]
    assert ([index.entries[at].rule for at in index.asleep], index.shapes) == ([4], [5])


def _kept(rules: tuple[Rule, ...], path: str = PATH) -> list[Rule]:
    """Return the rules as they come back from what was kept, for a pack that lies at `path` now."""
    rows = json.loads(json.dumps(to_rows(index_rules(rules), [PATH]), allow_nan=False))
    return list(from_rows(rows, [path]).rules)


@pytest.mark.parametrize("rule", EVERY_KIND, ids=lambda rule: rule.id)
def test_a_rule_comes_back_as_it_was(rule: Rule) -> None:
    """All that matching and judging ask of a rule survives JSON; examples stay in the pack."""
    [kept] = _kept((rule,))
    assert (kept.matcher, kept.where, kept.unless, kept.captures) == (rule.matcher, rule.where, rule.unless, rule.captures)
    assert (kept.id, kept.label, kept.why, kept.place) == (rule.id, rule.label, rule.why, rule.place)
    assert (kept.covers, kept.weight, kept.uses) == (rule.covers, rule.weight, rule.uses)


def test_a_rule_knows_where_its_pack_lies_now() -> None:
    """What was kept of a pack serves the same pack in another place."""
    assert [str(rule.place) for rule in _kept(EVERY_KIND[:2], "/elsewhere/p.yml")] == [
        "/elsewhere/p.yml:6:5",
        "/elsewhere/p.yml:7:5",
    ]


def test_rules_are_a_sequence() -> None:
    """Rules made of rows can be counted, picked and sliced."""
    rules = from_rows(to_rows(index_rules(EVERY_KIND), [PATH]), [PATH]).rules
    assert len(rules) == len(EVERY_KIND)
    assert rules[-1].id == "r6"
    assert [rule.id for rule in rules[1:3]] == ["r1", "r2"]


def _told(matches: dict[int, list[Match]]) -> list[tuple[str, Span, tuple[tuple[str, str], ...]]]:
    return [(match.rule.id, match.span, match.values) for each in matches.values() for match in each]


def test_the_shipped_rules_see_the_same_when_they_were_kept() -> None:
    """Over their own examples, kept rules match as fresh ones do."""
    packs = [pack for pack in PACKS if pack.language in ("any", "en")]
    paths, rules = [pack.path for pack in packs], [rule for pack in packs for rule in pack.rules]
    fresh = index_rules(rules)
    kept = from_rows(json.loads(json.dumps(to_rows(fresh, paths))), paths)
    layout = Layout(segment_text("\n".join(hit for rule in rules for hit in rule.hits)))
    one, other = (_told(find_matches(layout, RuleSet(each))) for each in (fresh, kept))
    assert one == other != []
