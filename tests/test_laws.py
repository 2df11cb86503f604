"""The promises of docs/how-it-works.md, as properties over generated articles."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from declutter import Cleaner, Document, Format, InputError, PackError, Report, Span
from declutter.packs import parse_pack
from declutter.segment import segment
from tests.strategies import ARTICLES, CLEANER, CLUTTER, HOSTILE, PARAGRAPHS, articles, injected, markdown

RULES_ALONE = Cleaner(weights=None)
TEXTS = [Format.TEXT, Format.MARKDOWN]

documents = st.one_of(
    st.builds(Document, articles()),
    st.builds(Document, markdown(), format=st.just(Format.MARKDOWN)),
    st.builds(Document, HOSTILE, format=st.sampled_from(TEXTS)),
)
"""Pages have laws of their own, in `test_web`: their spans count in the text that they show."""


@given(documents)
def test_blocks_and_gaps_tile_the_source(document: Document) -> None:
    """Blocks are in order and do not overlap, and only blank space lies between them."""
    blocks = segment(document)
    bounds = [0, *(bound for block in blocks for bound in (block.span.start, block.span.end)), len(document.text)]
    assert bounds == sorted(bounds)
    assert all(block.span.of(document.text).strip() for block in blocks)
    assert not "".join(document.text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)).strip()


@given(documents)
def test_kept_dropped_and_folded_rebuild_the_source(document: Document) -> None:
    """Every character of the source is kept, dropped, or blank space folded beside a drop: one of the three."""
    report = CLEANER.clean_document(document)
    dropped = [Span(drop.start, drop.end) for drop in report.dropped]
    spans = sorted([*report.kept, *dropped, *report.folded])
    assert "".join(span.of(document.text) for span in spans) == document.text
    assert sum(map(len, spans)) == len(document.text)
    assert not "".join(span.of(document.text) for span in report.folded).strip()


@given(documents)
def test_the_article_is_kept_source_in_source_order(document: Document) -> None:
    """The cleaned text is the kept spans one after the other: nothing is invented, nothing moves."""
    report = CLEANER.clean_document(document)
    assert report.text == "".join(span.of(document.text) for span in report.kept)
    assert list(report.kept) == sorted(report.kept)


@given(documents)
def test_no_word_is_made_of_two(document: Document) -> None:
    """Each word of the cleaned text stands in the source as the same word."""
    report = CLEANER.clean_document(document)
    assert set(report.text.split()) <= set(document.text.split())


@example(Document(3 * f"{PARAGRAPHS[0]}\n\n" + 100 * "a\n=\n"))  # more goes each time
@given(documents)
def test_cleaning_twice_is_cleaning_once(document: Document) -> None:
    """What is left after cleaning stays as it is when it is cleaned again."""
    once = CLEANER.clean_document(document).text
    assert CLEANER.clean_document(Document(once, format=document.format)).text == once


@given(documents)
def test_without_packs_nothing_changes(document: Document) -> None:
    """A cleaner without packs gives every source back as it came."""
    assert Cleaner(default_packs=False).clean_document(document).text == document.text


@given(documents)
def test_every_drop_can_be_checked(document: Document) -> None:
    """Each drop has a label, a confidence, a reason, and evidence with a name."""
    for drop in CLEANER.clean_document(document).dropped:
        assert drop.label in CLEANER.policy.drop
        assert CLEANER.policy.sure <= drop.confidence <= 1
        assert drop.evidence[0].name == drop.rule
        assert drop.reason
        assert drop.text == document.text[drop.start : drop.end]


@settings(max_examples=400)
@given(injected())
def test_injected_clutter_goes_and_nothing_else(pair: tuple[str, str]) -> None:
    """By rules alone, an example of clutter put anywhere into a clean article goes, and the article comes back."""
    clean, cluttered = pair
    assert RULES_ALONE.clean_document(Document(cluttered)).text.split() == clean.split()


@pytest.mark.parametrize("clutter", CLUTTER)
def test_each_example_of_clutter_goes_from_the_middle_of_an_article(clutter: str) -> None:
    """Each strong rule's own hits go as blocks of their own in the middle of a clean article."""
    text = ARTICLES["trap-analysis-that-ends-on-watching"]
    middle = text.index("\n\n", len(text) // 2)
    report = RULES_ALONE.clean_document(Document(f"{text[:middle]}\n\n{clutter}{text[middle:]}"))
    assert report.text == text


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"PK\x03\x04\x00\x00")
def test_any_bytes_are_cleaned_or_refused(source: bytes) -> None:
    """Bytes of any kind give a report or an InputError, never another error."""
    try:
        report = CLEANER.clean(source)
    except InputError:
        return
    assert isinstance(report, Report)


@given(st.text(st.sampled_from("abc:- \n[]{}&*!|>'\"#%@`,?\t"), max_size=200) | st.text(max_size=80))
def test_any_pack_loads_or_is_refused(source: str) -> None:
    """YAML of any kind gives a pack or a PackError, never another error."""
    with pytest.raises(PackError):
        parse_pack(source.encode("utf-8", "surrogatepass"), "pack.yml")


@given(documents)
def test_a_report_survives_json(document: Document) -> None:
    """A report written as JSON and read back is the same report."""
    report = CLEANER.clean_document(document)
    assert Report.from_json(report.to_json()) == report


_PROGRAM = """
import sys, declutter
for text in sys.stdin.read().split("\\x1e"):
    print(declutter.clean(text).to_json())
"""


def test_the_same_answer_in_every_process() -> None:
    """Two processes with different hash seeds print the same reports, byte for byte."""
    source = "\x1e".join([*ARTICLES.values(), *CLUTTER[:50]])
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            input=source,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "4242")
    }
    assert len(outputs) == 1
