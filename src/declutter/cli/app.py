"""The commands, and how their errors are shown."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from declutter import __version__
from declutter.cli.output import USAGE, stop_writing, tell
from declutter.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
COMMANDS = {
    "clean": "clean:clean",
    "completion": "completion:completion",
    "corpus": "corpus:corpus",
    "eval": "learning:eval_command",
    "explain": "explain:explain_command",
    "mine": "mine:mine_command",
    "rules": "rules:rules",
    "train": "learning:train",
    "workbench": "workbench:workbench",
}
"""By name: the module of `declutter.cli` that a command stands in, and its name there."""
EXAMPLES = """
\b
Examples:
  declutter clean article.txt > clean.txt
  declutter clean articles/ -o clean/ --report report.json
  declutter corpus articles.jsonl.gz -o clean/
  declutter explain article.txt
  declutter rules check my-rules.yml
"""


class _Commands(click.Group):
    """A group that loads a command when it is asked for: cleaning one article needs no other command."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (the form is click's)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        found: click.Command = getattr(import_module(f"declutter.cli.{module}"), name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.version_option(__version__, message="declutter %(version)s")
def app() -> None:
    """Give back the article: text in, article out, and an account of every drop."""


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code.

    Raises:
        DeclutterError: nothing could be done.
    """
    try:
        return int(app.main(arguments, "declutter", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.Abort:
        tell("declutter: interrupted")
        return INTERRUPTED
    except OSError as error:  # click writes help by itself
        stop_writing()
        raise OutputError(f"standard output: cannot be written: {error.strerror}") from error
