"""The public names."""

from __future__ import annotations

import subprocess
import sys

import declutter

FACE = [
    "DROP_LABELS",
    "PROFILES",
    "Block",
    "Cleaner",
    "Cut",
    "Decision",
    "DeclutterError",
    "Document",
    "Drop",
    "Evidence",
    "Format",
    "InputError",
    "Kind",
    "Label",
    "Mark",
    "OutputError",
    "PackError",
    "PageFacts",
    "Policy",
    "Report",
    "Span",
    "clean",
    "clean_batch",
]


def test_the_public_names_are_these() -> None:
    """The names that users may rely on change only on purpose."""
    assert sorted(declutter.__all__) == sorted(FACE)


def test_every_public_name_is_there() -> None:
    """Each public name can be imported from the top."""
    assert all(getattr(declutter, name) is not None for name in FACE)


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import declutter` alone imports none of the libraries that cleaning needs."""
    heavy = {"regex", "yaml", "click", "markdown_it", "lxml", "trafilatura", "numpy", "pyarrow"}
    program = f"import declutter, sys; print(sorted({sorted(heavy)} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
