"""Packs that mean harm: none hangs the engine, takes its memory or loses a document, and each is named in the report."""

from __future__ import annotations

import json
from pathlib import Path
from time import thread_time

import pytest

from declutter import Cleaner, PackError

HEAD = "pack: tiny\nlanguage: en\nversion: 1\nabout: Rules of a test.\nrules:\n"
REST = "why: It is so., hits: [a, b], misses: [c, d]"
STORY = "The keeper of the lighthouse had not been seen since the storm, and nobody in the village knew where he was.\n"
A, WORDS, MARKS = "home" + "a" * 60, "home " + "word " * 400, "home" + "-" * 4_000 + "x"
ENDLESS = {
    "a choice of the same": ("home(?:a|a)*!", A),
    "a choice of overlaps": ("home(?:a|aa)+!", A),
    "overlapping classes": (r"home(?:[a-z]|[a-z\d])+!", A),
    "counted repeats of repeats": ("home(?:a{1,20}){1,20}!", A),
    "many dots": ("home.*.*.*.*=", WORDS * 3),
    "marks upon marks": ("home(?:-+-+)+y", MARKS),
    "a look behind": ("(?<=b(?:a|aa)+)!home", "a" * 5_000 + "!home"),
    "recursion": ("home(?P<x>a(?&x)?a|a)+!", A),
    "recursion without end": ("home(?P<x>(?&x)?a)", A),
    "wrong letters allowed": ("home(?:abcdefghijklmnopqrst){e<=17}", "home" + "tsrqponmlkjihgfedcba" * 40),
    "the best of wrong letters": ("(?b)home(?:(?:a+)+!){e<=5}", A),
}
"""Patterns that take time without end, and text that lets them try."""
TAMED = {
    "nested repeats": ("home(?:a+)+!", A),
    "three deep": ("home(?:(?:a+)+)+!", A),
    "optional and then all": (f"home{'a?' * 30}{'a' * 30}!", A[:34]),
    "a reference back": (r"home(a+)+(?:\1)+!", A),
    "words in words": (r"home (?:\w+\s?)*!", WORDS),
    "words of words": (r"home (?:(?:\w+ )+)+!", WORDS),
    "repeats of a look ahead": ("home(?=(?:a+)+!)", A),
}
"""Patterns that other engines never come back from, and that `regex` sees through."""
REFUSED = {
    "repeats that come to a billion": "home(?:(?:a{1000}){1000}){1000}",
    "a thousand brackets": "home" + "(?:a" * 1_000 + ")" * 1_000,
    "a thousand alternatives in brackets": "home(?:" + "|".join(["(?:ab)"] * 1_000) + ")",
    "a bracket that stays open": "home(?:a",
    "a name that is not there": "home(?&nobody)",
}
"""Patterns that are refused before anything is compiled."""


def _pack(folder: Path, *patterns: str) -> Path:
    file = folder / "tiny.yml"
    rows = (f"  - {{id: r{at}, label: promo, pattern: {json.dumps(each)}, {REST}}}\n" for at, each in enumerate(patterns))
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    return file


@pytest.mark.parametrize(("pattern", "text"), [*ENDLESS.values(), *TAMED.values()], ids=[*ENDLESS, *TAMED])
def test_a_pattern_without_end_is_stopped_and_named(pattern: str, text: str, tmp_path: Path) -> None:
    """It takes less than a second, the document stays as it was, and the report names a rule that had to be stopped."""
    cleaner = Cleaner([_pack(tmp_path, pattern)], default_packs=False)
    start = thread_time()
    report = cleaner.clean(f"{STORY}!= {text}\n{STORY}")
    assert thread_time() - start < 1
    assert report.text == report.document.text
    assert len(report.notes) == (pattern in dict(ENDLESS.values()))


@pytest.mark.parametrize("pattern", REFUSED.values(), ids=REFUSED)
def test_a_pattern_that_would_take_all_memory_is_refused(pattern: str, tmp_path: Path) -> None:
    """The fault names the file and the place, and nothing is compiled."""
    with pytest.raises(PackError, match=r"tiny\.yml:6:"):
        Cleaner([_pack(tmp_path, pattern)], default_packs=False)


def test_a_hundred_patterns_without_end_are_soon_through(tmp_path: Path) -> None:
    """The more of them had to be stopped, the less time the next one gets."""
    patterns = [f"home(?:a|a)*a{{0,{at}}}!" for at in range(100)]
    cleaner = Cleaner([_pack(tmp_path, *patterns)], default_packs=False)
    start = thread_time()
    assert len(cleaner.clean(f"{STORY}! {A}").notes) == 100
    assert thread_time() - start < 2


def test_a_pattern_that_is_slow_everywhere_is_stopped(tmp_path: Path) -> None:
    """What never runs out of time, and takes most of it in each of many blocks, is set aside too."""
    cleaner = Cleaner([_pack(tmp_path, "home(?:a|a)*!")], default_packs=False)
    lines = "".join(f"! home{'a' * 15}{at}\n" for at in range(2_000))
    start = thread_time()
    assert cleaner.clean(lines).notes
    assert thread_time() - start < 1


def test_a_pattern_in_unless_without_end_keeps_what_it_is_about(tmp_path: Path) -> None:
    """Where it cannot be told whether an exception holds, nothing goes."""
    file = tmp_path / "tiny.yml"
    file.write_text(
        f"{HEAD}  - {{id: r0, label: promo, phrase: home, unless: {{pattern: '(?:a|a)+!'}}, {REST}}}\n", encoding="utf-8"
    )
    report = Cleaner([file], default_packs=False).clean(STORY + "home " + "a" * 60)
    assert (report.dropped, report.notes) == ((), ("The rule r0 took too long and was set aside.",))


@pytest.mark.parametrize("pattern", [r"home (?:\w+\s?)*!", "home.*x", "[a-z]{2}", r"home \w+"])
def test_of_strangers_only_bounded_patterns_are_taken(pattern: str, tmp_path: Path) -> None:
    """In the strict mode a pattern needs bounds and a literal, and the fault says how to write it."""
    with pytest.raises(PackError, match="a stranger's must"):
        Cleaner([_pack(tmp_path, pattern)], default_packs=False, strict_packs=True)


def test_a_bounded_pattern_of_a_stranger_is_taken(tmp_path: Path) -> None:
    """What has bounds does its work."""
    cleaner = Cleaner([_pack(tmp_path, r"^home \w{1,20}$")], default_packs=False, strict_packs=True)
    assert cleaner.clean(STORY * 5 + "home alone").dropped
