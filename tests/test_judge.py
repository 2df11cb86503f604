"""The passes of the judge: what each takes or keeps, and what it leaves alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from declutter.allow import Allowance, load_allowances
from declutter.index import index_rules
from declutter.judge import PASSES, judge
from declutter.match import find_matches
from declutter.measures import Layout
from declutter.model import Cut, Decision, Document, Format, Label, Policy
from declutter.packs import parse_pack
from declutter.scan import RuleSet
from declutter.segment import segment
from declutter.weigh import Brief

PACK = """
pack: tiny
language: en
version: 1
about: Rules of a test.
rules:
"""
ROWS = [
    "id: menu, label: nav, line: [home, contact]",
    "id: share, label: share, line: [share this, tweet this]",
    "id: more, label: related, line: [more stories, read more], weight: medium",
    "id: ad, label: ad, line: sponsored, where: {near: share}",
    "id: pitch, label: promo, phrase: buy now, covers: sentence",
    "id: article, label: body, line: [summary, key facts]",
    "id: related, label: related, line: [related stories], covers: section",
    "id: about-us, label: promo, line: [about acme], covers: section",
    "id: author, label: author_bio, line: [about the author], covers: section",
    "id: comments, label: comments, line: ['# comments'], covers: to_end",
    "id: discussion, label: comments, line: [discussion], covers: section",
    "id: more-of-it, label: related, line: [tweet this, see also], covers: section, weight: medium",
    "id: see-also, label: nav, line: [see also]",
    "id: offer, label: promo, line: [buy now here], covers: section, weight: weak",
]
PACK += "".join(f"  - {{{row}, why: It is so., hits: [a, b], misses: [c, d]}}\n" for row in ROWS)
RULES = RuleSet(index_rules(parse_pack(PACK.encode(), "tiny.yml").rules))

PROSE = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was."
STORY = [PROSE] * 20


def _judge(
    lines: list[str], *, form: Format = Format.TEXT, policy: Policy | None = None, allowed: tuple[Allowance, ...] = ()
) -> tuple[Decision, ...]:
    layout = Layout(segment(Document("\n\n".join(lines), format=form)))
    return tuple(judge(Brief(layout, find_matches(layout, RULES), policy or Policy(), allowed=allowed)).values())


def _taken(decisions: tuple[Decision, ...], lines: list[str], by: str) -> list[str]:
    """Return the lines that went by a pass."""
    text = "\n\n".join(lines)
    return [each.block.span.of(text) for each in decisions if not each.keep and each.decided_by == by]


def _takes(lines: list[str], by: str, *, form: Format = Format.TEXT) -> list[str]:
    return _taken(_judge(lines, form=form), lines, by)


def test_a_block_without_evidence_has_no_decision() -> None:
    """Only what some rule has seen, or what went with it, is decided on; in order."""
    decisions = _judge(["Title", *STORY, "Share this", "Tweet this"])
    assert [each.block.span.start for each in decisions] == sorted(each.block.span.start for each in decisions)
    assert [(each.label, each.decided_by) for each in decisions] == [("share", "alone")] * 2


@pytest.mark.parametrize(
    ("after", "taken"),
    [
        (["Boat Found", "Storm Warning"], ["Boat Found", "Storm Warning"]),
        (["Boat Found", "a line of it"], ["Boat Found", "a line of it"]),
        (["Boat Found", "What Came Next", PROSE, "Storm Warning"], ["Boat Found"]),
        (["Boat Found", "What Came Next", "Storm Warning"], ["Boat Found", "What Came Next", "Storm Warning"]),
        (["a line of it", PROSE, "Storm Warning"], ["a line of it"]),
        (["Boat Found", "Key facts", "Storm Warning"], ["Boat Found"]),
        ([PROSE], []),
        ([], []),
    ],
)
def test_a_section_heading_takes_what_stands_under_it(after: list[str], taken: list[str]) -> None:
    """A section ends at a heading over prose, at a long paragraph, and at what speaks for the article."""
    assert _takes([*STORY, "Related Stories", *after], "sections") == taken


@pytest.mark.parametrize(
    ("heading", "paragraphs", "taken"),
    [
        ("Related Stories", 1, 0),
        ("About the author", 2, 2),
        ("About the author", 3, 2),
        ("About ACME", 6, 6),
        ("About ACME", 7, 6),
    ],
)
def test_how_many_paragraphs_a_section_holds(heading: str, paragraphs: int, taken: int) -> None:
    """Pitches and bios are told in prose, up to a limit; other clutter is not."""
    assert _takes([*STORY, heading, *[PROSE] * paragraphs], "sections") == [PROSE] * taken


def test_a_menu_entry_opens_no_section_of_prose() -> None:
    """Where no sentence stands under the name of a pitch or a bio, it takes nothing along."""
    assert _takes([*STORY, "About ACME", "Products", "Contact"], "sections") == []


@pytest.mark.parametrize(
    ("next_heading", "taken"),
    [("### Prices", [PROSE, "### Prices", PROSE]), ("## Prices", [PROSE]), ("# Prices", [PROSE])],
)
def test_a_section_ends_at_a_heading_of_its_level(next_heading: str, taken: list[str]) -> None:
    """A smaller heading is part of the section, one of the same size or larger is not."""
    lines = [*STORY, "## About ACME", PROSE, next_heading, PROSE]
    assert _takes(lines, "sections", form=Format.MARKDOWN) == taken


def test_a_heading_that_stays_takes_nothing() -> None:
    """Only what goes itself takes along, and only by a rule that covers more than its block."""
    assert _takes([*STORY, "Share this", "and a line with quite a few more words", "Boat Found"], "sections") == []
    assert _takes([*STORY, "Related stories of the town", "Boat Found"], "sections") == []


def test_a_section_names_its_heading() -> None:
    """What goes with a section carries the label of the heading, and says under which one it stands."""
    *_, last = _judge([*STORY, "Related Stories", "Boat Found on the Beach"])
    assert (last.label, last.evidence[0].name) == (Label.RELATED, "related")
    assert last.evidence[0].why == "Stands under “Related Stories”."
    assert last.evidence[0].span is not None


@pytest.mark.parametrize(
    ("entries", "label"),
    [
        (["Boat Found", "Storm Warning"], "nav"),
        (["Boat Found on the Beach", "Storm"], "nav"),
        (["Boat Found on the Beach", "Storm Warning"], "related"),
    ],
)
def test_entries_of_few_words_are_a_menu(entries: list[str], label: str) -> None:
    """Titles of articles have more than three words and a half on average, whatever stands over them."""
    assert {each.label for each in _judge([*STORY, "Related Stories", *entries]) if each.decided_by == "sections"} == {label}


def test_entries_keep_their_label_where_menus_stay() -> None:
    """What the policy keeps is no name for what a section takes."""
    decisions = _judge([*STORY, "Related stories", "Boats", "Nets"], policy=Policy(drop=frozenset({Label.RELATED})))
    assert [each.label for each in decisions if not each.keep] == [Label.RELATED] * 3


def test_what_goes_already_keeps_its_own_account() -> None:
    """A block with evidence of its own within a section keeps its label and its reasons."""
    decisions = _judge([*STORY, "Related Stories", "Share this", "Boat Found on the Beach"])
    assert [(each.label, each.decided_by) for each in decisions[1:]] == [("share", "alone"), ("related", "sections")]


@pytest.mark.parametrize(("prose", "taken"), [(20, 6), (8, 0)])
def test_no_heading_takes_too_much_of_the_document(prose: int, taken: int) -> None:
    """A section that would be more than two fifths of the document is none."""
    assert len(_takes([*[PROSE] * prose, "About ACME", *[PROSE] * 6], "sections")) == taken


def test_a_rule_to_the_end_takes_all_that_follows() -> None:
    """Neither prose nor headings end what covers everything to the end."""
    after = ["Ann says", PROSE, "A Heading", PROSE]
    assert _takes([*STORY, "4 Comments", *after], "sections") == after


def test_names_over_comments_end_no_section() -> None:
    """What readers wrote stands under their names and dates, which look like headings of the article."""
    after = ["Ann says", PROSE, "12 May", PROSE, "Bob Alder", PROSE]
    assert _takes([*STORY, "Discussion", *after], "sections") == after
    assert _takes([*STORY, "Discussion", *["Ann says", PROSE] * 41], "sections") == []
    marked = ["## Ann says", PROSE, "# Prices", PROSE]
    assert _takes([*STORY, "# Discussion", *marked], "sections", form=Format.MARKDOWN) == marked[:2]


def test_a_rule_that_was_not_the_strongest_opens_a_section_too() -> None:
    """Once a block goes, any rule that saw it says how far."""
    (opener, under) = _judge([*STORY, "See also", "Boat Found on the Beach"])
    assert (opener.label, under.label, under.decided_by) == ("nav", "related", "sections")


def test_a_weak_rule_that_was_not_heard_opens_no_section() -> None:
    """A button that another rule takes is no heading because a weak rule takes it for one."""
    assert _takes([*STORY, "Buy now here", PROSE, *STORY], "sections") == []


def test_no_section_reaches_into_the_title() -> None:
    """The last lines before the first paragraph may be headline, standfirst and byline."""
    above = ["Related Stories", "One", "Two", "What the Keeper Saw", "A story", "in six", "lines", "of title", "By Ann"]
    assert _takes([*above, *STORY], "sections") == ["One", "Two"]


@pytest.mark.parametrize(
    ("middle", "taken"),
    [
        (["Share this", "Read more"], ["Read more"]),
        (["Read more", "Share this"], ["Read more"]),
        (["Share this", "Read more", "More stories"], ["Read more", "More stories"]),
        (["Share this", "One more line of the story itself here", "Read more"], []),
        (["Read more", "More stories"], []),
        (["Share this", "a line of story", "another such line", "Sponsored"], ["Sponsored"]),
        (["Share this", "a line", "a second", "a third", "Sponsored"], []),
    ],
)
def test_what_goes_speaks_against_its_neighbours(middle: list[str], taken: list[str]) -> None:
    """A medium hit goes beside clutter, and so does the next one; conditions on neighbours are asked again."""
    assert _takes([*STORY, *middle, *STORY], "neighbours") == taken


@pytest.mark.parametrize(
    ("middle", "taken"),
    [
        (["Share this", "Facebook", "Tweet this"], ["Facebook"]),
        (["Share this", "- Facebook", "Tweet this"], ["- Facebook"]),
        (["Share this", "Facebook", "Mail", "Tweet this"], []),
        (["Share this", "a line with so many words that it speaks", "Tweet this"], []),
        (["Share this", "Summary", "Tweet this"], []),
        (["Share this", "The keeper came back at last and sat down.", "Tweet this"], []),
        (["Share this", "The keeper sat down.", "Tweet this"], []),
        (["Share this", "What the Keeper Saw", "Tweet this"], []),
        (["Share this", "Where He Went", "Tweet this"], []),
        (["Share this", "Facebook"], []),
    ],
)
def test_a_short_line_between_clutter_goes(middle: list[str], taken: list[str]) -> None:
    """Inside of the story one short line between two that go is residue, and nothing that says something."""
    assert _takes(["What the Keeper Saw", *STORY, *middle, *STORY], "between") == taken


def test_entries_of_a_menu_may_stand_far_apart() -> None:
    """Outside of the story and of the title, more lines between two entries of a menu go with them than between others."""
    middle = [f"Entry {at}" for at in range(5)]
    title = ["Title", "by", "us", "and", "them", "too"]
    assert _takes(["Home", *middle, "Contact", *title, *STORY], "between") == middle
    assert _takes(["Share this", *middle, "Tweet this", *title, *STORY], "between") == []
    assert _takes(["Home", *middle, "Share this", *title, *STORY], "between") == []


def test_nothing_is_taken_out_of_the_title() -> None:
    """The lines right before the first paragraph stay, whatever stands around them."""
    assert _takes(["Share this", "The Keeper", "Tweet this", *STORY], "between") == []


def test_after_the_story_several_short_lines_between_clutter_go() -> None:
    """Outside of the story the gap may be wider, with the label of what stands before it."""
    lines = [*STORY, "Share this", "Facebook", "Mail", "Print", "Sponsored links", "More stories"]
    assert _takes(lines, "between") == ["Facebook", "Mail", "Print", "Sponsored links"]
    assert {each.label for each in _judge(lines) if each.decided_by == "between"} == {Label.SHARE}


def test_of_labels_that_are_as_common_a_gap_has_the_one_before_it() -> None:
    """Here two pointers stand around it, and a share button right before it."""
    decisions = _judge([*STORY, "More stories", "Share this", *["Facebook"] * 4, "More stories"])
    assert {each.label for each in decisions if each.decided_by == "between"} == {Label.SHARE}


MENU = ["Rooms", "Prices and dates", "Find us"]


@pytest.mark.parametrize(
    ("title", "headline", "taken"),
    [
        ("The Lamp Went Out – Pier News", "The Lamp Went Out", MENU),
        ("Pier News | The Lamp Went Out", "The Lamp Went Out", MENU),
        ("The Lamp Went Out", "The Lamp Went Out", []),
        ("The Lamp Went Out – Pier News", "A Light Returns", []),
        ("Lamps | Pier News", "Lamps", []),
        ("Lamps - a list", "# Lamps - a list", []),
    ],
)
def test_a_menu_above_the_headline_goes(title: str, headline: str, taken: list[str]) -> None:
    """What stands between the title of a page and the headline, a part of it, is a menu; a refrain repeats a whole line."""
    assert _takes([title, *MENU, headline, *STORY], "above") == taken


def test_what_speaks_for_the_article_stays_above_the_headline() -> None:
    """A line that a rule speaks for is no entry of the menu around it."""
    lines = ["The Lamp Went Out – Pier News", "Rooms", "Summary", "Find us", "The Lamp Went Out", *STORY]
    assert _takes(lines, "above") == ["Rooms", "Find us"]


def test_a_talk_above_the_headline_stays() -> None:
    """A name in the title that returns before each answer of an interview heads no article."""
    talk = ["Reporter", "Did you see the lamp?", "Ada Holm", "I did.", "Reporter", "And then?"]
    assert _takes(["Ada Holm – Pier News", *talk, "Ada Holm", *STORY], "above") == []


def test_no_menu_is_looked_for_below_the_first_paragraph() -> None:
    """A line inside of the story that repeats the title, and a page without prose, say nothing."""
    assert _takes(["The Lamp Went Out – Pier News", *MENU, PROSE, "The Lamp Went Out", *STORY], "above") == []
    assert _takes(["The Lamp Went Out – Pier News", *MENU, "The Lamp Went Out"], "above") == []


@pytest.mark.parametrize(
    ("end", "taken"),
    [
        (["Share this", "Facebook"], ["Facebook"]),
        (["Share this", "Facebook", "Mail"], ["Facebook", "Mail"]),
        (["Share this", "Facebook", "Mail", "Print"], []),
        (["Facebook"], []),
        (["Share this", "a line with so many words that it speaks"], []),
        (["Share this", "Key facts"], []),
        (["Share this", "Facebook", PROSE], []),
        (["Share this", "Facebook", f"> {PROSE}"], []),
        (["Share this", "“There,” he said. “That is new.”"], []),
    ],
)
def test_the_tail_closes(end: list[str], taken: list[str]) -> None:
    """One or two short lines at the very end that are no sentences go, where clutter stands right before them."""
    assert _takes([*STORY, *end], "tail") == taken


@pytest.mark.parametrize(
    ("middle", "taken"),
    [
        (["Stay in Touch", "Share this", "Tweet this", "What Came Next"], ["Stay in Touch"]),
        (["Stay in Touch", "Follow the Light", "Share this", "What Came Next"], ["Stay in Touch", "Follow the Light"]),
        (["Stay in Touch", "Share this", "The keeper came back at last and sat down."], []),
        (["Where is the keeper?", "Share this", "What Came Next"], []),
        (["3. Share", "Share this", "What Came Next"], []),
        (["Summary", "Share this", "What Came Next"], []),
        (["in touch", "Share this", "What Came Next"], []),
        (["Stay in Touch", "Share this", "What they all said:"], []),
        (["Stay in Touch", "Share this", "2 eggs", "Salt"], []),
        (["Closing Prices", "Copper 10,690", "Tin 33,100", "Share this", "What Came Next"], []),
        (["Words of the Trade", "Glim: a light", "Lamp oil: what feeds it", "Share this", "What Came Next"], []),
        (["Our Shop: Lamps", "Share this", "What Came Next"], ["Our Shop: Lamps"]),
    ],
)
def test_a_heading_goes_with_all_that_it_heads(middle: list[str], taken: list[str]) -> None:
    """A heading over nothing but clutter goes; a question, a number, a line or a list of values does not."""
    assert sorted(_takes([*STORY, *middle, *STORY], "headings")) == sorted(taken)


@pytest.mark.parametrize(("next_heading", "taken"), [("### Prices", []), ("## Prices", ["## Stay in Touch"])])
def test_a_marked_heading_goes_up_to_one_of_its_level(next_heading: str, taken: list[str]) -> None:
    """What stands under a smaller heading stands under the larger one too, which then heads something that stays."""
    lines = [*STORY, "## Stay in Touch", "Share this", next_heading, PROSE]
    assert _takes(lines, "headings", form=Format.MARKDOWN) == taken


@pytest.mark.parametrize(
    ("heading", "after", "stays"),
    [
        ("## Share this", PROSE, True),
        ("## Share this", "Tweet this", False),
        ("## Share this", "## Prices", False),
        ("## About ACME", PROSE, False),
    ],
)
def test_a_marked_heading_stays_over_something_that_stays(heading: str, after: str, stays: bool) -> None:
    """Where an article says "Share this" in a heading and goes on about it, it is about sharing."""
    decision, *_ = _judge(["# Title", *STORY, heading, after, *STORY], form=Format.MARKDOWN)
    assert (decision.keep, decision.decided_by == "content") == (stays, stays)


@pytest.mark.parametrize(
    ("lines", "stay"),
    [
        (["Share this", PROSE, "Home", PROSE], True),
        (["Share this", PROSE, "Share this", PROSE], False),
        (["Share this", PROSE, "Home", "Contact"], False),
        (["Share this", PROSE, "Sponsored", PROSE], False),
    ],
)
def test_what_a_manual_explains_stays(lines: list[str], stay: bool) -> None:
    """Two different lines that each stand between paragraphs are its terms; one alone, a second time too, is a button."""
    decisions = _judge([PROSE, *lines, PROSE])
    assert {decision.keep for decision in decisions} == {stay}


def test_the_title_stays_over_clutter() -> None:
    """What stands before the first paragraph heads the article, whatever comes in between."""
    assert _takes(["What the Keeper Saw", "Share this", *STORY], "headings") == []


@pytest.fixture
def allowed(tmp_path: Path) -> tuple[Allowance, ...]:
    """Return an allow list with one line and one phrase."""
    path = tmp_path / "allow.yml"
    path.write_text("allow:\n  - {line: share this, reason: Our column.}\n  - {phrase: buy now, reason: Our book.}\n")
    return load_allowances(path)


def test_what_is_allowed_stays(allowed: tuple[Allowance, ...]) -> None:
    """An allowed block stays whole, and the account names the entry and what spoke against the block."""
    lines = [*STORY, "Share this", "It rained. Buy now and save! It stopped.", "Tweet this"]
    share, cut, tweet = _judge(lines, allowed=allowed)
    for each in (share, cut):
        assert (each.keep, each.decided_by, each.label, each.cuts) == (True, "allow", "body", ())
    assert [each.name for each in share.evidence][:2] == ["allow:2", "share"]
    assert not tweet.keep


def test_what_nobody_spoke_against_needs_no_allowance(allowed: tuple[Allowance, ...]) -> None:
    """An allow list adds no decision on blocks that stay anyway."""
    assert _judge([*STORY, "Boat Found"], allowed=allowed) == ()
    (more,) = _judge([*STORY, "More stories", *STORY], allowed=allowed)
    assert (more.keep, more.decided_by) == (True, "alone")


@pytest.mark.parametrize(
    ("lines", "brake", "braked"),
    [
        (["Share this", "Tweet this"], 0.05, True),
        (["Share this", "Tweet this", "Hi"], 0.05, True),
        (["Share this", "Tweet this", "The keeper came back at last and sat down."], 0.05, False),
        (["Share this", "Tweet this"], 0, False),
        ([*STORY, "Share this"], 0.99, False),
        ([*STORY, "Share this"], 1, True),
        (["It rained. Buy now " + "and save " * 100 + "today."], 0.05, True),
        (["It rained. Buy now and save!"], 0.05, False),
    ],
)
def test_the_brake_keeps_a_document_that_would_be_lost(lines: list[str], brake: float, braked: bool) -> None:
    """Where less would stay than the policy's share, all of it stays, and the account says what spoke against it."""
    decisions = _judge(lines, policy=Policy(brake=brake))
    assert [each.decided_by == "brake" for each in decisions] == [braked] * len(decisions)
    assert all(each.keep and not each.cuts for each in decisions) is braked


@pytest.mark.parametrize(
    ("entries", "taken"),
    [
        (["- Share this", f"    - {PROSE}", "- Ropes"], []),
        (["- Share this", f"  {PROSE}"], []),
        (["- Share this", "    - Tweet this", f"- {PROSE}"], ["- Share this", "- Tweet this"]),
        (["- Share this", f"- {PROSE}"], ["- Share this"]),
    ],
)
def test_an_entry_stays_with_what_hangs_on_it(entries: list[str], taken: list[str]) -> None:
    """Where something below that is indented more stays, the entry above does."""
    decisions = _judge([PROSE, *entries, PROSE], form=Format.MARKDOWN)
    text = "\n\n".join([PROSE, *entries, PROSE])
    assert [each.block.span.of(text) for each in decisions if not each.keep] == taken


def test_the_passes_have_an_order() -> None:
    """The user's word comes after all that takes, and the brake after everything."""
    assert [name for name, _ in PASSES][-2:] == ["allow", "brake"]


LINES = [PROSE, "Title", "Share this", "Tweet this", "Read more", "Sponsored", "Related Stories", "About ACME"]
LINES += ["It rained. Buy now and save! It stopped.", "Buy now!", "Summary", "a line", "- an item", "4 Comments"]
labels = st.frozensets(st.sampled_from([Label.SHARE, Label.RELATED, Label.PROMO, Label.AD, Label.COMMENTS]))


def _drops(decisions: tuple[Decision, ...]) -> list[Decision | Cut]:
    return [drop for each in decisions for drop in (each.cuts if each.keep else (each,))]


@given(st.lists(st.sampled_from(LINES), max_size=14), labels)
@example([PROSE, "Share this", "Title"], frozenset({Label.SHARE}))
def test_what_a_policy_keeps_no_pass_takes(lines: list[str], drop: frozenset[Label]) -> None:
    """Whatever takes a block or cuts a sentence does so by a label that goes."""
    assert {each.label for each in _drops(_judge(lines, policy=Policy(drop=drop)))} <= drop


@given(st.lists(st.sampled_from(LINES), max_size=14), st.sampled_from([0.5, 0.7, 0.85, 0.96]))
@example([PROSE, "Share this", "Title"], 0.9)
@example([PROSE, PROSE, "Share this", "Title", "Tweet this", PROSE, PROSE], 0.9)
def test_every_pass_is_as_sure_as_the_policy_asks(lines: list[str], sure: float) -> None:
    """Whatever takes a block or cuts a sentence is sure enough for the policy."""
    assert all(sure <= each.confidence <= 1 for each in _drops(_judge(lines, policy=Policy(sure=sure))))


@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_every_decision_can_be_checked(lines: list[str]) -> None:
    """Decisions are one a block, in order, and each that drops something names a stage and what spoke for it."""
    decisions = _judge(lines)
    assert all(one.block.span < other.block.span for one, other in pairwise(decisions))
    assert {each.decided_by for each in decisions} <= {"alone", *(name for name, _ in PASSES)}
    assert all(each.evidence or each.cuts for each in decisions)
    assert all(each.keep or not each.cuts for each in decisions)
