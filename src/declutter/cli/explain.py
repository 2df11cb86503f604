"""`declutter explain`: one document, block by block."""

from __future__ import annotations

import click

from declutter.cli.inputs import Job
from declutter.cli.options import Settings, with_settings
from declutter.cli.output import is_terminal, say

EXAMPLES = """
\b
Examples:
  declutter explain article.txt
  declutter explain article.txt | grep ^dropped
  declutter explain article.txt --pack my-rules.yml --no-default-packs
"""


@click.command("explain", epilog=EXAMPLES)
@click.argument("file")
@with_settings
def explain_command(settings: Settings, file: str) -> int:
    """Show a document block by block: what stays, what goes, and by which rules."""
    from declutter.render.explain import explain
    from declutter.segment import blocks_of

    report = settings.cleaner().clean_document(settings.read(Job(file).read(), file))
    text = explain(report, blocks_of(report))
    say((text if is_terminal() else click.unstyle(text)).rstrip("\n"))
    return 0
