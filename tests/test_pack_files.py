"""Pack files: one by one, in folders, and together."""

from __future__ import annotations

from pathlib import Path

import pytest

from declutter.errors import PackError
from declutter.library import default_paths, pack_files
from declutter.model import Place
from declutter.packs import load_pack, load_packs
from tests.strategies import PACKS
from tests.test_packs import HEAD, pattern, rule


def write(folder: Path, **sources: str) -> list[Path]:
    """Write packs into a folder, and return their paths."""
    for name, source in sources.items():
        (folder / f"{name}.yml").write_text(HEAD + source, encoding="utf-8")
    return [folder / f"{name}.yml" for name in sources]


def load_faults(paths: list[Path]) -> list[str]:
    """Return what is wrong with packs that are loaded together, with file names instead of paths."""
    with pytest.raises(PackError) as caught:
        load_packs(paths)
    return [str(fault).replace(f"{paths[0].parent}/", "") for fault in caught.value.faults]


def test_packs_are_loaded_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """Several good files give as many packs."""
    packs = load_packs(write(tmp_path, one=rule(), two=rule(id="b")))
    assert [(Path(pack.path).name, pack.rules[0].id) for pack in packs] == [("one.yml", "a"), ("two.yml", "b")]


def test_the_faults_of_all_files_are_reported_together(tmp_path: Path) -> None:
    """A fault in one file does not hide those of the next one."""
    paths = write(tmp_path, one=rule(covers="x"), two=rule(weight="x"), three=rule())
    assert [fault.split(" ")[0] for fault in load_faults(paths)] == ["one.yml:12:13:", "two.yml:12:13:"]


@pytest.mark.parametrize(
    ("one", "two", "fault"),
    [
        (rule(), rule(id="b") + rule(), "two.yml:12:5: duplicate rule id 'a'; the other is at one.yml:6:5; rename one"),
        (rule() + rule(), "  []\n", "one.yml:12:5: duplicate rule id 'a'; the other is at one.yml:6:5; rename one"),
        (pattern("like {x}", uses="x"), rule(id="b"), "one.yml:6:5: rule 'a' uses 'x', which no loaded rule captures"),
    ],
    ids=["ids of two files", "ids of one file", "a name"],
)
def test_faults_between_packs_are_found(tmp_path: Path, one: str, two: str, fault: str) -> None:
    """Two rules of one id, and a name that nothing captures, are faults of what is loaded together."""
    assert load_faults(write(tmp_path, one=one, two=two)) == [fault]


def test_a_name_may_be_captured_in_another_pack(tmp_path: Path) -> None:
    """What one pack captures another one may use."""
    one = pattern("(?<x>foobar)", capture="{x: {}}")
    assert len(load_packs(write(tmp_path, one=one, two=pattern("like {x}", id="b", uses="x")))) == 2


@pytest.mark.parametrize("name", ["missing.yml", "folder", "missing/p.yml"])
def test_a_path_that_cannot_be_read_is_a_fault_of_its_pack(tmp_path: Path, name: str) -> None:
    """A file that is not there, or no file, is named with the cause."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(PackError, match="cannot be read: ") as caught:
        load_pack(tmp_path / name)
    assert caught.value.faults[0].place == Place(str(tmp_path / name), 1, 1)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file on this system")
def test_an_endless_file_is_refused() -> None:
    """No more of a file is read than a pack may have."""
    with pytest.raises(PackError, match="is larger than"):
        load_pack(Path("/dev/zero"))


def test_a_folder_stands_for_the_packs_below_it(tmp_path: Path) -> None:
    """A folder is all its YAML files, however deep; a file is itself, whatever its name."""
    for name in ("b.yml", "en/a.yaml", "en/c.yml", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = pack_files([tmp_path, tmp_path / "notes.txt"])
    assert [path.name for path in found] == ["b.yml", "a.yaml", "c.yml", "notes.txt"]


def test_a_pack_that_is_named_twice_is_one_pack(tmp_path: Path) -> None:
    """By its folder and by itself."""
    (path,) = write(tmp_path, a=rule())
    assert pack_files([tmp_path, path, path]) == (path,)


def test_the_shipped_packs_load() -> None:
    """All packs that come with the package are without a fault, and each has rules."""
    assert [Path(pack.path) for pack in PACKS] == list(default_paths()) != []
    assert all(pack.rules for pack in PACKS)
