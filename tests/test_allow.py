"""The user's allow list: reading it, and what it speaks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from declutter import Cleaner
from declutter.allow import Allowance, load_allowances
from declutter.errors import PackError
from declutter.matchers.base import Folded
from tests.strategies import PARAGRAPHS

LIST = r"""
allow:
  - phrase: [the harbour newsletter, the harbour gazette]
    reason: Our articles are about them.
  - line: leave a reply
    reason: A column of ours has this name.
  - pattern: '^chapter \d+ of \d+$'
    reason: It is how our books are counted.
"""


def _load(folder: Path, source: str) -> tuple[Allowance, ...]:
    path = folder / "allow.yml"
    path.write_text(source, encoding="utf-8")
    return load_allowances(path)


def _faults(folder: Path, source: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        _load(folder, source)
    return [str(fault).replace(str(folder), "") for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Sign up for The Harbour Newsletter today!", [0]),
        ("The harbour newsletters", []),
        ("» LEAVE A REPLY «", [1]),
        ("Leave a reply to the harbour gazette", [0]),
        ("Chapter 3 of 12", [2]),
        ("Now in chapter 3 of 12", []),
        ("Subscribe", []),
    ],
)
def test_an_entry_speaks_for_what_its_matcher_finds(tmp_path: Path, text: str, speakers: list[int]) -> None:
    """Entries are lines, phrases and patterns, as in rules."""
    entries = _load(tmp_path, LIST)
    assert [at for at, entry in enumerate(entries) if entry.covers(Folded(text))] == speakers


def test_what_takes_too_long_to_tell_stays(tmp_path: Path) -> None:
    """A pattern that has to be stopped may speak for the text, and what must stay is not dropped on a guess."""
    (entry,) = _load(tmp_path, "allow: [{pattern: ['(a|aa)+b'], reason: It is ours.}]")
    assert entry.covers(Folded("a" * 60))


def test_an_entry_is_known_by_its_line(tmp_path: Path) -> None:
    """Reports name the line of the list on which the entry stands, and its reason."""
    first, second, _ = _load(tmp_path, LIST)
    assert (first.name, first.reason) == ("allow:3", "Our articles are about them.")
    assert (second.name, str(second.place)) == ("allow:5", f"{tmp_path / 'allow.yml'}:5:5")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "/allow.yml:1:1: "),
        ("allow: [}", "/allow.yml:1:"),
        ("allow:\n  - phrase: a b\n", "/allow.yml:2:5: the key 'reason' is missing"),
        ("allow:\n  - reason: a\n", "/allow.yml:2:5: an entry needs exactly one of line, phrase, pattern; it has none"),
        ("allow:\n  - {line: a, phrase: b, reason: c}\n", "/allow.yml:2:5: an entry needs exactly one"),
        ("allow:\n  - phrase: a\n    reson: b\n", "/allow.yml:3:5: unknown key 'reson'; did you mean 'reason'?"),
        ("allow:\n  - pattern: '(a'\n    reason: b\n", "/allow.yml:2:5: the pattern "),
        ("permit: []\n", "/allow.yml:1:1: unknown key 'permit'"),
        ("allow:\n  - line: '***'\n    reason: b\n", "/allow.yml:2:5: "),
        ('allow:\n  - phrase: "\\u200b"\n    reason: b\n', "/allow.yml:2:5: "),
    ],
)
def test_a_faulty_list_is_refused_with_the_place(tmp_path: Path, source: str, fault: str) -> None:
    """Each fault says where it is and what is wrong."""
    assert any(each.startswith(fault) for each in _faults(tmp_path, source))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """A list with three faults is refused with three."""
    faults = _faults(tmp_path, "allow:\n  - phrase: a\n  - reason: b\n  - pattern: '*'\n    reason: c\n")
    assert [fault.split(":")[1] for fault in faults] == ["2", "3", "4"]


def test_a_missing_list_is_a_fault_of_its_path(tmp_path: Path) -> None:
    """A list that is not there is refused with its name and the cause."""
    with pytest.raises(PackError, match=r"none\.yml:1:1: cannot be read: No such file"):
        load_allowances(tmp_path / "none.yml")


def test_an_entry_reads_what_rules_read(tmp_path: Path) -> None:
    """The marks of a heading or of a list entry are none of its words."""
    (tmp_path / "allow.yml").write_text("allow: [{pattern: '^share this', reason: It is ours.}]", encoding="utf-8")
    text = f"{PARAGRAPHS[0]}\n\n## Share this\n\n{PARAGRAPHS[1]}\n\n- Share this page\n"
    assert Cleaner(weights=None, allow=tmp_path / "allow.yml").clean(text, format="markdown").text == text
