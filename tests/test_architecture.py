"""The arrow of imports: a module imports only from rows below it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "declutter"
ROWS: list[set[str]] = [
    {"arrays", "chain", "model"},
    {"errors", "peers", "signs", "sites", "wording"},
    {"cache", "codec", "folding", "language", "policies", "sentences", "yamltree"},
    {"segment", "matchers", "assemble", "source"},
    {"measures", "rounds"},
    {"names", "packs", "allow", "index"},
    {"scan"},
    {"match"},
    {"weigh", "library"},
    {"columns", "trees"},
    {"finer", "web"},
    {"segmenter"},
    {"reasons"},
    {"closer_look"},
    {"second_look"},
    {"judge"},
    {"engine"},
    {"render"},
    {"cases", "corpus", "evaluate", "lint", "site_config"},
    {"adapters", "learn_pages", "learn_wording", "mining", "transplant"},
    {"learn"},
    {"workbench"},
    {"cli"},
]
"""From the ground up; each module may import what stands in rows below its own, and its own package."""
HEIGHT = {name: height for height, row in enumerate(ROWS) for name in row}
STRANGERS = ("segment", "match", "judge", "assemble")
FILES = sorted(path for path in SOURCE.rglob("*.py") if path.parent != SOURCE or path.stem not in ("__init__", "__main__"))


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def _imports(path: Path, *, for_types: bool = True) -> set[str]:
    """Return the rooms that a file imports from at its top; with or without what it imports for annotations alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = [each for node in tree.body if isinstance(node, ast.If) for each in node.body] if for_types else []
    nodes = [node for node in (*tree.body, *guarded) if isinstance(node, ast.ImportFrom)]
    ours = [node for node in nodes if (node.module or "").split(".")[0] == "declutter"]
    deep = {(node.module or "").split(".")[1] for node in ours if "." in (node.module or "")}
    return deep | {alias.name for node in ours if node.module == "declutter" for alias in node.names if alias.name in HEIGHT}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_import_from_rows_below(path: Path) -> None:
    """Each module imports from lower rows alone, or from its own package."""
    room = _room(path)
    assert [name for name in _imports(path, for_types=False) - {room} if HEIGHT[name] >= HEIGHT[room]] == []


def test_every_module_has_a_row() -> None:
    """No module stands outside of the table."""
    assert {_room(path) for path in FILES} == set(HEIGHT)


def test_the_four_stages_do_not_know_each_other() -> None:
    """Segmenting, matching, judging and assembling run in the engine alone; they may name each other's types."""
    for room in STRANGERS:
        known = set().union(*(_imports(path, for_types=False) for path in FILES if _room(path) == room))
        assert known & (set(STRANGERS) - {room}) == set()


def test_no_module_is_a_drawer() -> None:
    """No module has a name that says nothing."""
    assert not {path.stem for path in FILES} & {"utils", "helpers", "common", "misc", "base_utils"}
