"""Reasons in words."""

from __future__ import annotations

from declutter.columns import measure, read
from declutter.columns.names import brand_in
from declutter.columns.wording import WORDS
from declutter.finer import cut
from declutter.reasons import Reasons
from declutter.segmenter import load_weights
from tests.test_finer import BRIEF, PITCH, TEXT, WORDING


def test_the_brand_is_the_name_that_all_its_blocks_share() -> None:
    """Of the names in the first block it is the longest that stands in all others."""
    texts = ["At Corriedale Looms in Ayr, we weave.", "Corriedale Looms is open.", "Call Corriedale Looms."]
    assert brand_in(texts) == "Corriedale Looms"
    assert brand_in(["It rains.", "Call Corriedale Looms."]) is None
    assert brand_in([]) is None


def test_wording_is_told_with_the_words_that_were_heard() -> None:
    """Whoever speaks against a sentence by its words quotes some of them, as they stand there."""
    pieces = cut(read(BRIEF, {}, WORDING), [4])
    assert pieces is not None
    at = next(at for at, span in enumerate(pieces.spans) if span.of(TEXT) == PITCH)
    told = Reasons(BRIEF.layout, load_weights(), pieces.columns).of_sentence(pieces.spans[at], pieces.columns[at], 0.9)
    quoted = [each.why.split("“")[1].split("”")[0] for each in told if each.name in WORDS]
    assert quoted
    assert all(words in PITCH.lower().replace(",", "") for words in quoted)


def test_what_stands_around_a_block_is_told_where_it_counted() -> None:
    """A block that is likelier clutter in its row than by itself says by how much, and one that is not says nothing of it."""
    columns = measure(read(BRIEF, {}, WORDING))
    reasons = Reasons(BRIEF.layout, load_weights(), columns)
    told = reasons.of_block(4, 0.9, alone=0.5)
    assert (told[-1].name, told[-1].weight) == ("row", 0.4)
    assert sum(each.weight for each in told[:-1]) <= 0.5
    assert "row" not in {each.name for each in reasons.of_block(4, 0.5, alone=0.9)}
