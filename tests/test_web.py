"""The page judge: columns of pages, labels of furniture, the choice of blocks, and what is known of a page."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings

from declutter import Cleaner, Label, Policy, Report
from declutter.segment.html import read_page
from declutter.web import NAMES, WORDS, measure
from declutter.web.judge import expected_f1, share_of
from declutter.web.labels import label_of, surroundings
from declutter.web.names import hinted, hints, known_words
from tests.strategies import SAMPLES
from tests.test_segment_html import PAGES

PAGE = (SAMPLES / "blog-page" / "article.html").read_text(encoding="utf-8")
CLEANERS = {name: Cleaner(policy=name, witness=False) for name in ("default", "main_content")}


def cleaned(html: str = PAGE, policy: str = "default") -> Report:
    """Return the report of a page, judged without a witness."""
    return CLEANERS[policy].clean(html, format="html")


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ("<nav><a href=/>Home</a></nav>", Label.NAV),
        ("<div class=cookie-banner>We use cookies here.</div>", Label.LEGAL),
        ("<div id=newsletter>Get the news every week</div>", Label.SUBSCRIBE),
        ("<ul class=relatedPosts><li><a>The last ferry across the river</a></ul>", Label.RELATED),
        ("<ul class=relatedPosts><li><a>Ferries</a></ul>", Label.NAV),
        ("<section class=comments><p>Nice one, thank you</p></section>", Label.COMMENTS),
        ("<section class=comments><form><p>Your name</form></section>", Label.COMMENT_FORM),
        ("<div class='ad slot'>Shoes</div>", Label.AD),
        ("<div class=social-share>Copy link</div>", Label.SHARE),
        ("<div class=author-box>She has written about rivers for ten years and lives with two cats.</div>", Label.AUTHOR_BIO),
        ("<footer>© 2024 The Weir. All rights reserved.</footer>", Label.LEGAL),
        ("<p>Something else</p>", Label.OTHER),
    ],
)
def test_furniture_is_called_by_what_it_lies_in(html: str, label: Label) -> None:
    """The nearest element whose tag or names say something gives the label."""
    page = read_page(html)
    assert label_of(page, 0, surroundings(page)[page.within[0]]) is label


def test_names_are_taken_apart() -> None:
    """Classes and ids are read word by word, in all ways of writing them."""
    assert known_words("relatedPosts side_bar NAV-Item x1") == ("related", "posts", "side", "nav", "item", "sidebar")
    assert {"related", "article", "menu"} <= hinted("relatedPosts main-nav")


def test_no_word_hints_twice_at_the_same() -> None:
    """Each list of words is without doubles."""
    assert [name for name, words in hints().items() if len(words) != len(set(words))] == []


def test_each_column_says_what_it_is() -> None:
    """Columns are named in sentences."""
    assert all(words.endswith(".") and words[0].isupper() for words in WORDS.values())


@given(PAGES)
def test_any_page_has_columns(html: str) -> None:
    """All columns but those of the witness are numbers, whatever the page."""
    page = read_page(html)
    columns = measure(page, {}, "word") if len(page.blocks) else np.zeros((0, len(NAMES)))
    assert columns.shape == (len(page.blocks), len(NAMES))
    assert np.isfinite(columns).all()


def test_the_expected_f1_is_that_of_the_best_choice() -> None:
    """Of two blocks of ten words, one sure and one as good as gone, the best choice is the sure one."""
    assert expected_f1(np.array([1.0, 0.0]), np.array([10.0, 10.0])) == 1.0
    assert expected_f1(np.array([0.5]), np.array([10.0])) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("caution", "share"), [(0.0, 0.8), (Policy().caution, 0.5), (100.0, 0.4)])
def test_a_careful_policy_asks_less_of_a_block(caution: float, share: float) -> None:
    """The share of the expected F1 that a block must reach falls with caution, down to a floor."""
    assert share_of(Policy(caution=caution)) == pytest.approx(share)


def test_every_block_of_a_page_is_decided_with_a_reason() -> None:
    """Kept or dropped, each block that the page shows is in the report, with evidence."""
    report = cleaned()
    blocks = read_page(PAGE).blocks
    assert [decision.block for decision in report.decisions] == list(blocks)
    assert all(decision.evidence or decision.cuts for decision in report.decisions)


def test_the_article_of_a_page_is_what_stays() -> None:
    """Menus, comments, boxes and related links go; headings, entries, cells and quotes of the article stay."""
    text = cleaned().text
    assert all(words in text for words in ("Why the village mill", "Forty volunteers", "210 kg", "You do not run a mill"))
    assert not any(words in text for words in ("cookies", "newsletter", "Tobias", "last ferry", "All rights", "Walks"))


@pytest.mark.parametrize("title", ["", "<title>Untitled document</title>"])
def test_the_headline_stays_without_a_title_of_the_page(title: str) -> None:
    """Where a page does not name its article, its only `h1` is the headline."""
    page = re.sub(r"<title>[^<]*</title>|<meta property=.og:title[^>]*>", title, PAGE)
    assert cleaned(page).text.startswith("Why the village mill turns again\n")


def test_a_refrain_stays() -> None:
    """What returns under the same parent is no copy of what another part of the page shows."""
    refrain = "<p>And the wheel went round and round all the night, and nobody in the village slept.</p>"
    page = PAGE.replace("<p>Last month", f"{refrain}<p>Last month").replace("<h2>What it", f"{refrain}<h2>What it")
    assert cleaned(page).text.count("nobody in the village slept") == 2


def test_main_content_leaves_what_stands_inside_the_article() -> None:
    """With `main_content` no drop is the text judge's."""
    assert {drop.decided_by for drop in cleaned(policy="main_content").dropped} == {"page"}


def test_a_page_tells_who_wrote_it_and_when() -> None:
    """Title, author, date, site, language and address are read from the page."""
    facts = cleaned().page
    assert facts is not None
    found = (facts.title, facts.author, facts.date, facts.site, facts.language, facts.url)
    expected = ("Why the village mill turns again", "Marta Oyelaran", "2024-03-09", "Weirside Journal", "en")
    assert found == (*expected, "https://weirside.example/mill-turns-again")
    assert facts.confidence > 0.8


def test_a_page_tells_where_its_blocks_start() -> None:
    """Line and column of the element of each block are those of its start tag in the HTML."""
    facts = cleaned().page
    assert facts is not None
    lines = PAGE.split("\n")
    assert all(lines[line - 1][column - 1] == "<" for line, column in zip(facts.lines, facts.columns, strict=True))


@settings(max_examples=40, deadline=None)
@given(PAGES)
def test_what_is_kept_and_dropped_tiles_any_page(html: str) -> None:
    """Kept, dropped and folded spans are all of the text of a page, and the report survives JSON."""
    report = cleaned(html)
    spans = sorted([*report.kept, *report.folded, *(span for decision in report.decisions for span in decision.gone)])
    assert "".join(span.of(report.document.text) for span in spans) == report.document.text
    assert Report.from_json(report.to_json()) == report


@settings(max_examples=40, deadline=None)
@given(PAGES)
def test_what_is_left_of_a_page_is_clean_text(html: str) -> None:
    """The article of a page, cleaned as text, stays as it is."""
    report = cleaned(html)
    assert CLEANERS["default"].clean(report.text, format="text", language=report.document.language).text == report.text


def test_a_page_without_text_says_so() -> None:
    """There is nothing to keep, and a note tells."""
    assert cleaned("<html><script>x</script></html>").notes == ("The page shows no text.",)
