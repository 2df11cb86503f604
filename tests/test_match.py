"""Blocks and rules -> matches."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from declutter.index import index_rules
from declutter.match import confirm, find_matches
from declutter.matchers.pattern import awaken
from declutter.measures import Layout
from declutter.model import Document, Format, Match, Rule, Span
from declutter.names import captured_names, hold
from declutter.packs import parse_pack
from declutter.scan import CompiledRule, Readings, RuleSet
from declutter.segment import segment
from declutter.segment.text import segment_text

PROSE = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was."


def _rules(*rows: str) -> tuple[Rule, ...]:
    """Make rules from their keys; what the tests do not look at is filled in."""
    head = "pack: tiny\nlanguage: en\nversion: 1\nabout: Rules of a test.\nrules:\n"
    rest = "why: It is so., hits: [a, b], misses: [c, d]"
    source = head + "".join(f"  - {{id: r{at}, label: promo, {row}, {rest}}}\n" for at, row in enumerate(rows))
    return parse_pack(source.encode(), "tiny.yml").rules


def _found(text: str, *rows: str) -> list[tuple[str, int, str]]:
    """Return for each match the rule, the block and the words."""
    layout = Layout(segment_text(text))
    matches = find_matches(layout, RuleSet(index_rules(_rules(*rows))))
    return [(match.rule.id, match.block, match.span.of(text)) for each in matches.values() for match in each]


def _is_found(text: str, row: str) -> bool:
    return _found(text, row) != []


def test_matches_are_told_by_block_with_their_place_in_the_document() -> None:
    """Each match names its rule, its block and the words that it saw."""
    text = f"Title\n\n{PROSE}\nBuy now, or buy later. “Buy”\n4 Comments »"
    village, *rest = _found(text, "phrase: [buy now, buy later]", "line: '# comments'", r"pattern: 'in the v\w+'")
    assert village == ("r2", 1, "in the village")
    assert rest == [("r0", 2, "Buy now"), ("r0", 2, "buy later"), ("r1", 3, "4 Comments »")]


def test_nothing_is_found_across_blocks() -> None:
    """A phrase or a pattern has to stand in one block."""
    assert _found("buy\nnow", "phrase: buy now", "pattern: 'buy now'", "line: buy now") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“Buy now, and buy it for good”, says the advert.", False),
        ('"Buy now, and buy it for good", says the advert.', False),
        ("„Buy now, and buy it for good“, says the advert.", False),
        ("「Buy now, and buy it for good」と広告は言う。", False),
        ("«Buy now, and buy it for good», says the advert.", False),
        ("“Buy now, and buy it for good”", True),
        ("“Buy now”, says the advert of the year.", True),
        ("“The lamps of the harbour” are here. Buy now!", True),
    ],
)
def test_what_somebody_else_says_is_not_said_here(text: str, found: bool) -> None:
    """A find inside quotation marks is none, unless they hold the whole block or only a few words."""
    assert _is_found(text, "phrase: buy now") is found


def test_marks_of_a_find_do_not_keep_its_words_out_of_the_quotation() -> None:
    """What counts is whether its letters lie between quotation marks; a find that has letters behind them speaks for itself."""
    text = "“Buy now, and buy it for good”, says the advert."
    assert not _is_found(text, r"pattern: '^\W{0,2}buy now[^.]{0,20}good\W'")
    assert _is_found(text, r"pattern: '^\W{0,2}buy now[^.]{0,20}good\W{1,3}says'")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Please [buy now](https://a.example/x)", ["buy now"]),
        ("Please [buy](https://a.example/x) now", ["buy](https://a.example/x) now"]),
        ("Please buy [now](https://a.example/x) or later", ["buy [now"]),
        ("Please [look](https://a.example/buy-now)", []),
        ("# Buy now", ["Buy now"]),
        ("```\nbuy now\n```", []),
    ],
)
def test_of_markdown_what_is_shown_is_read(source: str, words: list[str]) -> None:
    """Addresses of links are not compared, links part no words, and code is never looked at."""
    layout = Layout(segment(Document(source, format=Format.MARKDOWN)))
    matches = find_matches(layout, RuleSet(index_rules(_rules("phrase: buy now"))))
    assert [match.span.of(source) for each in matches.values() for match in each] == words


def test_a_pattern_without_literals_is_tried_in_every_block() -> None:
    """What no literal points at is found all the same."""
    assert _found("ab\n12\ncd\n345", r"pattern: '^\d+$'") == [("r0", 1, "12"), ("r0", 3, "345")]


@pytest.mark.parametrize(
    ("where", "text", "found"),
    [
        ("kind: heading", "Buy Now", True),
        ("kind: heading", "buy now", False),
        ("kind: [line, list_item]", "- buy now", True),
        ("kind: list_item, words: ..3", "- buy now and then", False),
        ("words: ..2", "buy now", True),
        ("words: ..2", "buy now or later", False),
        ("words: 2..4", "buy now or later", True),
        ("words: 2", "buy now", True),
        ("capitals: 0.8..", "Buy Now", True),
        ("capitals: 0.8..", "buy Now", False),
        ("zone: head", f"buy now\n{PROSE}", True),
        ("zone: [story, tail]", f"buy now\n{PROSE}", False),
        ("zone: tail", f"{PROSE}\nbuy now", True),
        ("zone: story", f"{PROSE}\nbuy now\n{PROSE}", True),
        ("from_end: ..1", "buy now\nb\nc", False),
        ("from_end: ..1", "a\nbuy now\nc", True),
        ("position: 0.5..", f"buy now\n{PROSE}", False),
        ("position: 0.5..", f"{PROSE}\nbuy now", True),
    ],
)
def test_every_condition_has_to_hold(where: str, text: str, found: bool) -> None:
    """A hit counts where the block is of the kind, in the zone and within the ranges that `where` names."""
    assert _is_found(text, f"phrase: buy now, where: {{{where}}}") is found


@pytest.mark.parametrize(
    ("unless", "text", "found"),
    [
        ("phrase: study", "Buy now, says a study", False),
        ("phrase: study", "Buy now, says a student", True),
        ("line: 'buy now # times'", "Buy now 3 times!", False),
        ("line: 'buy now # times'", "Buy now 3 times or more", True),
        (r"pattern: 'buy now\?'", "Buy now?", False),
        (r"pattern: 'buy now\?'", "Buy now!", True),
        ("kind: heading", "Buy Now", False),
        ("kind: heading", "buy now", True),
        ("words: 6..", "buy now and not a day later", False),
        ("words: 6..", "buy now", True),
        ("zone: story", f"{PROSE}\nbuy now\n{PROSE}", False),
        ("zone: story", f"{PROSE}\nbuy now", True),
        ("words: 6.., phrase: study", "buy now: study", False),
    ],
)
def test_anything_in_unless_undoes_the_hit(unless: str, text: str, found: bool) -> None:
    """One exception that holds is enough, and it is looked for in the whole block."""
    assert _is_found(text, f"phrase: buy now, unless: {{{unless}}}") is found


def test_what_becomes_of_other_blocks_is_not_asked_here() -> None:
    """A match with conditions on its neighbours is a match; the judge looks at them."""
    assert _is_found("buy now", "phrase: buy now, where: {near: share}")


SHAPE = "shape: {words: ..2}, where: {near: promo}"


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        (["Buy now", "Mugs", "Shirts", "three words here", "Caps", "Pens"], [1, 2, 4, 5]),
        (["Buy now", "and not", "too many words", "too many words", "too many words", "too many words", "Mugs"], [1]),
        (["Mugs", "Buy now"], [0]),
        (["Mugs", "Shirts"], []),
    ],
)
def test_a_shape_is_looked_for_near_its_label(lines: list[str], blocks: list[int]) -> None:
    """A shape is found near what other rules have seen, and further on near what it has seen itself."""
    found = _found("\n".join(lines), "line: buy now", SHAPE)
    assert sorted(block for rule, block, _ in found if rule == "r1" and lines[block] != "Buy now") == blocks


BRAND = r"pattern: '^how (?<brand>\w+) helps you', capture: {brand: {max_words: 2}}"
LIKE = "pattern: 'firms like {brand}', uses: brand"
ACME = "How ACME Helps You\nACME is open.\nTrust firms like ACME."


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (ACME, [2]),
        (ACME + "\nAnd firms like ACME too.", [2, 3]),
        (ACME.replace("firms like ACME", "firms like Foo"), []),
        (ACME.replace("How ACME Helps You", "About ACME"), []),
        (ACME.replace("ACME", "Čedok"), [2]),
        ("How Acme Helps You\nAcme is open.\nTrust firms like ACME.", [2]),
        ("How Exercise Helps You\nDo exercise.\nTrust firms like Exercise.", []),
    ],
)
def test_a_captured_name_wakes_the_rules_that_use_it(text: str, blocks: list[int]) -> None:
    """A rule that uses a name sleeps until the document holds one, and then looks for that one."""
    assert [block for rule, block, _ in _found(text, BRAND, LIKE) if rule == "r1"] == blocks


def test_a_captured_name_in_code_wakes_no_rule() -> None:
    """Code is never looked at, whatever it names."""
    source = "## How ACME Helps You\n\n    firms like ACME\n\nTrust firms like ACME."
    layout = Layout(segment(Document(source, format=Format.MARKDOWN)))
    found = find_matches(layout, RuleSet(index_rules(_rules(BRAND, LIKE))))
    assert [block for block, matches in found.items() if matches] == [0, 2]


def test_a_woken_rule_keeps_its_conditions() -> None:
    """`where` and `unless` hold for sleeping rules as for all others."""
    assert not [rule for rule, *_ in _found(ACME, BRAND, f"{LIKE}, where: {{words: ..3}}") if rule == "r1"]
    assert not [rule for rule, *_ in _found(ACME, BRAND, f"{LIKE}, unless: {{phrase: trust}}") if rule == "r1"]


def test_a_hit_that_captured_no_name_is_no_match() -> None:
    """'How Exercise Helps You' is of the form of a pitch and is none."""
    assert _found("How ACME Helps You\nACME is open.", BRAND) == [("r0", 0, "How ACME Helps You")]
    assert _found("How Exercise Helps You\nDo exercise.", BRAND) == []


def test_a_woken_rule_draws_shapes_to_it() -> None:
    """A shape is found near what a woken rule has seen, as near all else."""
    lines = ["How ACME Helps You", "ACME is open.", *["this is a line"] * 4, "Firms like ACME say", "Mugs"]
    text = "\n".join(lines)
    assert ("r2", 7, "Mugs") in _found(text, BRAND, LIKE, SHAPE)


def _naive(layout: Layout, rules: list[CompiledRule]) -> dict[int, list[Match]]:
    """Find matches the slow way: ask every rule about every block."""
    found: dict[int, list[Match]] = {}
    for block in range(len(layout.blocks)):
        found[block] = [match for each in rules if not each.rule.uses for match in confirm(each, layout, block)]
    names = captured_names(layout, (match for matches in found.values() for match in matches))
    held = {block: hold(matches, names) for block, matches in found.items()}
    for name, value in ((name, value) for name, values in names.items() for value in values):
        for each in (each for each in rules if each.rule.uses == name):
            awake = CompiledRule(awaken(each.rule))
            for block, matches in held.items():
                matches += [replace(match, rule=each.rule) for match in confirm(awake, layout, block, value)]
    return {block: matches for block, matches in held.items() if matches}


TINY = _rules(
    "line: ['# comments', '#k½ comments', a reply, '#k', 日本]",
    "phrase: [comm, a, fi, '1.', é a]",
    r"pattern: ['a\w* ?1', 'laff', '^\W+$', '(?:comments|reply)$', '日\w']",
    r"pattern: ['\bcomm', '^\W*comments\b', '(?:^|(?<=[.,] ))a reply']",
    "phrase: reply, unless: {line: '# reply', words: 4..}, where: {zone: head}",
    r"pattern: 'how (?<brand>\w+) helps', capture: {brand: {max_words: 1}}",
    r"pattern: ['{brand} (?:helps|comm)', '\w ?{brand}$'], uses: brand",
)
SIGNS = list("A14½٣K日_\n .,»é\u0301\u200b\u00adﬁﬄ\ud800")
LINKS = ["[", "](a.b)", "co[mm](a.b)ents"]
WORDS = [*SIGNS, *LINKS, "comments", "a reply", "12k", "日本", "laff", "How ", "helps", "Acme", "\r\n", PROSE]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS)).map("".join))
@example("٣ comments")
@example("4k½ comments")
@example("ﬄﬄaff\nx")
@example("12k_")
@example("co[mm](a.b)")
@example("x\nla[ff](a.b)")
def test_scanning_finds_what_asking_every_rule_finds(text: str) -> None:
    """The scan for literals and the look-up of lines leave out no match, however odd the characters are."""
    layout = Layout(segment_text(text))
    assert find_matches(layout, RuleSet(index_rules(TINY))) == _naive(layout, [CompiledRule(rule) for rule in TINY])


@lru_cache(maxsize=1)
def _shipped() -> tuple[list[CompiledRule], list[str]]:
    """Return the shipped rules that are always awake, and their examples."""
    from tests.strategies import RULES

    awake = [rule for rule in RULES if not rule.uses and rule.matcher.kind != "shape"]
    return [CompiledRule(rule) for rule in awake], [text for rule in awake for text in (*rule.hits, *rule.misses)]


def _seen(matches: dict[int, list[Match]], rules: set[str]) -> set[tuple[str, Span]]:
    return {(match.rule.id, match.span) for each in matches.values() for match in each if match.rule.id in rules}


DISGUISES: list[Callable[[str], str]] = [
    str,
    str.upper,
    str.title,
    "» {} …".format,
    lambda text: text.replace("'", "’").replace("-", "–").replace(" ", "\u00a0"),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", " \u200b").replace("fi", "ﬁ"),
]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(DISGUISES)), min_size=1, max_size=8))
def test_the_shipped_rules_lose_no_match_to_the_scan(picks: list[tuple[int, Callable[[str], str]]]) -> None:
    """Over their own examples, disguised and joined, the shipped rules match as if each were asked about each block."""
    from tests.strategies import CLEANER

    awake, examples = _shipped()
    layout = Layout(segment_text("\n".join(disguise(examples[at % len(examples)]) for at, disguise in picks)))
    names = {each.rule.id for each in awake}
    assert _seen(find_matches(layout, CLEANER.library.rules("en")), names) == _seen(_naive(layout, awake), names)


def test_a_pattern_without_end_is_set_aside() -> None:
    """A pattern that backtracks without end is stopped, the document is kept, and the report names the rule."""
    text = "home" + "a" * 60 + "\n" + PROSE
    rules = RuleSet(index_rules(_rules(r"pattern: 'home(?:[a-z]|[a-z\d])+!'")))
    readings = Readings(rules)
    assert find_matches(Layout(segment_text(text)), rules, readings) == {}
    assert readings.aside.rules == {"r0"}
