"""`declutter mine`: propose packs for the sites of a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from declutter.cli.output import check_free, replacing, tell
from declutter.render.rows import counted
from declutter.sites import read_host
from declutter.source import ERRORS

if TYPE_CHECKING:
    from declutter.mining import Proposal

PACK_SUFFIXES = frozenset({".yml", ".yaml"})
EXAMPLES = """
\b
Examples:
  declutter mine articles.jsonl -o proposals/
  declutter mine 'crawl/*.parquet' -o proposals/ --text-column body
  declutter mine articles.jsonl.gz --site example.org -o example.org.yml
  declutter rules check proposals/

\b
CORPUS is what declutter corpus reads: JSON Lines, CSV, Parquet, text files, folders, globs, addresses. Text files in a
folder that is called after a host (example.org/tides.txt) belong to that site. What has no site is one group.
"""


def _site(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return the host of `--site` as sites are compared."""
    host = read_host(value) if value is not None else ""
    if host is None:
        raise click.BadParameter(f"{value!r} is no host name; write it as in example.org")
    return host.removeprefix("www.") or None


@click.command("mine", epilog=EXAMPLES)
@click.argument("corpus", metavar="CORPUS...", nargs=-1, required=True)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A folder, or of one site the pack (.yml).")
@click.option("--text-column", metavar="NAME", default="text", show_default=True, help="Where the text stands.")
@click.option("--url-column", metavar="NAME", help="Where the address stands; url, if there is one.")
@click.option("--errors", type=click.Choice(ERRORS), default="strict", help="What to do with bytes that are no text.")
@click.option("--site", metavar="HOST", callback=_site, help="Look at the documents of this site alone.")
@click.option("--min-documents", type=click.IntRange(2), default=5, help="On how many documents a block must stand.")
@click.option("--min-share", type=click.FloatRange(0, 1), default=0.02, help="On which share of the site's documents.")
@click.option("--force", is_flag=True, help="Write over packs that are there.")
def mine_command(
    corpus: tuple[str, ...],
    output: Path,
    text_column: str,
    url_column: str | None,
    errors: str,
    site: str | None,
    min_documents: int,
    min_share: float,
    force: bool,
) -> int:
    """Find what returns across the documents of a site, and propose packs of rules that drop it.

    The proposals are files for you to read; nothing uses them until you pass them with --pack. Needs the extra `mine`.
    """
    from declutter.corpus.columns import Columns
    from declutter.mining import Thresholds, mine

    check_free(output, force=force)
    columns = Columns(text_column, url=url_column)
    found = list(mine(corpus, Thresholds(min_documents, min_share), site, columns, errors))
    targets = {each.site: _target(output, each, many=len(found) > 1) for each in found}
    for target in targets.values():
        check_free(target, force=force)
    for each in found:
        with replacing(targets[each.site]) as file:
            file.write(each.text.encode())
        tell(f"{targets[each.site]}: {_account(each)}")
    if not found:
        tell("nothing returns that could be proposed; nothing written")
    return 0


def _target(output: Path, proposal: Proposal, *, many: bool) -> Path:
    name = proposal.site or "corpus"
    if output.suffix not in PACK_SUFFIXES or output.is_dir():
        return output / f"{name}.yml"
    return output.with_name(f"{output.stem}.{name}{output.suffix}") if many else output


def _account(proposal: Proposal) -> str:
    documents = counted(proposal.documents, "document")
    return f"{counted(proposal.rules, 'rule')} from {documents}, sha256 {proposal.fingerprint[:12]}"
