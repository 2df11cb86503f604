"""A source -> a Document: files, bytes in any encoding, and which format it is.

Text is taken as it comes: no newline is translated, and no character replaced unless that is asked for. A byte order
mark belongs to the encoding and not to the text.
"""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

from declutter.errors import InputError
from declutter.model import LANGUAGE_CODE, Document, Format

AUTO = "auto"
ERRORS = ("strict", "replace")
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
ARTICLE_SUFFIXES = frozenset({".txt", ".text"}) | MARKDOWN_SUFFIXES | HTML_SUFFIXES
"""The endings of articles in a folder; a file that is named itself may have any."""
_HEAD = 50_000
"""Characters looked at to tell the format: enough for any article to show its signs, and no more for a book."""
_SAMPLE = 32_768
"""Bytes looked at to guess an encoding, from the first line that is not UTF-8."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = "is NUL"
_PDF = b"%PDF-"
_RIGHT = re.compile(r"[^\x00-\x7f\N{REPLACEMENT CHARACTER}]")
_LETTERS = re.compile(rb"[A-Za-z]")
_NOT_ASCII = bytes(range(0x80, 0x100))
_LOW = bytes(range(0x09))
_LOW_SHARE = 4
_WIDE = ["utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be"]
# What pages were written in before UTF-8, Latin script and others. Left to choose among all that Python knows, the
# guess lands on code pages of mainframes; left to choose among all of these, it reads French accents as Chinese.
_LATIN = ["cp1252", "cp1250", "cp1254", "cp1257"]
_OTHER = ["cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp932", "euc_jp", "gb18030", "big5", "euc_kr"]
_LATIN_SHARE = 3
"""So many plain letters there are in Latin script for each byte that is not ASCII; even Czech has five."""
_COMMONEST = "cp1252"
_NEARLY = 0.03
"""By how much another encoding must look better than the commonest one."""

_LEAD = r"\ufeff?(?>\s+|<!--.*?-->|<\?.*?\?>)*+"
_PAGE = re.compile(_LEAD + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(_LEAD + r"<(?:article|main|section|div|p|h[1-6]|ul|ol|table)\b[^<>]*>", re.IGNORECASE | re.DOTALL)
_HTML_BYTES = re.compile(rb"(?:[\s\0]|\xef\xbb\xbf)*+<[!?a-zA-Z]")
_CHARSET = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE)
_LANGUAGE_TAG = re.compile(rf"({LANGUAGE_CODE})(?:[-_][a-z0-9]{{1,8}})*")
_CHARSET_HEAD = 1_024
"""Bytes in which browsers look for the encoding that a page declares."""
_STATEFUL = frozenset({"iso2022_jp"})
"""Encodings whose bytes all look like ASCII: there the page itself knows better than its bytes."""
_SIGNS = tuple(
    (needle, re.compile(sign, re.MULTILINE))
    for needle, sign in (
        ("# ", r"^#{1,6} +\S"),  # a heading
        ("```", r"^```"),  # a fence
        ("~~~", r"^~~~"),
        ("](", r"\[[^\[\]\n]{1,300}\]\((?:https?://|mailto:|[/#.])[^()\s]{0,500}[\s)]"),  # a link or an image
        ("]: ", r"^\[[^\[\]\n]{1,300}\]: +<?https?://"),  # the address of a link
        ("---", r"\A---\r?\n(?=\w[\w-]*:)"),  # front matter
        ("---", r"^(?=[^\n]*---)(?=[^\n]*\|)[ \t|:-]+\r?$"),  # the row under the heads of a table
        ("] ", r"^[-*+] \[[ xX]\] \S"),  # a task
        ("**", r"\*\*\w[^*\n]{0,200}\*\*"),  # strong words
    )
)
"""Signs of Markdown, each with what is in it always: to look for that takes no time."""
_LEAST_SIGNS = 2


def read_source(
    source: str | bytes | os.PathLike[str],
    *,
    name: str = "",
    format: str = AUTO,  # noqa: A002  (the word that people look for)
    language: str | None = None,
    url: str | None = None,
    errors: str = "strict",
) -> Document:
    """Make a document from text, from bytes in any encoding, or from the file at a path.

    Args:
        source: text as it is, bytes, or a path.
        name: what reports and messages call it; a path is its own name.
        format: a `Format`, or `auto` to go by the name and the content.
        language: ISO 639-1 code, where it is known; of a tag as pages have it, `en-US`, its first part counts.
        url: where the article stands, where it is known.
        errors: `strict` refuses what cannot be read as text, `replace` puts U+FFFD where bytes are broken.

    Raises:
        InputError: the source cannot be read as text, or the language is no code.
    """
    if errors not in ERRORS:
        raise InputError(f"unknown way to treat errors {errors!r}; choose {' or '.join(ERRORS)}")
    if language is not None:
        language = language_of(language)
    if isinstance(source, str):
        text = source
    else:
        name = name if isinstance(source, bytes) else os.fspath(source)
        data = source if isinstance(source, bytes) else read_bytes(source)
        is_page = format == Format.HTML or (format == AUTO and (_has_suffix(name, HTML_SUFFIXES) or _HTML_BYTES.match(data)))
        text = decode_page(data, name=name, errors=errors) if is_page else decode(data, name=name, errors=errors)
    return Document(text, name, choose_format(text, name, format), language, url)


def language_of(tag: str) -> str:
    """Return the language code of a tag (BCP 47): `pt` of `pt-BR`, of `pt_br`, and of `pt`.

    Raises:
        InputError: it is none.
    """
    code = _LANGUAGE_TAG.fullmatch(tag.lower())
    if code is None:
        raise InputError(f"{tag!r} is no language code; write it as in en, pt or ja")
    return code[1]


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return what a file holds.

    Raises:
        InputError: there is no such file, or it may not be read.
    """
    name = os.fspath(path)
    try:
        return Path(path).read_bytes()
    except ValueError as error:  # no file can have such a name
        raise InputError(f"{name}: cannot be read: {error}") from error
    except OSError as error:
        raise unreadable(name, error) from error


def unreadable(name: str, error: OSError) -> InputError:
    """Return the error that says why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return InputError(f"{name}: no such file; check the path")
    if isinstance(error, IsADirectoryError):
        return InputError(f"{name}: is a folder; name the files in it")
    return InputError(f"{name}: cannot be read: {error.strerror}")


def decode(data: bytes, *, name: str = "", errors: str = "strict") -> str:
    """Return the text of bytes: by their mark, as UTF-8, or in the encoding that fits them.

    Raises:
        InputError: nothing fits, with the offset of the first bad byte; never where `errors` is `replace`. Or it is a PDF.
    """
    if data.startswith(_PDF):
        raise InputError(f"{name or 'the source'}: is a PDF; extract its text first, as pdftotext does")
    try:
        return _decode_strictly(data)
    except UnicodeDecodeError as error:
        if errors == "replace":
            return data.decode(_by_mark(data) or "utf-8", "replace")
        raise InputError(f"{name or 'the source'}: {_trouble(data, error)}") from error


def decode_page(data: bytes, *, name: str = "", errors: str = "strict") -> str:
    """Return the text of the bytes of a page: as `decode` does it, and else in the encoding that the page declares.

    What then cannot be read is U+FFFD, as in browsers, and so is NUL.

    Raises:
        InputError: nothing fits, and the page declares no encoding.
    """
    declared = _declared(data)
    clean = data.replace(b"\0", b"") if _HTML_BYTES.match(data) and not _by_mark(data) and not _is_wide(data) else data
    if declared in _STATEFUL:
        return clean.decode(declared, "replace")
    if declared is None or _is_utf8(clean) or (declared == "utf_8" and _is_another(clean)):
        return decode(clean, name=name, errors=errors)
    return clean.decode(declared, "replace")


def _is_another(data: bytes) -> bool:
    """Say whether more of the bytes beyond ASCII are none of UTF-8 than are: then the page does not know its encoding."""
    text = data.decode("utf-8", "replace")
    return 2 * text.count("\ufffd") > len(text) - len(text.encode("ascii", "ignore"))


def _declared(data: bytes) -> str | None:
    """Return the encoding that a page declares in its head, by the names that browsers know."""
    import webencodings

    found = None if _by_mark(data) else _CHARSET.search(data, 0, _CHARSET_HEAD)
    encoding = webencodings.lookup(found[1].decode("ascii")) if found else None
    return None if encoding is None else str(encoding.codec_info.name).replace("-", "_")


def _is_wide(data: bytes) -> bool:
    """Say whether every other byte of the head is NUL, as it is in two bytes a character."""
    head = data[:_CHARSET_HEAD]
    return head.count(0) > len(head) // 3


def _trouble(data: bytes, error: UnicodeDecodeError) -> str:
    """Say what is wrong with bytes, where, and the way out."""
    start = error.start + len(data) - len(error.object)  # some codecs count without the mark
    if error.reason == _BINARY:
        return f"byte {start:,} is NUL, as in binary files; extract the text first, or pass --errors replace"
    return (
        f"byte {start:,} (0x{data[start]:02X}) cannot be read as {error.encoding.upper()}; "
        "convert the file to UTF-8 first (iconv -f ENCODING -t UTF-8), or pass --errors replace"
    )


def _decode_strictly(data: bytes) -> str:
    mark = _by_mark(data)
    if mark:
        return data.decode(mark)
    nul = data.find(0)
    if nul >= 0:
        return _decode_as(_guess_wide(data), data, UnicodeDecodeError("utf-8", data, nul, nul + 1, _BINARY))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_as(None if _is_damaged(data) else _guess_narrow(data, error.start), data, error)


def _by_mark(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _decode_as(encoding: str | None, data: bytes, otherwise: UnicodeDecodeError) -> str:
    """Return the text in an encoding that was guessed; where the guess is wrong, it is the first error that counts."""
    if encoding is None:
        raise otherwise
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise otherwise from None


def _is_damaged(data: bytes) -> bool:
    """Say whether bytes are UTF-8 with a few broken ones: more characters are right than wrong."""
    text = data.decode("utf-8", "replace")
    return len(_RIGHT.findall(text)) > text.count("\N{REPLACEMENT CHARACTER}")


def _lines_from(data: bytes, start: int) -> bytes:
    """Return whole lines from the one that holds `start`: cut inside a character, no encoding would fit."""
    end = data.find(b"\n", start + _SAMPLE)
    return data[data.rfind(b"\n", 0, start) + 1 : len(data) if end < 0 else end]


def _guess_wide(data: bytes) -> str | None:
    """Guess the encoding of bytes that hold NULs: two or four bytes a character, if they are text at all.

    Half of such bytes are the same few low ones. A stray NUL in a file of single bytes is no reason to read it by
    pairs, as almost any pair of bytes is some Chinese character.
    """
    low = len(data) - len(data.translate(None, _LOW))
    return _guess(data, _WIDE) if low * _LOW_SHARE >= len(data) or not _is_utf8(data) else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess_narrow(data: bytes, start: int) -> str | None:
    """Guess the encoding of bytes that are not UTF-8, from the first line that shows it."""
    sample = _lines_from(data, start)
    plain = len(_LETTERS.findall(sample))
    strange = len(sample) - len(sample.translate(None, _NOT_ASCII))
    return _guess(sample, _LATIN if plain >= _LATIN_SHARE * strange else _OTHER)


def _guess(sample: bytes, encodings: list[str]) -> str | None:
    """Return the encoding that fits best; of those that fit alike, the commonest."""
    import charset_normalizer

    fitting = charset_normalizer.from_bytes(sample, cp_isolation=encodings, enable_fallback=False)
    best = fitting.best()
    if best is None:
        return None
    alike = (each for each in fitting if abs(each.chaos - best.chaos) + abs(each.coherence - best.coherence) <= _NEARLY)
    return _COMMONEST if any(_COMMONEST in each.could_be_from_charset for each in alike) else best.encoding


def _is_html(head: str, text: str) -> bool:
    """Say whether a text is a page, or a piece of one from its first tag to its last."""
    return _PAGE.match(head) is not None or (_FRAGMENT.match(head) is not None and text.rstrip()[-1:] == ">")


def _has_suffix(name: str, suffixes: frozenset[str]) -> bool:
    return bool(name) and Path(name).suffix.lower() in suffixes


def choose_format(text: str, name: str = "", asked: str = AUTO) -> Format:
    """Tell the format of a text: the one asked for, or else by its name and its head.

    Raises:
        InputError: there is no such format.
    """
    if asked != AUTO:
        if asked not in tuple(Format):
            raise InputError(f"unknown format {asked!r}; choose {', '.join((AUTO, *Format))}")
        return Format(asked)
    head = text[:_HEAD]
    if _has_suffix(name, HTML_SUFFIXES) or (_is_html(head, text) and not _has_suffix(name, MARKDOWN_SUFFIXES)):
        return Format.HTML
    if _has_suffix(name, MARKDOWN_SUFFIXES):
        return Format.MARKDOWN
    signs = sum(needle in head and sign.search(head) is not None for needle, sign in _SIGNS)
    return Format.MARKDOWN if signs >= _LEAST_SIGNS else Format.TEXT
