"""The documentation: it names what there is, and what it shows works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from declutter.cases import run_cases
from declutter.cli.app import app
from declutter.judge import PASSES
from declutter.lint import lint
from declutter.matchers import KINDS
from declutter.measures import MEASURES, ZONES
from declutter.model import Covers, Kind, Label, Weight
from declutter.packs import parse_pack
from declutter.policies import PROFILES

ROOT = Path(__file__).parents[1]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DEPENDENCIES = [*PROJECT["dependencies"], *(each for name in EXTRAS if name not in ("all", "dev") for each in EXTRAS[name])]
WRITING, WORKS = PAGES["docs/writing-rules.md"], PAGES["docs/how-it-works.md"]
TABLES = {
    "docs/labels.md": [*Label, *PROFILES],
    "docs/writing-rules.md": list(Weight),
    "docs/how-it-works.md": [name for name, _ in PASSES],
}
ADAPTERS = "docs/adapters.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")


def _blocks(page: str, language: str) -> list[str]:
    return [block for name, block in FENCE.findall(PAGES[page]) if name == language]


def _commands(group: click.Group, prefix: str) -> list[str]:
    """Return the commands as they are typed."""
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        below = _commands(command, f"{prefix}{name} ") if isinstance(command, click.Group) else [f"{prefix}{name}"]
        found += below
    return found


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, names in TABLES.items() for name in names])
def test_each_name_has_its_row(page: str, name: str) -> None:
    """Labels, profiles, weights and passes each have a row in a table."""
    assert re.search(rf"^ *\| `{re.escape(name)}` \|", PAGES[page], re.MULTILINE)


@pytest.mark.parametrize("name", [*KINDS, *MEASURES, *ZONES, *Kind, *Covers])
def test_each_word_of_rules_is_told(name: str) -> None:
    """Whoever writes rules finds each kind of rule, measure, zone, kind of block and reach."""
    assert f"`{name}`" in WRITING


@pytest.mark.parametrize("command", _commands(app, ""))
def test_each_command_is_in_the_readme(command: str) -> None:
    """The table of commands leaves none out."""
    *group, name = command.split()
    rows = [row for row in PAGES["README.md"].splitlines() if row.startswith("| `declutter ")]
    assert any(re.search(rf"`(?:declutter )?{' '.join([*group, name])}\b", row) for row in rows)


@pytest.mark.parametrize("dependency", DEPENDENCIES)
def test_each_dependency_has_its_reason(dependency: str) -> None:
    """What a dependency is for stands in a row of its own."""
    name = re.split(r"[<>=\[]", dependency)[0]
    assert re.search(rf"^\| `{re.escape(name)}` \| \S", WORKS, re.MULTILINE)


def test_no_dependency_is_told_that_there_is_not() -> None:
    """A row goes with its dependency."""
    told = re.findall(r"^\| `([\w-]+)` \|", WORKS.partition("## Dependencies")[2], re.MULTILINE)
    assert sorted(told) == sorted(re.split(r"[<>=\[]", each)[0] for each in DEPENDENCIES)


SHOWN = [program for page in PAGES if page != ADAPTERS for program in _blocks(page, "python") if "import " in program]


@pytest.mark.parametrize("program", SHOWN)
def test_the_programs_that_are_shown_run(program: str) -> None:
    """What the documentation shows in Python runs without a word on stderr."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("program", _blocks("docs/corpora.md", "python"))
def test_the_programs_of_corpora_run(program: str) -> None:
    """The function that every engine runs does what is shown."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("A fine paragraph about tides.\n\n", "")


@pytest.mark.parametrize("program", _blocks(ADAPTERS, "python"), ids=lambda program: program.split()[1].split(".")[0])
def test_the_programs_of_adapters_run(program: str, tmp_path: Path) -> None:
    """Each does what is shown, where its tool is installed."""
    package = program.split()[1].split(".", maxsplit=1)[0]
    if program.startswith("from "):
        pytest.importorskip(package, reason=f"the extra for {package} is not installed")
    if package == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Leave a Reply" not in done.stdout


@pytest.mark.parametrize("source", [block for block in _blocks("docs/writing-rules.md", "yaml") if block.startswith("pack:")])
def test_the_packs_that_are_shown_are_good_ones(source: str) -> None:
    """The whole examples of how to write rules load, pass their own tests, and leave nothing to say."""
    pack = parse_pack(source.encode(), "shown.yml")
    assert [*run_cases([pack]), *lint([pack])] == []


def _anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", PAGES[page], re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Each link within the project points at a file that is there, and at a heading that it has."""
    for target, anchor in LINK.findall(FENCE.sub("", PAGES[page])):
        path = (ROOT / page).parent / target if target else ROOT / page
        assert path.exists(), target
        assert not anchor or anchor in _anchors(path.resolve().relative_to(ROOT).as_posix()), anchor
