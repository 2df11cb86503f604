"""Peers: other tools that take the article out of a page, by the same name and call, to be measured beside.

None of them reads bare text; a text is wrapped as a page whose paragraphs are its lines.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

Extract = Callable[[str], str | None]


def _trafilatura() -> Extract:
    import trafilatura

    def extract(html: str) -> str | None:
        text: str | None = trafilatura.extract(html)
        return text

    return extract


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: str(extract_plain_text(html, main_content=True))


def _readability() -> Extract:
    from lxml.html import document_fromstring
    from readability import Document

    return lambda html: str(document_fromstring(Document(html).summary()).xpath("string()"))


def _justext() -> Extract:
    import justext

    words = justext.get_stoplist("English")
    return lambda html: "\n".join(each.text for each in justext.justext(html, words) if not each.is_boilerplate)


def _newspaper() -> Extract:
    from newspaper import Article

    def extract(html: str) -> str:
        article = Article("https://example.org/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


def _goose() -> Extract:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})
    return lambda html: str(goose.extract(raw_html=html).cleaned_text)


def _boilerpy() -> Extract:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=True)
    return lambda html: str(extractor.get_content(html))


PEERS: Mapping[str, tuple[Callable[[], Extract], str]] = {
    "trafilatura": (_trafilatura, "trafilatura"),
    "resiliparse": (_resiliparse, "resiliparse"),
    "readability-lxml": (_readability, "readability-lxml"),
    "jusText": (_justext, "justext"),
    "newspaper4k": (_newspaper, "newspaper4k"),
    "goose3": (_goose, "goose3"),
    "boilerpy3": (_boilerpy, "boilerpy3"),
}
"""By name: how to make an extractor, and the package that it needs."""


def installed(peers: Mapping[str, tuple[Callable[[], Extract], str]] = PEERS) -> tuple[dict[str, Extract], list[str]]:
    """Return the extractors that are installed, and the packages of those that are not."""
    made, missing = {}, []
    for name, (make, package) in peers.items():
        try:
            made[name] = make()
        except ImportError:
            missing.append(package)
    return made, missing


def as_page(text: str) -> str:
    """Return a text as HTML, each line that is not blank as a paragraph."""
    lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n") if line.strip())
    return f"<html><body><article>\n{lines}</article></body></html>"
