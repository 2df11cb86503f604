"""The commands, and how their errors are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from declutter import __version__
from declutter.cli.clean import clean
from declutter.cli.completion import completion
from declutter.cli.corpus import corpus
from declutter.cli.explain import explain_command
from declutter.cli.learning import eval_command, train
from declutter.cli.mine import mine_command
from declutter.cli.output import USAGE, stop_writing, tell
from declutter.cli.rules import rules
from declutter.cli.workbench import workbench
from declutter.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
EXAMPLES = """
\b
Examples:
  declutter clean article.txt > clean.txt
  declutter clean articles/ -o clean/ --report report.json
  declutter corpus articles.jsonl.gz -o clean/
  declutter explain article.txt
  declutter rules check my-rules.yml
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.version_option(__version__, message="declutter %(version)s")
def app() -> None:
    """Give back the article: text in, article out, and an account of every drop."""


for command in (clean, corpus, explain_command, rules, mine_command, workbench, eval_command, train, completion):
    app.add_command(command)


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
