"""Rule packs by language, read once and kept."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from declutter import Cleaner, OutputError, PackError, cache
from declutter.library import Library, default_paths
from declutter.measures import Layout
from declutter.packs import load_pack
from declutter.scan import Aside
from declutter.segment.text import segment_text

HEAD = "pack: {name}\nlanguage: {language}\nversion: 3\nabout: Rules of a test.\nrules:\n"
RULE = "  - {{id: {name}, label: nav, line: {line}, why: It is so., hits: [a, b], misses: [c, d]}}\n"
PROSE = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was."
TEXT = f"Home\n\n{PROSE}\n\nHeim\n\n{PROSE}\n"
WITHOUT_HOME, WITHOUT_HEIM = TEXT.replace("Home\n\n", ""), TEXT.replace("Heim\n\n", "")


def _pack(folder: Path, name: str, language: str = "en", line: str = "home") -> Path:
    path = folder / f"{name}.yml"
    path.write_text((HEAD + RULE).format(name=name, language=language, line=line), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder for packs, while what is made of them is kept in a new place."""
    usual = os.environ[cache.VARIABLE]
    os.environ[cache.VARIABLE] = str(tmp_path / "cache")
    yield tmp_path
    os.environ[cache.VARIABLE] = usual


def _heard(library: Library, language: str) -> list[str]:
    """Return the ids of the rules that see something in a text which all of them know."""
    rules = library.rules(language)
    readings = [reading for _, reading in rules.read(Layout(segment_text("home")), Aside())]
    return sorted(rules[number].rule.id for reading in readings for number in reading.pointed)


@pytest.mark.parametrize(
    ("language", "heard"),
    [
        ("en", ["all", "english"]),
        ("de", ["all", "english", "german"]),
        ("fr", ["all", "english"]),
        ("und", ["all", "english"]),
    ],
)
def test_each_language_has_its_rules(folder: Path, language: str, heard: list[str]) -> None:
    """A document is asked by the packs of its language, the English ones, and those for any language."""
    packs = [_pack(folder, "all", "any"), _pack(folder, "english"), _pack(folder, "german", "de")]
    assert _heard(Library(packs), language) == heard


@pytest.mark.parametrize("language", ["de", "en", "und"])
def test_packs_of_one_language_are_asked_about_everything(folder: Path, language: str) -> None:
    """Where there is nothing to choose from, nothing is chosen."""
    assert _heard(Library([_pack(folder, "all", "any"), _pack(folder, "german", "de")]), language) == ["all", "german"]


def test_packs_in_the_making_add_up(folder: Path) -> None:
    """What is put beside a library is asked as if it had been there, also beside what was put there before."""
    german = Library([_pack(folder, "german", "de")])
    first, second = (load_pack(_pack(folder, name, "de")) for name in ("first", "second"))
    assert _heard(german.beside([first]).beside([second]), "und") == ["first", "german", "second"]


def test_a_library_knows_its_packs_and_languages(folder: Path) -> None:
    """The packs are told in the order of their paths, and `any` is no language."""
    library = Library([_pack(folder, "german", "de"), _pack(folder, "all", "any")])
    assert [(pack.name, pack.language, pack.version) for pack in library.packs] == [("german", "de", 3), ("all", "any", 3)]
    assert (library.speaks("de"), library.speaks("any"), library.speaks("en")) == (True, False, False)


def test_rules_are_compiled_once(folder: Path) -> None:
    """Languages that are asked by the same packs share their rules."""
    library = Library([_pack(folder, "english"), _pack(folder, "german", "de")])
    assert library.rules("en") is library.rules("fr")
    assert library.rules("en") is not library.rules("de")


@pytest.mark.parametrize(("languages", "sets"), [(["en"], 1), (["any"], 1), (["en", "de"], 2), (["en", "de", "fr", "any"], 3)])
def test_all_can_be_worked_out_ahead(folder: Path, languages: list[str], sets: int) -> None:
    """Compiling makes one set of rules for each choice of packs, and keeps them with the list of packs."""
    packs = [_pack(folder, f"p-{language}", language) for language in languages]
    assert Library(packs).compile() == sets
    kept = {path.name: path.stat().st_ino for path in (folder / "cache").iterdir()}
    assert len(kept) == sets + 1
    assert Library(packs).compile() == sets
    assert {path.name: path.stat().st_ino for path in (folder / "cache").iterdir()} == kept


def test_what_was_kept_gives_the_same_report(folder: Path) -> None:
    """A cleaner made of what was kept answers to the letter as one that has read its packs."""
    packs = [_pack(folder, "english"), _pack(folder, "german", "de", "heim")]
    fresh, kept = (Cleaner(packs, default_packs=False).clean(TEXT, language="de").to_json() for _ in range(2))
    assert fresh == kept
    assert '"text": "Heim"' in kept
    assert '"text": "Home"' in kept


def test_what_was_kept_is_stale_once_a_pack_changes(folder: Path) -> None:
    """A changed pack is read anew, whatever was kept of it before."""
    path = _pack(folder, "english")
    assert Cleaner([path], default_packs=False).clean(TEXT).text == WITHOUT_HOME
    _pack(folder, "english", line="heim")
    assert Cleaner([path], default_packs=False).clean(TEXT).text == WITHOUT_HEIM


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff" * 9, b'{"rules": []}'])
def test_damage_to_what_was_kept_changes_no_answer(folder: Path, content: bytes) -> None:
    """Packs are read again where what was kept of them cannot be used."""
    path = _pack(folder, "english")
    usual = Cleaner([path], default_packs=False).clean(TEXT)
    for kept in (folder / "cache").iterdir():
        kept.write_bytes(content)
    assert Cleaner([path], default_packs=False).clean(TEXT) == usual


def test_packs_serve_where_nothing_can_be_kept(folder: Path) -> None:
    """A file where the folder should be costs time, and no answer."""
    (folder / "cache").write_text("")
    assert Cleaner([_pack(folder, "english")], default_packs=False).clean(TEXT).text == WITHOUT_HOME


def test_what_cannot_be_kept_is_not_said_to_be(folder: Path) -> None:
    """Who works all out ahead has to know that it was for nothing."""
    (folder / "cache").write_text("")
    with pytest.raises(OutputError, match="cache: nothing can be kept here; it takes a folder of your own"):
        Library([_pack(folder, "english")]).compile()


def test_a_faulty_pack_is_told_at_once(folder: Path) -> None:
    """A pack that is broken or missing is refused when the library is made, and each time again."""
    path = _pack(folder, "english")
    path.write_text("pack: x", encoding="utf-8")
    for paths in ([path], [path], [folder / "none.yml"]):
        with pytest.raises(PackError):
            Library(paths)


def test_a_pack_beside_the_shipped_ones_may_not_take_their_names(tmp_path: Path) -> None:
    """A rule with the id of a shipped one is told with both places, whatever is kept."""
    shipped = Library(default_paths()).known.rules["share-this"]
    path = _pack(tmp_path, "mine")
    path.write_text(path.read_text().replace("id: mine", "id: share-this"))
    with pytest.raises(PackError, match=re.escape(f"mine.yml:6:5: duplicate rule id 'share-this'; the other is at {shipped}")):
        Library([*default_paths(), path])


def test_a_pack_may_use_what_shipped_ones_capture(tmp_path: Path) -> None:
    """A rule that waits for a name is awake where a shipped rule captures it."""
    path = _pack(tmp_path, "mine", line="'love {brand}'")
    path.write_text(path.read_text().replace("label: nav,", "label: promo, uses: brand,"))
    assert "mine" in Library([*default_paths(), path]).known.rules


def test_the_rules_of_packs_beside_the_shipped_ones_are_all_asked(tmp_path: Path) -> None:
    """What is kept of the shipped packs and what is new make one set of rules."""
    both = Library([*default_paths(), _pack(tmp_path, "mine", line="home")])
    assert {"mine", "breadcrumb"} < set(_heard(both, "en"))
