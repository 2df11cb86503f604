"""Keep what was worked out for the next run, where nobody else can have put it.

What is kept is JSON; nothing in it is run but the byte code of patterns, by `regex`, which does not look whether it is sound.
So each file carries the hash of its content, and its name carries the hash of all that it was made from: a file that is
stale, foreign or damaged is simply not found. The folder must belong to the user (or to root, for images that are built
once) and must not be open to others; otherwise nothing is read from it or written to it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

VARIABLE = "DECLUTTER_CACHE"
"""The environment variable that names another folder."""

MOST_FILES = 64
_NAME = re.compile(r"[0-9a-f]{40}|\.new-\w+")
"""The names of what is kept: other files in the folder are somebody else's."""


def cache_folder() -> Path:
    """Return the folder in which things are kept."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("declutter", appauthor=False)


def name_for(*parts: str) -> str:
    """Return a name that changes as soon as one of the parts does."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def fingerprint(path: Path) -> str:
    """Return the hash of a file; one that cannot be read has none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


@lru_cache(maxsize=1)
def maker() -> str:
    """Return what makes all that is kept, to the letter: the code of this package, `regex` and Python."""
    import regex

    here = Path(__file__).parent
    code = map(fingerprint, sorted([*here.glob("*.py"), *here.glob("matchers/*.py")]))
    return " ".join([sys.version, str(regex.__version__), *code])


def read(name: str) -> Any:
    """Return what was kept under a name, None where there is nothing that can be trusted."""
    folder = cache_folder()
    try:
        if not (_is_ours(folder) and _is_ours(folder / name)):
            return None
        digest, _, content = (folder / name).read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != digest:
            return None
        with contextlib.suppress(OSError):  # it may be root's
            (folder / name).touch()
        return _parse(content)
    except (OSError, ValueError, RecursionError):
        return None


def _parse(content: bytes) -> Any:
    """Parse what was kept; only the slower parser knows halves of surrogate pairs."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return json.loads(content)


def write(name: str, value: Any) -> bool:
    """Keep a value under a name; say whether that could be done."""
    folder = cache_folder()
    content = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(content).hexdigest().encode()
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_ours(folder):
            _replace(folder / name, digest + b"\n" + content)
            _prune(folder)
            return True
    return False


def _prune(folder: Path) -> None:
    """Take away the files that nobody has read for longest: they were made of packs that have changed since."""
    ours = (file for file in folder.iterdir() if _NAME.fullmatch(file.name) and file.is_file())
    for file in sorted(ours, key=lambda file: file.stat().st_mtime_ns)[:-MOST_FILES]:
        file.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _is_ours(path: Path) -> bool:
    """Say whether a file or folder belongs to the user or to root, and nobody else may write to it."""
    status = path.stat()
    if os.name != "posix":
        return True
    open_to_others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return status.st_uid in (os.getuid(), 0) and not open_to_others
