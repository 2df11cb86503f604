"""The checks over packs: what each of them finds, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.errors import PackError
from declutter.index import index_rules
from declutter.lint import lint
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import DROP_LABELS, Covers, Fault, Rule, RulePack, Weight
from declutter.packs import parse_pack
from declutter.scan import RuleSet
from declutter.segment import segment
from declutter.source import read_source
from tests.strategies import PACKS

SAMPLES = Path(__file__).parents[1] / "samples"
PROSE = "The council met on Tuesday, and after three hours of talk it put off the vote on the bridge until the spring."


def pack(*rules: str, language: str = "en", name: str = "p") -> RulePack:
    """Return a pack of rules, one a line from line 6 on; rule n has the id `r<n>`, and says more than is given here."""
    head = f"pack: p\nlanguage: {language}\nversion: 1\nabout: A.\nrules:\n"
    usual = {"label": "nav", "why": "A why.", "hits": "[Unlike 1, Unlike 2]", "misses": "[Far, Away]"}
    rows = []
    for at, rule in enumerate(rules):
        missing = "".join(f"{key}: {value}, " for key, value in usual.items() if f"{key}: " not in rule)
        rows.append(f"  - {{id: {name}{at}, {missing}{rule}}}\n")
    return parse_pack((head + "".join(rows)).encode(), f"{name}.yml")


def said(faults: list[Fault], word: str) -> list[str]:
    """Return the faults that hold a word, as a person reads them."""
    return [str(fault) for fault in faults if word in str(fault)]


def pattern(source: str, more: str = "") -> str:
    """Return the YAML of a rule with a pattern."""
    return "pattern: '" + source.replace("'", "''") + "'" + more


@pytest.mark.parametrize(
    "rule",
    [
        "line: [home, '# comments', über uns]",
        "phrase: read more",
        pattern(r"^home\b[^.]{0,40}\bpage$"),
        pattern("^(?:home|page one)$"),
        "shape: {words: 1}, where: {near: nav}",
    ],
)
def test_a_good_rule_has_no_faults(rule: str) -> None:
    """Where nothing is wrong and nothing could be better, nothing is said."""
    assert lint([pack(rule)]) == []


@pytest.mark.parametrize(
    "source",
    [
        "^home|page$",
        "^home|pages",
        "home|page$",
        "^(?:home|page)|^about$",
        "(?i)^home|page",
        r"\Ahome|page",
        "home|(?:page|about)$",
    ],
)
def test_an_anchor_beside_alternatives_is_a_fault(source: str) -> None:
    """In `^a|b$` each anchor binds one alternative alone, which is hardly ever meant."""
    [fault] = said(lint([pack(pattern(source))]), "anchors")
    assert fault == f"p.yml:6:5: rule 'p0' anchors one alternative alone in {source!r}; put (?:...) around, or part them"


@pytest.mark.parametrize(
    "source",
    [
        *("^(?:home|page)$", "^home|^page", "home$|page$", "^home$|^page$", "home|page", r"\^home|page", "[|]home$"),
        *(
            r"home\|page$",
            "(?:^|x)home|page",
            "(?<=^|x)home|page",
            "(?P<x>^home|page)",
            "home(?#|)page$",
            "^home[^|]page",
        ),
    ],
)
def test_alternatives_with_equal_anchors_are_none(source: str) -> None:
    """Brackets, sets and escapes hold alternatives together, and anchors on all of them bind all."""
    assert said(lint([pack(pattern(source))]), "anchors") == []


@pytest.mark.parametrize("source", [r"^\w+$", "^(?:home|no)$", r"\d{4}", "^.{3,40}$"])
def test_a_pattern_that_no_literal_finds_is_a_fault(source: str) -> None:
    """Each alternative of a pattern holds three letters or more, by which the scan finds it."""
    [fault] = said(lint([pack(pattern(source))]), "no literal")
    assert fault.startswith(f"p.yml:6:5: rule 'p0' has no literal of three letters in every alternative of {source!r}")


def test_only_what_must_be_found_needs_a_literal() -> None:
    """Patterns in `unless` run after a hit, and those with a captured name are found by the name."""
    capturing = pattern(r"how (?<x>\w{2,9}) helps", ", capture: {x: {}}")
    given_pack = pack(capturing, pattern(r"^\W?{x}\W?$", ", uses: x"), r"phrase: home, unless: {pattern: '^\w+$'}")
    assert said(lint([given_pack]), "no literal") == []


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        (pattern("home(?:[a-z]+ )*page"), 1),
        ("pattern: ['(home+)+$', '^home', 'page.*home']", 2),
        ("phrase: home, unless: {pattern: '(?:a|a)+b'}", 1),
        (pattern("home[a-z]{0,8} page"), 0),
    ],
)
def test_a_pattern_without_bounds_is_advised_against(rule: str, count: int) -> None:
    """One piece of advice a rule names the first of its patterns that may run for long, and how many there are."""
    found = [fault for fault in lint([pack(rule)]) if "take long" in fault.message]
    assert [f"may take long in {count} of its patterns" in fault.message for fault in found] == [True] * bool(count)
    assert not any(fault.serious for fault in found)


@pytest.mark.parametrize(("source", "way_out"), [("home.*page", "{0,40} for *"), ("home.{0,60}of.{0,60}page", "fewer ways")])
def test_advice_on_bounds_names_the_way_out(source: str, way_out: str) -> None:
    """A repeat without an end gets one; where all have ends, there are too many ways to match."""
    assert way_out in said(lint([pack(pattern(source))]), "may take long")[0]


@pytest.mark.parametrize(
    ("source", "piece", "way_out"),
    [
        ("Home page", "H", "write it lower, or set case: true"),
        ("home (?:Page|Side)", "P", "write it lower, or set case: true"),
        ("home [A-Z]", "[A-Z]", "write it lower, or set case: true"),
        (r"home \x41", r"\x41", "write it lower, or set case: true"),
        ("café", "é", "write it plain"),
        ("it’s home", "’", "write it plain"),
        ("home – page", "–", "write it plain"),
        (r"home \u2013", r"\u2013", "write it plain"),
        ("home\u00a0page", "\u00a0", "write it plain"),
        (r"home\npage", r"\n", "write it plain"),
        (r"home[\t\n]", r"[\t\n]", "write it plain"),
        ("home [“”]", "[“”]", "write it plain"),
        ("home [À-Å]", "[À-Å]", "write it plain"),
        ("home (?<x>É)", "É", "write it plain"),
    ],
)
def test_what_folding_takes_away_is_a_fault_in_a_pattern(source: str, piece: str, way_out: str) -> None:
    """A pattern that asks for a capital, an accent or a typographic sign asks for what no folded text holds."""
    [fault] = [each for each in lint([pack(pattern(source))]) if f"asks for {piece!r}" in each.message]
    assert fault.message.endswith(f"which folded text never holds; {way_out}")
    assert fault.serious


@pytest.mark.parametrize(
    "source",
    [
        *(
            r"home\W",
            r"home\S",
            r"home\B",
            r"home\D",
            r"\Ahome\Z",
            r"home\p{Lu}",
            r"home\pL",
            r"home\P{Greek}",
            r"home\X",
        ),
        *(
            "home[A-Za-z]",
            "home[^A-Z]",
            "home['’]",
            r"home[\W’]",
            "home[[:Alpha:]]",
            "home[À-ž]",
            "home[א-ת]",
            "home[一-龥]",
        ),
        *("(?P<Name>home)(?P=Name)", "(?<Name>home)", r"(?<N>home)\g<N>", "(?<N>home)(?(N)a|b)", "(?<N>home)(?&N)"),
        *(
            "(?i)Home",
            "(?i:Home)",
            "(?x)home É",
            r"home\N{LATIN SMALL LETTER A}",
            "ßtraße home",
            "home(?#No)",
            r"home\x61",
        ),
    ],
)
def test_signs_of_patterns_are_no_letters(source: str) -> None:
    """Escapes, classes, names, comments and sets with something left in them ask for nothing that is not there."""
    assert said(lint([pack(pattern(source))]), "asks for") == []


def test_capitals_may_count_where_case_counts() -> None:
    """With `case: true` capitals stay in folded text, and accents do not."""
    found = said(lint([pack(pattern("Home (?:Page|Café)", ", case: true"))]), "asks for")
    assert [fault.split("'")[3] for fault in found] == ["é"]


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("line: ['b b b b b b b b b b b b']", 0),
        ("line: ['b b b b b b b b b b b b b', home]", 1),
        (f"line: [{'a' * 121}]", 1),
        ("line: home, unless: {line: ['b b b b b b b b b b b b b']}", 1),
        ("phrase: ['b b b b b b b b b b b b b']", 0),
    ],
)
def test_a_line_of_many_words_is_a_fault(rule: str, count: int) -> None:
    """Lines are short: longer blocks are not even looked up."""
    assert len(said(lint([pack(rule)]), "has a line of more than 12 words or 120 characters")) == count


@pytest.mark.parametrize(
    ("why", "fine"), [("Home", False), ("Home.", True), ("Is it home?", True), ("家。", True), ("Home:", False)]
)
def test_a_why_is_a_sentence(why: str, fine: bool) -> None:
    """People read the why, so it ends as a sentence does."""
    found = [fault for fault in lint([pack(f"line: home, why: '{why}'")]) if "as its why" in fault.message]
    assert [fault.serious for fault in found] == ([] if fine else [False])


CAPTURE = pattern(r"how (?<brand>\w{2,9}) helps", ", capture: {brand: {}}")
USE = pattern("follow {brand}", ", uses: brand")


@pytest.mark.parametrize(
    ("rules", "messages"),
    [
        ((CAPTURE, USE), []),
        (
            (CAPTURE,),
            ["p.yml:6:5: warning: rule 'p0' captures 'brand', which no loaded rule uses; take the capture out"],
        ),
        (
            (CAPTURE, USE, pattern("trust {brand}")),
            ["p.yml:8:5: rule 'p2' holds {brand} and does not use it; add uses: brand"],
        ),
        (
            (CAPTURE, pattern("follow us", ", uses: brand")),
            ["p.yml:7:5: rule 'p1' uses 'brand', and none of its patterns holds {brand}; put it into each"],
        ),
    ],
    ids=["both", "captured for nobody", "named only", "used only"],
)
def test_a_name_is_captured_used_and_named(rules: tuple[str, ...], messages: list[str]) -> None:
    """A captured name serves some rule, and a rule that uses one has a place for it."""
    assert said(lint([pack(*rules)]), "brand") == messages


@pytest.mark.parametrize(
    "rules",
    [
        ("line: [home, page]", "line: [Home]"),
        ("line: [home]", "line: [home, page]"),
        ("line: [home, page]", "line: [PAGE, 'Home:']"),
        ("line: [home], weight: weak", "line: [home, page], weight: medium"),
        ("line: [home]", "line: [home], where: {zone: tail}"),
        ("phrase: home", "line: [home again, at home], hits: [Home again, At home]"),
        (pattern("^home"), "phrase: home sweet, hits: [Home sweet home, Home sweet]"),
    ],
)
def test_a_rule_in_the_shadow_of_another_is_advised_against(rules: tuple[str, str]) -> None:
    """A rule adds nothing whose lines, or whose hits, all belong to another one that asks for no more."""
    [fault] = [fault for fault in lint([pack(*rules)]) if "adds nothing" in fault.message]
    assert fault.message.endswith(", which sees the same; join the two")
    assert not fault.serious


@pytest.mark.parametrize(
    "rules",
    [
        ("line: [home]", "line: [page]"),
        ("line: [home, page]", "line: [home], label: ad"),
        ("line: [home, page]", "line: [home], covers: section"),
        ("line: [home, page], weight: weak", "line: [home]"),
        ("line: [home, page], where: {zone: tail}", "line: [home]"),
        ("line: [home, page], unless: {phrase: sweet}", "line: [home]"),
        ("line: [home again], hits: [Home again, At home]", "phrase: home, hits: [Home again, At home]"),
        ("phrase: home, weight: medium", "line: [home again, at home], hits: [Home again, At home]"),
        ("phrase: home", "line: [home again, page], hits: [Home again, Page]"),
    ],
)
def test_a_rule_with_something_of_its_own_has_no_shadow(rules: tuple[str, str]) -> None:
    """Another label, another reach, more weight, fewer conditions or an entry more is reason enough for a rule."""
    assert said(lint([pack(*rules)]), "adds nothing") == []


@pytest.mark.parametrize(
    ("languages", "count"),
    [
        (("en", "en"), 1),
        (("any", "de"), 1),
        (("en", "de"), 1),
        (("de", "en"), 0),
        (("de", "fr"), 0),
        (("de", "any"), 0),
    ],
)
def test_shadows_fall_where_both_rules_are_asked(languages: tuple[str, str], count: int) -> None:
    """English packs and those for any language serve all documents, the others their own."""
    one, two = (pack("line: [home, page]", language=languages[0]), pack("line: home", language=languages[1], name="q"))
    assert len(said(lint([one, two]), "adds nothing")) == count


@pytest.mark.parametrize(
    ("rules", "count"),
    [
        (("line: [home, page]", "line: ['Home!', away], label: ad"), 1),
        (("phrase: [home]", "phrase: [HOME], label: ad"), 1),
        ((pattern("^home"), pattern("^home", ", label: ad")), 1),
        (("line: home", "line: home, label: ad", "line: home, label: tags"), 2),
        (("line: [home, page]", "line: [home, page], label: ad"), 2),
        (("line: home", "phrase: home, label: ad"), 0),
        (("line: home", "line: home, label: ad, where: {zone: tail}"), 0),
        (("line: home", "line: home, label: ad, unless: {phrase: sweet}"), 0),
        (("line: home", "line: home"), 0),
    ],
)
def test_an_entry_under_two_labels_is_advised_against(rules: tuple[str, ...], count: int) -> None:
    """Where two rules give the same words different labels and ask for nothing else, one of them is wrong."""
    found = [fault for fault in lint([pack(*rules)]) if " calls " in fault.message]
    assert len(found) == count
    assert not any(fault.serious for fault in found)


def test_faults_are_in_the_order_of_files_and_lines() -> None:
    """What is found by different checks is sorted by place, and all of it is reported."""
    one = pack("line: home, why: no sentence", pattern("Home|page$"), pattern("^home|page"))
    two = pack("line: away, why: no sentence", name="a")
    found = [(fault.place.path, fault.place.line) for fault in lint([one, two])]
    assert found == sorted(found)
    assert set(found) == {("a.yml", 6), ("p.yml", 6), ("p.yml", 7), ("p.yml", 8)}


def fires_on(packs: Sequence[RulePack], texts: Iterable[tuple[str, str]]) -> list[str]:
    """Return for each strong rule that would by itself take words out of a clean text what it takes, and from which."""
    rules = RuleSet(index_rules([rule for pack in packs for rule in pack.rules]))
    return list(dict.fromkeys(loss for name, text in texts for loss in _losses(rules, name, text)))


def _losses(rules: RuleSet, name: str, text: str) -> Iterator[str]:
    layout = Layout(segment(read_source(text, name=name)))
    for block, matches in find_matches(layout, rules).items():
        heard, words = [match.rule for match in matches], layout.text(block)
        reaches = any(rule.covers in (Covers.SECTION, Covers.TO_END) for rule in heard)
        if any(map(str.isalnum, words)) and (reaches or not layout.heads_content(block)):
            yield from (f"{rule.id} takes {words[:40]!r} from {name}" for rule in filter(_drops_alone, heard))


def _drops_alone(rule: Rule) -> bool:
    return rule.weight is Weight.STRONG and rule.label in DROP_LABELS and not rule.where.social


ARTICLE = f"Home\n\n{PROSE}\n\nRead more about bridges\n\n{PROSE}\n\n- home\n\n* * *\n\nACME helps\n"


@pytest.mark.parametrize(
    ("rules", "dropped"),
    [
        (("line: home",), ["Home", "- home"]),
        (("phrase: bridges",), ["Read more about bridges"]),
        (("phrase: bridge, covers: sentence",), [PROSE]),
        (("line: home, weight: medium",), []),
        (("line: home, label: body",), []),
        (("line: home, where: {zone: head}",), ["Home"]),
        (("line: home, unless: {kind: list_item}",), ["Home"]),
        (("line: home, where: {near: ad}",), []),
        (("shape: {words: 1}, where: {near: nav}",), []),
        ((pattern(r"^\* \* \*$"),), []),
        ((USE, CAPTURE), []),
    ],
)
def test_a_rule_that_takes_words_out_of_a_clean_text_is_a_fault(rules: tuple[str, ...], dropped: list[str]) -> None:
    """Strong rules that need no other block are asked, and what is not words is no loss."""
    assert fires_on([pack(*rules)], [("a.txt", ARTICLE)]) == [f"p0 takes {text[:40]!r} from a.txt" for text in dropped]


def test_each_clean_text_is_named() -> None:
    """The same rule may fire on several texts, and is named for each of them once."""
    texts = [("a.txt", "Home\n\nhome\n\nHome"), ("b.md", "# Home\n"), ("c.txt", "Away")]
    found = fires_on([pack("phrase: home")], texts)
    assert [each.split(" from ")[1] for each in found] == ["a.txt", "a.txt", "b.md"]


@pytest.mark.parametrize(
    ("text", "covers", "count"),
    [
        (f"# Home\n\n{PROSE}", "block", 0),
        (f"# Home\n\n{PROSE}", "section", 1),
        ("# Home\n\n## Page", "block", 1),
        ("# Home", "block", 1),
    ],
)
def test_a_marked_heading_stays_with_what_it_heads(text: str, covers: str, count: int) -> None:
    """Over something that stays, a heading of Markdown goes by rules alone that take along what stands under it."""
    assert len(fires_on([pack(f"line: home, covers: {covers}")], [("a.md", text)])) == count


def test_the_shipped_packs_are_free_of_serious_faults() -> None:
    """No rule that comes with the package does something else than it reads as."""
    assert [str(fault) for fault in lint(PACKS) if fault.serious] == []


def test_the_shipped_packs_take_no_words_out_of_the_samples() -> None:
    """No strong rule fires on what a person would keep of the samples."""
    texts = [(str(path), path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*/expected.*"))]
    assert texts
    assert fires_on(PACKS, texts) == []


@given(st.text(st.sampled_from("abAÉ’(?<n>)[]{}*+|\\^$.,1:!='PpLuWxN&-#"), max_size=30))
def test_any_pattern_that_loads_is_checked(source: str) -> None:
    """The checks read every pattern that a pack may hold, whatever it is made of."""
    with suppress(PackError):
        assert all(fault.place.line == 6 for fault in lint([pack(pattern("home" + source))]))
