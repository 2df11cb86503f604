"""Mining: what is found on made corpora, what is left alone, and what the proposals are like."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import Cleaner, InputError
from declutter.cases import matches, run_cases
from declutter.corpus import Columns
from declutter.lint import lint
from declutter.mining import Proposal, Thresholds, mine
from declutter.mining.counting import Unit
from declutter.mining.reading import Corpus, site_of
from declutter.mining.selecting import Candidate
from declutter.mining.separating import rule_of
from declutter.mining.templates import DATE, NAME, NUMBER, Template, keys_of, narrowed
from declutter.model import Label
from declutter.packs import parse_pack
from tests.corpora import HEADINGS, SITES, Made, article, corpus, dressed, write
from tests.corpus_files import kinds, rows

DOCUMENTS = corpus(200, is_dressed=True)


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Proposal]:
    """Mine five sites of 200 articles, dressed with boilerplate that no pack knows."""
    path = write(DOCUMENTS, tmp_path_factory.mktemp("corpus") / "all.jsonl")
    return {proposal.site: proposal for proposal in mine([path])}


@pytest.fixture(scope="module")
def cleaner(mined: dict[str, Proposal], tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    """Clean with the proposals, and nothing else."""
    folder = tmp_path_factory.mktemp("packs")
    for proposal in mined.values():
        (folder / f"{proposal.site}.yml").write_text(proposal.text, encoding="utf-8")
    return Cleaner([folder], default_packs=False)


def texts(proposals: dict[str, Proposal]) -> Sequence[tuple[bytes, str]]:
    """Return the packs with their names."""
    return [(proposal.text.encode(), f"{site}.yml") for site, proposal in proposals.items()]


def test_almost_all_boilerplate_is_found(cleaner: Cleaner) -> None:
    """At least 95 of 100 blocks of what sites put around and into their articles go by the proposals."""
    found = total = 0
    for document in DOCUMENTS:
        gone = {drop.text for drop in cleaner.clean(document.text, url=document.url).dropped}
        boilerplate = [text for text, is_boilerplate in document.blocks if is_boilerplate]
        found += sum(text in gone for text in boilerplate)
        total += len(boilerplate)
    assert found >= 0.95 * total


def test_nothing_of_an_article_is_proposed(cleaner: Cleaner) -> None:
    """What stands in the article of any document stays, headings that return in many of them too."""
    for document in DOCUMENTS:
        kept = [text for text in cleaner.clean(document.text, url=document.url).text.split("\n\n") if text.strip()]
        assert [text.strip() for text in kept if text.strip() in document.article] == document.article


def test_proposals_stay_on_their_site(mined: dict[str, Proposal], cleaner: Cleaner) -> None:
    """Each site gets a pack of its own, which is used on its documents alone."""
    assert sorted(mined) == sorted(SITES)
    [document, *_] = DOCUMENTS
    assert cleaner.clean(document.text, url="https://elsewhere.example").text == document.text
    assert cleaner.clean(document.text, url=document.url).text != document.text


def test_proposals_are_good_packs(mined: dict[str, Proposal]) -> None:
    """Proposals load, pass their own tests, and leave nothing to say."""
    packs = [parse_pack(text, name) for text, name in texts(mined)]
    assert [*run_cases(packs), *lint(packs)] == []


def test_examples_come_from_the_corpus(mined: dict[str, Proposal]) -> None:
    """Hits are blocks of the corpus, in capitals where there is but one form; misses are blocks that must stay."""
    blocks = {text for document in DOCUMENTS for text, _ in document.blocks}
    articles = {text for document in DOCUMENTS for text in document.article}
    for text, name in texts(mined):
        for rule in parse_pack(text, name).rules:
            assert rule.hits[0] in blocks
            assert set(rule.hits) <= blocks | {hit.upper() for hit in blocks}
            assert set(rule.misses) <= articles


def test_support_stands_beside_each_entry(mined: dict[str, Proposal]) -> None:
    """A person reads on how many documents a block stands, and what else returns and is left out."""
    text = mined["kettle.example"].text
    assert '- "ropewalk #" # 200\n' in text
    assert "on 200 of 200 documents of kettle.example." in text
    assert all(f"#   {heading}\n" in text for heading in HEADINGS)


def test_the_same_corpus_gives_the_same_bytes(mined: dict[str, Proposal], tmp_path: Path) -> None:
    """A second run over the same documents proposes the same, to the letter."""
    again = mine([write(DOCUMENTS, tmp_path / "again.jsonl")])
    assert [each.fingerprint for each in again] == [each.fingerprint for each in mined.values()]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_corpus_without_boilerplate_gives_nothing(tmp_path: Path, seed: int) -> None:
    """Where nothing but headings of articles returns, nothing is proposed."""
    assert list(mine([write(corpus(100, is_dressed=False, seed=seed), tmp_path / "plain.jsonl")])) == []


def test_versions_of_one_article_are_no_boilerplate(tmp_path: Path) -> None:
    """An article that stands at twelve addresses returns in all of its paragraphs, and is one article."""
    chance = random.Random(3)  # noqa: S311
    parts = [article(chance) for _ in range(40)] + [article(chance)] * 12
    documents = [Made(f"https://a.example/{at}", each, [(text, False) for text in each]) for at, each in enumerate(parts)]
    assert list(mine([write(documents, tmp_path / "versions.jsonl")])) == []


def test_a_heading_that_opens_articles_without_a_title_is_left_alone(tmp_path: Path) -> None:
    """A line right before the first paragraph is a heading, unless it stands on almost all pages."""
    chance = random.Random(4)  # noqa: S311
    parts = [["In short"] * (at % 2) + article(chance)[1:] for at in range(60)]
    documents = [Made(f"https://a.example/{at}", each, [(text, False) for text in each]) for at, each in enumerate(parts)]
    assert list(mine([write(documents, tmp_path / "untitled.jsonl")])) == []


@pytest.mark.parametrize(
    ("line", "is_proposed"),
    [("— the crier comes by —", True), ("the crier comes by", True), ("» The crier", True), ("The crier comes by", False)],
)
def test_a_line_inside_of_articles_goes_if_no_heading_is_written_so(tmp_path: Path, line: str, is_proposed: bool) -> None:
    """What stands before a paragraph on each page may be a heading, but for lines with signs around or a small first letter."""
    chance = random.Random(8)  # noqa: S311
    documents = []
    for at in range(30):
        parts = article(chance)
        blocks = [(text, False) for text in [*parts[:2], line, *parts[2:]]]
        documents.append(Made(f"https://a.example/{at}", parts, blocks))
    assert len(list(mine([write(documents, tmp_path / "inside.jsonl")]))) == is_proposed


def test_what_the_packs_know_is_not_proposed(tmp_path: Path) -> None:
    """What the shipped packs drop by themselves needs no rule, and is told."""
    chance = random.Random(5)  # noqa: S311
    documents = []
    for at in range(30):
        parts = article(chance)
        blocks = [*dressed(parts, "Kettle Gazette", chance), ("Leave a Reply", True)]
        documents.append(Made(f"https://a.example/{at}", parts, blocks))
    [proposal] = mine([write(documents, tmp_path / "known.jsonl")])
    assert "left out: the shipped packs drop them\n#   Leave a Reply\n" in proposal.text
    assert '"leave a reply"' not in proposal.text


def test_bylines_are_left_alone(tmp_path: Path) -> None:
    """Who wrote an article and when is no boilerplate, though its form returns on every page."""
    chance = random.Random(6)  # noqa: S311
    documents = []
    for at in range(40):
        title, *parts = article(chance)
        byline = f"By {chance.choice(['Ada', 'Bram', 'Cleo', 'Dov'])} {chance.choice(['Venn', 'Quill', 'Marsh'])}"
        blocks = [(text, False) for text in [title, byline, f"March {at % 28 + 1}, 2021", *parts]]
        documents.append(Made(f"https://a.example/{at}", parts, blocks))
    assert list(mine([write(documents, tmp_path / "bylines.jsonl")])) == []


def test_how_often_is_for_the_person_to_say(tmp_path: Path) -> None:
    """A higher share leaves out what stands on some pages alone."""
    path = write(corpus(60, is_dressed=True), tmp_path / "all.jsonl")
    often = {proposal.site: proposal.text for proposal in mine([path], Thresholds(share=0.5))}
    assert all("Tonight the reading room" not in text for text in often.values())


@pytest.mark.parametrize(
    ("text", "exact", "loose"),
    [
        ("Home", "home", NAME),
        ("» 1,204 comments (3)", f"{NUMBER} comments ({NUMBER}", ""),
        ("By Ada Venn on 3 May 2024", f"by ada venn on {DATE}", f"{NAME} {NAME} on {DATE}"),
        ("Stand: 5. Januar 2024.", f"stand: {DATE}", f"{NAME}: {DATE}"),
        ("publicado el 5 de enero de 2024", f"publicado el {DATE}", ""),
        ("2024-03-05", "", ""),
        ("12 / 34", "", ""),
        ("", "", ""),
    ],
)
def test_blocks_are_counted_without_numbers_and_dates(text: str, exact: str, loose: str) -> None:
    """Numbers and dates are holes; in the loose form, capitalised words are too."""
    keys = keys_of(text)
    assert keys.exact == exact
    assert keys.loose.replace(f"{NAME} {NAME}", NAME) == loose.replace(f"{NAME} {NAME}", NAME)


def test_a_hole_stays_where_the_words_differ() -> None:
    """What is the same in all samples is a word of the template."""
    samples = ["Ada Venn tends the desk of Kettle Gazette", "Bram Quill tends the desk of Kettle Gazette"]
    assert narrowed(samples) == Template(f"{NAME} tends the desk of kettle gazette")


PARTS = ["Pier", "Lantern & Loom", "naïve", "it’s", "(12)", "1,204", "3 May 2024", "[x]", "C++", "a|b", "$5.00", "…", "#7"]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=20))
def test_a_template_matches_what_it_was_made_of(parts: list[str]) -> None:
    """The rule of a template matches the block that it was made of, whatever signs stand in it."""
    text = " ".join(["Harbour", *parts, "bell"])
    template = Template(keys_of(text).exact)
    unit = Unit(1, template.text, 5, 1.0, 1.0, 1.0, 1.0, 0.0, (text,))
    assert matches(rule_of(Candidate(unit, template, Label.OTHER), "rule"), text)


def test_folders_of_text_are_read_by_site(tmp_path: Path) -> None:
    """A folder that is called after a host holds its documents; others have no site."""
    (tmp_path / "a.example").mkdir()
    (tmp_path / "a.example" / "x.txt").write_text("One.", encoding="utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "y.md").write_text("Two.", encoding="utf-8")
    assert [site_of(document) for document in Corpus((str(tmp_path),)).documents()] == ["a.example", ""]
    assert [document.text for document in Corpus((str(tmp_path),), "a.example").documents()] == ["One."]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"text": "x"}\n{"text": 3}\n', "a.jsonl, line 2: the text is int and no text"),
        ("a.jsonl", '{"text": "x"}\n\n[}\n', "a.jsonl, line 3: not a JSON object"),
        ("a.jsonl", '{"text": "x"}\n{"body": "x"}\n', "a.jsonl, line 2: there is no 'text' on the line; there are body"),
        ("a.csv", "body\nx\n", "there is no column 'text'; there are body; say which (--text-column, Columns(text=...))"),
        ("a.csv", "text\nx\nx,y\n", "a.csv, row 2: 2 fields where the first line names 1 (line 3): x,y"),
        ("a.txt", b"\x00\x01\xff", "a.txt: byte 0 is NUL, as in binary files; extract the text first, or pass --errors replace"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}\n', mtime=0)[:-9], "a.jsonl.gz: Truncated"),
        ("a.jsonl", '{"text": "<html><p>x</p></html>"}\n', "a.jsonl, line 1: is HTML"),
        ("a.html", "<html><p>x</p></html>\n", "a.html: is HTML"),
        ("a.jsonl", b'{"text": "\xff"}\n', "a.jsonl, line 1: byte 10 of the line is not UTF-8"),
    ],
)
def test_what_is_no_document_is_told(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    """A file that holds no documents is named, with the line and the way out."""
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=re.escape(message)):
        list(mine([tmp_path / name]))


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    """A folder without documents is an error, not an empty answer."""
    with pytest.raises(InputError, match="nothing to read here"):
        list(mine([tmp_path]))


def test_a_text_that_is_null_is_passed_over(tmp_path: Path) -> None:
    """Corpora hold rows without a text, and the others are mined all the same."""
    (tmp_path / "a.jsonl").write_text('{"text": null}\n{"text": "One.", "url": "https://a.example/"}\n', encoding="utf-8")
    assert [document.text for document in Corpus((str(tmp_path / "a.jsonl"),)).documents()] == ["One."]


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst", "csv", "csv.gz", "parquet"])
def test_all_is_read_that_can_be_cleaned(tmp_path: Path, ending: str) -> None:
    """Whatever form a corpus has, its documents are the same, and so is what is proposed."""
    columns = Columns("text", url="id")
    [path] = [path for name, path in kinds(tmp_path).items() if name == ending]
    found = list(Corpus((str(path),), columns=columns).documents())
    assert [(each.url, each.text) for each in found] == [(row["id"], row["text"]) for row in rows(100)]


def test_pages_among_the_texts_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    """One that is named is refused; a folder often holds pages beside what was made of them."""
    (tmp_path / "a.html").write_text("<html><p>x</p></html>", encoding="utf-8")
    (tmp_path / "a.txt").write_text("One.", encoding="utf-8")
    assert [document.text for document in Corpus((str(tmp_path),)).documents()] == ["One."]


def test_bytes_that_are_no_text_are_replaced_where_that_is_said(tmp_path: Path) -> None:
    """The way out that messages name is there."""
    (tmp_path / "a.txt").write_bytes("Frühe Größe ".encode() + b"\xe9")
    assert [document.text[-1] for document in Corpus((str(tmp_path),), errors="replace").documents()] == ["\ufffd"]
