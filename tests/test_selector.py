"""Selectors: what they may say, which blocks of a page they cover, and what becomes of these."""

from __future__ import annotations

from pathlib import Path

import pytest

from declutter import Cleaner, PackError, Policy, Report
from declutter.cases import run_cases
from declutter.lint import lint
from declutter.matchers.selector import MAX_CHARS, MAX_PARTS, check_selector
from declutter.model import DROP_LABELS, Label, RulePack
from declutter.packs import parse_pack
from declutter.scan import CompiledRule
from declutter.segment.html import read_page
from declutter.web.selectors import select

HEAD = "pack: p\nlanguage: de\nversion: 1\nabout: A pack.\nrules:\n"
RULE = "  - {{id: {id}, label: {label}, selector: {selector}, weight: {weight}, why: A why., hits: [a, b], misses: [c, d]}}\n"
PROSE = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was."
PAGE = f"<article><h1>The storm</h1><p>{PROSE}</p><div class=box><p>{{}}</p></div><p>In spring, {PROSE}</p></article>"
INSIDE = "A barge came up the river with coal for the winter, and the children ran along the bank to greet it."


def row(selector: str, label: str = "promo", id: str = "a", weight: str = "strong") -> str:  # noqa: A002
    """Return the YAML of a rule, on a line of its own."""
    return RULE.format(id=id, label=label, selector=f"'{selector}'", weight=weight)


def covered(selector: str, html: str) -> list[str]:
    """Return the texts of the blocks that lie in what a selector matches."""
    page = read_page(html, homes=True)
    rules = parse_pack((HEAD + row(selector)).encode(), "p.yml").rules
    return [page.blocks.text_of(at) for at in select(page, map(CompiledRule, rules))]


def cleaned(folder: Path, *rows: str, policy: Policy | str = "main_content", html: str = PAGE.format(INSIDE)) -> Report:
    """Return the report of a page, cleaned by a pack of these rules."""
    path = folder / "p.yml"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return Cleaner([path], policy, default_packs=False, witness=False).clean(html, format="html")


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("div.a", ["one", "two", "three"]),
        (".a p", ["one", "two"]),
        (".a > p", ["one"]),
        (".a b", []),
        ("#x, h2", ["two"]),
        ("p:not(#x)", ["one", "five"]),
        ("[id^=y], [data-z]", ["three", "four"]),
        ("my-box", ["four"]),
        ("div > div > *", ["two", "three"]),
        ("body .c .a p", []),
        ("html", ["one", "two", "three", "four", "five"]),
    ],
)
def test_a_block_is_covered_that_lies_in_a_selected_element(selector: str, texts: list[str]) -> None:
    """Tags, classes, ids and attributes, inside each other; an element inside a block does not cover it."""
    html = "<div class=a><p>one</p><div><p id=x>two</p><i id=y>three</i></div></div><div><my-box data-z>four</my-box></div>"
    assert covered(selector, f"{html}<p>five</p>") == texts


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<div><i class=a>one</i></div>", ["one"]),
        ("<div> <i class=a><b>one</b> more</i> </div>", ["one more"]),
        ("<div><i class=a>one</i> more</div>", []),
        ("<div>one <i class=a>more</i></div>", []),
        ("<div><i class=a>one<br><br>two</i><br><br>three</div>", ["one", "two"]),
        ("<div><i class=a><div>one</div>two</i><p>three</p></div>", ["one", "two"]),
    ],
)
def test_an_inline_element_covers_the_blocks_that_it_holds_whole(html: str, texts: list[str]) -> None:
    """Where words stand beside the element in one block, the block does not lie in it."""
    assert covered(".a", html) == texts


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("a:hover", "uses a pseudo-class"),
        ("p::before", "uses a pseudo-class"),
        ("p:has(a)", "uses a pseudo-class"),
        ("p:nth-child(2)", "uses a pseudo-class"),
        ("p:not(:hover)", "uses a pseudo-class"),
        ("svg|a", "uses a pseudo-class, pseudo-element or namespace"),
        ("h2 + p", "uses '+', which is not looked for"),
        ("div[", "is not CSS"),
        (" ".join("a" * (MAX_PARTS + 1)), "parts inside each other"),
        ("a" * (MAX_CHARS + 1), "characters; write it shorter"),
    ],
)
def test_a_selector_that_cannot_be_looked_for_is_refused(selector: str, message: str) -> None:
    """What takes more than a walk over the page, or is no CSS, is told with the way out."""
    with pytest.raises(ValueError, match=message.replace("+", r"\+")):
        check_selector(selector)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("selector: 'div['", "rule 'a': the selector 'div[' is not CSS"),
        ("selector: [div, 'p:hover']", "rule 'a': the selector 'p:hover' uses a pseudo-class"),
        ("selector: div, covers: section", "rule 'a': a selector goes without covers"),
        ("selector: div, unless: {words: 3}", "rule 'a': a selector goes without covers"),
        ("selector: div, phrase: a", "rule 'a' needs exactly one kind"),
    ],
)
def test_a_faulty_selector_is_a_fault_of_the_pack(keys: str, message: str) -> None:
    """The pack does not load, and the fault stands at the rule."""
    source = f"{HEAD}  - {{id: a, label: nav, {keys}, why: A why., hits: [a, b], misses: [c, d]}}\n"
    with pytest.raises(PackError) as caught:
        parse_pack(source.encode(), "p.yml")
    assert str(caught.value).startswith(f"p.yml:6:5: {message}")


def test_what_a_selector_covers_is_dropped(tmp_path: Path) -> None:
    """The block goes with the label of the rule, which is its evidence, and `selectors` has decided."""
    assert INSIDE in cleaned(tmp_path, row(".other")).text
    [drop] = [drop for drop in cleaned(tmp_path, row("div.box")).dropped if drop.text == INSIDE]
    found = (drop.label, drop.rule, drop.reason, drop.confidence, drop.decided_by)
    assert found == (Label.PROMO, "a", "A why.", 0.95, "selectors")


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        ([row(".box", weight="medium")], True),
        ([row(".box", weight="medium"), row(".box p", id="b", weight="medium")], False),
        ([row(".box", weight="medium"), row(".box p", "ad", "b", "medium")], True),
        ([row(".box"), row(".box p", "body", "b")], True),
        ([row(".box p"), row(".box", "body", "b")], False),
        ([row(".box"), row(".box", "body", "b")], True),
    ],
)
def test_rules_on_one_block_are_weighed(tmp_path: Path, rows: list[str], stays: bool) -> None:
    """Hits of one label add up; of `body` and clutter the nearest element counts, and on one element `body`."""
    assert (INSIDE in cleaned(tmp_path, *rows).text) is stays


def test_what_is_body_stays(tmp_path: Path) -> None:
    """A selector that says `body` brings back what the page judge would drop."""
    page = PAGE.format(INSIDE) + "<footer><p>Imprint</p></footer>"
    assert "Imprint" not in cleaned(tmp_path, row(".other"), html=page).text
    assert "Imprint" in cleaned(tmp_path, row("footer", "body"), html=page).text


@pytest.mark.parametrize("inside", [True, False])
def test_a_label_that_the_policy_keeps_stays(tmp_path: Path, inside: bool) -> None:
    """The policy decides, and says so."""
    policy = Policy(drop=frozenset(DROP_LABELS) - {Label.PROMO}, inside=inside)
    report = cleaned(tmp_path, row(".box"), policy=policy)
    assert INSIDE in report.text
    assert "policy" in {decision.decided_by for decision in report.decisions}


def test_a_copy_stays_where_the_first_one_goes(tmp_path: Path) -> None:
    """What a selector drops is no reason to drop the same words in the article."""
    html = f"<div class=teaser><p>{INSIDE}</p></div>{PAGE.format(INSIDE)}"
    assert cleaned(tmp_path, row(".teaser"), html=html).text.count(INSIDE) == 1


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_selector_does_nothing_to_text(tmp_path: Path, form: str) -> None:
    """Text has no elements, even where it spells them."""
    (tmp_path / "p.yml").write_text(HEAD + row("div"), encoding="utf-8")
    text = f"{PROSE}\n\n<div>{INSIDE}</div>\n"
    assert Cleaner([tmp_path / "p.yml"], default_packs=False).clean(text, format=form).text == text


def examples(hits: str, misses: str) -> RulePack:
    """Return a pack of one selector with these examples."""
    source = f"{HEAD}  - {{id: a, label: nav, selector: .a, why: A why., hits: {hits}, misses: {misses}}}\n"
    return parse_pack(source.encode(), "p.yml")


def test_the_examples_of_a_selector_are_snippets() -> None:
    """A hit has text in what is selected, a miss has none; a snippet may be of several blocks."""
    pack = examples("['<p class=a>One</p><p>Two</p>', '<i class=a>One</i>']", "['<p>a</p>', '<p class=a></p><p>One</p>']")
    assert [*run_cases([pack]), *lint([pack])] == []


def test_an_example_of_a_selector_that_does_not_hold_is_a_fault() -> None:
    """The fault names the rule and the snippet."""
    pack = examples("['<p class=a>One</p>', '<p>Two</p>']", "[no, '<p class=a>Three</p>']")
    said = [str(fault) for fault in run_cases([pack])]
    assert said == [
        "p.yml:6:5: rule 'a' does not match its hit '<p>Two</p>': widen its selector, or take the hit out",
        "p.yml:6:5: rule 'a' matches its miss '<p class=a>Three</p>': make it narrower, or tell them apart in unless",
    ]


def test_a_hostile_page_takes_time_in_proportion() -> None:
    """Elements deep inside each other, and a selector for each of them, are read in one walk a part."""
    html = "<div class=a>" * 1_900 + "<p>x</p>" * 5_000
    assert len(covered(".a .a .a .a p", html)) == 5_000
