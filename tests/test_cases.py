"""The examples inside packs: what counts as a match of a text that stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from declutter.cases import matches, run_cases
from declutter.index import index_rules
from declutter.library import default_paths
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import Document, Kind, Rule, RulePack
from declutter.packs import load_pack, parse_pack
from declutter.scan import RuleSet
from declutter.segment import segment

if TYPE_CHECKING:
    from pathlib import Path

PATHS = default_paths()
PROSE = "The council met on Tuesday, and after three hours of talk it put off the vote on the bridge until the spring."


def rule(keys: str, hits: str = "[Home, HOME]", misses: str = "[Away, Gone]") -> Rule:
    """Return the rule of a pack that says no more than `keys` and its examples."""
    return pack(keys, hits, misses).rules[0]


def pack(keys: str, hits: str = "[Home, HOME]", misses: str = "[Away, Gone]") -> RulePack:
    """Return a pack of one rule, at line 6."""
    head = "pack: p\nlanguage: en\nversion: 1\nabout: A.\nrules:\n"
    source = f"{head}  - {{id: a, label: nav, why: A why., hits: {hits}, misses: {misses}, {keys}}}\n"
    return parse_pack(source.encode(), "p.yml")


@pytest.mark.parametrize(
    ("keys", "text", "expected"),
    [
        ("line: home", "HOME »", True),
        ("line: home", "Home again", False),
        ("line: '# comments'", "1,204 Comments:", True),
        ("phrase: read more", "To read more, turn the page", True),
        ("phrase: read more", "We spread more butter", False),
        ("phrase: l'équipe", "Toute L’EQUIPE", True),
        (r"pattern: '^home\b'", "Home page", True),
        (r"pattern: '^home\b'", "My home page", False),
        ("pattern: '^Home'", "Home", False),
        ("pattern: '^Home', case: true", "Home", True),
        ("pattern: '^Home', case: true", "home", False),
        ("pattern: ['^home', 'away$']", "Far away", True),
    ],
)
def test_a_text_is_read_by_the_matcher_of_its_rule(keys: str, text: str, expected: bool) -> None:
    """Lines, phrases and patterns match examples as they match blocks of an article."""
    assert matches(rule(keys), text) is expected


@pytest.mark.parametrize(
    ("conditions", "text", "expected"),
    [
        ("where: {kind: heading}", "Home", True),
        ("where: {kind: heading}", "- home", False),
        ("where: {kind: list_item}", "- home", True),
        ("where: {kind: paragraph}", f"Home. {PROSE}", True),
        ("where: {words: 2..}", "Home", False),
        ("where: {words: 2..}", "Home page", True),
        ("where: {links: 1}", "Home https://example.com", True),
        ("where: {words: 2.., kind: [line, heading]}", "- home page", False),
        ("unless: {kind: list_item}", "- home", False),
        ("unless: {words: 3..}", "Home page", True),
        ("unless: {words: 3..}", "Home page of mine", False),
        ("unless: {phrase: sweet}", "Home sweet home", False),
        ("unless: {line: [home alone]}", "Home alone!", False),
        ("unless: {pattern: 'from home$'}", "Far from home", False),
        ("unless: {pattern: 'from home$'}", "Far from home again", True),
    ],
)
def test_what_a_rule_asks_of_the_block_itself_is_asked(conditions: str, text: str, expected: bool) -> None:
    """The kind of a block, its measures, and the matchers of `unless` count in examples."""
    assert matches(rule(f"phrase: home, {conditions}"), text) is expected


CONDITIONS = ["zone: story", "near: ad", "after: ad", "before: [ad, nav]", "position: 0.9..", "from_end: 5.."]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_what_a_rule_asks_of_its_surroundings_is_taken_as_met(condition: str) -> None:
    """A text that stands alone has no place and no neighbours: in `where`, such a condition holds."""
    assert matches(rule(f"line: home, where: {{{condition}}}"), "Home")


@pytest.mark.parametrize("condition", ["zone: head", "position: 0", "from_end: 0"])
def test_surroundings_undo_no_example(condition: str) -> None:
    """In `unless`, a condition on place or neighbours does not hold, even where a lone text would meet it."""
    assert matches(rule(f"line: home, unless: {{{condition}}}"), "Home")


@pytest.mark.parametrize(
    ("shape", "text", "expected"),
    [
        ("{words: 1..2}", "Far away", True),
        ("{words: 1..2}", "Very far away", False),
        ("{words: 1..2, digits: 0.5..}", "Far away", False),
        ("{digits: 0.5..}", "12.30", True),
        ("{words: 1..2, position: 0.9.., from_end: 5..}", "Far away", True),
    ],
)
def test_a_shape_is_its_measures(shape: str, text: str, expected: bool) -> None:
    """The ranges of a shape are asked, all but those on where the block stands."""
    assert matches(rule(f"shape: {shape}, where: {{near: nav}}"), text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Follow experts like ACME", True), ("Follow experts like Acme", False), ("Follow experts like us", False)],
)
def test_a_rule_that_uses_a_name_is_woken_with_the_name_of_examples(text: str, expected: bool) -> None:
    """In the examples of a rule that sleeps, the name is ACME."""
    captures = "pattern: 'how (?<brand>[a-z]+) helps', capture: {brand: {}}"
    assert matches(rule(captures), "How ACME helps")
    assert matches(rule(r"pattern: '\blike {brand}\b', uses: brand"), text) is expected


def test_a_table_is_read_as_markdown() -> None:
    """Plain text has no tables, so the examples of a rule for them are cut as Markdown is."""
    table = "| home | page |\n|---|---|\n| one | two |"
    assert matches(rule("phrase: home, where: {kind: table}"), table)
    assert not matches(rule("phrase: home, where: {kind: table}"), "home")


def test_a_good_pack_has_no_faults() -> None:
    """Where each hit matches and no miss does, nothing is said."""
    assert run_cases([pack("line: home")]) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (pack("line: home", hits="[Home, Hut]"), "does not match its hit 'Hut': widen its line, or take the hit out"),
        (
            pack("phrase: home, where: {words: 1}", hits="[Home, Home page]"),
            "does not match its hit 'Home page': its words are found, but where or unless does not allow it; "
            "change the condition, or take the hit out",
        ),
        (
            pack("pattern: 'like {x}', uses: x", hits="[like ACME, like Zoom]"),
            "does not match its hit 'like Zoom': the rule uses 'x', and in examples the name is ACME",
        ),
        (
            pack("line: home", hits=r'[Home, "Home\n\nand away"]'),
            r"has the example 'Home\n\nand away', which is 2 blocks; make it one",
        ),
        (
            pack("shape: {words: 1}, where: {near: ad}", hits="[Home, Home page]", misses="[a b, a b c]"),
            "does not match its hit 'Home page': widen its shape, or take the hit out",
        ),
        (
            pack("line: home", misses="[Away, Home.]"),
            "matches its miss 'Home.': make it narrower, or tell them apart in unless",
        ),
    ],
    ids=["hit", "condition", "name", "blocks", "shape", "miss"],
)
def test_an_example_that_does_not_hold_is_a_fault_of_its_rule(given: RulePack, message: str) -> None:
    """The fault stands at the rule, names the rule and the text, and says what to do."""
    assert [str(fault) for fault in run_cases([given])] == [f"p.yml:6:5: rule 'a' {message}"]


def test_all_faults_of_all_packs_come_together() -> None:
    """One fault does not hide the next, in the order of packs and examples."""
    given = [pack("line: home", hits="[x, y]", misses="[home, z]"), pack("line: house", hits="[House, y]")]
    assert [str(fault).split("'")[3] for fault in run_cases(given)] == ["x", "y", "home", "y"]
    assert all(fault.serious for fault in run_cases(given))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_examples_of_the_shipped_packs_hold(path: Path) -> None:
    """Each rule that comes with the package matches all its hits and none of its misses."""
    assert [str(fault) for fault in run_cases([load_pack(path)])] == []


def free(rule: Rule) -> bool:
    """Say whether a rule asks nothing of the document around its block."""
    placed = rule.where.zones or rule.unless.zones or rule.where.social
    measured = {name for name, _ in (*rule.where.measures, *rule.unless.measures)} & {"position", "from_end"}
    marked_up = rule.where.kinds & {Kind.TABLE, Kind.CODE}
    return not (placed or measured or marked_up or rule.uses or rule.captures)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_an_example_matches_the_engine_finds(path: Path) -> None:
    """The scan that points at candidates overlooks none of the hits."""
    shipped = load_pack(path)
    rules = RuleSet(index_rules(shipped.rules))
    hits = [(each.id, hit) for each in shipped.rules if free(each) for hit in each.hits if matches(each, hit)]
    assert [(name, hit) for name, hit in hits if name not in found(hit, rules)] == []


def found(text: str, rules: RuleSet) -> set[str]:
    """Return the ids of the rules that the engine finds in a text."""
    every = find_matches(Layout(segment(Document(text))), rules).values()
    return {match.rule.id for matches in every for match in matches}
