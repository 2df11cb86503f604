"""A source -> a document: encodings, files, and which format a text is in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.errors import InputError
from declutter.model import Format
from declutter.source import read_source

plain_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00")).filter(lambda text: text[:1] != "\ufeff")

FRENCH = "Le déjeuner était très bon – « délicieux », dit l’hôte à côté de la fenêtre."
FOREIGN = [
    ("cp1252", FRENCH),
    ("cp1252", "A long line of English. " * 400 + "\n\nAnd at the end it’s “quoted”."),
    ("cp1250", "Zażółć gęślą jaźń. Wczoraj poszedłem do kina, ponieważ chciałem zobaczyć nowy film."),
    ("cp1251", "Это русский текст. Сегодня хорошая погода, и мы идём гулять в парк."),
    ("koi8_r", "Это русский текст. Сегодня хорошая погода, и мы идём гулять в парк."),
    ("cp1253", "Αυτό είναι ένα ελληνικό κείμενο για δοκιμή της κωδικοποίησης."),
    ("cp932", "これは日本語の文章です。今日はとても良い天気です。\n" * 3000),
    ("gb18030", "这是一个中文文章。今天的天气非常好，我们去公园散步。"),
    ("utf-16-le", "A text without a mark, in two bytes each.\r\n"),
    ("utf-16-be", "abc😀" * 20_000),
    ("utf-16-le", "Это русский текст без метки порядка байтов."),
    ("utf-16-be", "これは日本語の文章です。今日はとても良い天気です。\n"),
    ("utf-32-le", "A text without a mark, in four bytes each."),
]


@pytest.mark.parametrize("text", ["", " \n\t", "one\r\ntwo\rthree\n", "\ufeffmarked", "half a pair: \ud800"])
def test_text_is_taken_as_it_is(text: str) -> None:
    """Text comes through unchanged, whatever it is made of."""
    assert read_source(text).text == text


@given(plain_text)
def test_utf8_comes_back_as_it_was(text: str) -> None:
    """Bytes of UTF-8 become the text they were made from: no newline translated, no blank lost."""
    assert read_source(text.encode(), format="text").text == text


@given(plain_text, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_mark_tells_the_encoding_and_is_not_part_of_the_text(text: str, encoding: str) -> None:
    """Bytes with a byte order mark are read by it, and the mark is left out."""
    assert read_source(text.encode(encoding), format="text").text == text


@pytest.mark.parametrize(("encoding", "text"), FOREIGN, ids=[f"{encoding}-{len(text)}" for encoding, text in FOREIGN])
def test_bytes_of_older_encodings_are_read(encoding: str, text: str) -> None:
    """What is not UTF-8 is read in the encoding that fits."""
    assert read_source(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10", "byte 8 is NUL"),
        (b"Plain text with a stray\x00NUL.", "byte 23 is NUL"),
        (b"good caf\xc3\xa9 and t\xc3\xa9 and \xff bad", "byte 23 (0xFF) cannot be read as UTF-8"),
        ("Это русский".encode() + b"\xe2\x80", "byte 21 (0xE2) cannot be read as UTF-8"),
        (b"\xef\xbb\xbfok\xff", "byte 5 (0xFF) cannot be read as UTF-8"),
        (b"\xff\xfea\x00b", "byte 4 (0x62) cannot be read as UTF-16-LE"),
        (bytes(range(1, 256)) * 9, "byte 127 (0x80) cannot be read as UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_place(source: bytes, place: str) -> None:
    """The message names the source, the offset of the first bad byte, and the way out."""
    with pytest.raises(InputError) as caught:
        read_source(source, name="some.bin")
    assert str(caught.value).startswith(f"some.bin: {place}")
    assert "--errors replace" in str(caught.value)


def test_a_pdf_is_refused() -> None:
    """Its bytes would pass for text of some encoding."""
    with pytest.raises(InputError, match=r"a\.txt: is a PDF; extract its text first"):
        read_source(b"%PDF-1.4\n1 0 obj\n", name="a.txt")


@pytest.mark.parametrize(
    ("source", "text"), [(b"caf\xc3\xa9 \xff!", "café \ufffd!"), (b"a\x00b", "a\x00b"), (b"\xff\xfea\x00b", "a\ufffd")]
)
def test_broken_bytes_can_be_replaced(source: bytes, text: str) -> None:
    """With `errors="replace"`, what cannot be read becomes U+FFFD, and all else stays."""
    assert read_source(source, errors="replace").text == text


@given(st.binary().filter(lambda source: not source.startswith(b"%PDF-")))
def test_any_bytes_pass_when_errors_are_replaced(source: bytes) -> None:
    """No bytes but those of a PDF are refused where replacing is asked for."""
    assert read_source(source, format="text", errors="replace").format is Format.TEXT


def test_a_file_is_read_to_the_byte(tmp_path: Path) -> None:
    """A path gives the text of its file, and is the name of the document."""
    path = tmp_path / "article.txt"
    path.write_bytes("one\r\ntwo\rthrée\n\n".encode())
    document = read_source(path, language="fr", url="https://example.com/")
    assert (document.text, document.id) == ("one\r\ntwo\rthrée\n\n", str(path))
    assert (document.language, document.url) == ("fr", "https://example.com/")


@pytest.mark.parametrize(("tag", "code"), [("en-US", "en"), ("pt_BR", "pt"), ("zh-Hant-TW", "zh"), ("NL", "nl"), ("gsw", "gsw")])
def test_of_a_language_tag_the_language_counts(tag: str, code: str) -> None:
    """Pages and data sets say en-US, and packs are written for en."""
    assert read_source("Bonjour", language=tag).language == code


@pytest.mark.parametrize("tag", ["", "English", "e", "en-", "-en", "en US", "en-US\n", "ﬁ"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    """A name of a language is none, and the message says how codes are written."""
    with pytest.raises(InputError, match="is no language code; write it as in en, pt or ja"):
        read_source("Bonjour", language=tag)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("missing.txt", "no such file"),
        (".", "is a folder"),
        ("a" * 300, "cannot be read: File name too long"),
        ("a\x00b", "cannot be read: embedded null byte"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_cause(tmp_path: Path, name: str, cause: str) -> None:
    """The message begins with the path, and says what is wrong with it."""
    with pytest.raises(InputError) as caught:
        read_source(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: {cause}")


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nSee [the list](https://example.com/list).\n",
        "---\ntitle: One\n---\n\n## Two\n",
        "## Setup\r\n\r\n```sh\r\nmake\r\n```\r\n",
        "| a | b |\n|---|:-:|\n| 1 | 2 |\n\n**Note** the table.\n",
        "- [ ] milk\n- [x] bread\n\nFrom [1]\n\n[1]: https://example.com\n",
    ],
)
def test_two_signs_make_markdown(text: str) -> None:
    """A text with at least two different signs of Markdown is Markdown."""
    assert read_source(text).format is Format.MARKDOWN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A title\n\nA paragraph of prose.\n",
        "# 1 in the charts\n\n# 2 in the charts\n",
        "We paid 3 * 4 * 5 crowns [sic] (in cash).\n\n---\n\n- milk\n- bread\n",
        "#hashtag and [brackets] (and more)\n==========\n* * *\n",
        "x" * 60_000 + "\n\n# Late\n\n[sign](https://example.com)\n",
    ],
)
def test_fewer_signs_make_text(text: str) -> None:
    """A text with one sign of Markdown at most, in what is looked at, is plain text."""
    assert read_source(text).format is Format.TEXT


@pytest.mark.parametrize(("name", "format_"), [("a.md", "markdown"), ("a.MARKDOWN", "markdown"), ("a.txt", "text")])
def test_the_ending_of_the_name_tells_markdown(name: str, format_: str) -> None:
    """A name that ends as Markdown files do is believed; all others are not asked."""
    assert read_source("Nothing special.\n", name=name).format == format_


@pytest.mark.parametrize("format_", list(Format))
def test_the_format_that_is_asked_for_is_taken(format_: Format) -> None:
    """A format that is given is not guessed, not even for HTML."""
    assert read_source("<!DOCTYPE html><p>#", format=format_).format is format_


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<!DOCTYPE html><html>", ""),
        ("\n <!-- saved --> <!-- twice -->\n<HTML lang=en>", ""),
        ('<?xml version="1.0"?>\n<!doctype\nhtml PUBLIC "">', ""),
        ("<p>One</p>\n", ""),
        ("<div class=a>\n# no Markdown\n</div>", ""),
        ("One", "page.html"),
        ("One", "PAGE.HTM"),
    ],
)
def test_pages_are_told_by_their_name_or_by_how_they_open(text: str, name: str) -> None:
    """A page opens as pages do, and a piece of one begins and ends with a tag; the ending of a file is believed."""
    assert read_source(text, name=name).format is Format.HTML


@pytest.mark.parametrize("text", ["<htmlish>", "Write <html> first", "<!-- --> " * 9000, "<p>One</p> and more", "<?" * 9000])
def test_text_with_angle_brackets_is_no_html(text: str) -> None:
    """Only a text that opens as a page does is taken for one."""
    assert read_source(text).format is Format.TEXT


PAGE = "<html><head><meta charset={}></head><p>Müller – ok</p>"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (PAGE.format("latin1").encode("cp1252"), "Müller – ok"),
        (PAGE.format("'windows-1250'").encode("cp1250"), "Müller – ok"),
        (PAGE.format("iso-8859-1").encode("utf-8"), "Müller – ok"),
        ("<html><meta charset=iso-2022-jp><p>日本</p>".encode("iso2022_jp"), "日本"),
        ("<html><meta charset=shift_jis><p>日本</p>".encode("cp932"), "日本"),
        (PAGE.format("utf-8").encode("utf-8") + b"\xff", "Müller – ok"),
        (PAGE.format("utf-8").encode("cp1252"), "Müller – ok"),
        (PAGE.format("utf-8").encode("utf-16"), "Müller – ok"),
        (PAGE.format("utf-8").encode("utf-8").replace(b"ok", b"o\0k"), "Müller – ok"),
        (PAGE.format("no-such").encode("cp1252"), "Müller – ok"),
    ],
)
def test_pages_are_read_in_the_encoding_that_they_declare(data: bytes, text: str) -> None:
    """UTF-8 and a byte order mark are believed first, then the page itself where it can be right; broken bytes do not lose it."""
    document = read_source(data)
    assert document.format is Format.HTML
    assert text in document.text


def test_binary_under_the_name_of_a_page_is_refused(tmp_path: Path) -> None:
    """What is no text is no page, whatever it is called."""
    (tmp_path / "a.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\0\1")
    with pytest.raises(InputError, match="is NUL"):
        read_source(tmp_path / "a.html")


@pytest.mark.parametrize(("key", "value"), [("format", "pdf"), ("format", ""), ("errors", "ignore")])
def test_unknown_choices_are_refused(key: str, value: str) -> None:
    """A format or a way to treat errors that does not exist is named, with those that do."""
    with pytest.raises(InputError, match=f"'{value}'; choose"):
        read_source("text", **{key: value})
