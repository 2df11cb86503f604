"""The way from what was left after one round back to the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.model import Block, Cut, Decision, Evidence, Kind, Label, Span
from declutter.rounds import Way, add_round
from declutter.segment.text import segment_text

SOURCE = "Alpha one. Beta two. Gamma three.\nAD\nDelta four."
BLOCKS = segment_text(SOURCE)
KEPT = (Span(0, 10), Span(20, 34), Span(37, len(SOURCE)))
LEFT = "Alpha one. Gamma three.\nDelta four."
FIRST, AD, LAST = BLOCKS


def _cut(text: str, words: str) -> Cut:
    start = text.index(words)
    return Cut(Span(start, start + len(words)), Label.PROMO, 0.9, "alone", (Evidence("r", "why", 0.9),))


def _keep(block: int, *cuts: Cut) -> Decision:
    return Decision(BLOCKS[block], Label.BODY, True, 0.5, "alone", cuts=cuts)


def _second(block: int, *cuts: Cut, keep: bool = True) -> Decision:
    """Return a decision on a block of what was left."""
    spoke = Evidence("later", "why", 0.9, segment_text(LEFT)[block].span)
    return Decision(segment_text(LEFT)[block], Label.RELATED, keep, 0.8, "tail", (spoke,), cuts)


ONCE = (_keep(0, _cut(SOURCE, "Beta two.")), Decision(AD, Label.AD, False, 0.9, "alone"))


def test_what_was_left_is_what_was_kept() -> None:
    """The story of this file: a sentence and a line went in the first round."""
    assert "".join(span.of(SOURCE) for span in KEPT) == LEFT


@pytest.mark.parametrize("words", ["Alpha one.", "Gamma", "three.\nDelta", "Delta four.", "A", "r."])
def test_a_span_goes_back_to_the_same_words(words: str) -> None:
    """A span of what was left begins and ends in the source at the same characters."""
    start = LEFT.index(words)
    back = Way(KEPT).back(Span(start, start + len(words))).of(SOURCE)
    assert (back[0], back[-1]) == (words[0], words[-1])
    assert back.replace("AD\n", "") == words


@given(st.text(min_size=1), st.data())
def test_every_span_comes_back_from_its_first_to_its_last_character(source: str, data: st.DataObject) -> None:
    """Whatever was taken out, the ends of a span go back to where they came from."""
    places = sorted(data.draw(st.sets(st.integers(0, len(source) - 1), min_size=1)))
    way = Way([Span(at, at + 1) for at in places])
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(places) - 1)] * 2)))
    assert way.back(Span(start, end + 1)) == Span(places[start], places[end] + 1)


def test_a_block_that_goes_later_goes_from_the_source() -> None:
    """A decision of the later round becomes one on the block of the source, with its evidence where it stands there."""
    *before, last = add_round(ONCE, [_second(1, keep=False)], KEPT, BLOCKS)
    assert tuple(before) == ONCE
    assert (last.block, last.keep, last.label, last.decided_by) == (LAST, False, Label.RELATED, "tail")
    assert [each.span for each in last.evidence] == [LAST.span]


def test_what_went_stays_gone() -> None:
    """A round that finds nothing brings nothing back."""
    assert add_round(ONCE, [], KEPT, BLOCKS) == ONCE
    assert add_round(ONCE, [_second(0)], KEPT, BLOCKS) == ONCE


def test_what_went_stays_gone_between_lines_that_belong_together_later() -> None:
    """Without the ad the lines around it may be one paragraph: that this stays says nothing of the ad."""
    whole = Decision(Block(Span(0, len(LEFT)), Kind.PARAGRAPH), Label.BODY, True, 0.5, "tail")
    first, ad, _ = add_round(ONCE, [whole], KEPT, BLOCKS)
    assert (first.decided_by, [cut.span.of(SOURCE).strip() for cut in first.cuts]) == ("alone", ["Beta two."])
    assert ad == ONCE[1]


def test_a_block_has_the_name_of_the_pass_that_cut_it_last() -> None:
    """A round that cuts nothing leaves the word to the one before."""
    later = Decision(segment_text(LEFT)[0], Label.BODY, True, 0.5, "tail", cuts=(_cut(LEFT, "Gamma three."),))
    assert add_round(ONCE, [later], KEPT, BLOCKS)[0].decided_by == "tail"


def test_a_block_with_cuts_can_go_as_a_whole() -> None:
    """Where the rest of a block goes later, the block goes, and its cuts with it."""
    block, _ = add_round(ONCE, [_second(0, keep=False)], KEPT, BLOCKS)
    assert (block.block, block.keep, block.cuts) == (FIRST, False, ())


@pytest.mark.parametrize(
    ("later", "cuts"),
    [
        ("Alpha one.", ["Alpha one.", "Beta two."]),
        ("Gamma three.", ["Beta two.", "Gamma three."]),
        ("one. Gamma", ["one.", "Beta two.", "Gamma"]),
    ],
)
def test_later_cuts_join_the_earlier_ones(later: str, cuts: list[str]) -> None:
    """Cuts are in order and share no character: a later one leaves out what has gone already."""
    block, _ = add_round(ONCE, [_second(0, _cut(LEFT, later))], KEPT, BLOCKS)
    assert [cut.span.of(SOURCE).strip() for cut in block.cuts] == cuts
    assert all(cut.evidence for cut in block.cuts)


def test_a_cut_across_two_blocks_is_a_cut_in_each() -> None:
    """A sentence that the later round saw over the end of a line is cut in each of them, and nothing between."""
    cut = _cut(LEFT, "Gamma three.\nDelta four.")
    wide = Decision(Block(Span(0, len(LEFT)), Kind.PARAGRAPH), Label.BODY, True, 0.5, "alone", cuts=(cut,))
    decisions = add_round(ONCE, [wide], KEPT, BLOCKS)
    cuts = [cut.span.of(SOURCE).strip() for each in decisions if each.keep for cut in each.cuts]
    assert cuts == ["Beta two.", "Gamma three.", "Delta four."]


def test_a_block_of_which_nothing_is_left_goes_as_a_whole() -> None:
    """Where one round takes the first sentence and the next one the rest, the report has one drop."""
    kept = (Span(11, len(SOURCE)),)
    [rest, *_] = segment_text(SOURCE[11:])
    later = Decision(rest, Label.RELATED, False, 0.8, "tail")
    first, *_ = add_round([_keep(0, _cut(SOURCE, "Alpha one."))], [later], kept, BLOCKS)
    assert first.gone == (FIRST.span,)
    assert first.label is Label.PROMO
    assert [each.name for each in first.evidence] == ["r"]
