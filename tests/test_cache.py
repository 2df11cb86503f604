"""What is kept for the next run: what is read of it, and what is not trusted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import cache

NAME = cache.name_for("a", "b")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return the folder in which things are kept, for one test a new one that does not exist yet."""
    usual = os.environ[cache.VARIABLE]
    os.environ[cache.VARIABLE] = str(tmp_path / "new" / "cache")
    yield tmp_path / "new" / "cache"
    os.environ[cache.VARIABLE] = usual


@pytest.mark.parametrize("value", [None, 0, "é\ud800", [1, [2.5, "x"]], {"a": [True, None], "b": {}}])
def test_what_is_kept_is_read_again(folder: Path, value: object) -> None:
    """Whatever JSON can say comes back as it was."""
    assert cache.read(NAME) is None
    assert cache.write(NAME, value)
    assert cache.read(NAME) == value
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_what_is_kept_is_for_the_user_alone(folder: Path) -> None:
    """Nobody else may look into the folder that is made, or write to its files."""
    cache.write(NAME, [1])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("parts", [("a", "c"), ("b", "a"), ("ab", ""), ("a", "b", ""), ()])
def test_a_name_tells_its_parts(parts: tuple[str, ...]) -> None:
    """Other parts, or the same in another order, make another name."""
    assert cache.name_for(*parts) != NAME


def _signed(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda kept: kept[:-1],
    "one letter off": lambda kept: kept.replace(b"1", b"2"),
    "without its hash": lambda kept: kept.partition(b"\n")[2],
    "no JSON": lambda _: _signed(b"{"),
    "no text": lambda _: _signed(b"\xff\xfe"),
    "nested without end": lambda _: _signed(b"[" * 100_000),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_not_found(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    """A file that is not what was written is passed over, and written anew."""
    cache.write(NAME, ["x", 1, 11, 111])
    (folder / NAME).write_bytes(damage((folder / NAME).read_bytes()))
    assert cache.read(NAME) is None
    assert cache.write(NAME, [1])
    assert cache.read(NAME) == [1]


@given(st.binary(max_size=200))
def test_no_file_is_an_error(content: bytes) -> None:
    """Whatever lies in the folder under a name that is asked for, the answer is that nothing is kept."""
    name = cache.name_for("foreign")
    cache.write(name, [])
    (cache.cache_folder() / name).write_bytes(content)
    assert cache.read(name) is None


@pytest.mark.skipif(os.name != "posix", reason="elsewhere, rights are no bits of a mode")
@pytest.mark.parametrize("rights", [0o777, 0o770, 0o702])
def test_nothing_is_taken_from_where_others_may_write(folder: Path, rights: int) -> None:
    """A folder or a file that others can change is neither read nor written."""
    cache.write(NAME, [1])
    (folder / NAME).chmod(rights)
    assert cache.read(NAME) is None
    (folder / NAME).chmod(0o600)
    folder.chmod(rights)
    assert cache.read(NAME) is None
    assert not cache.write(NAME, [2])


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can give files away")
def test_nothing_is_taken_from_strangers(folder: Path) -> None:
    """A file that belongs to another user is not read."""
    cache.write(NAME, [1])
    os.chown(folder / NAME, 4242, 4242)
    assert cache.read(NAME) is None


@pytest.mark.parametrize("there", ["a file where the folder should be", "a file above it", "a folder for the file"])
def test_where_nothing_can_be_kept_all_goes_on(folder: Path, there: str) -> None:
    """A folder that cannot be made or written to is no error; nothing is kept then."""
    blocked = {"a file where the folder should be": folder, "a file above it": folder.parent}.get(there)
    if blocked:
        blocked.parent.mkdir(exist_ok=True)
        blocked.write_text("")
    else:
        (folder / NAME / "x").mkdir(parents=True)
    assert not cache.write(NAME, [1])
    assert cache.read(NAME) is None


def test_old_files_make_room(folder: Path) -> None:
    """Only so many files are kept: those that were written or read last."""
    names = [cache.name_for(str(at)) for at in range(cache.MOST_FILES)]
    for at, name in enumerate(names):
        cache.write(name, at)
        os.utime(folder / name, (at, at))
    assert cache.read(names[0]) == 0
    cache.write(NAME, [1])
    assert {path.name for path in folder.iterdir()} == {names[0], *names[2:], NAME}


def test_files_of_others_stay(folder: Path) -> None:
    """Whoever names a folder of his own loses none of his files."""
    cache.write(NAME, [1])
    for at in range(cache.MOST_FILES + 3):
        (folder / f"chapter {at}.txt").touch()
    (folder / "more").mkdir()
    cache.write(NAME, [2])
    assert len(list(folder.iterdir())) == cache.MOST_FILES + 5


def test_without_the_variable_things_are_kept_where_the_system_keeps_them() -> None:
    """The folder of caches of the user holds one for this program."""
    usual = os.environ.pop(cache.VARIABLE)
    folder = cache.cache_folder()
    os.environ[cache.VARIABLE] = usual
    assert folder.name == "declutter"
    assert folder.is_absolute()
