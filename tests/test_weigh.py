"""Weighing the evidence on one block."""

from __future__ import annotations

import pytest

from declutter.index import index_rules
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import Decision, Document, Format, Label, Policy
from declutter.packs import parse_pack
from declutter.scan import RuleSet
from declutter.segment import segment
from declutter.weigh import Brief, Decisions, gone, weigh

TITLE = ["Home", "The Lamp", "A story", "in six", "lines", "By Ann"]
PROSE = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was."


def brief_of(text: str, *rows: str, policy: Policy | None = None, form: Format = Format.TEXT) -> Brief:
    """Return what a judge is given on a text, by rules of these keys."""
    head = "pack: tiny\nlanguage: en\nversion: 1\nabout: Rules of a test.\nrules:\n"
    rest = "why: It is so., hits: [a, b], misses: [c, d]"
    source = head + "".join(f"  - {{id: r{at}, {row}, {rest}}}\n" for at, row in enumerate(rows))
    layout = Layout(segment(Document(text, format=form)))
    rules = RuleSet(index_rules(parse_pack(source.encode(), "tiny.yml").rules))
    return Brief(layout, find_matches(layout, rules), policy or Policy())


def _going(brief: Brief, **labels: Label) -> Decisions:
    """Return decisions by which blocks go; `b3=Label.AD` says that block 3 does, as an ad."""
    return {int(at[1:]): brief.decide(int(at[1:]), label, 0.9) for at, label in labels.items()}


def _weighed(text: str, *rows: str, block: int = 0, policy: Policy | None = None) -> Decision:
    decision = weigh(brief_of(text, *rows, policy=policy), block, {})
    assert decision is not None
    return decision


@pytest.mark.parametrize(
    ("weights", "signs", "goes"),
    [
        ("strong", "", True),
        ("medium", "", False),
        ("medium", "tail", True),
        ("medium", "neighbour", True),
        ("weak", "", False),
        ("weak", "tail", True),
        ("weak", "neighbour", True),
        ("weak", "tail neighbour", True),
        ("medium medium", "", True),
        ("medium weak", "", True),
        ("weak weak", "", False),
        ("weak weak", "tail", True),
        ("weak weak weak", "", True),
    ],
)
def test_how_many_signs_a_weight_needs(weights: str, signs: str, goes: bool) -> None:
    """Strong drops alone, medium and weak need a sign; another rule of the label is one, unless both are weak."""
    end = [] if "tail" in signs else [PROSE]
    rows = [f"label: promo, phrase: buy now, weight: {weight}" for weight in weights.split()]
    brief = brief_of("\n".join([PROSE, "Share", "Buy now, it is cheap", *end]), *rows)
    decision = weigh(brief, 2, _going(brief, b1=Label.SHARE) if "neighbour" in signs else {})
    assert decision is not None
    assert decision.keep is not goes
    assert decision.label == ("promo" if goes else "body")


def test_a_place_before_the_story_is_a_sign() -> None:
    """What stands before the first paragraph of prose is weighed as what stands after the last."""
    row = "label: promo, phrase: buy now, weight: medium"
    decision = _weighed("\n".join(["Buy now", *TITLE, PROSE]), row)
    assert (decision.keep, [each.name for each in decision.evidence]) == (False, ["r0", "head"])


def test_no_place_speaks_against_the_headline() -> None:
    """Near the first paragraph of prose, where headline and byline stand, neither a place nor a neighbour is a sign."""
    brief = brief_of("\n".join(["Share", "Buy now", *TITLE[1:], PROSE]), "label: promo, phrase: buy now, weight: medium")
    decision = weigh(brief, 1, _going(brief, b0=Label.SHARE))
    assert decision is not None
    assert (decision.keep, [each.name for each in decision.evidence]) == (True, ["r0"])


@pytest.mark.parametrize(("title", "speaks"), [("The Lamp That Burned", True), ("Buy the Lamp That Burned", False)])
def test_what_repeats_the_title_of_the_page_is_the_headline(title: str, speaks: bool) -> None:
    """Unless a rule finds clutter in that title itself: then a banner stands there twice."""
    brief = brief_of(f"{title}\nHome\n{title}\n{PROSE}", "label: ad, phrase: buy the lamp, weight: weak")
    assert brief.is_editorial(2) is speaks


def test_one_rule_is_one_witness() -> None:
    """A rule that sees a block twice speaks once."""
    text = f"{PROSE}\nBuy now, buy now\n{PROSE}"
    decision = _weighed(text, "label: promo, phrase: buy now, weight: medium", block=1)
    assert decision.keep
    assert [each.name for each in decision.evidence] == ["r0"]


def test_rules_that_know_the_same_line_are_one_witness() -> None:
    """Two packs that both list "Audio" know no more than one of them; a rule that sees other words in it does."""
    row = "label: other, weight: medium, line: audio"
    assert _weighed(f"{PROSE}\nAudio\n{PROSE}", row, row, block=1).keep
    assert not _weighed(f"{PROSE}\nAudio\n{PROSE}", row, "label: other, weight: weak, phrase: audio", block=1).keep


def test_evidence_is_named_strongest_first() -> None:
    """Rules come before signs, each with its reason, its weight and the words it saw."""
    rows = ["label: promo, phrase: buy, weight: weak", "label: promo, phrase: now, weight: strong"]
    decision = _weighed(f"{PROSE}\nBuy now", *rows, block=1)
    assert [each.name for each in decision.evidence] == ["r1", "r0", "tail"]
    assert decision.evidence[0].why == "It is so."
    assert [each.span and each.span.of(f"{PROSE}\nBuy now") for each in decision.evidence] == ["now", "Buy", None]
    assert decision.confidence == pytest.approx(1 - 0.05 * 0.7 * 0.55)


@pytest.mark.parametrize(
    ("weights", "label"),
    [
        ("promo medium, ad strong", "ad"),
        ("promo strong, ad medium", "promo"),
        ("promo medium, ad medium", "body"),
        ("promo medium, ad weak, ad weak, ad weak", "ad"),
    ],
)
def test_labels_are_weighed_apart(weights: str, label: str) -> None:
    """The surest label wins, and rules of two labels are no signs for each other."""
    pairs = [pair.split() for pair in weights.split(", ")]
    rows = [f"label: {name}, phrase: buy now, weight: {weight}" for name, weight in pairs]
    assert _weighed(f"{PROSE}\nBuy now\n{PROSE}", *rows, block=1).label == label


STORY = "It rained all day. Buy now and save! Then it stopped. Sign up, and share this. Nobody knew why."
BUY = "label: promo, phrase: buy now, covers: sentence"


@pytest.mark.parametrize(
    ("rows", "cuts"),
    [
        ([BUY], ["Buy now and save!"]),
        ([BUY, BUY.replace("buy now", "sign up")], ["Buy now and save!", "Sign up, and share this."]),
        (["label: promo, pattern: 'save. then', covers: sentence"], ["Buy now and save!", "Then it stopped."]),
        (["label: promo, phrase: nobody knew, covers: sentence"], ["Nobody knew why."]),
        ([BUY + ", weight: weak"], []),
        ([BUY + ", weight: weak", BUY + ", weight: medium"], ["Buy now and save!"]),
        ([BUY, "label: promo, phrase: it rained, weight: weak"], ["Buy now and save!"]),
    ],
)
def test_only_the_sentences_that_a_rule_touches_are_cut(rows: list[str], cuts: list[str]) -> None:
    """The block stays, and the sentences go that are sure enough by themselves."""
    text = f"{PROSE}\n{STORY}\n{PROSE}"
    decision = _weighed(text, *rows, block=1)
    assert decision.keep
    assert [cut.span.of(text) for cut in decision.cuts] == cuts


def test_a_cut_carries_its_own_account() -> None:
    """Each cut has its label, its confidence and its evidence."""
    (cut,) = _weighed(f"{PROSE}\n{STORY}\n{PROSE}", BUY, block=1).cuts
    assert (cut.label, cut.decided_by) == (Label.PROMO, "alone")
    assert cut.confidence == pytest.approx(0.95)
    assert [each.name for each in cut.evidence] == ["r0"]


def test_a_block_goes_when_all_its_sentences_go() -> None:
    """Where nothing is left, the block goes as a whole, by its surest sentence."""
    subscribe = "label: subscribe, phrase: sign up, covers: sentence, weight: medium"
    decision = _weighed(f"{PROSE}\nBuy now and save! Sign up.", BUY, subscribe, block=1)
    assert (decision.keep, decision.label, decision.cuts) == (False, Label.PROMO, ())


def test_a_rule_for_blocks_takes_the_block() -> None:
    """A sure rule that covers the block leaves no sentence of it."""
    decision = _weighed(STORY, BUY, "label: ad, phrase: share this")
    assert (decision.keep, decision.label, decision.cuts) == (False, Label.AD, ())


@pytest.mark.parametrize(
    ("drop", "evidence"),
    [
        ([Label.PROMO, Label.AD], ["r0"]),
        ([Label.PROMO, Label.SHARE], ["r0"]),
        ([Label.AD], ["r1"]),
    ],
)
def test_a_policy_says_which_labels_go(drop: list[Label], evidence: list[str]) -> None:
    """Rules of labels that stay have no say."""
    rows = ["label: promo, phrase: buy now", "label: ad, phrase: buy, weight: medium"]
    decision = _weighed(f"{PROSE}\nBuy now\n{PROSE}", *rows, block=1, policy=Policy(drop=frozenset(drop)))
    assert [each.name for each in decision.evidence] == evidence


def test_what_a_policy_keeps_is_not_looked_at() -> None:
    """There is no decision on a block where only labels that stay were seen."""
    policy = Policy(drop=frozenset({Label.SHARE}))
    assert weigh(brief_of("Buy now", "label: promo, phrase: buy now", policy=policy), 0, {}) is None


@pytest.mark.parametrize(("sure", "goes"), [(0.6, True), (0.61, False), (0.7, False)])
def test_a_policy_says_how_sure_one_must_be(sure: float, goes: bool) -> None:
    """The same evidence is enough for a bold policy, and not for a careful one."""
    row = "label: promo, phrase: buy now, weight: medium"
    assert _weighed(f"{PROSE}\nBuy now\n{PROSE}", row, block=1, policy=Policy(sure=sure)).keep is not goes


def test_what_speaks_for_the_article_takes_signs_away() -> None:
    """A rule of the label `body` drops nothing, and where it speaks places and neighbours are no evidence."""
    text, body, promo = f"{PROSE}\nBuy now: study", "label: body, phrase: study", "label: promo, phrase: buy now"
    assert weigh(brief_of(text, body), 1, {}) is None
    assert not _weighed(text, f"{promo}, weight: medium", block=1).keep
    assert _weighed(text, f"{promo}, weight: medium", body, block=1).keep


@pytest.mark.parametrize(
    ("condition", "going", "goes"),
    [
        ("near: share", {}, False),
        ("near: share", {"b2": Label.SHARE}, True),
        ("near: share", {"b1": Label.SHARE}, True),
        ("near: share", {"b7": Label.SHARE}, True),
        ("near: share", {"b0": Label.SHARE, "b8": Label.SHARE}, False),
        ("near: share", {"b3": Label.NAV}, False),
        ("near: [nav, share]", {"b3": Label.NAV}, True),
        ("near: share", {"b4": Label.SHARE}, False),
        ("after: share", {"b3": Label.SHARE}, True),
        ("after: share", {"b5": Label.SHARE}, False),
        ("after: share", {"b2": Label.SHARE}, False),
        ("before: share", {"b5": Label.SHARE}, True),
        ("before: share", {"b3": Label.SHARE}, False),
        ("after: nav, before: share", {"b3": Label.NAV}, False),
        ("after: nav, before: share", {"b3": Label.NAV, "b5": Label.SHARE}, True),
    ],
)
def test_conditions_on_other_blocks(condition: str, going: dict[str, Label], goes: bool) -> None:
    """`near` looks three blocks away, `after` one back, `before` one ahead, and each at blocks that go."""
    brief = brief_of("a\nb\nc\nd\nbuy now\nf\ng\nh\ni", f"label: promo, phrase: buy now, where: {{{condition}}}")
    assert (weigh(brief, 4, _going(brief, **going)) is not None) is goes


def test_quotation_marks_in_a_line_say_nothing() -> None:
    """Only in sentences and in prose are quotation marks those of somebody who is quoted."""
    text = f"{PROSE}\n“Buy now and save” today\n{PROSE}"
    assert not _weighed(text, "label: promo, line: buy now and save” today", block=1).keep


def test_a_kept_block_says_how_sure_it_stays() -> None:
    """The more speaks against a block, the less sure it is that it stays."""
    decision = _weighed(f"{PROSE}\nBuy now\n{PROSE}", "label: promo, phrase: buy now, weight: weak", block=1)
    assert decision.keep
    assert decision.confidence == pytest.approx(0.7)


def test_a_rule_names_the_first_place_that_it_saw() -> None:
    """Of several matches of one rule the first is the evidence."""
    decision = _weighed(f"{PROSE}\nBuy now, buy now", "label: promo, phrase: buy now", block=1)
    assert decision.evidence[0].span is not None
    assert decision.evidence[0].span.start == len(PROSE) + 1


def test_a_kept_block_is_not_gone() -> None:
    """A decision that keeps its block has no label with which it goes."""
    brief = brief_of("a\nb", "label: promo, phrase: buy now")
    kept = Decision(brief.layout.blocks[1], Label.BODY, True, 1.0, "allow")
    assert [gone({**_going(brief, b0=Label.AD), 1: kept}, at) for at in (-1, 0, 1, 2)] == [None, Label.AD, None, None]


def test_no_sentence_is_cut_out_of_a_table() -> None:
    """Its cells are no sentences, and a row without one of them is no row."""
    table = "| Plan | Price |\n|---|---|\n| Free | 0. Buy now. |\n| Plus | 9. |"
    brief = brief_of(table, "label: promo, phrase: buy now, covers: sentence", form=Format.MARKDOWN)
    decision = weigh(brief, 0, {})
    assert decision is not None
    assert (decision.keep, decision.cuts) == (True, ())


def test_the_sentence_before_a_pitch_stays() -> None:
    """A pattern may look for the full stop behind which a sentence begins; that one belongs to the sentence before."""
    text, rule = "The tide turns. Buy now.", "label: promo, pattern: '(?:^|[.] )buy now', covers: sentence"
    assert [cut.span.of(text) for cut in _weighed(text, rule).cuts] == ["Buy now."]
