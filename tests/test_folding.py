"""Folding, and the way back from folded text and keys to the source."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from declutter.folding import fold, fold_with_offsets, make_key

TRICKY = "aZ 9.`'’“—…•·\t\n\xa0\x1c\x85\u2028\xad\u200b\ufeff\u0301\u3099ﬁﬄßẞİıŁéǾЖйא日ガﾞ１＃｀⁻﹘½²😀\x01\x90\ud800"
LATIN = "".join(map(chr, [*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]))
PLANE = [chr(code) for code in range(0x10000)]

tricky = st.text(st.sampled_from(TRICKY), min_size=8, max_size=30)
texts = tricky | st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("LEAVE A REPLY", "leave a reply"),
        ("Don’t `quote´ ‘me’", "don't 'quote' 'me'"),
        ("“Hello” «salut» „hallo‟", '"hello" "salut" "hallo"'),
        ("1990–2000 — a‐b‑c−d", "1990-2000 - a-b-c-d"),
        ("Read more…", "read more."),
        ("• one ▪ two ● three", "* one * two * three"),
        ("a\u00a0b\u2003c\td\re", "a b c d e"),
        ("ＳＡＬＥ！ ５０％", "sale! 50%"),
        ("sub\u200bscribe\ufeff co\u00adoperate", "subscribe cooperate"),
        ("ﬁle oﬀer baﬄe", "file offer baffle"),
        ("naïve cafe\u0301 Ångström", "naive cafe angstrom"),
        ("Zażółć gęślą jaźń, ŁÓDŹ", "zazolc gesla jazn, lodz"),
        ("İstanbul IŞIK ışık", "istanbul isik isik"),
        ("Smørrebrød på Đurđevac", "smorrebrod pa durdevac"),
        ("STRAẞE straße", "straße straße"),
        ("ПОДПИСКА на Ёлку", "подписка на елку"),
        ("ニュース　登録", "ニュース 登録"),
        ("ｺﾒﾝﾄ", "コメント"),
        ("x² ™", "x2 ™"),
    ],
)
def test_forms_without_meaning_fold_away(source: str, folded: str) -> None:
    """Case, accents, and the forms of quotes, dashes, spaces, bullets, widths and ligatures make no difference."""
    assert fold(source) == folded


def test_half_width_kana_fold_like_the_full_width_ones() -> None:
    """A voiced mark is dropped in both widths, as an accent is."""
    assert fold("ｶﾞｲﾄﾞ") == fold("ガイド") == fold("ガイド") == "カイト"


def test_case_stays_where_it_counts() -> None:
    """Folding with `cased` leaves upper and lower case, and does all else."""
    assert fold("“Übersicht” by ACME—Łódź", cased=True) == '"Ubersicht" by ACME-Lodz'


def test_no_character_has_a_folded_form_that_folds_on() -> None:
    """What one character folds to is folded already."""
    assert [char for char in PLANE if fold(fold(char)) != fold(char)] == []


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    """Folded text stays as it is when it is folded again, with or without case."""
    cased = fold(text, cased=True)
    assert fold(fold(text)) == fold(text)
    assert fold(cased, cased=True) == cased
    assert fold(cased) == fold(text)


@given(texts, texts)
def test_folding_goes_character_by_character(one: str, other: str) -> None:
    """A text folds to its parts folded: no character changes what its neighbours fold to."""
    assert fold(one + other) == fold(one) + fold(other)


@given(st.text(st.sampled_from(LATIN)))
@example("Ǿ")
def test_composed_and_decomposed_latin_fold_alike(word: str) -> None:
    """An accent typed as a character of its own makes no other word."""
    assert fold(unicodedata.normalize("NFC", word)) == fold(unicodedata.normalize("NFD", word))


def _origins(text: str) -> list[int]:
    """Return for each folded character the offset of the character that it came from."""
    offsets = fold_with_offsets(text)[1]
    return list(range(len(text))) if offsets is None else offsets[:-1]


@given(texts, st.booleans())
def test_each_folded_character_knows_where_it_came_from(text: str, cased: bool) -> None:
    """The offsets name, in order, characters that fold to what stands there, and the end of the text."""
    folded, offsets = fold_with_offsets(text, cased=cased)
    assert folded == fold(text, cased=cased)
    offsets = list(range(len(text) + 1)) if offsets is None else offsets
    assert offsets == sorted(offsets)
    assert offsets[len(folded) :] == [len(text)]
    assert all(char in fold(text[at], cased=cased) for char, at in zip(folded, offsets, strict=False))


@given(texts)
def test_a_key_holds_one_byte_for_each_folded_character(text: str) -> None:
    """The key is as long as the folded text, and ASCII stands in it as itself."""
    folded, data = fold(text), make_key(text).data
    assert len(data) == len(folded)
    assert all(byte == ord(char) for char, byte in zip(folded, data, strict=True) if char.isascii())


@given(texts, st.integers(0, 40), st.integers(0, 40))
@example("naïve 日", 0, 5)
def test_what_a_key_tells_of_a_range_is_its_folded_text(text: str, start: int, length: int) -> None:
    """The folded text of a range is told right or not at all, and it is told of all that is even and Latin."""
    part = text[start : start + length]
    told = make_key(text).folded(start, start + len(part))
    assert told in (fold(part), None)
    assert told is not None or not text.isascii() or any(char < " " for char in text)


@given(texts)
@example("\u200bﬁ")
def test_a_source_offset_leads_to_the_first_byte_of_its_character(text: str) -> None:
    """Each character that has a folded form is located where that form begins in the key."""
    key, origins = make_key(text), _origins(text)
    assert [key.locate(at) for at in sorted(set(origins))] == [origins.index(at) for at in sorted(set(origins))]


@given(texts)
def test_offsets_of_even_text_are_those_of_its_key(text: str) -> None:
    """Where every character folds to one, an offset in the source is the same offset in the key."""
    even = "".join(char for char in text if len(fold(char)) == 1)
    key = make_key(even)
    assert [key.locate(at) for at in range(len(even) + 1)] == list(range(len(even) + 1))


@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_a_literal_is_found_in_the_key_where_it_stands_in_the_folded_text(text: str, start: int, length: int) -> None:
    """The key of any stretch of the folded text is that stretch of the key: a scan for literals misses nothing."""
    literal = fold(text)[start : start + length]
    assert make_key(text).data[start : start + length] == make_key(literal).data


@given(texts, st.integers(1, 50))
def test_keys_of_long_texts_are_keys_of_their_parts(text: str, times: int) -> None:
    """A text that repeats has a key that repeats."""
    assert make_key(text * times).data == make_key(text).data * times
