"""Patterns -> literals that must occur, widths, and what is refused before it can do harm."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declutter.matchers.costs import RARE, cost_of
from declutter.matchers.literals import MAX_LENGTH, Anatomy, PatternError, dissect
from declutter.matchers.strings import LETTERS, MIN_LENGTH

regex: Any = import_module("regex")

FILTERABLE = [
    r"all rights reserved",
    r"\ball rights (?:are )?reserved\b",
    r"leave a (?:reply|comment)",
    r"(?:leave|post|add) a (?:reply|comment)s?",
    r"subscribe",
    r"(?:subscribe|sign up|register) (?:now |today )?(?:to|for) (?:our|the) (?:free |weekly )?newsletter",
    r"^by [a-z]{3,12} (?:on|in) \w+ \d{1,2}, \d{4}$",
    r"(?:read|find out|learn) more(?: about)?",
    r"^(?:share|tweet|pin)(?: this)?(?: on (?:facebook|twitter|x))?$",
    r"\d+ (?:comments?|repl(?:y|ies)|responses?)",
    r"we (?:use|store) cookies",
    r"colou?rs?",
    r"gr[ae]y areas?",
    r"[bcr]at[s]?",
    r"[^a-z]newsletter[^a-z]",
    r"news\s+letter",
    r"news\s*letter",
    r"(?:ab|cd)(?:ef|gh)",
    r"(?:ab|cd){3}",
    r"(?:abc|xyz)+",
    r"(?:abc)+?d",
    r"(?:abc){2,5}",
    r"(?:abc)?def",
    r"(?:abc)*def",
    r"abc??def",
    r"(abc|def)ghi",
    r"(?P<brand>acme|umbrella) helps",
    r"how (\w+) helps you",
    r"(\w{3,8})ing\1",
    r"(?:a|ab|abc)defg",
    r"(?:one|two|three|four|five|six|seven) (?:days|weeks) ago",
    r"(?:one|three|)hundred",
    r"-{3,}",
    r"={5}",
    r"\.\.\.",
    r"(?:\.){3}",
    r"\* \* \*",
    r"\(optional\)",
    r"https?://\w+",
    r"www\.[a-z]+\.(?:com|org|net)",
    r"[a-z]+@example\.com",
    r"foo.bar",
    r"foo.*bar",
    r"(?s:foo.*bar)",
    r"(?i)subscribe now",
    r"(?i:skip) to content",
    r"(?i)[a-c]ookies",
    r"(?i)straße",
    r"abonnieren sie unseren",
    r"подписка на новости",
    r"登録はこちらから",
    r"\u00a9 \d{4} acme inc",
    r"\x61\x62\x63",
    r"foo(?!bar)",
    r"(?!foo)foul",
    r"(?<!x)foobar",
    r"\bfoo\b \bbar\b",
    r"(?:\bfoo\b|\bbar\b)",
    r"^foo|bar$",
    r"(?m:^foo$)",
    r"(?:(?:(?:deep)er)est)",
    r"(?:[ab]c){2}d?e",
    r"a{3}b{0,2}c{3,}",
    r"x{40}",
    r"supercalifragilisticexpialidocious and then some more of it",
    r"(?:no|more|than|(?:the|least)) of (?:it|them)",
    r"\t\n\r",
    r"(?x) foo \ bar  # and a comment",
    r"[0-9]{2}:[0-9]{2} (?:am|pm) gmt",
    r"(?:jan|feb|mar|apr|may|jun)[a-z]* \d+",
]
UNFILTERABLE = [
    r"",
    r"\w+",
    r"a|b",
    r"\bby\b",
    r"[^abc]{9}",
    r"(?:newsletter)?",
    r"(?:newsletter)*",
    r"newsletter|\w+",
    r"newsletter|ad",
    r"(?!newsletter)\w+",
    r"(?<!newsletter)\d",
    r"(?:newsletter){e<=1}",
    r"(?:newsletter){0}",
    r"(?V1)[[a-z]--[aeiou]]{9}",
    r"\p{L}{9}",
    r"(?fi)newsletter",
    r"(?(DEFINE)(?<a>newsletter))\w",
    r"[a-z][0-9][a-z]",
]
REFUSED = [
    ("a" * 1001, "1,001 characters"),
    ("((a{1000}){1000}){1000}", "1,000,000"),
    ("(?:a{1,50}){21}", "1,050"),
    ("(?=(a{600}){2})", "1,200"),
    ("(?<!(a{600}){2})b", "1,200"),
    ("(x)(?(1)(a{600}){2}|b)", "1,200"),
    ("(?:(?:a{600}b){e<=1}){2}", "1,200"),
    ("a{4000000000}", "4,000,000,000"),
    ("a{1001,}", "1,001"),
    ("(" * 51 + "a" + ")" * 51, "50"),
    ("(" * 480 + "a" + ")" * 480, "nested"),
    ("(?:a|" * 160 + "b" + ")" * 160, "nested"),
    ("(?V1)" + "[a" * 300 + "]" * 300, "nested"),
    ("leave a (reply", "missing ) at position 14"),
    ("reply)", "unbalanced parenthesis at position 5"),
    ("[a-", "at position 3"),
    ("*a", "nothing to repeat at position 0"),
    ("a**", "multiple repeat at position 2"),
    (r"(a)\2", "invalid group reference at position"),
    ("(?&brand)", "invalid group reference at position"),
    (r"\p{Nonsense}", "unknown property at position"),
    (r"\L<words>", "undefined named list at position"),
    ("(?V0)(?V1)a", "mutually incompatible"),
    ("(?L)a", "cannot be used"),
    ("(?a)(?u)a", "cannot be used"),
]
RUNAWAY = [
    r"(a+)+$",
    r"(\w+\s?)*!$",
    r"(x+x+)+y",
    r"(?:.*a){14}x",
    r".*.*.*=.*",
    r"(a|aa)+$",
    r"(?:a|a)*$",
    r"(?:a?){30}a{30}",
    r"(?:a|a){20}b",
    r"(?:\w|a){20}b",
    "(?:" + "(?:a|a)?" * 120 + "){0,1000}",
    r"(?:a{1,9}){1,20}!",
    r"(?:\w{1,5}\s?){1,60}!",
    r"a?" * 30 + "a" * 30,
    r"(?=(?:a|a){20}b)a",
    r"foo(?!.*bar)",
    r"(\w{1,9}) \1",
    r"(a|b(?1)c)",
    r"(?:abcdef){e<=3}",
    r"\X{9}",
    r"a{401}",
]
WIDE = ["a?b" * 333, "[ab]" * 250, "(?i)" + "s" * 990, "|".join(map(str, range(100, 350)))]
BOUNDED = [
    ("", 0),
    ("subscribe", 9),
    (r"\bcolou?rs?\b", 7),
    (r"[^.]{0,60} newsletter", 71),
    (r"subscribe.{0,40}(?:to|for).{0,30}newsletter", 92),
    (r"(?:comments?|replies|reply) (?:closed|off)", 15),
    (r"(?:a?b){3}", 6),
    (r"(?<=by )john(?= doe)", 11),
    (r"^a|bcd$", 3),
    (r"(?>abc|d)\K\s", 4),
    (r"(?:one|two|three|four|five|six|seven|eight|nine|ten) " * 3, 18),
    (r"a{400}", 400),
]
WORST = [r"(?:a|a){9}b", r"(?:a|aa|aaa){5}b", r"(?:a{1,5}){1,4}b", r"a?" * 10 + "b", r"[^c]{0,40}a[^c]{0,40}c"]
EXPECTED = [
    ("subscribe", ["subscribe"]),
    (r"leave a (?:reply|comment)", ["leave a comment", "leave a reply"]),
    (r"\w+ helps you\b", [" helps you"]),
    (r"comments?", ["comment"]),
    (r"(?:ab|cd){2}", ["abab", "abcd", "cdab", "cdcd"]),
    (r"(?:news(?:letter)|up(?:date)) \d", ["newsletter ", "update "]),
    (r"the .*zyzzyva", ["zyzzyva"]),
    (r"-{3,}", ["---"]),
    (r"SUBSCRIBE", ["subscribe"]),
    (r"(?i)Able", ["able"]),
    (r"(?i)task", ["task", "taſk"]),
    (r"foo\X", ["foo"]),
    (r"(?:foo){e<=1}bar", ["bar"]),
    (r"(foo)?bar(?(1)baz|quux)", ["bar"]),
    (r"(?=.*\bnewsletter\b)\w+", ["newsletter"]),
    (r"(?|(foo)|(bar))", ["bar", "foo"]),
    (r"a{40}", ["a" * MAX_LENGTH]),
    (r"with \w+ tree", [" tree"]),
    (r"@[a-z]{2}", ["@"]),
    (r"\b\w+ ©", [" ©"]),
    ("and the " * 20 + "zyzzyva", [" and the and the and the zyzzyva"]),
]
ENGINE_ONLY = [
    (r"(?>foo|bar)baz", "a barbaz"),
    (r"fo++bar", "fooobar"),
    (r"foo\Kbar", "foobar"),
    (r"(?r)foo.bar", "foo bar"),
    (r"(?V1)[[a-c]--[b]]bcd", "abcd"),
    (r"(?V1)[ab||cd]eee", "deee"),
    (r"(?<=foo )\w{3}", "foo bar"),
    (r"(?=\w+bar)foo", "foobar"),
    (r"\mfoo\M", "a foo b"),
    (r"(?|(foo)|(bar))\1", "barbar"),
    (r"(?<a>foo|bar) (?&a)", "foo bar"),
    (r"foo\R+bar", "foo\r\nbar"),
    (r"\p{L}foo[[:alpha:]]", "xfoox"),
    (r"(?:newsletter){e<=2} today", "newsleter today"),
    (r"(?i)kiosk", "KIOSK"),
    (r"(?i)kiosk", "kioſk"),
    (r"(?fi)straße ahead", "strasse ahead"),
    (r"(?(?=a)abc|def)ghi", "defghi"),
    (r"(?w)\bfoo\b", "foo"),
    (r"(?b)(?:abcdef){s<=1}ghi", "abxdefghi"),
]

words = st.sampled_from(["news", "letter", " by ", "a", "b", "", "sk", "[ab]", "[^a]", r"\w", ".", r"\b", "(?i:k)"])
counts = st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "{1,3}?"])
patterns = st.recursive(
    words,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map("|".join).map("(?:{})".format),
        st.builds("(?:{}){}".format, inner, counts),
    ),
    max_leaves=12,
)
openings = st.sampled_from(["", "^", "^[ab]?", "(?:^|ab )", "(?:^|(?<=[ab] ))", r"(?:^|[ab] |\b)"])
letters = st.sampled_from(" wthenq.é")
noise = st.text(st.sampled_from(r"ab(|)[]{}*+?\^$.,019<>=!:&#PkVifmsxKXpLR~-_ "), max_size=30)


def _found_in(anatomy: Anatomy, text: str) -> bool:
    """Say whether all that is said of the matches of a pattern is true of a text."""
    text = text.lower()
    told = any(_stands(anatomy, text, at, literal) for literal in anatomy.literals or () for at in range(len(text)))
    also = all(any(literal in text for literal in literals) for literals in anatomy.also)
    first = not anatomy.first or text[0] > "\xff" or text[0] in anatomy.first
    return anatomy.literals is None or (told and also and first)


def _stands(anatomy: Anatomy, text: str, at: int, literal: str) -> bool:
    before, after = text[at - 1 : at], text[at + len(literal) :][:1]
    inside = (anatomy.starts and {before, literal[0]} <= LETTERS) or (anatomy.ends and {after, literal[-1]} <= LETTERS)
    behind = not anatomy.before or at < 2 or text[at - 2 : at] in anatomy.before
    return text.startswith(literal, at) and not inside and behind and (anatomy.reach is None or at <= anatomy.reach)


EDGED = [
    (r"\b(?:call|ring)(?: us)?\b", ("call", "ring"), True, True, None),
    (r"(?:^|(?<=[.!?] )|\band )(?:try|shop) ", ("shop ", "try "), True, False, None),
    (r"^(?:the )?newsletter$", ("newsletter",), True, True, 4),
    (r"^\W*newsletter\b", ("newsletter",), True, True, None),
    (r"\w+newsletter", ("newsletter",), False, False, None),
    (r"(?:news|renew)letter", ("newsletter", "renewletter"), False, False, None),
]


@pytest.mark.parametrize(("pattern", "literals", "starts", "ends", "reach"), EDGED)
def test_the_place_of_a_literal_is_told(
    pattern: str, literals: tuple[str, ...], starts: bool, ends: bool, reach: int | None
) -> None:
    """At the edges of words nothing needs to be looked at inside of them, and near the start nothing in the middle."""
    anatomy = dissect(pattern)
    assert (anatomy.literals, anatomy.starts, anatomy.ends, anatomy.reach) == (literals, starts, ends, reach)


OPENED = [
    (r"(?:^|(?<=[.!] )|\bplease )try it", ("! ", ". ", "e "), ""),
    (r"(?:^|(?<=[.!] ))\(?(?:so )?try it", (" (", "! ", ". ", "o "), ""),
    (r"\band try it", (), ""),
    (r"(?:\w+ )?try it", (), ""),
    (r"^(?:the )?newsletter", ("e ",), "nt"),
    (r"^(?!my )[A-C] newsletter", (), "abc"),
    (r"^(?:the )?(?:\w+ ){0,3}newsletter", (), dissect(r"^\wnewsletter").first),
    (r"^(?i:newsletter)", (), ""),
    (r"(?:^|x)newsletter", (), ""),
]


@pytest.mark.parametrize(("pattern", "before", "first"), OPENED)
def test_what_opens_a_pattern_is_told(pattern: str, before: tuple[str, ...], first: str) -> None:
    """What stands before the literal is told by two characters, and the start of what begins a text by one."""
    anatomy = dissect(pattern)
    assert (anatomy.before, anatomy.first) == (before, first)


@pytest.mark.parametrize("pattern", FILTERABLE)
@given(data=st.data())
@settings(max_examples=12)
def test_every_match_holds_a_literal(pattern: str, data: st.DataObject) -> None:
    """Whatever matches a pattern as a whole holds one of its literals and is no wider than foretold."""
    anatomy = dissect(pattern)
    match = data.draw(st.from_regex(pattern, fullmatch=True))
    assert anatomy.literals
    assert _found_in(anatomy, match)
    assert anatomy.max_width is None or len(match) <= anatomy.max_width


@given(data=st.data())
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
def test_every_match_of_a_made_up_pattern_holds_a_literal(data: st.DataObject) -> None:
    """The same holds for patterns put together at random."""
    pattern = data.draw(openings) + data.draw(patterns)
    anatomy = dissect(pattern)
    match = data.draw(st.from_regex(pattern, fullmatch=True))
    assert _found_in(anatomy, match)
    assert anatomy.max_width is None or len(match) <= anatomy.max_width


@pytest.mark.parametrize(("pattern", "text"), ENGINE_ONLY)
def test_syntax_of_the_engine_alone_is_read_right(pattern: str, text: str) -> None:
    """A text that matches by syntax which only `regex` knows holds a literal too."""
    assert regex.search(pattern, text)
    assert _found_in(dissect(pattern), text)


@pytest.mark.parametrize(("pattern", "literals"), EXPECTED)
def test_best_literals_are_chosen(pattern: str, literals: list[str]) -> None:
    """Long and rare literals win over short and common ones, few over many."""
    assert dissect(pattern).literals == tuple(literals)


@pytest.mark.parametrize("pattern", UNFILTERABLE)
def test_pattern_without_literals_is_unfilterable(pattern: str) -> None:
    """Where no literal of three characters or rare symbol must occur, none is claimed."""
    assert dissect(pattern).literals is None


@pytest.mark.parametrize("pattern", FILTERABLE)
def test_literals_are_fit_for_a_scanner(pattern: str) -> None:
    """Literals are sorted, lower-case, neither short nor long but for rare symbols, and none is part of another."""
    literals = dissect(pattern).literals or ()
    assert list(literals) == sorted(set(literals))
    assert all(len(literal) <= MAX_LENGTH and literal == literal.lower() for literal in literals)
    assert all(len(literal) >= MIN_LENGTH or not RARE.isdisjoint(literal) for literal in literals)
    assert not any(one in other for one in literals for other in literals if one != other)


@pytest.mark.parametrize(("pattern", "reason"), REFUSED, ids=[pattern[:20] for pattern, _ in REFUSED])
def test_dangerous_and_broken_patterns_are_refused(pattern: str, reason: str) -> None:
    """What is too large, too deep, or does not parse is refused with its reason, and at once."""
    start = process_time()
    with pytest.raises(PatternError) as caught:
        dissect(pattern)
    assert reason in str(caught.value)
    assert process_time() - start < 1


@pytest.mark.parametrize("pattern", RUNAWAY)
def test_runaway_patterns_are_not_bounded(pattern: str) -> None:
    """A pattern that some text can make run for long asks for a time limit, and is told apart at once."""
    start = process_time()
    assert not dissect(pattern).bounded
    assert process_time() - start < 1


@pytest.mark.parametrize("pattern", WIDE, ids=["optional", "classes", "any case", "branches"])
def test_wide_choices_are_weighed_at_once(pattern: str) -> None:
    """A pattern at the limit of length with very many strings to choose from is done within a second."""
    start = process_time()
    assert dissect(pattern).literals
    assert process_time() - start < 1


@pytest.mark.parametrize(("pattern", "width"), BOUNDED)
def test_narrow_patterns_are_bounded(pattern: str, width: int) -> None:
    """A finite pattern with little to backtrack over is safe, and its width is known, look-around included."""
    anatomy = dissect(pattern)
    assert anatomy.max_width == width
    assert anatomy.bounded


@pytest.mark.parametrize("pattern", [*(pattern for pattern, _ in BOUNDED), *WORST])
def test_bounded_patterns_end_soon(pattern: str) -> None:
    """A bounded pattern is done soon even with a long text that keeps it hoping."""
    assert dissect(pattern).bounded
    for hope in ("a", "ab ", "one ", "subscribe "):
        regex.search(pattern, (hope * 800)[:800], timeout=1)


@given(noise)
@settings(max_examples=250)
def test_any_text_is_refused_or_compiles(pattern: str) -> None:
    """No text makes anything but PatternError, and what is not refused compiles."""
    try:
        dissect(pattern)
    except PatternError:
        return
    regex.compile(pattern)


def test_choice_follows_the_cost() -> None:
    """Of two literals the rarer one is taken."""
    assert dissect(r"about \w+newsletter").literals == ("newsletter",)
    assert dissect(r"newsletter \w+about").literals == ("newsletter ",)


def test_each_literal_has_its_price() -> None:
    """Where literals are about as rare, the smaller set is taken."""
    assert dissect(r"(?:quux|quuux|quuuux) \w+ (?:zyxw|zyxv)").literals == (" zyxv", " zyxw")
    assert dissect(r"(?:zyxw|zyxv) \w+ (?:quux|quuux|quuuux)").literals == ("zyxv ", "zyxw ")


@given(st.text(letters), st.text(letters, max_size=3))
def test_longer_literals_are_never_more_frequent(literal: str, more: str) -> None:
    """A literal costs no more than any part of it, and something always."""
    assert 0 < cost_of(literal + more) <= cost_of(literal)
    assert 0 < cost_of(more + literal) <= cost_of(literal)


def test_choice_does_not_depend_on_the_run() -> None:
    """Another hash seed, another order of sets, the same literals."""
    code = f"from declutter.matchers.literals import dissect\nprint(ascii([*map(dissect, {FILTERABLE!r})]))"
    environments = [{**os.environ, "PYTHONHASHSEED": seed} for seed in "123"]
    runs = [subprocess.check_output([sys.executable, "-c", code], env=each) for each in environments]
    assert runs[0] == runs[1] == runs[2]
