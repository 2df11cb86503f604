"""`declutter completion`: the script by which a shell completes commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from declutter.cli.output import say

SHELLS = ("bash", "zsh", "fish")
EXAMPLES = """
\b
Examples:
  echo 'eval "$(declutter completion bash)"' >> ~/.bashrc
  declutter completion zsh > ~/.zfunc/_declutter
  declutter completion fish > ~/.config/fish/completions/declutter.fish
"""


@click.command(epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the completion script for a shell."""
    root = context.find_root()
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101  (click knows all of SHELLS)
    say(found(root.command, {}, "declutter", "_DECLUTTER_COMPLETE").source().strip())
    return 0
