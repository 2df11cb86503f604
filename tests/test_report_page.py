"""The report as a page, in a browser: what it shows, its switches, its reasons, and what it does not let in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from declutter.model import (
    DROP_LABELS,
    Block,
    Cut,
    Decision,
    Document,
    Evidence,
    Format,
    Kind,
    Label,
    PackUsed,
    PageFacts,
    Report,
    Span,
)
from declutter.render.html import render_html
from declutter.segment import blocks_of
from tests.strategies import CLEANER

SAMPLES = Path(__file__).parents[1] / "samples"
SHORT = "numbered-sections-with-pitch/article.txt"
PITCH = "To stay one step ahead of shifts like this, make Thrennik part of your weekly reading."
ROWS = "#articles .row"
Open = Callable[[str], Page]


def sample(name: str) -> Report:
    """Clean a sample."""
    return replace_name(CLEANER.clean(SAMPLES / name), name)


def replace_name(report: Report, name: str) -> Report:
    """Give the document of a report a name."""
    return replace(report, document=replace(report.document, id=name))


def page_of(*reports: Report) -> str:
    """Return the page of some reports."""
    return render_html((report, blocks_of(report)) for report in reports)


def made(labels: list[Label], why: str = "Says so.", words: str = "Some words of clutter") -> Report:
    """Return a report of a block for each label, all of which go."""
    decisions, text = [], ""
    for at, label in enumerate(labels):
        span = Span(len(text), len(text) + len(words))
        signs = (Evidence(f"rule-{at}", why, 0.9, span), Evidence("tail", "Stands last.", 0.3))
        decisions.append(Decision(Block(span, Kind.PARAGRAPH), label, False, 0.95, "alone", signs))
        text += f"{words}\n\n"
    return Report(Document(text, "made.txt"), (), tuple(decisions), "", ())


@pytest.fixture
def show(page: Page, tmp_path: Path) -> Open:
    """Open a page from its text; whatever goes wrong in it fails the test."""
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))

    def opened(html: str) -> Page:
        (tmp_path / "report.html").write_text(html, encoding="utf-8")
        page.goto((tmp_path / "report.html").as_uri())
        return page

    return opened


def words_shown(page: Page) -> list[str]:
    """Return the words of the blocks that can be seen, without reasons."""
    shown: str = page.evaluate("""() => [...document.querySelectorAll(".row > .words")].map((row) => {
      const walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      let text = "";
      while (walk.nextNode()) if (walk.currentNode.parentElement.checkVisibility()) text += walk.currentNode.data;
      return text;
    }).join(" ")""")
    return shown.split()


def reasons_shown(page: Page) -> list[str]:
    """Return what the visible reasons say in a line."""
    return [" ".join(each.inner_text().split()) for each in page.locator(".why > summary").all() if each.is_visible()]


@pytest.mark.parametrize("name", [SHORT, "blog-page/article.html", "markdown-tutorial/article.md"])
def test_the_views_show_the_article_the_cleaned_one_and_the_rest(show: Open, name: str) -> None:
    """By a click, the page shows the document as it was, as cleaned, and only what went."""
    report = sample(name)
    page = show(page_of(report))
    assert words_shown(page) == report.document.text.split()
    page.get_by_label("As cleaned").click()
    assert words_shown(page) == report.text.split()
    page.get_by_label("Only what went").click()
    assert words_shown(page) == " ".join(drop.text for drop in report.dropped).split()


def test_the_page_works_without_its_program(browser: Browser, tmp_path: Path) -> None:
    """Views and switches need no script."""
    report = sample(SHORT)
    (tmp_path / "r.html").write_text(page_of(report), encoding="utf-8")
    page = browser.new_page(java_script_enabled=False)
    page.goto((tmp_path / "r.html").as_uri())
    page.get_by_label("As cleaned").click()
    assert page.get_by_text(PITCH).is_hidden()
    page.locator("#show-promo").uncheck()
    assert page.get_by_text(PITCH).is_visible()


def test_a_label_that_is_switched_off_counts_as_kept(show: Open) -> None:
    """Without its mark it is article: in the cleaned text it stands, among what went it does not."""
    page = show(page_of(sample(SHORT)))
    page.locator("#show-comment_form").uncheck()
    assert not [line for line in reasons_shown(page) if "comment_form" in line]
    page.keyboard.press("2")
    assert page.locator(".words", has_text="Leave a Reply").is_visible()
    assert page.locator(".words", has_text="Archive").is_hidden()
    page.keyboard.press("3")
    assert page.locator(".words", has_text="Leave a Reply").is_hidden()
    assert page.locator(".words", has_text="Archive").is_visible()


def test_the_summary_counts_by_label(show: Open) -> None:
    """Each label has its blocks, its sentences and its share of the text, the largest first."""
    page = show(page_of(sample(SHORT)))
    rows = [" ".join(each.inner_text().split()) for each in page.locator(".labels label").all()]
    assert rows == ["promo 3 blocks, 1 sentence 17 %", "comment_form 2 blocks 3 %", "nav 1 block < 1 %"]


def test_what_went_has_its_reasons(show: Open) -> None:
    """A click opens the rule, its reason, the evidence, the confidence, the stage that decided, and the place."""
    report = sample(SHORT)
    page = show(page_of(report))
    drop = report.dropped[1]
    assert page.locator(".why dl").first.is_hidden()
    page.locator(".why > summary").nth(1).click()
    told = " ".join(page.locator(".why dl").nth(1).inner_text().split())
    place = f"line 36, characters {drop.start:,} to {drop.end:,}"
    sure = f"{drop.confidence:.2f} that it is promo"
    for expected in (f"Rule {drop.rule}", drop.reason, sure, "sections: stands under a heading", place):
        assert expected in told
    assert all(each.name in told and each.why in told for each in drop.evidence)


def test_a_cut_sentence_is_marked_inside_its_block(show: Open) -> None:
    """Of a block that stays, the sentence that goes is marked with its label, and its reason stands beside."""
    page = show(page_of(sample(SHORT)))
    cut = page.locator("del.cut")
    assert cut.inner_text() == PITCH
    assert "wavy" in str(cut.evaluate("each => getComputedStyle(each).textDecorationStyle"))
    assert "promo" in str(cut.evaluate("each => getComputedStyle(each, '::after').content"))
    assert cut.locator("xpath=ancestor::div[contains(@class, 'row')]").locator(".why").inner_text().strip().startswith("promo")


def test_why_a_doubtful_block_stayed_is_told_on_demand(show: Open) -> None:
    """Blocks that something spoke against and that stayed say why when asked."""
    page = show(page_of(sample("trap-help-page-with-clutter-headings/article.md")))
    assert reasons_shown(page) == []
    page.locator("#show-stayed").check()
    assert reasons_shown(page)
    assert all(line.startswith("stays") for line in reasons_shown(page))


def test_all_is_done_with_the_keyboard(show: Open) -> None:
    """Keys go from one thing that went to the next, open reasons, and turn the switches."""
    page = show(page_of(sample(SHORT)))
    focused = "document.activeElement.closest('.row')?.querySelector('.words').innerText"
    seen = []
    for key in "jjjk":
        page.keyboard.press(key)
        seen.append(str(page.evaluate(focused))[:14])
    assert seen == ["7. How Threnni", "At Thrennik, w", "Whether you ar", "At Thrennik, w"]
    page.keyboard.press("Enter")
    assert page.locator(".why[open]").count() == 1
    page.keyboard.press("e")
    assert page.locator(".why[open]").count() == 7
    page.keyboard.press("a")
    assert reasons_shown(page) == []
    assert page.locator("#told").inner_text() == "Nothing marked"


def test_the_switches_are_reached_by_tab(show: Open) -> None:
    """Tab leads past the skip link, the views and each label; the arrows and the space bar turn them."""
    page = show(page_of(sample(SHORT)))
    for key in ("Tab", "Tab", "ArrowRight", "Tab", "Space"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "show-promo"
    assert page.locator("#view-cleaned").is_checked()
    assert page.get_by_text(PITCH).is_visible()


def test_the_keys_are_listed_and_can_be_put_to_rest(show: Open) -> None:
    """`?` lists the keys, Escape closes the list, and whoever dictates to the browser can switch them off."""
    page = show(page_of(sample(SHORT)))
    page.keyboard.press("?")
    assert "to the next, to the previous" in page.locator("dialog").inner_text()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    assert page.locator("dialog").is_hidden()
    assert page.locator("#view-all").is_checked()


CONTRAST = """() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const under = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const found = {};
  for (const each of document.querySelectorAll("body *")) {
    if (![...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || !each.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(each).color)), light(under(each))];
    found[`${each.tagName} ${each.className}`] = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read_in_light_and_in_dark(show: Open, scheme: str) -> None:
    """Every text stands out from what is behind it by 4.5 to 1, in the scheme that the reader prefers."""
    html = page_of(sample(SHORT), made(list(DROP_LABELS)))
    page = show(html)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.keyboard.press("e")
    found: dict[str, float] = page.evaluate(CONTRAST)
    assert len(found) > 20
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}
    assert (page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 248)") == (scheme == "light")


def test_labels_are_told_apart_without_colour(show: Open) -> None:
    """Each label has its word beside the block, and a pattern that no other has."""
    page = show(page_of(made(list(DROP_LABELS))))
    assert [line.split()[0] for line in reasons_shown(page)] == list(DROP_LABELS)
    rows = page.locator(ROWS).all()
    patterns = [str(row.evaluate("each => getComputedStyle(each, '::before').backgroundImage")) for row in rows]
    shapes = {re.sub(r"(oklch|rgba?)\([^()]*\)", "ink", pattern) for pattern in patterns}
    assert len(shapes) == len(DROP_LABELS)


def test_colours_that_the_system_forces_leave_the_marks(show: Open) -> None:
    """Where the system paints in its own colours, what went has an edge that what stays has not."""
    page = show(page_of(sample(SHORT)))
    page.emulate_media(forced_colors="active")
    edges = {str(row.evaluate("each => getComputedStyle(each).borderLeftStyle")) for row in page.locator(".row.went").all()}
    assert edges == {"double"}
    assert page.locator(ROWS).first.evaluate("each => getComputedStyle(each).borderLeftStyle") == "none"


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_the_page_fits_every_screen(show: Open, width: int) -> None:
    """From a small phone to a desktop, nothing has to be scrolled sideways, with long words and open reasons too."""
    page = show(page_of(sample(SHORT), made([Label.AD], words="a" * 3000)))
    page.set_viewport_size({"width": width, "height": 800})
    page.keyboard.press("e")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("As cleaned").click()
    assert page.locator("#view-cleaned").is_checked()


def test_five_thousand_blocks_are_quick(show: Open) -> None:
    """A page of 5,000 blocks, half of which went, opens in seconds, and its switches and keys answer within a second or two."""
    report = made([label for _ in range(209) for label in DROP_LABELS], words="Some words of clutter, " * 8)
    text = report.document.text + "A line of the article.\n\n" * 2492
    html = page_of(replace(report, document=Document(text, "long.txt")))
    start = time.monotonic()
    page = show(html)
    opened = time.monotonic()
    assert page.locator(ROWS).count() == 5000
    counted = time.monotonic()
    for key in "231jjkea":
        page.keyboard.press(key)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert opened - start < 15
    assert (time.monotonic() - counted) / 8 < 2


ATTACKS = [
    "<script>document.title = 'taken'</script>",
    "<img src=https://example.org/x onerror=\"document.title = 'taken'\">",
    "</div></section></main><style>* { display: none }</style>",
    "</style><link rel=stylesheet href=//example.org/a.css>",
    "\"><svg onload=alert(1)>' onmouseover='alert(2)",
    "{{ 7 * 7 }} {% raw %} ${7 * 7}",
    "javascript:alert(1) <a href=javascript:alert(1)>x</a>",
    "<!-- --><base href=//example.org><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=//example.org'>",
    "\u202e\u2066reversed\u0000\u0007\x1b[31m &lt;b&gt; &amp;amp;",
]


def attacked(attack: str) -> Report:
    """Return a report in which an attack stands wherever text can stand."""
    report = made([Label.AD, Label.NAV], attack, attack)
    document = Document(report.document.text, attack, Format.HTML, "en", attack)
    cut = Cut(Span(0, 3), Label.AD, 0.9, attack, (Evidence(attack, attack, 1.0, Span(0, 3)),))
    decisions = (replace(report.decisions[0], keep=True, cuts=(cut,)), report.decisions[1])
    packs, facts = (PackUsed(attack, attack, 1, attack),), PageFacts(attack, attack, attack, attack)
    return Report(document, packs, decisions, "", (), (), (attack,), facts)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_article_that_is_an_attack_stays_text(show: Open, attack: str) -> None:
    """Whatever stands in text, names, reasons, notes, facts and packs is shown as it is, runs nothing and loads nothing."""
    page = show(page_of(attacked(attack), attacked(attack)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.keyboard.press("e")
    expected = "".join(chr(0x2400 + ord(char)) if char < " " else char for char in attack)
    assert page.locator(".row .words").nth(1).text_content() == expected
    assert page.title() == "2 documents: what went and why"
    assert page.locator("script, style, img, iframe, base, link").count() == 3
    assert asked == [page.url]


def test_the_page_lets_nothing_in(show: Open) -> None:
    """Even a script or an image that somebody smuggled in neither runs nor loads."""
    page = show(page_of(sample(SHORT)))
    refused = page.evaluate("""async () => {
      const refused = [];
      document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "document.title = 'taken'";
      const image = document.createElement("img");
      image.src = "https://example.org/x.png";
      document.body.append(script, image);
      await new Promise((done) => { image.onerror = image.onload = () => setTimeout(done, 50); });
      return refused.sort();
    }""")
    assert refused == ["img-src", "script-src-elem"]
    assert "taken" not in page.title()


def test_several_documents_are_sections_of_one_page(show: Open) -> None:
    """On top stand all documents with what went of each; a link leads to the section of each."""
    page = show(page_of(sample(SHORT), sample("recipe-blog/article.txt"), sample("trap-profile-of-a-writer/article.txt")))
    rows = [" ".join(row.inner_text().split()) for row in page.locator(".documents tbody tr").all()]
    assert rows[0] == f"{SHORT} 6 1 20 % promo, comment_form, nav"
    assert rows[2] == "trap-profile-of-a-writer/article.txt 0 0 0 %"
    page.get_by_role("link", name="recipe-blog").click()
    assert page.url.endswith("#d2")
    assert page.locator("#d2 h2").inner_text() == "recipe-blog/article.txt"


@pytest.mark.parametrize("reports", [[], [made([])]])
def test_a_page_of_nothing_says_so(show: Open, reports: list[Report]) -> None:
    """Where no document could be read, or nothing went, the page says it, and its keys do no harm."""
    page = show(page_of(*reports))
    for key in "jkea123s":
        page.keyboard.press(key)
    assert page.get_by_text("Nothing went.").is_visible()


def test_scripts_of_other_directions_keep_to_their_block(show: Open) -> None:
    """Text that runs from right to left does, in its own block alone, and its language is told."""
    text = "שלום עולם, זה משפט שלם.\n\nAn English line.\n"
    page = show(page_of(Report(Document(text, "a.txt", language="he"), (), (), text, (Span(0, len(text)),))))
    directions = [row.evaluate("each => getComputedStyle(each).direction") for row in page.locator(f"{ROWS} .words").all()]
    assert directions == ["rtl", "ltr"]
    assert page.locator(".article").get_attribute("lang") == "he"


def test_paper_gets_all_blocks(context: BrowserContext, show: Open) -> None:
    """In print the controls go and every block is laid out."""
    page = show(page_of(sample(SHORT)))
    page.emulate_media(media="print")
    assert page.locator("#controls").is_hidden()
    assert page.locator(".stretch").first.evaluate("each => getComputedStyle(each).contentVisibility") == "visible"
    assert len(context.pages) == 1
