"""Pages that are broken, huge or hostile give an answer or a clear error."""

from __future__ import annotations

import pytest

from declutter import Cleaner, Format, InputError
from declutter.segment.html import read_page

CLEANERS = [Cleaner(witness=False), Cleaner()]
PROSE = "The sea comes and goes twice a day, and nobody who lives beside it ever asks why, as all have been told of the moon."
P = f"<p>{PROSE}</p>"
MANY = 20_000

ANSWERED = {
    "truncated": f"<html><body><article>{P}<p>cut off in the <a href='x",
    "empty paragraphs": "<html>" + "<p></p>" * 45_000 + P,
    "empty lines": "<html>" + "<p><br></p>" * MANY + P,
    "a long class": f'<html><div class="{"aA" * MANY}">{P}</div>',
    "many classes": f'<html><div class="{"newsletter " * MANY}">{P}</div>',
    "many attributes": f"<html><div {' '.join(f'a{at}=b' for at in range(MANY))}>{P}</div>",
    "a quotation mark that never closes": f'<html>{P}<a href="{"<p>" * MANY}',
    "a stray quotation mark": f'<html><div wide">{P}</div><div class="a">',
    "XHTML": f'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>{P}<![CDATA[x]]></body></html>',
    "NUL": f"<html>{P.replace('sea', 's&#0;ea')}\0",
    **{f"a character {sign!r}": f"<html><article><h1>Tides</h1>{sign}{P}" for sign in ("\f", "\v", "&#11;", "&#12;", "&#x1F")},
    "hostile names": f"""<html><div id="')]//*[" class="{{}}%s\\" data-declutter-at="-1">{P}</div>""",
}
TEXTLESS = {
    "nothing": "",
    "scripts": f"<html><script>{'var a = 1;' * MANY}</script></html>",
    "frames": "<html><frameset><frame src=a></frameset></html>",
    "angle brackets": "<html>" + "<a " * MANY,
    "comments": "<html>" + "<!--" * MANY,
    "scripts in scripts": "<html>" + "<script>" * MANY,
}

witnesses = pytest.mark.parametrize("cleaner", CLEANERS, ids=["alone", "witnessed"])


@witnesses
@pytest.mark.parametrize("html", ANSWERED.values(), ids=ANSWERED)
def test_the_article_of_a_broken_page_is_found(cleaner: Cleaner, html: str) -> None:
    """What is wrong with the page around it does not cost the paragraph."""
    assert "nobody who lives beside it" in cleaner.clean(html, format="html").text


@witnesses
@pytest.mark.parametrize("html", TEXTLESS.values(), ids=TEXTLESS)
def test_a_page_that_shows_nothing_says_so(cleaner: Cleaner, html: str) -> None:
    """A page without text gives an empty article and a note."""
    report = cleaner.clean(html, format="html")
    assert (report.text, report.notes) == ("", ("The page shows no text.",))


@pytest.mark.parametrize("tags", ["<div>", "<b>", "<div><b>", "<table><tr><td>", "<ul><li>"])
def test_a_hundred_thousand_tags_inside_each_other_are_refused(tags: str) -> None:
    """Such a page is no article; the message says what can be done."""
    with pytest.raises(InputError, match="nests more than 2,000 elements inside each other; --format text"):
        CLEANERS[0].clean(tags * (100_000 // tags.count("<")) + "text", format="html")


def test_a_page_of_too_many_blocks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block costs memory, so there is a limit, and it is named."""
    monkeypatch.setattr("declutter.segment.walk.MAX_BLOCKS", 3)
    with pytest.raises(InputError, match="shows more than 3 blocks; split it"):
        read_page(P * 4)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "latin-1"])
def test_bytes_of_a_page_in_two_encodings_are_read(encoding: str) -> None:
    """A stray byte of another encoding costs a character, not the page."""
    page = f"<html><meta charset={encoding}>{P}".encode(encoding)
    report = CLEANERS[0].clean(page + (b"\xe9\x80" if encoding == "utf-8" else b""), format="html")
    assert report.document.format is Format.HTML
    assert "nobody who lives beside it" in report.text
