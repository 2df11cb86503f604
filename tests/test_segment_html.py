"""A page is cut into blocks, with their kinds, their marks and their places in the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.errors import InputError
from declutter.model import Kind, Mark
from declutter.segment.html import read_page

PIECES = (
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<br>",
        "<a href='/x'>",
        "</a>",
        "<ul><li>",
        "</ul>",
        "<table><tr><td>",
        "<td>",
    ),
    *(
        "<pre>",
        "</pre>",
        "<noscript>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<h1>",
        "<img src=a alt=b>",
        "&amp;",
        "&#0;",
        "<x y='",
    ),
    *(" ", "\n", "\t", "\xa0", "\u200b", "\0", "\ud800", "word", "Two words.", "日本", "<", ">", '"', "'"),
)
PAGES = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def texts(html: str) -> list[str]:
    """Return the texts of the blocks of a page."""
    page = read_page(html)
    return [page.blocks.text_of(at) for at in range(len(page.blocks))]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<div>One<p>Two</p>Three</div>", ["One", "Two", "Three"]),
        ("<p>A <b>bold</b>ly <i>said</i> word</p>", ["A boldly said word"]),
        ("<p><a>Home</a><a>News</a></p>", ["Home News"]),
        ("<p>See <a>this</a>, then that</p>", ["See this, then that"]),
        ("<p><span>T</span>he beginning</p>", ["The beginning"]),
        ("<h2>One<a href='#one'>¶</a></h2><p>See <a href='#one'>One</a></p>", ["One", "See One"]),
        ("<p>One<br>Two<br><br>Three</p>", ["One\nTwo", "Three"]),
        ("<p>  many \n\t blanks&nbsp;here </p>", ["many blanks here"]),
        ("<pre>\n  a\n    b\n</pre>", ["  a\n    b"]),
        ("<p>a</p><script>b</script><style>c</style><svg><text>d</text></svg>", ["a"]),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", ["A", "B", "1", "2"]),
        ("<html><title>T</title><nav>A</nav><p>B", ["A", "B"]),
        ("just text", ["just text"]),
        ("<p>a</p><plaintext>b <p></html>", ["a", "b <p></html>"]),
        ("", []),
        ("<html><script>var a = '<p>no</p>'</script></html>", []),
        ("<frameset><frame src=a></frameset>", []),
    ],
)
def test_blocks_are_runs_of_text_between_the_bounds_of_elements(html: str, blocks: list[str]) -> None:
    """Inline elements do not part words, block-level ones do, and nothing that is not shown is read."""
    assert texts(html) == blocks


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("they wr<span>o</span>te", "they wrote"),
        ("two <a>boat</a>s", "two boats"),
        ("sea<span></span>side", "seaside"),
        ("日本<span></span>語", "日本語"),
        ("ภาษา<a>ไทย</a>", "ภาษาไทย"),
        ("1<span></span>000 of <b><a>20</a>24</b>", "1000 of 2024"),
        ("<span>Share</span><span>Tweet</span>", "Share Tweet"),
        ("<span>share</span><span>tweet</span>", "share tweet"),
        ("<span>12</span>Comments", "12 Comments"),
        ("<span>By</span>John", "By John"),
        ("See details<span>for shipping</span>", "See details for shipping"),
        ("In 2019<a>1</a> it rose", "In 2019 1 it rose"),
    ],
)
def test_a_word_is_not_parted_by_an_element_inside_it(html: str, shown: str) -> None:
    """Where one inline element ends between two letters, they belong to a word; so where one begins, if more follows it."""
    assert texts(html) == [shown]


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>So <math><mi>x</mi> <mo>=</mo> <mn>2</mn></math>.</p>", "So x = 2."),
        ("<p>So<math display=block><mfrac><mn>1</mn><mn>2</mn></mfrac></math>is</p>", "So 1 2 is"),
        ("<p><math><semantics><mi>x</mi><annotation>\\x</annotation></semantics></math></p>", "x"),
        ("<p><math><mi>x</mi><annotation-xml><p>x</p></annotation-xml></math></p>", "x"),
        ("<p>So <span style='display: none;'><math><mi>x</mi></math></span><img src=x alt=x> is</p>", "So is"),
        ("<p>So <span><math><mi>x</mi></math></span><span aria-hidden=true>x</span> is</p>", "So x is"),
        ("<p>So <span aria-hidden=true>x</span><span><math><mi>x</mi></math></span> is</p>", "So x is"),
        ("<p>So <i aria-hidden=true></i><span><math><mi>x</mi></math></span> is</p>", "So x is"),
        ("<p>So <span><math><mi>x</mi></math></span> is <i aria-hidden=true>y</i></p>", "So x is y"),
    ],
)
def test_a_formula_is_read_once(html: str, shown: str) -> None:
    """Its text stands in the paragraph, without its source, and not beside a drawing of it."""
    assert texts(html) == [shown]


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>One</p></body></html><p>Two</p>",
        "<body><p>One</p></body></html>\n<body class=x><p>Two</p></BODY >",
        "<!DOCTYPE html><html><title>A</title><p>One</p></html><!DOCTYPE html><html><title>B</title><p>Two</p></html>",
        "<html><p>One</p><!--></html><!-- </html> --><textarea></body></textarea></html><p title='</html>'>Two",
        "<script>'</html>'</script><body><div><p>One</body></html></div><p>Two",
    ],
)
def test_a_page_goes_on_after_its_end(html: str) -> None:
    """What stands after the end tags of a page is shown, and knows its place in the source."""
    page = read_page(html)
    assert texts(html) == ["One", "Two"]
    assert [page.containers[home].at for home in page.within] == [html.index("<p>One"), html.rindex("<p")]


@pytest.mark.parametrize(
    ("html", "kind", "level"),
    [
        ("<h3>A</h3>", Kind.HEADING, 3),
        ("<p>A</p>", Kind.PARAGRAPH, 0),
        ("<ul><li><p>A</p></ul>", Kind.LIST_ITEM, 0),
        ("<table><tr><td>A</table>", Kind.TABLE, 0),
        ("<blockquote><p>A</p></blockquote>", Kind.QUOTE, 0),
        ("<pre><code>A</code></pre>", Kind.CODE, 0),
    ],
)
def test_a_block_has_the_kind_of_its_element(html: str, kind: Kind, level: int) -> None:
    """The element says what a block is, or one of those right around it."""
    block = read_page(html).blocks[0]
    assert (block.kind, block.level) == (kind, level)


def test_the_parts_of_an_entry_stand_apart() -> None:
    """Blocks of one entry of a list are parted as paragraphs are, and only entries stand line by line."""
    assert read_page("<ul><li>a<br><br>b<li>c</ul>").text == "a\n\n\nb\nc\n"


def test_cells_stand_on_one_line_and_entries_line_by_line() -> None:
    """The text of a page shows its rows and lists."""
    page = read_page("<table><tr><td>1<td>2<tr><td>3<td>4</table><ul><li>a<li>b</ul><p>c")
    assert page.text == "1\t2\n3\t4\n\na\nb\n\nc\n"


@pytest.mark.parametrize(
    ("html", "mark"),
    [
        ("<p>a <a href=/x> link</a></p>", Mark(2, 6, "a", "/x")),
        ("<p>a <strong>b</strong></p>", Mark(2, 3, "strong")),
        ("<p>a <img src=i.png alt=Sea></p>", Mark(2, 2, "img", "i.png", "Sea")),
        ("<ol><li>a</ol>", Mark(0, 0, "item", "1.:2", "")),
        ("<ul><li>a<ol start=7><li>b</ol></ul>", Mark(3, 3, "item", "7.:2", "  ")),
        ("<ol start=no><li value=-1>a</ol>", Mark(0, 0, "item", "1.:2", "")),
        ("<table><tr><th>a</table>", Mark(0, 0, "cell", "2:3:th:0")),
    ],
)
def test_marks_keep_what_is_not_text(html: str, mark: Mark) -> None:
    """Links, strong words, images, entries and cells are kept beside the text."""
    assert mark in read_page(html).marks


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ("<tr><td>a<td colspan=2>b<td>c<tr><td>d<td>e", [0, 1, 3, 0, 1]),
        ("<tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d", [0, 1, 1, 0]),
        ("<tr><td>a<td rowspan=0>b<td>c<tr><td>d<td>e<tr><td>f<td>g", [0, 1, 2, 0, 2, 0, 2]),
        ("<tbody><tr><td rowspan=9>a<td>b</tbody><tbody><tr><td>c<td>d</tbody>", [0, 1, 0, 1]),
        ("<tr><td colspan=no>a<td colspan=-2>b<td rowspan=''>c<tr><td><td>d", [0, 1, 2, 1]),
        (f"<tr><td colspan={'9' * 9}>a<td>b", [0, 100]),
    ],
)
def test_a_cell_knows_its_column(rows: str, columns: list[int]) -> None:
    """Cells that reach over columns or down rows take up their places, and so do empty ones."""
    marks = read_page(f"<table>{rows}</table>").marks
    assert [int(mark.value.split(":")[3]) for mark in marks if mark.name == "cell"] == columns


def test_what_scripts_would_replace_is_read_where_the_page_is_thin() -> None:
    """A page that shows next to nothing is read as a browser without scripts shows it."""
    unscripted = "<noscript><p>For those without</p></noscript>"
    assert texts(unscripted) == ["For those without"]
    assert "For those without" not in texts(unscripted + "<p>word</p>" * 200)


@pytest.mark.parametrize(("tag", "count"), [("<template shadowrootmode=open>", 2), ("<template>", 1)])
def test_a_template_is_read_where_browsers_show_it(tag: str, count: int) -> None:
    """One that is the shadow of its element is shown, and its blocks know their place; all others wait for scripts."""
    html = f"<p>a</p><x-note>{tag}<p>b</p></template></x-note>"
    page = read_page(html)
    assert [page.containers[home].at for home in page.within] == [html.index("<p>"), html.rindex("<p>")][:count]


@pytest.mark.parametrize("tag", ["<p hidden>", "<p aria-hidden=true>", "<p style='display: none'>", "<div hidden><p>"])
def test_hidden_blocks_are_there_with_a_flag(tag: str) -> None:
    """Scripts may show them later."""
    page = read_page(f"{tag}a")
    assert [page.containers[home].hidden for home in page.within] == [True]


def test_each_block_knows_where_its_element_starts() -> None:
    """The offset is that of the start tag in the source, whatever stands before it."""
    html = "<!-- <p> --><title><p></title>\n<p title='<p>'>a</p><script>'<p>'</script>\n <p\nclass=x>b"
    page = read_page(html)
    offsets = [page.containers[home].at for home in page.within]
    assert [html[at : at + 9] for at in offsets] == ["<p title=", "<p\nclass="]


def test_a_page_nested_without_end_is_refused() -> None:
    """What the parser would leave out is not lost in silence."""
    with pytest.raises(InputError, match="nests more than"):
        read_page("<div>" * 100_000 + "a")


@given(PAGES)
def test_any_text_is_a_page(html: str) -> None:
    """Blocks follow each other with blank space between them, and marks lie within the text."""
    page = read_page(html)
    bounds = [bound for pair in zip(page.blocks.starts, page.blocks.ends, strict=True) for bound in pair]
    assert bounds == sorted(bounds)
    assert all(text.strip() for text in texts(html))
    assert not "".join(page.text[end:start] for end, start in zip(page.blocks.ends, page.blocks.starts[1:], strict=False)).strip()
    assert all(0 <= mark.start <= mark.end <= len(page.text) + 2 for mark in page.marks)
