"""`declutter rules`: look at the rules, and check packs."""

from __future__ import annotations

import difflib
import json
import textwrap
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from declutter.cli.options import DEFAULT_PACKS_OPTION, PACK_OPTIONS, add_options
from declutter.cli.output import FINDINGS, check_free, replacing, say, tell
from declutter.errors import InputError
from declutter.render.rows import counted
from declutter.source import decode, read_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from declutter.model import Place, Rule, RulePack

_HEADS = ("id", "label", "weight", "covers", "language", "pack")

LIST_EXAMPLES = """
\b
Examples:
  declutter rules list
  declutter rules list --pack my-rules.yml --no-default-packs
"""
SHOW_EXAMPLES = """
\b
Examples:
  declutter rules show leave-a-reply
  declutter rules show my-rule --pack my-rules.yml
"""
CHECK_EXAMPLES = """
\b
Examples:
  declutter rules check
  declutter rules check my-rules.yml
  declutter rules check rules/

\b
Exit codes: 0 fine, 1 something to mend, 2 a pack that does not load.
"""
COMPILE_EXAMPLES = """
\b
Examples:
  declutter rules compile
  DECLUTTER_CACHE=/srv/declutter declutter rules compile --pack my-rules.yml
"""
SCHEMA_EXAMPLES = """
\b
Example:
  declutter rules schema > declutter-rules.schema.json
"""
IMPORT_EXAMPLES = """
\b
Examples:
  declutter rules import example.org.txt -o example.org.yml
  declutter rules import configs/*.txt -o sites/

\b
Exit codes: 0 done, 1 a file without a line that can be a rule, 2 nothing could be done.
"""


@click.group()
def rules() -> None:
    """Look at rules, and check rule packs."""


@rules.command("list", epilog=LIST_EXAMPLES)
@add_options(PACK_OPTIONS)
def list_rules(pack: tuple[str, ...], default_packs: bool) -> int:
    """List all rules, one a line."""
    packs = _load(pack, default_packs=default_packs)
    table = [_HEADS, *(_row(each, rule) for each in packs for rule in each.rules)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in table)
    say("\n".join(lines))
    return 0


def _row(pack: RulePack, rule: Rule) -> tuple[str, ...]:
    return rule.id, rule.label, rule.weight, rule.covers, pack.language, pack.name


@rules.command("show", epilog=SHOW_EXAMPLES)
@click.argument("rule_id", metavar="ID")
@add_options(PACK_OPTIONS)
def show_rule(rule_id: str, pack: tuple[str, ...], default_packs: bool) -> int:
    """Show one rule as it stands in its pack, or what a sign or a column of the learned weights says."""
    found = {rule.id: rule for each in _load(pack, default_packs=default_packs) for rule in each.rules}
    if rule_id not in found:
        from declutter import web
        from declutter.segmenter import SAID
        from declutter.signs import SIGNS

        said = SAID.get(rule_id) or web.WORDS.get(rule_id)
        if said or rule_id in SIGNS:
            say(f"# a column of the learned weights\n{said}" if said else f"# a sign beside the rules\n{SIGNS[rule_id]}")
            return 0
        close = difflib.get_close_matches(rule_id, found, n=1)
        way_out = f"did you mean {close[0]!r}?" if close else "declutter rules list shows all"
        raise InputError(f"no rule {rule_id!r}; {way_out}")
    place = found[rule_id].place
    say(f"# {place}\n{_source(place)}")
    return 0


def _source(place: Place) -> str:
    """Return the lines of a rule: from its first key on, all that is indented as far."""
    lines = decode(read_bytes(place.path), name=place.path).splitlines()[place.line - 1 :]
    margin = " " * (place.column - 1)
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() and not line.startswith(margin)), len(lines))
    return textwrap.dedent("\n".join(lines[:end])).rstrip()


@rules.command("check", epilog=CHECK_EXAMPLES)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@DEFAULT_PACKS_OPTION
def check_rules(paths: tuple[str, ...], default_packs: bool) -> int:
    """Run the examples of packs, and look for what could be better.

    Without a PATH, it checks the shipped packs, and counts what could be better; otherwise the packs that are named, with the
    shipped ones beside as in use, and all is told.
    """
    from declutter.cases import run_cases
    from declutter.library import default_paths, pack_files
    from declutter.lint import lint
    from declutter.packs import load_packs

    asked = pack_files(paths) or default_paths()
    known = {path.resolve() for path in asked}
    beside = [path for path in default_paths() if default_packs and path.resolve() not in known]
    loaded = load_packs((*beside, *asked), proven=beside)
    packs, others = loaded[len(beside) :], loaded[: len(beside)]
    faults = [*run_cases(packs), *lint(packs, others)]
    told = (fault for fault in faults if fault.serious or paths)
    for fault in sorted(told, key=attrgetter("place")):
        say(str(fault))
    count, serious = sum(len(pack.rules) for pack in packs), sum(fault.serious for fault in faults)
    found = f"{counted(serious, 'fault')}, {counted(len(faults) - serious, 'warning')}" if faults else "all fine"
    say(f"{counted(count, 'rule')} in {counted(len(packs), 'pack')}: {found}")
    return FINDINGS if serious else 0


@rules.command("compile", epilog=COMPILE_EXAMPLES)
@add_options(PACK_OPTIONS)
def compile_rules(pack: tuple[str, ...], default_packs: bool) -> int:
    """Work out and keep what cleaning needs of the packs, for images and clusters: then no first run is slow."""
    from declutter.cache import cache_folder
    from declutter.library import Library, default_paths, pack_files
    from declutter.segmenter import load_weights

    load_weights()
    count = Library((*(default_paths() if default_packs else ()), *pack_files(pack))).compile()
    say(f"{counted(count, 'rule set')} in {cache_folder()}")
    return 0


@rules.command("schema", epilog=SCHEMA_EXAMPLES)
def schema() -> int:
    """Print the JSON Schema of a pack, for editors."""
    from declutter import packs

    say(json.dumps(packs.schema(), indent=2))
    return 0


@rules.command("import", epilog=IMPORT_EXAMPLES)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The pack; of several FILEs, a folder.")
@click.option("--force", is_flag=True, help="Write over packs that are there.")
def import_rules(files: tuple[Path, ...], output: Path, force: bool) -> int:
    """Make experimental packs of site configurations in the ftr-site-config format (host.txt).

    Lines that strip a class or an id become rules where their words name a label; the others are counted.
    """
    from declutter.site_config import host_named, read_config

    hosts = {file: host_named(file.name.removesuffix(".txt")) for file in files}
    into_folder = len(files) > 1 or output.is_dir()
    targets = {file: output / f"{host}.yml" if into_folder else output for file, host in hosts.items()}
    _check_targets(targets.values(), force=force)
    packs = {file: read_config(decode(read_bytes(file), name=str(file)), host) for file, host in hosts.items()}
    for file, made in packs.items():
        if made.rules:
            with replacing(targets[file]) as target:
                target.write(made.text.encode())
        left_out = "".join(f"; {counted(count, 'line')} {why}" for why, count in made.left_out)
        tell(f"{file}: {counted(made.rules, 'rule')}{'' if made.rules else ', nothing written'}{left_out}")
    return 0 if all(made.rules for made in packs.values()) else FINDINGS


def _check_targets(targets: Collection[Path], *, force: bool) -> None:
    """Refuse to write one pack twice, or over one that is there."""
    if len(set(targets)) < len(targets):
        raise click.UsageError("two of the files stand for one host, and would go to one pack; import them apart")
    for target in targets:
        check_free(target, force=force)


def _load(paths: Sequence[str], *, default_packs: bool) -> tuple[RulePack, ...]:
    from declutter.library import default_paths, pack_files
    from declutter.packs import load_packs

    return load_packs((*(default_paths() if default_packs else ()), *pack_files(paths)), proven=default_paths())
