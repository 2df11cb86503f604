"""A report made ready to be shown: pieces, reasons and tallies."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.judge import PASSES
from declutter.model import DROP_LABELS, Block, Cut, Decision, Document, Evidence, Kind, Label, PageFacts, Report, Span
from declutter.render.html import printable, read_asset, render_html
from declutter.render.marked import STAGES, Piece, Tally, marked, tallies
from declutter.segment import blocks_of
from tests.strategies import CLEANER, articles

TEXT = "One.  Follow us!  Two. Share it."
SAYS = (Evidence("says", "Says\nso.", 0.9, Span(6, 16)),)
CUTS = (Cut(Span(6, 16), Label.SHARE, 0.9, "alone", SAYS), Cut(Span(23, 32), Label.AD, 0.8, "weights", SAYS))
BLOCK = Block(Span(0, 32), Kind.PARAGRAPH)
CUT = Report(Document(TEXT), (), (Decision(BLOCK, Label.BODY, True, 0.5, "alone", (), CUTS),), "", (), (Span(16, 18),))
GONE = Report(Document(TEXT), (), (Decision(BLOCK, Label.AD, False, 0.5, "page", SAYS),), "", ())


def test_a_block_is_told_in_pieces() -> None:
    """What stays, what is cut, and the blank that went with it follow each other."""
    [row] = marked(CUT, blocks_of(CUT))
    ad = Piece("Share it.", "ad")
    assert row.pieces == (Piece("One.  "), Piece("Follow us!", "share"), Piece("  ", "share", True), Piece("Two. "), ad)
    assert (row.label, row.labels, row.stayed) == ("", ["ad", "share"], None)


def _without_blanks(text: str) -> str:
    return "".join(text.split())


@given(articles())
def test_the_pieces_of_all_blocks_are_the_words_of_the_document(text: str) -> None:
    """Nothing of a document is missing from what is shown, and nothing is shown twice."""
    report = CLEANER.clean(text)
    shown = "".join(piece.text for row in marked(report, blocks_of(report)) for piece in row.pieces)
    assert _without_blanks(shown) == _without_blanks(report.document.text)


def test_tallies_count_blocks_and_sentences() -> None:
    """Blocks, sentences and characters are counted by label, the largest first."""
    assert tallies(CUT) == {"share": Tally(0, 1, 10), "ad": Tally(0, 1, 9)}
    assert list(tallies(CUT)) == ["share", "ad"]
    assert tallies(GONE) == {"ad": Tally(1, 0, 32)}


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        (None, "line 1, characters 0 to 32"),
        (PageFacts(lines=(41,)), "line 41 of the HTML, characters 0 to 32"),
        (PageFacts(lines=(0,)), "characters 0 to 32"),
    ],
)
def test_a_reason_names_its_place(facts: PageFacts | None, place: str) -> None:
    """The place of what went is its line: of the text, or of the HTML where that is known."""
    [row] = marked(Report(GONE.document, (), GONE.decisions, "", (), page=facts), [BLOCK])
    assert [reason.place for reason in row.reasons] == [place]


@pytest.mark.parametrize("stage", ["alone", "page", "selectors", "policy", "rounds", *(name for name, _ in PASSES)])
def test_each_stage_is_told_in_words(stage: str) -> None:
    """Whoever reads that a stage decided can read what it looks at."""
    assert STAGES[stage]


@given(st.text(st.characters(codec=None)))
def test_whatever_a_document_holds_is_shown_as_text(text: str) -> None:
    """A page of hostile text is read back by a parser of HTML with that text in it, and with no element more."""
    span = Span(0, len(text))
    decision = Decision(Block(span, Kind.PARAGRAPH), Label.AD, False, 1.0, "alone", (Evidence(text, text, 1.0, span),))
    html = render_html([(Report(Document(text, text), (), (decision,), "", ()), [])])
    tree = lxml.html.document_fromstring(html.encode())
    words = ["".join(map(str, each.itertext())) for each in tree.iter("div") if each.get("class") == "words"]
    assert words == [printable(text).strip()]
    assert len(list(tree.iter("script"))) == 1


def test_the_same_reports_make_the_same_page() -> None:
    """A page has no clock and no chance in it."""
    report = CLEANER.clean("Leave a Reply\n\nA fine paragraph about tides.\n")
    pages = {render_html([(report, blocks_of(report))]) for _ in range(2)}
    assert len(pages) == 1


def test_each_label_has_colours_and_a_pattern() -> None:
    """The styles know every label that can go."""
    assert [label for label in DROP_LABELS if f".is-{label} " not in read_asset("report.css")] == []
