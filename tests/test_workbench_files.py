"""The two files of the workbench, and the rules that it drafts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import Cleaner, InputError, PackError
from declutter.cases import run_cases
from declutter.cli.output import replacing
from declutter.evaluate import gold_lines, score
from declutter.lint import lint
from declutter.model import DROP_LABELS, Label
from declutter.packs import parse_pack
from declutter.segment import blocks_of
from declutter.source import read_source
from declutter.workbench.bench import Bench
from declutter.workbench.drafting import draft
from declutter.workbench.goldfile import gold_line, with_line
from declutter.workbench.packfile import read_rule, with_rule
from tests.strategies import CLEANER, PARAGRAPHS, SAMPLES, articles
from tests.test_workbench import PACK

PATH = Path("mine.yml")
BLOCK = "misses:\n      - Reply\n      - >\n        We\n        leave"
FLOW = """\
{pack: x, language: any, version: 1, about: X.,
rules: [{id: a, label: ad, line: b, why: W., hits: [b, B], misses: [c, d]}]}
"""
SELECTOR = """\
pack: mine
language: any
version: 1
about: The porter.
rules:
  - id: porter-box
    label: other
    selector: [div.porter]
    why: The box of the porter.
    hits: ["<div class=porter>Ring</div>", "<div class=porter><p>Knock</p></div>"]
    misses: ["<p>Ring</p>", "<div>porter</div>"]
"""
RULE = draft("Ring the bell twice for the porter", Label.NAV, PARAGRAPHS)


def test_a_new_pack_is_made_around_its_first_rule() -> None:
    """Where there is no pack yet, one is made that is called after its file."""
    pack = parse_pack(with_rule("", RULE, Path("my rules.yml")).encode(), "x.yml")
    assert (pack.name, pack.version, [rule.id for rule in pack.rules]) == ("my-rules", 1, ["ring-the-bell-twice-for"])


def test_a_pack_keeps_its_comments() -> None:
    """A rule is put after the last one; of what stands there, only the version changes."""
    done = with_rule(PACK, RULE, PATH)
    assert [rule.id for rule in parse_pack(done.encode(), "x.yml").rules] == ["leave-a-reply", "ring-the-bell-twice-for"]
    added = set(done.splitlines()) - set(PACK.splitlines())
    assert set(PACK.splitlines()) - set(done.splitlines()) == {"version: 3  # goes up"}
    assert "version: 4  # goes up" in added
    assert done.endswith("\n\n# The end.\n")


@pytest.mark.parametrize(
    "source",
    [
        PACK.replace("\n\n# The end.\n", ""),
        PACK.replace("\n\n# The end.\n", "\n"),
        PACK.replace("  - id", "- id").replace("\n    ", "\n  ").replace("  # --", "# --"),
        PACK.replace(
            "misses: [The minister refused to leave a reply., We leave]",
            BLOCK,
        ),
        "rules:\n" + PACK.partition("rules:\n")[2].replace("# The end.\n", "") + PACK.partition("rules:\n")[0],
    ],
    ids=["no newline at the end", "no comment at the end", "no indent", "a block as the last value", "rules first"],
)
def test_a_rule_finds_its_place_in_every_style(source: str) -> None:
    """However a pack is written, the rule ends up at the end of its list, and twice is two rules."""
    other = RULE.replace("id: ring", "id: other")
    done = with_rule(with_rule(source, RULE, PATH), other, PATH)
    pack = parse_pack(done.encode(), "x.yml")
    assert [rule.id for rule in pack.rules] == ["leave-a-reply", "ring-the-bell-twice-for", "other-the-bell-twice-for"]
    assert pack.version == 5


@pytest.mark.parametrize(
    ("source", "rule", "message"),
    [
        (PACK, RULE.replace("id: ring-the-bell-twice-for", "id: leave-a-reply"), "mine.yml has a rule of this id"),
        (PACK, RULE + RULE.replace("id: ring", "id: other"), "holds 2 rules; write one at a time"),
        (PACK, RULE.replace("label: nav", "label: nv"), "rule:2:10: "),
        (PACK, "", "rule:1:"),
        ("pack: x", RULE, "mine.yml:1:1: "),
        (
            FLOW,
            RULE,
            "in brackets",
        ),
    ],
)
def test_what_would_break_a_pack_is_refused(source: str, rule: str, message: str) -> None:
    """A rule that is faulty, or has an id that is taken, does not come into a pack; its faults name lines of the rule."""
    with pytest.raises(PackError) as error:
        with_rule(source, rule, PATH)
    assert message in str(error.value)


@given(st.sampled_from(PARAGRAPHS), st.sampled_from([*DROP_LABELS, Label.BODY]))
def test_drafts_are_good_rules(text: str, label: Label) -> None:
    """Whatever block of an article it is drafted from, a rule loads, and passes its own tests."""
    pack = read_rule(draft(text[:200], label, PARAGRAPHS))
    assert [fault for fault in [*run_cases([pack]), *lint([pack])] if fault.serious] == []


def test_a_pack_in_the_making_is_heard_beside_the_others() -> None:
    """A cleaner with a draft beside it drops what the draft sees; without it, nothing has changed."""
    cleaner = Cleaner(default_packs=False)
    text = f"{PARAGRAPHS[0]}\n\nRing the bell twice for the porter\n"
    assert [drop.rule for drop in cleaner.beside([read_rule(RULE)]).clean(text).dropped] == ["ring-the-bell-twice-for"]
    assert cleaner.clean(text).dropped == ()
    assert [pack.name for pack in cleaner.beside([read_rule(RULE)]).clean(text).packs] == ["draft"]


def test_a_selector_in_the_making_is_heard_on_pages() -> None:
    """A draft that selects elements drops what lies in them."""
    pack = parse_pack(SELECTOR.encode(), "x.yml")
    html = f"<html><body><article><p>{PARAGRAPHS[0]}</p><div class=porter><p>Ring the bell</p></div></article></body></html>"
    cleaners = (CLEANER, CLEANER.beside([pack]))
    assert [("porter-box" in {drop.rule for drop in each.clean(html).dropped}) for each in cleaners] == [False, True]


def test_a_rule_that_sees_nothing_changes_nothing(tmp_path: Path) -> None:
    """Text, Markdown and pages are cleaned beside a draft as they are without it."""
    documents = [read_source(path) for path in sorted(SAMPLES.glob("*/article.*"))]
    bench = Bench(CLEANER, documents, tmp_path / "pack.yml", tmp_path / "gold.jsonl", replacing)
    assert bench.effect(RULE) == {"faults": [], "gained": [], "lost": [], "counts": [0, 0]}


def test_an_id_that_another_pack_has_is_refused(tmp_path: Path) -> None:
    """A rule is not saved under the id of one that cleaning would load beside it; nothing is written then."""
    bench = Bench(CLEANER, [], tmp_path / "pack.yml", tmp_path / "gold.jsonl", replacing)
    with pytest.raises(PackError, match=r"nav.yml:\d+:\d+ has a rule of this id"):
        bench.save_rule(RULE.replace("ring-the-bell-twice-for", "skip-links"))
    assert list(tmp_path.iterdir()) == []


def test_a_pack_in_the_making_keeps_to_its_sites() -> None:
    """A draft for a site is heard on documents of that site alone."""
    pack = parse_pack(with_rule("", RULE, PATH).replace("rules:", "sites: [a.example]\nrules:").encode(), "x.yml")
    cleaner = Cleaner(default_packs=False).beside([pack])
    text = "Ring the bell twice for the porter\n\nOne.\n"
    assert [len(cleaner.clean(text, url=f"https://{host}/").dropped) for host in ("a.example", "b.example")] == [1, 0]


@given(articles())
def test_labels_of_the_cleaner_itself_score_full_marks(text: str) -> None:
    """An article that is saved as it was cleaned is one that the cleaner gets right; the score cannot tell equal lines apart."""
    report = CLEANER.clean("\n".join(dict.fromkeys(text.splitlines())))
    held = json.loads(gold_line(report, list(blocks_of(report)), {}))
    assert sum(last - first + 1 for first, last, _ in held["labels"]) == len(list(gold_lines(held)))
    assert score(held, report).retention == 1.0


def test_what_a_person_says_overrules_the_cleaner() -> None:
    """Labels that were said stand in the line, for all lines of their block, and cuts of such a block do not."""
    report = CLEANER.clean("A fine paragraph about tides.\n\nLeave a Reply\n")
    held = json.loads(gold_line(report, list(blocks_of(report)), {0: Label.AD, 1: Label.BODY}))
    assert held["labels"] == [[0, 0, "ad"], [1, 1, "body"]]


def test_an_article_has_one_line() -> None:
    """An article that is saved again takes its own place; the others stay as they are, to the letter."""
    lines = ['{"id": "a", "text": "x", "labels": []}', '{"text": "ü",  "id": "b", "labels": []}']
    source = "\n".join(lines) + "\n"
    again = '{"id": "a", "text": "y", "labels": []}'
    assert with_line(source, again, PATH) == f"{again}\n{lines[1]}\n"
    assert with_line(source, '{"id": "c"}', PATH) == f'{source}{{"id": "c"}}\n'
    with pytest.raises(InputError, match=r"mine\.yml:1: is no labelled article"):
        with_line("pack: x\n", again, PATH)


def test_the_place_of_a_rule_is_its_line_in_the_draft() -> None:
    """What is amiss with it is told of the lines that a person sees."""
    [rule] = read_rule(f"# Rings twice.\n{RULE}").rules
    assert (rule.place.line, rule.place.column) == (2, 3)
