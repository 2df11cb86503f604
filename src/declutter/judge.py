"""Matches and measures -> decisions: first each block alone, then the ordered table `PASSES`, each in view of all.

A pass returns the decisions that it changes; each of them carries the name of the pass, so that a report can say who had
the last word.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from functools import cached_property
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from declutter.matchers.base import Folded
from declutter.measures import TITLE_LINES
from declutter.model import Covers, Decision, Evidence, Kind, Label, Weight
from declutter.signs import sign
from declutter.weigh import Brief, Decisions, gone, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from declutter.measures import Layout
    from declutter.model import Policy, Rule
    from declutter.segment.blocks import Blocks

SECTION_PROSE = {Label.PROMO: 6, Label.AUTHOR_BIO: 2, Label.COMMENTS: 40}
"""How many paragraphs of prose a section may hold, where its label is told in sentences; sections of all others end at the
first, and these have none where no sentence stands under them: then the opener is an entry of a menu."""
SECTION_SHARE = 0.4
"""No heading takes more than this share of the document with it."""
GAPS = {"head": 4, "story": 1, "tail": 4}
"""How many short lines between two that go are taken with them, by zone."""
MENU_GAP = 30
"""The same outside the story, between two entries of a menu."""
RESIDUE = 0.8
"""How sure it makes that a line without a say of its own stands between clutter, or after it."""
MENU_WORDS = 3.5
"""Entries of menus have fewer words than this on average; titles of articles have more."""
MENU_SENTENCES = 0.25
"""Of the lines of a menu no larger share ends as a sentence does."""
SHORT = 8
"""Words of a line that says nothing by itself."""
TERMS, TERM_WORDS = 2, 4
"""So many different lines of so few words, each between two paragraphs, are what a manual explains."""
SLOTS = (Label.AD, Label.OTHER)
"""What stands between paragraphs in articles too."""
MOST_BLOCKS = 50_000
"""In longer documents weights have no say: each block costs 3 kB while they look at it, and no article has so many."""
MOST_INDENT = 80
"""Blanks before an entry that are counted."""
_VALUE = re.compile(r"\S: \S|\d")
"""What tells of a line that it gives a value: a term and what it is, or a figure."""


def judge(brief: Brief) -> Decisions:
    """Decide on every block that some evidence touches, by its number."""
    decisions = judge_alone(brief)
    for name, revise in PASSES:
        for index, decision in revise(brief, decisions).items():
            decisions[index] = replace(decision, decided_by=name)
    return dict(sorted(decisions.items()))


def judge_alone(brief: Brief) -> Decisions:
    """Weigh each block by what was seen in itself."""
    weighed = ((index, weigh(brief, index, {})) for index in brief.matches)
    return {index: decision for index, decision in weighed if decision}


def open_sections(brief: Brief, decisions: Decisions) -> Decisions:
    """A clutter heading takes along what stands under it, up to the next heading of the article; the nearest one has it."""
    found: Decisions = {}
    openers = {index: rule for index, decision in decisions.items() if (rule := _opener(brief, index, decision))}
    outline = _Outline(brief, decisions)
    for index, rule in sorted(openers.items(), reverse=True):
        decision, taken = decisions[index], outline.take(_section(brief, outline, index, rule))
        reason = Evidence(rule.id, f"Stands under “{_shown(brief, index)}”.", decision.confidence, decision.block.span)
        label = _section_label(brief, rule.label, taken)
        found |= {at: brief.decide(at, label, decision.confidence, reason) for at in taken}
    return found


class _Outline:
    """Where sections may end, and which blocks nothing has taken: worked out once for all headings that open one."""

    def __init__(self, brief: Brief, decisions: Decisions) -> None:
        self._brief = brief
        self._decisions = decisions
        self._closing: dict[tuple[int, bool], list[int]] = {}

    @cached_property
    def _prose(self) -> array[int]:
        return array("i", (at for at, prose in enumerate(self._brief.layout.prose) if prose))

    @cached_property
    def _paragraphs(self) -> array[int]:
        blocks = self._brief.layout.blocks
        return array("i", (at for at in range(len(blocks)) if blocks.kind(at) is Kind.PARAGRAPH))

    @cached_property
    def _next(self) -> array[int]:
        """From each block, and the end, the way to the next one that nothing takes: itself, or one behind it that may lead on."""
        ends = range(len(self._brief.layout.blocks) + 1)
        return array("i", (at + (gone(self._decisions, at) is not None) for at in ends))

    def take(self, under: range) -> list[int]:
        """Return the blocks of a section that stay, and that nobody has taken before."""
        taken = []
        at = self._free(under.start) if under else under.stop
        while at < under.stop:
            taken.append(at)
            self._next[at] = at + 1
            at = self._free(at)
        return taken

    def _free(self, at: int) -> int:
        while self._next[at] != at:
            self._next[at] = at = self._next[self._next[at]]  # the way is shorter the next time
        return at

    def closed(self, opener: int, label: Label) -> int:
        """Return the next block below an opener that is a heading of the article; one past the end where there is none."""
        over = self._brief.layout.blocks.level(opener)
        closing = self._closing.setdefault((over, label is Label.COMMENTS), [])
        if not closing:
            blocks = range(len(self._brief.layout.blocks))
            closing += [at for at in blocks if _closes(self._brief, self._decisions, at, over, label)]
            closing.append(len(blocks))
        return closing[bisect_right(closing, opener)]

    def prose_after(self, opener: int, most: int) -> int:
        """Return the block of prose that so many stand before, below an opener; one past the end where there is none."""
        at = bisect_right(self._prose, opener) + most
        return self._prose[at] if at < len(self._prose) else len(self._brief.layout.blocks)

    def has_paragraph(self, under: range) -> bool:
        """Say whether a sentence may stand in a section."""
        return bisect_left(self._paragraphs, under.start) < bisect_left(self._paragraphs, under.stop)


def _section_label(brief: Brief, label: Label, taken: list[int]) -> Label:
    """Return the label of what stands under a heading: entries of one to three words are a menu, whatever stands over them."""
    if label is not Label.RELATED or Label.NAV not in brief.policy.drop:
        return label
    return Label.NAV if sum(brief.layout.measure("words", at) for at in taken) < MENU_WORDS * len(taken) else label


def _opener(brief: Brief, index: int, decision: Decision) -> Rule | None:
    """Return the rule by which a block that goes takes more along: one that was heard, or else a further one that is not weak."""
    if decision.keep:
        return None
    heard = {evidence.name for evidence in decision.evidence}
    reaching = [match.rule for match in brief.matches.get(index, ()) if match.rule.covers in (Covers.SECTION, Covers.TO_END)]
    asked = (rule for rule in reaching if rule.id in heard or rule.weight is not Weight.WEAK)
    openers = [rule for rule in asked if rule.label in brief.policy.drop]
    return min(openers, key=lambda rule: rule.id not in heard, default=None)


def _section(brief: Brief, outline: _Outline, opener: int, rule: Rule) -> range:
    """Return the blocks that a heading takes along; none where they would be too much of the document."""
    layout = brief.layout
    stop = len(layout.blocks) if opener >= layout.story.start else max(0, layout.story.start - TITLE_LINES)
    if rule.covers is Covers.SECTION:
        stop = min(stop, outline.closed(opener, rule.label), outline.prose_after(opener, SECTION_PROSE.get(rule.label, 0)))
    under = range(opener + 1, max(opener + 1, stop))
    taken = layout.blocks.ends[under.stop - 1] - layout.blocks.starts[opener]
    told = rule.label not in SECTION_PROSE or outline.has_paragraph(under)
    return under if told and taken <= SECTION_SHARE * len(layout.blocks.text) else range(0)


def _closes(brief: Brief, decisions: Decisions, index: int, over: int, label: Label) -> bool:
    """Say whether a block is a heading of the article, at the level `over` or above."""
    layout = brief.layout
    if brief.is_editorial(index):
        return True
    if layout.blocks.kind(index) is not Kind.HEADING or gone(decisions, index):
        return False
    level = layout.blocks.level(index)
    if label is Label.COMMENTS and not level:
        return False  # the name and the date over what a reader wrote look like headings
    return (level <= over or not over) and layout.heads_prose(index)


def ask_neighbours(brief: Brief, decisions: Decisions) -> Decisions:
    """Weigh again what stands near something that goes, and what stands near that, until nothing changes."""
    known, changed = dict(decisions), Decisions()
    waiting = sorted(at for at in known if gone(known, at))
    while waiting:
        asked = {near for at in waiting for near in brief.layout.around(at) if near in brief.matches and not gone(known, near)}
        weighed = {at: weigh(brief, at, known) for at in sorted(asked)}
        waiting = [at for at, each in weighed.items() if each and not each.keep]
        news = {at: each for at, each in weighed.items() if each and each != known.get(at)}
        known |= news
        changed |= news
    return changed


def take_between(brief: Brief, decisions: Decisions) -> Decisions:
    """Short lines between two blocks that go are residue of the same thing."""
    found: Decisions = {}
    if brief.policy.sure > RESIDUE:
        return found
    going = [at for at in sorted(decisions) if gone(decisions, at)]
    for before, after in pairwise(going):
        between = range(before + 1, after)
        near = 0 < len(between) <= _gap(brief, decisions, before, after)
        if near and all(_is_short(brief, at) for at in between) and not _heads_story(brief, decisions, after - 1):
            label = _label_around(brief, decisions, before, after)
            reason = sign("between", RESIDUE)
            found |= {at: brief.decide(at, label, RESIDUE, reason) for at in between}
    return found


def _heads_story(brief: Brief, decisions: Decisions, index: int) -> bool:
    """Say whether a line of the story looks like a heading of some words, and prose is the next that stays, below the clutter."""
    layout = brief.layout
    if layout.kind(index) is not Kind.HEADING or layout.zone(index) != "story" or layout.measure("words", index) < 2:
        return False
    stays = next((at for at in range(index + 1, len(layout.blocks)) if not gone(decisions, at)), None)
    return stays is not None and layout.prose[stays]


def _gap(brief: Brief, decisions: Decisions, before: int, after: int) -> int:
    zone = brief.layout.zone(before + 1)
    in_menu = gone(decisions, before) is gone(decisions, after) is Label.NAV
    return MENU_GAP if in_menu and zone != "story" else GAPS[zone]


def _label_around(brief: Brief, decisions: Decisions, before: int, after: int) -> Label:
    """Return the commonest label of what goes around a gap; that of the block before it where two are as common."""
    around = [*brief.layout.around(before), *brief.layout.around(after)]
    labels = Counter(label for at in (before, *around) if (label := gone(decisions, at)))
    return labels.most_common(1)[0][0]


def _is_short(brief: Brief, index: int) -> bool:
    layout = brief.layout
    if layout.kind(index) not in (Kind.LINE, Kind.HEADING, Kind.LIST_ITEM):
        return False
    if layout.near_title(index) or layout.ends_sentence(index):
        return False
    if layout.heads_prose(index) or brief.is_editorial(index):
        return False
    return layout.measure("words", index) <= SHORT


def clear_above(brief: Brief, decisions: Decisions) -> Decisions:
    """What stands between the title of a page and the headline that repeats it is a menu, where few lines of it are sentences."""
    if Label.NAV not in brief.policy.drop or brief.policy.sure > RESIDUE:
        return {}
    above = range(1, brief.layout.headline)
    if sum(map(brief.layout.ends_sentence, above)) > MENU_SENTENCES * len(above):
        return {}
    reason = sign("above-headline", RESIDUE)
    left = (at for at in above if not gone(decisions, at) and not brief.is_editorial(at))
    return {at: brief.decide(at, Label.NAV, RESIDUE, reason) for at in left}


def close_tail(brief: Brief, decisions: Decisions) -> Decisions:
    """After the article has ended and clutter has begun, a last short line is residue too."""
    found: Decisions = {}
    if Label.OTHER not in brief.policy.drop or brief.policy.sure > RESIDUE:
        return found
    count = len(brief.layout.blocks)
    reason = sign("tail-residue", RESIDUE)
    for at in range(max(1, brief.layout.story.stop), count):
        before = gone(found, at - 1) or gone(decisions, at - 1)
        if before and not gone(decisions, at) and count - at <= 2 and _is_short(brief, at):
            found[at] = brief.decide(at, Label.OTHER, RESIDUE, reason)
    return found


def follow_content(brief: Brief, decisions: Decisions) -> Decisions:
    """A heading goes with what it heads: where all under it goes, nothing is left to head."""
    known, found = dict(decisions), Decisions()
    layout, stays = brief.layout, len(brief.layout.blocks)
    for at in range(len(layout.blocks) - 1, layout.story.start, -1):
        if gone(known, at + 1) and not gone(known, at) and _may_follow(brief, at) and _ends_before(brief, at, stays):
            label = _label_around(brief, known, at + 1, at + 1)
            reason = sign("heads-clutter", known[at + 1].confidence)
            known[at] = found[at] = brief.decide(at, label, reason.weight, reason)
        stays = stays if gone(known, at) else at
    return found


def spare_headings(brief: Brief, decisions: Decisions) -> Decisions:
    """A marked heading stays with what it heads: "Subscribe" over a paragraph that stays is about subscribing.

    So do the terms of a manual, which nobody has marked. All go all the same by a strong rule of the user's own.
    """
    found: Decisions = {}
    terms = _terms(brief, decisions)
    for at, decision in sorted(decisions.items()):
        heads = not decision.keep and brief.layout.heads_content(at) and not gone(decisions, at + 1)
        stays = at in terms or (heads and _opener(brief, at, decision) is None)
        if stays and not brief.is_ordered(at, decision.evidence):
            found[at] = replace(decision, label=Label.BODY, keep=True)
    return found


def _terms(brief: Brief, decisions: Decisions) -> set[int]:
    """Return the lines that each stand between two paragraphs that stay, where they are different ones: "Search", "Share"."""
    going = {at for at in decisions if gone(decisions, at)}
    alone = (at for at in going if at - 1 not in going and at + 1 not in going and decisions[at].label not in SLOTS)
    found = {at for at in alone if _is_between_paragraphs(brief, at)}
    return found if len({brief.layout.text(at).casefold() for at in found}) >= TERMS else set()


def _is_between_paragraphs(brief: Brief, index: int) -> bool:
    """Say whether a line of a few words stands between two paragraphs."""
    layout = brief.layout
    if layout.kind(index) not in (Kind.HEADING, Kind.LINE) or layout.measure("words", index) > TERM_WORDS:
        return False
    return index > 0 and layout.kind(index - 1) is Kind.PARAGRAPH and layout.heads_prose(index)


def _may_follow(brief: Brief, index: int) -> bool:
    """Say whether a block is a heading that nothing else speaks for: not a question, not part of a numbered list."""
    text = brief.layout.text(index)
    return (
        brief.layout.kind(index) is Kind.HEADING
        and text[-1] not in "?:"
        and not (index and brief.layout.text(index - 1).endswith(","))
        and not text[0].isdigit()
        and not brief.is_editorial(index)
        and not _lists_values(brief, index)
    )


def _lists_values(brief: Brief, index: int) -> bool:
    """Say whether a line that is not marked as a heading gives a value, as the line above it does: prices, a glossary."""
    layout, rows = brief.layout, (index - 1, index)
    alike = all(layout.kind(at) is Kind.HEADING and _VALUE.search(layout.text(at)) for at in rows)
    return alike and not layout.blocks.level(index) and layout.text(index) != layout.text(index - 1)


def _ends_before(brief: Brief, heading: int, stays: int) -> bool:
    """Say whether what a heading heads has ended where the next block stays: that is another heading, or there is none."""
    blocks = brief.layout.blocks
    if stays == len(blocks):
        return True
    if blocks.level(stays):
        return blocks.level(stays) <= blocks.level(heading)
    return _is_heading(brief, stays) and not brief.layout.ends_list(heading)


def _is_heading(brief: Brief, index: int) -> bool:
    """Say whether a block that looks like a heading is one, not a line of a list or an introduction to it."""
    layout = brief.layout
    return layout.kind(index) is Kind.HEADING and layout.heads_prose(index) and layout.text(index)[-1] != ":"


def _shown(brief: Brief, index: int) -> str:
    text = brief.layout.text(index)
    return text if len(text) <= 60 else text[:57] + "..."


def ask_weights(brief: Brief, decisions: Decisions) -> Decisions:
    """What was learned from labelled articles has a say on every block, unless rules alone would end at the brake."""
    blocks = brief.layout.blocks
    if brief.weights is None or len(blocks) > MOST_BLOCKS or _leaves_nothing(blocks, decisions.values(), brief.policy.brake):
        return {}
    from declutter.second_look import look_again

    return look_again(brief, brief.weights, decisions)


def keep_entries(brief: Brief, decisions: Decisions) -> Decisions:
    """An entry of a list stays with what hangs on it: without it, that would be code, or an entry of another list.

    It goes all the same by a strong rule of the user's own.
    """
    known, found = dict(decisions), Decisions()
    for at, decision in sorted(decisions.items(), reverse=True):
        ends = gone(known, at) and brief.layout.kind(at) is Kind.LIST_ITEM and not brief.is_ordered(at, decision.evidence)
        if ends and any(not gone(known, below) for below in _hanging_on(brief.layout, at)):
            known[at] = found[at] = _kept(decision)
    return found


def _hanging_on(layout: Layout, entry: int) -> Iterator[int]:
    """Yield the blocks below an entry that are indented more than it is."""
    least = _indent(layout, entry)
    yield from takewhile(lambda at: _indent(layout, at) > least, range(entry + 1, len(layout.blocks)))


def _indent(layout: Layout, index: int) -> int:
    start = layout.blocks.starts[index]
    before = layout.blocks.text[max(0, start - MOST_INDENT) : start]
    return len(before) - len(before.rstrip(" \t"))


def allow(brief: Brief, decisions: Decisions) -> Decisions:
    """What the user's allow list speaks for stays, whatever was decided before."""
    found: Decisions = {}
    for at, decision in decisions.items() if brief.allowed else ():
        if decision.keep and not decision.cuts:
            continue
        text = Folded(brief.layout.wording(at).of(brief.layout.blocks.text))
        entry = next((each for each in brief.allowed if each.covers(text)), None)
        if entry:
            reason = Evidence(entry.name, entry.reason, 1.0)
            found[at] = Decision(decision.block, Label.BODY, True, 1.0, "", (reason, *decision.evidence))
    return found


def brake(brief: Brief, decisions: Decisions) -> Decisions:
    """Keep everything where almost nothing would stay: then the rules are wrong about this document."""
    if not _leaves_nothing(brief.layout.blocks, decisions.values(), brief.policy.brake):
        return {}
    return {at: _kept(each) for at, each in decisions.items()}


def with_brake(blocks: Blocks, decisions: tuple[Decision, ...], policy: Policy) -> tuple[Decision, ...]:
    """Return the decisions that several rounds have come to, or that everything stays, where they leave almost nothing."""
    if not _leaves_nothing(blocks, decisions, policy.brake):
        return decisions
    return all_kept(decisions, by="brake")


def all_kept(decisions: Iterable[Decision], *, by: str) -> tuple[Decision, ...]:
    """Return the decisions with everything kept, and by what."""
    return tuple(replace(_kept(each), decided_by=by) for each in decisions)


def _leaves_nothing(blocks: Blocks, decisions: Iterable[Decision], share: float) -> bool:
    """Say whether something goes, and less than a share of the characters of all blocks would stay."""
    total = sum(end - start for start, end in zip(blocks.starts, blocks.ends, strict=True))
    lost = sum(len(span) for each in decisions for span in each.gone)
    return lost > 0 and total - lost < share * total


def _kept(decision: Decision) -> Decision:
    return replace(decision, keep=True, label=Label.BODY, cuts=())


PASSES: tuple[tuple[str, Callable[[Brief, Decisions], Decisions]], ...] = (
    ("sections", open_sections),
    ("neighbours", ask_neighbours),
    ("between", take_between),
    ("above", clear_above),
    ("tail", close_tail),
    ("headings", follow_content),
    ("content", spare_headings),
    ("weights", ask_weights),
    ("entries", keep_entries),
    ("allow", allow),
    ("brake", brake),
)
"""The order of things."""
