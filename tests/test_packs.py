"""Packs: what is read, what is refused, and where."""

from __future__ import annotations

import hashlib
import math
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from declutter.errors import PackError
from declutter.model import (
    DROP_LABELS,
    Capture,
    Conditions,
    Covers,
    Kind,
    Label,
    Matcher,
    Place,
    Range,
    Rule,
    RulePack,
    Weight,
)
from declutter.packs import (
    MAX_BYTES,
    MAX_ENTRIES,
    PACK_KEYS,
    RULE_KEYS,
    parse_pack,
)

HEAD = "pack: p\nlanguage: en\nversion: 1\nabout: A pack.\nrules:\n"
RULE = {"id": "a", "label": "nav", "line": "home", "why": "A why.", "hits": "[a, b]", "misses": "[c, d]"}


def rule(**changes: str | None) -> str:
    """Return the YAML of a rule, a key a line from line 6 of the pack on, with other values or without some."""
    keys = {name: value for name, value in {**RULE, **changes}.items() if value is not None}
    return "  - " + "\n    ".join(f"{name}: {value}" for name, value in keys.items()) + "\n"


def pattern(source: str, **changes: str | None) -> str:
    """Return the YAML of a rule with a pattern."""
    return rule(line=None, pattern="'" + source.replace("'", "''") + "'", **changes)


def parse(*rules: str) -> RulePack:
    """Read a pack of rules."""
    return parse_pack((HEAD + "".join(rules)).encode(), "p.yml")


def parse_rule(**changes: str | None) -> Rule:
    """Read a pack of one rule, and return the rule."""
    return parse(rule(**changes)).rules[0]


def faults(source: str | bytes) -> list[str]:
    """Return what is wrong with a pack."""
    with pytest.raises(PackError) as caught:
        parse_pack(source.encode() if isinstance(source, str) else source, "p.yml")
    return [str(fault).removeprefix("p.yml:") for fault in caught.value.faults]


def test_a_pack_has_what_its_file_says() -> None:
    """The head of a file, its path and its SHA-256 are in the pack."""
    source = (HEAD + rule()).encode()
    pack = parse_pack(source, "rules/p.yml")
    assert (pack.name, pack.language, pack.version, pack.about) == ("p", "en", 1, "A pack.")
    assert (pack.path, pack.fingerprint) == ("rules/p.yml", hashlib.sha256(source).hexdigest())


def test_a_rule_needs_six_keys_alone() -> None:
    """What a rule does not say is block, strong, and without conditions."""
    place = Place("p.yml", 6, 5)
    matcher = Matcher("line", ("home",))
    assert parse_rule() == Rule("a", Label.NAV, matcher, "A why.", place, hits=("a", "b"), misses=("c", "d"))


@pytest.mark.parametrize(
    ("key", "value", "attribute", "expected"),
    [
        ("label", "author_bio", "label", Label.AUTHOR_BIO),
        ("label", "body", "label", Label.BODY),
        ("line", "[home, 404, yes]", "matcher", Matcher("line", ("home", "404", "yes"))),
        ("covers", "to_end", "covers", Covers.TO_END),
        ("weight", "weak", "weight", Weight.WEAK),
        ("where", "{}", "where", Conditions()),
        ("where", "{kind: heading}", "where", Conditions(kinds=frozenset({Kind.HEADING}))),
        ("where", "{zone: [head, tail]}", "where", Conditions(zones=frozenset({"head", "tail"}))),
        (
            "where",
            "{near: ad, after: ad}",
            "where",
            Conditions(near=frozenset({Label.AD}), after=frozenset({Label.AD})),
        ),
        ("where", "{words: ..9}", "where", Conditions(measures=(("words", Range(-math.inf, 9)),))),
        ("unless", "{zone: tail}", "unless", Conditions(zones=frozenset({"tail"}))),
        ("unless", "{phrase: said}", "unless", Conditions(matchers=(Matcher("phrase", ("said",)),))),
    ],
)
def test_a_rule_has_what_its_keys_say(key: str, value: str, attribute: str, expected: object) -> None:
    """Each key of a rule is read into the attribute that stands for it."""
    assert getattr(parse_rule(**{key: value}), attribute) == expected


def test_a_pattern_may_count_case_and_capture() -> None:
    """`case` and `capture` go with a pattern; stop values are kept folded."""
    source = pattern("(?<brand>[A-Z]oo) bar", case="true", capture="{brand: {max_words: 2, stop_values: [We, US]}}")
    found = parse(source).rules[0]
    assert found.matcher == Matcher("pattern", ("(?<brand>[A-Z]oo) bar",), case=True)
    assert found.captures == (Capture("brand", 2, frozenset({"we", "us"})),)


def test_a_shape_is_ranges_beside_other_blocks() -> None:
    """A shape has ranges instead of entries."""
    found = parse_rule(line=None, shape="{words: 1..3, digits: 0.5..}", where="{near: nav}")
    assert found.matcher == Matcher("shape", ranges=(("words", Range(1, 3)), ("digits", Range(0.5, math.inf))))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", ["1:1: is empty; see docs/writing-rules.md for the form of a pack"]),
        ("# a comment\n", ["1:1: is empty; see docs/writing-rules.md for the form of a pack"]),
        ("hello", ["1:1: expected a table with the keys pack, language, version, about, sites, rules"]),
        ("- pack: p", ["1:1: expected a table with the keys pack, language, version, about, sites, rules"]),
        ("{}", [f"1:1: the key '{name}' is missing" for name, key in PACK_KEYS.items() if key.required]),
        (HEAD + rule() + "---\n" + HEAD, ["12:1: is not YAML: but found another document"]),
        (HEAD + rule() + "# \0", ["12:3: is not text: control characters are not allowed; save it as UTF-8"]),
        (HEAD.encode() + b"# \xe9t\n", ["6:3: is not text: invalid trailing UTF-8 octet; save it as UTF-8"]),
        (HEAD + rule(line="&x home", why="*x"), ["9:10: aliases are not allowed in packs; write the value out"]),
        ("rules: " + "[" * 900, ["1:19: is nested deeper than 12 levels"]),
        (b" " * (MAX_BYTES + 1), [f"1:1: is larger than {MAX_BYTES:,} bytes; split it into several packs"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_is_no_pack_is_refused(source: str | bytes, found: list[str]) -> None:
    """What is empty, no table, no YAML, no text or out of all bounds is refused in one sentence."""
    assert faults(source) == found


@pytest.mark.parametrize(
    ("key", "value", "takes"),
    [
        ("pack", "[p]", "name of letters, digits, - and _"),
        ("pack", "a pack", "name of letters, digits, - and _"),
        ("language", "{en: de}", "language code such as en or pt, or `any`"),
        ("language", "english", "language code such as en or pt, or `any`"),
        ("version", "one", "whole number"),
        ("version", "1.5", "whole number"),
        ("version", "-1", "whole number"),
        ("about", "[A pack.]", "text"),
        ("about", "''", "text"),
        ("rules", "a", "list of tables"),
        ("rules", "{a: b}", "list of tables"),
        ("rules", "", "list of tables"),
    ],
)
def test_the_head_of_a_pack_has_types(key: str, value: str, takes: str) -> None:
    """A key of the pack with a value of another type is a fault at the value."""
    head = {"pack": "p", "language": "en", "version": "1", "about": "A pack.", "rules": "[]"}
    source = "\n".join(f"{name}: {each}" for name, each in {**head, key: value}.items())
    line, column = [*head].index(key) + 1, len(key) + (3 if value else 2)
    assert faults(source) == [f"{line}:{column}: '{key}' takes a {takes}"]


LABELS = ", ".join([*DROP_LABELS, Label.BODY])
KINDS = ", ".join(Kind)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": "a b"}, "6:9: 'id' takes a name of letters, digits, - and _"),
        ({"label": "[nav]"}, f"7:12: 'label' takes a choice ({LABELS})"),
        ({"label": "navi"}, f"7:12: unknown value 'navi'; did you mean 'nav'? ({LABELS})"),
        ({"label": "meta"}, f"7:12: unknown value 'meta' ({LABELS})"),
        ({"line": "[]"}, "8:11: 'line' takes a text, or a list of texts"),
        ({"line": "[home, ~]"}, "8:11: 'line' takes a text, or a list of texts"),
        ({"line": "{home: page}"}, "8:11: 'line' takes a text, or a list of texts"),
        ({"line": None, "phrase": "[[home]]"}, "11:13: 'phrase' takes a text, or a list of texts"),
        ({"line": None, "pattern": "~"}, "11:14: 'pattern' takes a text, or a list of texts"),
        ({"why": "[a]"}, "9:10: 'why' takes a text"),
        ({"hits": "[a]"}, "10:11: needs at least 2 texts, and has 1"),
        ({"hits": "[]"}, "10:11: 'hits' takes a text, or a list of texts"),
        ({"misses": "a"}, "11:13: needs at least 2 texts, and has 1"),
        ({"misses": "{a: b}"}, "11:13: 'misses' takes a text, or a list of texts"),
        ({"case": "yes"}, "12:11: 'case' takes a true or false"),
        ({"covers": "all"}, "12:13: unknown value 'all' (block, sentence, section, to_end)"),
        ({"weight": "strongest"}, "12:13: unknown value 'strongest'; did you mean 'strong'? (strong, medium, weak)"),
        ({"where": "near"}, "12:12: 'where' takes a table"),
        ({"where": "{kind: headline}"}, f"12:19: unknown value 'headline'; did you mean 'heading'? ({KINDS})"),
        ({"where": "{zone: []}"}, "12:19: 'zone' takes a choice, or a list of choices (head, story, tail)"),
        ({"where": "{words: many}"}, "12:20: 'words' takes a range such as 3, ..12, 0.8.. or 3..9"),
        ({"where": "{words: 9..3}"}, "12:20: 'words' takes a range such as 3, ..12, 0.8.. or 3..9"),
        ({"where": "{word: 3}"}, "12:13: unknown key 'word'; did you mean 'words'?"),
        ({"where": "{line: home}"}, "12:13: unknown key 'line'; did you mean 'links'?"),
        ({"unless": "{phrases: said}"}, "12:14: unknown key 'phrases'; did you mean 'phrase'?"),
        ({"capture": "brand"}, "12:14: 'capture' takes a table of tables"),
        ({"capture": "{brand: 2}"}, "12:22: expected a table with the keys max_words, stop_values"),
        ({"capture": "{brand: {max_words: x}}"}, "12:34: 'max_words' takes a whole number"),
        ({"capture": "{brand: {}, brand: {}}"}, "12:26: duplicate key 'brand'"),
        ({"uses": "[brand]"}, "12:11: 'uses' takes a name of letters, digits, - and _"),
        ({"lines": "[home]"}, "12:5: unknown key 'lines'; did you mean 'line'?"),
        ({"'line'": "[home]"}, "12:5: duplicate key 'line'"),
        ({"'why'": "Again."}, "12:5: duplicate key 'why'"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_each_key_of_a_rule_has_its_type(changes: dict[str, str | None], fault: str) -> None:
    """A wrong value, an unknown key and a duplicate key are faults at their place, with the word that was meant."""
    assert fault in faults(HEAD + rule(**changes))


@pytest.mark.parametrize("key", [name for name, key in RULE_KEYS.items() if key.required])
def test_a_rule_without_a_needed_key_is_refused(key: str) -> None:
    """A rule says its id, its label, why it holds, and shows hits and misses."""
    place = "6:5"
    assert f"{place}: the key '{key}' is missing" in faults(HEAD + rule(**{key: None}))


SHAPE = {"line": None, "shape": "{words: 3}"}
WORDLESS = "has neither letters nor numbers; use a pattern for symbols"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"line": None}, " needs exactly one kind of line, phrase, pattern, shape, selector; it has none"),
        ({"phrase": "b"}, " needs exactly one kind of line, phrase, pattern, shape, selector; it has line, phrase"),
        ({"shape": "{words: 3}"}, " needs exactly one kind of line, phrase, pattern, shape, selector; it has line, shape"),
        ({"case": "true"}, ": case goes with pattern alone"),
        (SHAPE, ": a shape alone says too little; give it near, after or before in where"),
        ({"where": "{position: 80..}"}, ": position lies between 0 and 1, and never in that range"),
        ({"unless": "{from_end: ..-1}"}, ": from_end lies at 0 or above, and never in that range"),
        ({"where": "{kind: code}"}, " is for code alone, which is never looked at; choose another kind"),
        ({"line": "[home, '***']"}, f": the line '***' {WORDLESS}"),
        ({"line": None, "phrase": r'"\u200b"'}, rf": the phrase '\u200b' {WORDLESS}"),
        ({"unless": r'{phrase: "\u00ad"}'}, rf": the phrase '\xad' {WORDLESS}"),
        ({"line": str(["a"] * (MAX_ENTRIES + 1))}, f" has {MAX_ENTRIES + 1:,} entries; {MAX_ENTRIES:,} is the limit"),
        ({"capture": "{brand: {}}"}, " captures 'brand', but no pattern of it has a group (?<brand>...)"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_does_not_go_together_is_refused(changes: dict[str, str | None], message: str) -> None:
    """Keys that are right by themselves and wrong together are a fault at the rule."""
    assert faults(HEAD + rule(**changes)) == [f"6:5: rule 'a'{message}"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("(home", "the pattern does not parse: missing ) at position 5, in '(home'"),
        ("[home", "the pattern does not parse"),
        ("home**", "the pattern does not parse: multiple repeat at position 5"),
        (r"\p{Nonsense}", "the pattern does not parse: unknown property"),
        (r"(?<=home)\1", "the pattern does not parse: invalid group reference"),
        ("(((a{99}){99}){99}){99}", "counted repeats within each other come to"),
        ("(?:a{1000}){1000}", "counted repeats within each other come to"),
        ("(" * 60 + "home" + ")" * 60, "the pattern is nested deeper than"),
        ("home" * 300, "the pattern has 1,200 characters"),
    ],
    ids=lambda value: str(value)[:30],
)
@pytest.mark.parametrize("place", ["pattern", "unless"])
def test_a_pattern_that_cannot_be_compiled_is_refused(source: str, message: str, place: str) -> None:
    """A pattern with a slip in it, and one that would burst memory or stack, is a fault at its rule."""
    given_rule = pattern(source) if place == "pattern" else rule(unless="{pattern: '" + source + "'}")
    [fault] = faults(HEAD + given_rule)
    assert fault.startswith(f"6:5: rule 'a': {message}")


def test_a_slow_pattern_loads() -> None:
    """A pattern that backtracks without end is no fault of form, and reading it does not run it."""
    assert parse(pattern("(home+)+$")).rules[0].matcher.entries == ("(home+)+$",)


def test_a_rule_that_uses_a_name_is_read_with_the_name_of_the_examples() -> None:
    """`{brand}` stands for a name in the patterns of a rule that uses it."""
    assert parse(pattern("like {brand}", uses="brand")).rules[0].uses == "brand"


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    """Faults in the head, in several rules and across keys come together, in the order of lines."""
    head = HEAD.replace("version: 1", "vershun: 1")
    rules = (rule(label="nave"), rule(id="b", hits="[x]", lines="[y]"), pattern("(home", id="c", why=None))
    places = [fault.split(" ")[0] for fault in faults(head + "".join(rules))]
    assert places == ["1:1:", "3:1:", "7:12:", "16:11:", "18:5:", "19:5:", "19:5:"]


@pytest.mark.parametrize("row", ["x", "[a]", "~", "3", "'@'"])
def test_a_rule_that_is_no_table_is_refused(row: str) -> None:
    """An entry of `rules` that is not a table is a fault at its place."""
    assert faults(HEAD + f"  - {row}\n")[0].startswith("6:5: expected a table with the keys id, label, line")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_pack_or_a_pack_error(source: bytes) -> None:
    """Bytes of any kind never raise anything but PackError."""
    with suppress(PackError):
        parse_pack(source, "p.yml")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from([*RULE_KEYS, "(a", "3..9"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RULE_KEYS, *PACK_KEYS]), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*RULE_KEYS]), values), st.dictionaries(st.sampled_from([*PACK_KEYS]), values))
def test_any_table_is_a_pack_or_a_pack_error(changes: dict[str, Any], head: dict[str, Any]) -> None:
    """Values of any kind under the keys of a pack and of a rule never raise anything but PackError."""
    row = {**yaml.safe_load(rule())[0], **changes}
    pack = {**yaml.safe_load(HEAD), "rules": [row], **head}
    with suppress(PackError):
        assert parse_pack(yaml.safe_dump(pack).encode(), "p.yml").rules is not None


@given(st.text(st.sampled_from("ab(?<n>)[]{}*+|\\^$.,1:!='PpLuWxN&-#"), max_size=30))
def test_any_pattern_is_read_or_a_pack_error(source: str) -> None:
    """A pattern of any kind is compiled or refused, and never raises anything but PackError."""
    with suppress(PackError):
        found = parse(pattern("home" + source))
        assert found.rules[0].matcher.entries == ("home" + source,)


@given(
    st.integers(0, 200),
    st.integers(0, 12),
    st.sampled_from(["", "[", "}", ":", "\n", "\0", "&a ", "*a", "!t ", "- ", "'"]),
)
def test_any_slip_of_the_pen_is_a_pack_or_a_pack_error(start: int, length: int, put: str) -> None:
    """A good pack with characters taken out or put in never raises anything but PackError."""
    source = HEAD + rule(where="{near: nav, words: ..3}", unless="{phrase: said}")
    with suppress(PackError):
        parse_pack((source[:start] + put + source[start + length :]).encode(), "p.yml")
