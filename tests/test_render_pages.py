"""What is kept of a page, as Markdown and as HTML that is safe to embed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.errors import InputError
from declutter.model import Decision, Document, Format, Label, PageFacts, Report, Span
from declutter.render.markdown import to_markdown
from declutter.render.page import to_html
from declutter.segment.html import read_page
from tests.test_segment_html import PAGES

OURS = {
    "article",
    "p",
    "br",
    "a",
    "strong",
    "em",
    "code",
    "pre",
    "img",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "th",
    "td",
    "blockquote",
}
SPANNED = "<tr><td>Year<td colspan=2>Rain<tr><td rowspan=2>2023<td>May<td>3<tr><td>June<td>4"
OURS |= {f"h{level}" for level in range(1, 7)}


def kept(html: str, without: str = "") -> Report:
    """Return the report of a page of which all is kept but one piece of text."""
    page = read_page(html)
    at = page.text.find(without) if without else -1
    spans = (Span(0, len(page.text)),) if at < 0 else (Span(0, at), Span(at + len(without), len(page.text)))
    decisions = tuple(Decision(block, Label.BODY, True, 1.0, "page") for block in page.blocks)
    text = "".join(span.of(page.text) for span in spans)
    facts = PageFacts(marks=page.marks, url="https://example.org/a/")
    return Report(Document(page.text, format=Format.HTML), (), decisions, text, spans, page=facts)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>A <em>b</em></h2><p>c</p>", "## A *b*\n\nc\n"),
        ("<p>a <a href=b>link</a> <strong>s</strong> <code>x`y</code></p>", "a [link](https://example.org/a/b) **s** ``x`y``\n"),
        ("<p>a <a href='javascript:x()'>link</a></p>", "a link\n"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n    - b\n- c\n"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b\n"),
        ("<ol start=5><li>a<li value=9>b<li>c</ol>", "5. a\n9. b\n10. c\n"),
        ("<ul><li>a</ul><ul><li>b</ul><ul><li>c</ul>", "- a\n\n* b\n\n- c\n"),
        ("<ol><li>a</ol><ol><li>b</ol><p>c</p><ol><li>d</ol>", "1. a\n\n1) b\n\nc\n\n1. d\n"),
        ("<ul><li>a</ul><ol><li>b</ol>", "- a\n\n1. b\n"),
        ("<ul><li>a</ul><dl><dt>b<dd>c<dd>d<dt>e</dl>", "- a\n\n* b\n    * c\n    * d\n* e\n"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2|3</table>", "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |\n"),
        ("<table><tr><th>A<th>B<tr><td><code>1|2</code><td>3</table>", "| A | B |\n| --- | --- |\n| `1\\|2` | 3 |\n"),
        (f"<table>{SPANNED}</table>", "| Year | Rain |  |\n| --- | --- | --- |\n| 2023 | May | 3 |\n|  | June | 4 |\n"),
        ("<table><tr><td>a<td>b<td>c<tr><td>1<td><td>3</table>", "| a | b | c |\n| --- | --- | --- |\n| 1 |  | 3 |\n"),
        ("<pre>a\n  `b`</pre>", "```\na\n  `b`\n```\n"),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n\n> b\n"),
        ("<p>a</p><img src=i.png alt='The sea'><p>b</p>", "a\n\n![The sea](https://example.org/a/i.png)\n\nb\n"),
        ("<p># no *heading*</p><p>1. no list</p>", "\\# no \\*heading\\*\n\n1\\. no list\n"),
        ("<p>&amp;copy; &amp;#169; &amp;#xA9; R&amp;D; R&D a&amp;;</p>", "\\&copy; \\&#169; \\&#xA9; R\\&D; R&D a&;\n"),
        ("<p><a href='b?c&amp;amp;d'>a</a> <code>&amp;lt;</code></p>", "[a](https://example.org/a/b?c\\&amp;d) `&lt;`\n"),
        ("", "\n"),
    ],
)
def test_markdown_keeps_what_the_page_meant(html: str, markdown: str) -> None:
    """Headings, links, lists, tables, quotes, code and images come out as Markdown, and text stays text."""
    assert to_markdown(kept(html)) == markdown


@pytest.mark.parametrize(
    ("html", "embedded"),
    [
        ("<h2 onclick=x>A</h2><p>b &amp; <i>c</i><br>d</p>", "<h2>A</h2>\n<p>b &amp; <em>c</em><br>\nd</p>"),
        (
            "<p><a href='javascript:x'>a</a> <a href='/b?c&d'>e</a></p>",
            '<p>a <a href="https://example.org/b?c&amp;d" rel="nofollow noopener">e</a></p>',
        ),
        ("<ul><li>a<ol><li>b</ol><li>c</ul>", "<ul>\n<li>a\n<ol>\n<li>b\n</li>\n</ol>\n</li>\n<li>c\n</li>\n</ul>"),
        ("<ul><li>a</ul><ul><li>b</ul>", "<ul>\n<li>a\n</li>\n</ul>\n<ul>\n<li>b\n</li>\n</ul>"),
        ("<dl><dt>a<dd>b</dl>", "<ul>\n<li>a\n<ul>\n<li>b\n</li>\n</ul>\n</li>\n</ul>"),
        (
            "<ul><li>a<ul><li>b</ul><ol start=5><li>c<li>d<li value=9>e</ol></ul>",
            "<ul>\n<li>a\n<ul>\n<li>b\n</li>\n</ul>\n"
            '<ol>\n<li value="5">c\n</li>\n<li>d\n</li>\n<li value="9">e\n</li>\n</ol>\n</li>\n</ul>',
        ),
        ("<table><tr><th>A<td>1</table>", "<table>\n<tr><th>A</th><td>1</td></tr>\n</table>"),
        (
            f"<table>{SPANNED}</table>",
            "<table>\n<tr><td>Year</td><td>Rain</td></tr>\n<tr><td>2023</td><td>May</td><td>3</td></tr>\n"
            "<tr><td></td><td>June</td><td>4</td></tr>\n</table>",
        ),
        ("<pre>&lt;script></pre>", "<pre><code>&lt;script&gt;</code></pre>"),
        ("<blockquote>a</blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("<p>a <img src='data:x' alt=b></p>", "<p>a</p>"),
    ],
)
def test_html_is_made_anew(html: str, embedded: str) -> None:
    """Only a few elements of our own come out, without handlers and strange addresses."""
    assert to_html(kept(html)) == f"<article>\n{embedded}\n</article>\n"


def test_a_cut_leaves_the_marks_around_it() -> None:
    """What is cut out of a block goes with its marks; the others stay."""
    report = kept("<p>One <b>two</b>. Buy <a href=x>this</a> now. <i>Three</i>.</p>", without="Buy this now. ")
    assert to_markdown(report) == "One **two**. *Three*.\n"


class Tags(HTMLParser):
    """Notes all tags of a text, and all names of attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.opened: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a start tag."""
        self.seen |= {tag, *(name for name, _ in attrs)}
        self.opened += [] if tag in ("br", "img") else [tag]

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.opened.pop() == tag


@given(PAGES)
def test_no_page_gets_anything_else_out(html: str) -> None:
    """Whatever a page holds, the elements and attributes are ours, and each is closed."""
    tags = Tags(to_html(kept(html)))
    assert tags.seen <= OURS | {"href", "rel", "src", "alt", "value"}
    assert tags.opened == []


@given(PAGES, st.sampled_from(["", "word"]))
def test_markdown_is_written_of_any_page(html: str, without: str) -> None:
    """No page is too strange for Markdown."""
    assert to_markdown(kept(html, without)).endswith("\n")


def test_text_has_no_other_form() -> None:
    """A document that is no page is refused, with its name."""
    report = Report(Document("a", id="a.txt"), (), (), "a", (Span(0, 1),))
    with pytest.raises(InputError, match=r"a\.txt: is no HTML page"):
        to_markdown(report)
