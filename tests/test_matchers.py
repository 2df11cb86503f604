"""The kinds of matchers: what each finds in one piece of text, and where."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from declutter.folding import fold
from declutter.matchers import KINDS, compile_matcher
from declutter.matchers.base import HIDING, Folded, Naming
from declutter.matchers.pattern import awaken, check_pattern
from declutter.model import Label, Matcher, Place, Range, Rule


def _found(kind: str, entry: str, text: str, *, case: bool = False) -> list[str]:
    """Return the words of `text` that a matcher of one entry finds."""
    finder = compile_matcher(Matcher(kind, (entry,), case=case))
    return [text[start:end] for start, end, _ in finder.find(Folded(text))]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("leave a reply", "Leave a Reply"),
        ("leave a reply", "» LEAVE  A\tREPLY: «"),
        ("leave a reply", "**Leave a reply…**"),
        ("leave a reply", "_Leave a reply_"),
        ("leave a reply", "Leave a\u200b re\u00adply"),
        ("don't miss out", "Don’t miss out!"),
        ("# comments", "4 Comments"),
        ("# comments", "1,204 comments"),
        ("# comments", "(12) Comments"),
        ("# comments", "12k comments"),
        ("# comments", "1.5 K Comments"),
        ("# comments", "１２ comments"),
        ("# comments", "٣ comments"),
        ("page # of #", "Page 3 of 10"),
        ("share #", "Share 25"),
        ("zarejestruj się", "ZAREJESTRUJ SIĘ >"),
        ("新規登録", "【新規登録】"),
        ("поделиться", "Поделиться:"),
    ],
)
def test_a_line_is_found_whatever_stands_around_it(entry: str, text: str) -> None:
    """Case, accents, blanks, symbols at the edges and the value of numbers make no difference to a line."""
    assert _found("line", entry, text) == [text]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("leave a reply", "Leave a reply below"),
        ("leave a reply", "Please leave a reply"),
        ("leave a reply", "leave-a-reply"),
        ("leave a reply", "leaveareply"),
        ("# comments", "no comments"),
        ("# comments", "comments"),
        ("# comments", "4 5 comments"),
        ("# comments", "4comments"),
        ("comments", "4 comments"),
        ("share", "»"),
    ],
)
def test_a_line_is_the_whole_text(entry: str, text: str) -> None:
    """A word more, a word less, or a number that is not asked for makes another line."""
    assert _found("line", entry, text) == []


@given(st.text("!?.,:;»«*-• \t|>/", max_size=5), st.text("!?.,:;»«*-• \t|>/", max_size=5), st.integers(0))
def test_any_number_between_any_symbols_is_the_same_line(before: str, after: str, number: int) -> None:
    """`#` stands for every number, with or without separators."""
    assert _found("line", "# comments", f"{before}{number} comments{after}")
    assert _found("line", "# comments", f"{before}{number:,} comments{after}")


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("sign up", "Sign up here. To sign up, SIGN UP.", ["Sign up", "sign up", "SIGN UP"]),
        ("lead", "A misleading leader: lead, lead-in, mislead", ["lead", "lead"]),
        ("sign up", "design up signup sign ups", []),
        ("don't miss", "Don’t miss it", ["Don’t miss"]),
        ("subscribe", "Please sub\u00adscribe", ["sub\u00adscribe"]),
        ("office", "Our oﬃce is open", ["oﬃce"]),
        ("resume", "Your résumé is here", ["résumé"]),
        ("sign up", "sign\nup, sign\u00a0up", ["sign\nup", "sign\u00a0up"]),
        ("c++", "Learn C++ with c+", ["C++"]),
        ("50% off", "Get ５０％ OFF", ["５０％ OFF"]),
        ("подписка", "Подписка на подписками", ["Подписка"]),
        ("登録", "今すぐ登録してください", ["登録"]),
        ("na na", "na na na na na", ["na na", "na na"]),
        ("share", "", []),
    ],
)
def test_a_phrase_is_found_as_whole_words(phrase: str, text: str, found: list[str]) -> None:
    """A phrase stands between the ends of words, where its script has any; found are the words of the source."""
    assert _found("phrase", phrase, text) == found


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^buy (?:now|today)", "Buy now, or buy today", ["Buy now"]),
        (r"buy (?:now|today)$", "Buy now, or buy today", ["buy today"]),
        (r"\bbuy \w+", "Buy now, or buy today", ["Buy now", "buy today"]),
        (r"\d+ min(?:ute)? read", "５ Min Read", ["５ Min Read"]),
        (r"by - \w+", "By — Zoë", ["By — Zoë"]),
        (r"sub\w+ now", "Sub\u200bscribe now", ["Sub\u200bscribe now"]),
        (r"buy", "sell", []),
    ],
)
def test_a_pattern_is_searched_in_folded_text(pattern: str, text: str, found: list[str]) -> None:
    """A pattern is written in plain lower case, and what is found are the words of the source."""
    assert _found("pattern", pattern, text) == found


@pytest.mark.parametrize(("case", "found"), [(False, []), (True, ["ÚS"])])
def test_case_counts_for_a_pattern_that_asks_for_it(case: bool, found: list[str]) -> None:
    """With `case` capitals are left as they are, and accents and quotes are folded all the same."""
    assert _found("pattern", r"\bUS\b", "Let us go to the “ÚS”", case=case) == found


def test_named_groups_give_the_words_of_the_source() -> None:
    """What a pattern captures is not folded."""
    finder = compile_matcher(Matcher("pattern", (r"how (?<brand>\w+) helps (?<who>\w+)?",)))
    both, one = (finder.find(Folded(text))[0].values for text in ("How Čedok helps Zoë", "How Čedok helps -"))
    assert both == (("brand", "Čedok"), ("who", "Zoë"))
    assert one == (("brand", "Čedok"),)


def test_finds_come_in_order_and_from_the_entries_asked_for() -> None:
    """A finder of several entries finds them by place, or some of them alone."""
    for kind in ("phrase", "pattern"):
        finder = compile_matcher(Matcher(kind, ("two", "one", "three")))
        assert [place.start for place in finder.find(Folded("one two three"))] == [0, 4, 8]
        assert [place.start for place in finder.find(Folded("one two three"), [2, 1])] == [0, 8]


def test_a_shape_holds_for_every_text() -> None:
    """The ranges of a shape are asked of the block, not of the text."""
    finder = compile_matcher(Matcher("shape", ranges=(("words", Range(0, 3)),)))
    assert finder.find(Folded("More than three words"))[0][:2] == (0, 21)


@given(st.text(st.sampled_from("aB 1k.,#!’é\t\n\u200b\u0301ﬁﬄİ日٣_"), max_size=24), st.sampled_from(sorted(KINDS)))
def test_what_is_found_lies_in_the_text(text: str, kind: str) -> None:
    """A find of any kind is a range of characters of the text, and one of its literals stands in the folded text."""
    finder = compile_matcher(Matcher(kind, ("a", "b 1", "#", "fi"), (("words", Range(0, 3)),)))
    places = finder.find(Folded(text))
    assert all(0 <= start <= end <= len(text) for start, end, _ in places)
    needed = [literal for sign in finder.signs for literal in (sign.literals if sign else [""])]
    assert not places or not needed or any(literal in fold(text) for literal in needed)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(buy", "missing \\)"),
        ("buy)", "unbalanced parenthesis"),
        ("buy" * 400, "1,200 characters"),
        ("(" * 60 + "buy" + ")" * 60, "nested deeper"),
        ("(?:buy{99}){99}", "come to 9,801"),
        ("*buy", "nothing to repeat"),
    ],
)
def test_a_pattern_that_cannot_run_is_refused(pattern: str, message: str) -> None:
    """What does not parse, and what would exhaust memory, is refused with the reason."""
    with pytest.raises(ValueError, match=message):
        check_pattern(pattern)


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("Acme", "platforms like ACME.", ["like ACME"]),
        ("Čedok", "Travel agents like ČEDOK", ["like ČEDOK"]),
        ("C.O. (Ltd)", "firms like C.O. (Ltd)", ["like C.O. (Ltd)"]),
        ("C.O. (Ltd)", "firms like Cloi Ltd", []),
        ("Like", "firms like Likeable Like", []),
        ("一", "firms like 一二", ["like 一"]),
        ("Acme", "firms [like](acme.example) Acme", ["like](acme.example) Acme"]),
    ],
)
def test_a_name_wakes_a_pattern(value: str, text: str, found: list[str]) -> None:
    """A rule that waits for a name finds it as it was captured, or in capitals, and as whole words."""
    place = Place("pack.yml", 1, 1)
    rule = Rule("like-brand", Label.PROMO, Matcher("pattern", ("like {brand}",)), "Names it.", place, uses="brand")
    finder = compile_matcher(awaken(rule).matcher)
    assert [text[start:end] for start, end, _ in finder.find(Naming(text, value))] == found


@given(st.lists(st.text(max_size=20), min_size=2, max_size=5), st.text("Aaéß. 一", min_size=1, max_size=4))
def test_a_name_is_found_where_it_stands(pieces: list[str], name: str) -> None:
    """Whatever stands around a name, and whatever folding does to it, what is found is the name itself."""
    text = f" {name} ".join(pieces)
    assume(name == " ".join(name.split()) and not any(mark in text for mark in HIDING))
    rule = Rule("name", Label.PROMO, Matcher("pattern", ("{x}",)), "Names it.", Place("pack.yml", 1, 1), uses="x")
    found = {text[start:end] for start, end, _ in compile_matcher(awaken(rule).matcher).find(Naming(text, name))}
    assert name in found
    assert found <= {name, name.upper()}


@pytest.mark.parametrize(
    "text",
    [
        "buy our\r\nnew kettle",
        "buy our\n  new kettle",
        "buy  our   new kettle",
        "> buy our\n> new kettle",
        "buy our **new** kettle",
    ],
)
def test_how_words_are_set_makes_no_difference(text: str) -> None:
    """Lines may be wrapped, quoted and indented, blanks doubled and words strong: a phrase and a pattern see through."""
    for kind in ("phrase", "pattern"):
        assert _found(kind, "our new kettle", text) == [text[text.index("our") :]]
