"""`declutter eval` and `declutter train`: measure cleaning on labelled articles, and learn from them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from declutter.cli.options import PACK_OPTIONS, PROFILE_OPTION, WEIGHTS_OPTION, add_options, weights_named
from declutter.cli.output import say, tell
from declutter.errors import InputError, OutputError

if TYPE_CHECKING:
    from declutter.evaluate import Score
    from declutter.peers import Extract

_GOLD = click.argument("gold", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
EVAL_EXAMPLES = """
\b
Examples:
  declutter eval labelled.jsonl
  declutter eval labelled.jsonl --weights none --worst 10
  declutter eval labelled.jsonl --pack mine.yml
  declutter eval labelled.jsonl --peers

\b
A labelled article is one line of JSON: "id", "text", "labels": [[first line, last line, label], ...] over the
lines that are not blank, counted from 0, and perhaps "lang", "spans": [[line, text, label], ...] for clutter inside a body line,
and "weight", how much it counts when weights are learned.
"""
TRAIN_EXAMPLES = """
\b
Example:
  declutter train labelled.jsonl more.jsonl -o weights.json
  declutter eval others.jsonl --weights weights.json
  declutter train --html pages.jsonl.xz -o page.json

\b
A labelled page is one line of JSON: "id", "url", "html", and "main_content", the text of its article.
"""


@click.command("eval", epilog=EVAL_EXAMPLES)
@_GOLD
@add_options((*PACK_OPTIONS, WEIGHTS_OPTION, PROFILE_OPTION))
@click.option("--worst", type=click.IntRange(0), default=0, metavar="N", help="List the N documents with the lowest f1 too.")
@click.option(
    "--peers",
    is_flag=True,
    help="Measure other extractors too, those that are installed; each line is given them as a paragraph.",
)
def eval_command(
    gold: tuple[Path, ...], pack: tuple[str, ...], default_packs: bool, weights: str, profile: str, worst: int, peers: bool
) -> int:
    """Measure how well labelled articles are cleaned."""
    from declutter.engine import Cleaner
    from declutter.evaluate import gone_by_label, score
    from declutter.learn import read_gold
    from declutter.model import Document

    cleaner = Cleaner(pack, profile, weights=weights_named(weights), default_packs=default_packs)
    articles = read_gold(gold)
    if not articles:
        raise InputError(f"{', '.join(map(str, gold))}: no labelled articles")
    scores = [score(held, cleaner.clean_document(Document(held["text"], held["id"]))) for held in articles]
    for language in ("all", *sorted({each.language for each in scores})):
        _say_figures(language, [each for each in scores if language in ("all", each.language)])
    for label, (gone, words) in gone_by_label(scores).items():
        say(f"{label:<14} {gone:>7,} of {words:>8,} words went ({gone / max(1, words):.0%})")
    for each in sorted(scores, key=lambda each: (each.f1, each.id))[:worst]:
        say(f"{each.f1:.3f}  {each.id}")
    if peers:
        _say_peers(articles)
    return 0


def _say_figures(name: str, scores: Sequence[Score]) -> None:
    from declutter.evaluate import figures

    shown = ((name, "-" if isnan(value) else f"{value:.3f}") for name, value in figures(scores).items())
    say(f"{name:<6} {len(scores):>5}  " + "  ".join(f"{name} {value}" for name, value in shown))


def _say_peers(articles: Sequence[dict[str, Any]]) -> None:
    """Tell the figures of doing nothing, and of all peers that are installed."""
    from declutter.evaluate import score_text
    from declutter.peers import as_page, installed

    made, missing = installed()
    _say_figures("nothing done", [score_text(held, held["text"]) for held in articles])
    for name, extract in made.items():
        _say_figures(name, [score_text(held, _extracted(extract, as_page(held["text"]))) for held in articles])
    if missing:
        tell(f"not installed: {', '.join(missing)}")


def _extracted(extract: Extract, page: str) -> str:
    """Return what a peer takes out of a page; nothing where it gives up."""
    try:
        return extract(page) or ""
    except Exception:
        return ""


@click.command("train", epilog=TRAIN_EXAMPLES)
@_GOLD
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file of weights.")
@click.option(
    "--words",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Labelled articles whose words may enter the weights; without, those of all of the gold may.",
)
@click.option("--html", is_flag=True, help="The gold is pages, and the weights are those of the page judge.")
@click.option("--workers", type=click.IntRange(1), default=1, help="How many processes read pages.")
def train(gold: tuple[Path, ...], output: Path, words: tuple[Path, ...], html: bool, workers: int) -> int:
    """Fit the weights of the segmenter from labelled articles; the same articles give the same bytes."""
    if not output.parent.is_dir():
        raise OutputError(f"{output}: cannot be written: there is no folder {output.parent}")
    if html:
        return _train_pages(gold, output, workers)
    from declutter.engine import Cleaner
    from declutter.learn import course, fit, fold_figures, read_gold, write_weights

    held = course(Cleaner(weights=None), read_gold(gold), read_gold(words))
    figures = fold_figures(held)
    write_weights(fit(held.without(None), held.wording), held, figures, output)
    tell(f"{output}: learned from {len(held.lessons):,} articles; by folds: {figures}")
    return 0


def _train_pages(gold: tuple[Path, ...], output: Path, workers: int) -> int:
    from declutter.learn_pages import fit_pages, page_fold_figures, page_lessons, read_pages, write_page_weights

    lessons = page_lessons(read_pages(gold), workers)
    figures = page_fold_figures(lessons)
    write_page_weights(fit_pages(lessons), lessons, figures, output)
    tell(f"{output}: learned from {len(lessons):,} pages; by folds: {figures}")
    return 0
