"""The cleaner: from a source to a report."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from declutter import PROFILES, Cleaner, Document, Format, InputError, Label, PackError, Policy, Report, Span, clean
from declutter.judge import MOST_BLOCKS
from tests.strategies import PARAGRAPHS
from tests.test_finer import TEXT as PITCHED

PROSE = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was."
PITCH = "Visit ACME today, where lamps of every size and shape are sold to keepers and sailors all over the country."
LONG = "and one more line of the story that is no paragraph"
HEAD = "pack: {name}\nlanguage: {language}\nversion: 3\nabout: Rules of a test.\nrules:\n"
ROWS = [
    "label: share, line: share this",
    "label: related, line: more stories, weight: medium",
    "label: promo, phrase: visit acme",
    "label: promo, phrase: buy now, covers: sentence",
]
TEXT = f"{PROSE}\n\nShare this\n\n{PROSE}"


def _pack(folder: Path, *rows: str, name: str = "tiny", language: str = "en") -> Path:
    """Write a pack of rules with these keys, and return its path."""
    path = folder / f"{name}.yml"
    rest = "why: It is so., hits: [a, b], misses: [c, d]"
    rules = "".join(f"  - {{id: {name}-{at}, {row}, {rest}}}\n" for at, row in enumerate(rows))
    path.write_text(HEAD.format(name=name, language=language) + rules, encoding="utf-8")
    return path


@lru_cache(maxsize=1)
def _cleaner() -> Cleaner:
    """Return a cleaner with the rules of `ROWS` alone."""
    with TemporaryDirectory() as folder:
        cleaner = Cleaner([_pack(Path(folder), *ROWS)], default_packs=False)
        cleaner.clean(TEXT)
    return cleaner


def test_text_bytes_and_files_give_the_same_article(tmp_path: Path) -> None:
    """A source is a str, bytes in any encoding, or the path of a file."""
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    for source in (TEXT, TEXT.encode(), TEXT.encode("utf-16"), path):
        assert _cleaner().clean(source).text == f"{PROSE}\n\n{PROSE}"
    assert _cleaner().clean(path).document.id == str(path)


def test_a_strong_rule_of_the_user_is_not_weighed(tmp_path: Path) -> None:
    """The weights may doubt the strong rules that they learned with; those of the user's own are right."""
    text = (
        f"The boats that had come back lay high on the shingle.\n\n{PROSE}\n\nThey found the door open and the lamp still warm."
    )
    assert Cleaner().clean(text).text == text
    for name in ("a-first", "zz-last"):
        pack = _pack(tmp_path, "label: promo, phrase: keeper of the lighthouse", name=name)
        assert PROSE not in Cleaner([pack]).clean(text).text


@pytest.mark.parametrize("weights", [None, "default"])
def test_a_strong_rule_of_the_user_takes_a_heading_too(tmp_path: Path, weights: str | None) -> None:
    """A marked heading stays with the paragraph under it, but not against the user's own word."""
    text = f"# Of keepers\n\n{PROSE}\n\n## Colophon\n\n{PROSE}\n\n## Notes\n\n{PROSE}"
    cleaner = Cleaner([_pack(tmp_path, "label: other, line: colophon")], weights=weights)
    assert cleaner.clean(text, format="markdown").text == text.replace("## Colophon\n\n", "")


def test_a_menu_right_over_the_title_goes_to_its_end() -> None:
    """The last lines of it stand where a title might, and still are a menu."""
    menu = ["Moor Museum Harkness", "Visit", "Opening hours & prices", "Exhibitions", "Collection", "Tickets", "en", "fr", "de"]
    article = ["A Shoe, Size 34", "Blog entry by Dr. Ina Hale, 11 August", *PARAGRAPHS[:8]]
    assert Cleaner().clean("\n\n".join([*menu, *article])).text == "\n\n".join(article)


def test_what_weights_cannot_read_strong_rules_decide() -> None:
    """In a language without cue words a strong rule has the last word, and the report says so."""
    story = "昨日、港の灯台守が見つかった。村では誰も彼の行方を知らなかった。"
    text = f"{story}\n\nメールアドレスが公開されることはありません。\n\n{story}嵐の夜、船は一隻も戻らなかった。"
    report = Cleaner().clean(text)
    assert [drop.rule for drop in report.dropped] == ["form-sentence-ja"]
    assert report.notes == ("The learned weights know no words of the language ja; strong rules have the last word.",)


def test_a_text_without_line_breaks_is_told_of() -> None:
    """All of it is one paragraph, of which single sentences go at most; what is cut into lines has no such note."""
    sentences = ["The harbour lay quiet in the morning, and nobody had seen the keeper since the storm."] * 30
    told = [bool(Cleaner(weights=None).clean(glue.join(sentences)).notes) for glue in (" ", "\n", "\r")]
    assert told == [True, False, False]


def test_weights_are_not_asked_about_a_document_of_very_many_blocks() -> None:
    """Rules alone decide there, as weights would take a thousand times its size, and the report says so."""
    assert [drop.decided_by for drop in Cleaner().clean(PITCHED).dropped] == ["weights"]
    report = Cleaner().clean(f"{PITCHED}\n" + "a\n" * MOST_BLOCKS, language="en")
    assert report.dropped == ()
    assert report.notes == ("The document has more than 50,000 blocks, so the learned weights were not asked at first.",)


@pytest.mark.parametrize("weights", [None, "default"])
@pytest.mark.parametrize("line", ["Leave a Reply", "Subscribe to our newsletter"])
def test_a_page_of_one_line_of_clutter_is_kept_whole(weights: str | None, line: str) -> None:
    """Where nothing would be left in the end, nothing goes, however many rounds it takes to see that."""
    report = Cleaner(weights=weights).clean(f"{line}\n" * 60)
    assert report.dropped == ()
    assert report.notes == ("Almost all of the document would have gone, so all of it was kept.",)


def test_the_language_is_that_of_what_is_left(tmp_path: Path) -> None:
    """A notice in another language over an article does not hide what the article is in."""
    _pack(tmp_path, "label: legal, phrase: we use cookies", name="en")
    _pack(tmp_path, "label: share, line: teilen", name="de", language="de")
    notice = "We use cookies on this site and on others, and we share what they tell us with our partners. " * 12
    report = Cleaner([tmp_path], default_packs=False).clean(f"{notice}\n\n{GERMAN}\n\n{GERMAN}\n\nTeilen\n\n{GERMAN}")
    assert report.text == f"{GERMAN}\n\n{GERMAN}\n\n{GERMAN}"
    assert report.document.language == "de"


def test_one_pack_may_stand_by_itself(tmp_path: Path) -> None:
    """A path of a pack is no list of letters."""
    pack = _pack(tmp_path, *ROWS)
    assert Cleaner(str(pack), default_packs=False).library.packs == Cleaner([pack], default_packs=False).library.packs


def test_a_str_is_text_and_never_a_path(tmp_path: Path) -> None:
    """The name of a file given as a str is cleaned as it stands."""
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert _cleaner().clean(str(path)).text == str(path)


def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    """A missing file and binary data are errors of the input."""
    with pytest.raises(InputError, match=r"none\.txt"):
        _cleaner().clean(tmp_path / "none.txt")
    with pytest.raises(InputError):
        _cleaner().clean(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe")


def test_the_report_accounts_for_the_drop() -> None:
    """The report has the source, the article, what went and why, and the blanks that went with it."""
    report = _cleaner().clean(TEXT, url="https://example.com/a")
    (drop,) = report.dropped
    assert (report.document.text, report.document.url) == (TEXT, "https://example.com/a")
    assert (drop.text, drop.label, drop.rule, drop.reason) == ("Share this", Label.SHARE, "tiny-0", "It is so.")
    assert (report.kept, report.folded) == ((Span(0, 110), Span(122, 230)), (Span(120, 122),))
    assert [(pack.name, pack.version, len(pack.fingerprint)) for pack in report.packs] == [("tiny", 3, 64)]


def test_cleaning_goes_on_until_nothing_more_goes() -> None:
    """Once a pitch at the end is gone, what stood in the story stands in its tail, and goes by the same rules."""
    text = "\n".join([PROSE, "More stories", *[LONG] * 4, PITCH])
    report = _cleaner().clean(text)
    assert report.text == "\n".join([PROSE, *[LONG] * 4])
    assert [drop.text for drop in report.dropped] == ["More stories", PITCH]
    assert _cleaner().clean(report.text).dropped == ()


WRAPPED = [
    "The harbour lay quiet in the morning, and the boats of the",
    "Petrels stayed on the water while the men sat on the wall by",
    "Kirrin. They said to each other that all of them could buy",
    "Now and Then before the day was out and all of it was gone.",
    "After that they went home, and slept until the evening came to",
    "Orsha, the old town by the river, and all got up to eat.",
]


def test_a_sentence_over_two_lines_is_cut_from_both() -> None:
    """Once a long line is gone a text can turn out to be wrapped; the sentence goes from the lines of the source."""
    report = _cleaner().clean("\n".join([*WRAPPED, PITCH]))
    assert report.text.split() == " ".join([*WRAPPED[:2], "Kirrin.", *WRAPPED[4:]]).split()
    assert [drop.text for drop in report.dropped if drop.label == "promo"] == [WRAPPED[2][8:], WRAPPED[3], PITCH]


LINES = [PROSE, PITCH, LONG, *WRAPPED, "Share this", "More stories", "Title", "It rained. Buy now!", "- item"]


@given(st.lists(st.sampled_from(LINES) | st.sampled_from(["", "\r"]), max_size=24).map("\n".join))
@example("\n".join([*WRAPPED, *["Share this"] * 8]))
def test_every_character_is_accounted_for(text: str) -> None:
    """Kept, dropped and folded spans tile the source, and what is left is left again."""
    report = _cleaner().clean_document(Document(text))
    spans = sorted([*report.kept, *report.folded, *(Span(drop.start, drop.end) for drop in report.dropped)])
    assert "".join(span.of(text) for span in spans) == text
    assert report.text == "".join(span.of(text) for span in report.kept)
    assert _cleaner().clean_document(Document(report.text)).text == report.text


@given(st.text(st.characters(exclude_categories=()), max_size=20), st.sampled_from([Format.TEXT, Format.MARKDOWN]))
@example("\ud800", Format.TEXT)
def test_any_characters_may_stand_beside_clutter(text: str, form: Format) -> None:
    """Odd characters, halves of pairs too, neither stop the cleaner nor save the clutter from it."""
    document = Document(f"{PROSE}\n\nIt rained. {text} Buy now!\n\nShare this", format=form)
    assert "Share this" not in _cleaner().clean_document(document).text


def test_without_packs_nothing_goes() -> None:
    """A cleaner without rules gives every text back."""
    report = Cleaner(default_packs=False).clean(TEXT)
    assert (report.text, report.dropped, report.packs) == (TEXT, (), ())


def test_packs_are_files_or_folders(tmp_path: Path) -> None:
    """A folder stands for all packs below it."""
    (tmp_path / "de").mkdir()
    file, other = _pack(tmp_path, ROWS[0]), _pack(tmp_path / "de", "label: share, line: a", name="other", language="de")
    assert [pack.name for pack in Cleaner([file, other], default_packs=False).clean("").packs] == ["tiny", "other"]
    assert {pack.name for pack in Cleaner([tmp_path], default_packs=False).clean("").packs} == {"tiny", "other"}


def test_faulty_packs_are_refused_with_all_faults(tmp_path: Path) -> None:
    """The faults of all packs come at once, each with its file."""
    broken = [_pack(tmp_path, "label: shear, line: a", name=name) for name in ("one", "two")]
    with pytest.raises(PackError) as caught:
        Cleaner(broken, default_packs=False)
    assert [Path(fault.place.path).name for fault in caught.value.faults] == ["one.yml", "two.yml"]


def test_a_missing_pack_is_a_fault_of_its_path(tmp_path: Path) -> None:
    """A pack that is not there is refused by its name."""
    with pytest.raises(PackError, match=r"none\.yml:1:1: cannot be read"):
        Cleaner([tmp_path / "none.yml"], default_packs=False)


GERMAN = "Seit dem Sturm hatte niemand den Wärter des Leuchtturms gesehen, und im Dorf wusste keiner, wo er war."


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        (GERMAN, None, set()),
        (PROSE, None, {"Teilen"}),
        (PROSE, "de", set()),
        (GERMAN, "en", {"Teilen"}),
        (GERMAN, "und", {"Teilen"}),
    ],
)
def test_rules_are_for_their_language(tmp_path: Path, text: str, language: str | None, left: set[str]) -> None:
    """A document is cleaned by the packs of its language, found out where it is not given, of English, and of any."""
    for name, line in (("en", "share this"), ("de", "teilen"), ("any", "rss")):
        _pack(tmp_path, f"label: share, line: {line}", name=name, language=name)
    lines = [text, "Teilen", text, "RSS", text, "Share this", text]
    report = Cleaner([tmp_path], default_packs=False).clean("\n".join(lines), language=language)
    assert set(report.text.split("\n")) - {text} == left


def test_the_packs_of_one_language_serve_every_document(tmp_path: Path) -> None:
    """Where only one language is loaded, nobody asks which one a text is in."""
    cleaner = Cleaner([_pack(tmp_path, "label: share, line: teilen", language="de")], default_packs=False)
    report = cleaner.clean(f"{PROSE}\nTeilen")
    assert (report.text, report.document.language) == (PROSE, None)


def test_a_policy_has_a_name_or_is_given(tmp_path: Path) -> None:
    """Profiles are known by name, and a policy of one's own says what goes."""
    pack = _pack(tmp_path, *ROWS)
    assert Cleaner([pack], "archive", default_packs=False).policy is PROFILES["archive"]
    kept = Cleaner([pack], Policy(drop=frozenset({Label.AD})), default_packs=False)
    assert kept.clean(TEXT).text == TEXT


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (Policy(drop=frozenset({"advert"})), "a policy cannot drop advert; choose among promo, "),  # type: ignore[arg-type]
        (Policy(drop=frozenset({Label.BODY})), "a policy cannot drop body"),
        (Policy(sure=float("nan")), "the sure of a policy cannot be nan; it is 0 to 1"),
        (Policy(caution=-1), "the caution of a policy cannot be -1; it is 0 to 10"),
        (Policy(brake=1.5), "the brake of a policy cannot be 1.5; it is 0 to 1"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(policy: Policy, message: str) -> None:
    """Before anything is cleaned it is said what it may hold; it would keep or drop in silence."""
    with pytest.raises(InputError, match=f"^{message}"):
        Cleaner(policy=policy, default_packs=False)


def test_what_the_user_allows_stays(tmp_path: Path) -> None:
    """The allow list has the last word, and the report names its entry."""
    allow = tmp_path / "allow.yaml"
    allow.write_text("allow:\n  - line: share this\n    reason: It is a column of ours.\n", encoding="utf-8")
    report = Cleaner([_pack(tmp_path, *ROWS)], default_packs=False, allow=allow).clean(TEXT)
    assert (report.text, report.dropped) == (TEXT, ())
    assert report.decisions[0].evidence[0].name == "allow:2"


def test_the_brake_is_noted() -> None:
    """A document of nothing but clutter stays as it is, and the report says so."""
    report = _cleaner().clean("Share this\nShare this")
    assert (report.text, report.dropped) == ("Share this\nShare this", ())
    assert report.notes == ("Almost all of the document would have gone, so all of it was kept.",)
    assert _cleaner().clean(TEXT).notes == ()


def test_a_file_tells_its_format_by_its_name(tmp_path: Path) -> None:
    """What is called `.md` is read as Markdown, and the format can be given."""
    path = tmp_path / "article.md"
    path.write_text(TEXT, encoding="utf-8")
    assert _cleaner().clean(path).document.format is Format.MARKDOWN
    assert _cleaner().clean(path, format="text").document.format is Format.TEXT


def test_cleaning_takes_one_call() -> None:
    """`clean` uses the shipped packs and the default policy."""
    report = clean(f"{PROSE}\n\n{PROSE}\n\nLeave a Reply\n\nYour email address will not be published.\n")
    assert isinstance(report, Report)
    assert report.text.rstrip() == f"{PROSE}\n\n{PROSE}"
    assert {drop.label for drop in report.dropped} == {Label.COMMENT_FORM}


def test_code_of_a_page_stays() -> None:
    """A listing is no text: its lines are not judged one by one."""
    prose = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[:4])
    page = f"<html><body><article>{prose}<pre>footer:\n  All rights reserved.\n  Share this</pre>{prose}</article></body></html>"
    assert "footer:\n  All rights reserved.\n  Share this" in Cleaner().clean(page, format="html").text


def test_definitions_of_links_stay() -> None:
    """Markdown tells there where the links of what stays lead."""
    text = f"{PARAGRAPHS[0]} See [the shop][1].\n\n{PARAGRAPHS[1]}\n\nLeave a Reply\n\n[1]: https://example.org/shop\n"
    assert Cleaner().clean(text, format="markdown").text == text.replace("Leave a Reply\n\n", "")


def test_a_cleaner_that_has_cleaned_can_be_pickled() -> None:
    """Pools of processes send it along; the other side compiles the rules anew."""
    cleaner = Cleaner(weights=None)
    text = f"{PARAGRAPHS[0]}\n\nLeave a Reply"
    cleaner.clean(text)
    assert pickle.loads(pickle.dumps(cleaner)).clean(text).text == PARAGRAPHS[0]  # noqa: S301  (its own)
