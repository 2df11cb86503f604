"""Sentences of paragraphs, weighed one by one."""

from __future__ import annotations

from declutter import Cleaner, Document
from declutter.columns import NAMES, measure, read
from declutter.finer import SENTENCE_NAMES, candidates, cut
from declutter.segmenter import load_weights
from tests.strategies import PARAGRAPHS

PITCH = "At Corriedale Looms, we weave yours to measure, so call our workshop today and book a free fitting."
INSIDE = f"The first scarf takes a week and teaches patience. {PITCH} The second takes three days."
TEXT = "\n\n".join([*PARAGRAPHS[:4], INSIDE, *PARAGRAPHS[4:8]])
BRIEF = Cleaner(weights=None).brief(Document(TEXT))
WORDING = load_weights().wording


def test_a_sentence_of_clutter_goes_and_its_paragraph_stays() -> None:
    """One promotional sentence inside a paragraph of the article is cut out with its blank."""
    assert Cleaner().clean(TEXT).text == TEXT.replace(f" {PITCH}", "")


def test_a_cut_sentence_says_what_spoke_against_it() -> None:
    """The report names the span, the label and the columns or rules."""
    [drop] = Cleaner().clean(TEXT).dropped
    assert drop.text == PITCH
    assert drop.label == "promo"
    assert drop.evidence


def test_pieces_tile_the_blocks() -> None:
    """Sentences stand in for their paragraph, in order, and nothing else is cut."""
    pieces = cut(read(BRIEF, {}, WORDING), [4])
    assert pieces is not None
    assert [span.of(TEXT) for span in pieces.spans] == [
        *PARAGRAPHS[:4],
        "The first scarf takes a week and teaches patience.",
        PITCH,
        "The second takes three days.",
        *PARAGRAPHS[4:8],
    ]
    assert pieces.columns.shape == (11, len(SENTENCE_NAMES))


def test_a_paragraph_of_one_sentence_is_not_cut() -> None:
    """There is nothing in it that could stay."""
    assert cut(read(Cleaner(weights=None).brief(Document(PITCH)), {}, WORDING), [0]) is None


def test_only_what_holds_evidence_is_looked_at() -> None:
    """Where no column says anything, no sentence is cut at all."""
    columns = measure(read(BRIEF, {}, WORDING))
    assert 4 in candidates(BRIEF, columns)
    assert candidates(BRIEF, 0 * columns[:, : len(NAMES)]) == []
