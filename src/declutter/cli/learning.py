"""`declutter eval` and `declutter train`: measure cleaning on labelled articles, and learn from them."""

from __future__ import annotations

from pathlib import Path

import click

from declutter.cli.options import WEIGHTS_OPTION
from declutter.cli.output import say, tell

_GOLD = click.argument("gold", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
EVAL_EXAMPLES = """
\b
Examples:
  declutter eval labelled.jsonl
  declutter eval labelled.jsonl --weights none --worst 10

\b
A labelled article is one line of JSON: "id", "text", "labels": [[first line, last line, label], ...] over the
lines that are not blank, and perhaps "lang" and "spans": [[line, text, label], ...] for clutter inside a body line.
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
@WEIGHTS_OPTION
@click.option("--worst", type=int, default=0, metavar="N", help="List the N documents with the lowest f1 too.")
def eval_command(gold: tuple[Path, ...], weights: str, worst: int) -> int:
    """Measure how well labelled articles are cleaned."""
    from declutter.engine import Cleaner, weights_named
    from declutter.evaluate import figures, gone_by_label, score
    from declutter.learn import read_gold
    from declutter.model import Document

    cleaner = Cleaner(weights=weights_named(weights))
    scores = [score(held, cleaner.clean_document(Document(held["text"], held["id"]))) for held in read_gold(gold)]
    for language in ("all", *sorted({each.language for each in scores})):
        some = [each for each in scores if language in ("all", each.language)]
        say(f"{language:<6} {len(some):>5}  " + "  ".join(f"{name} {value:.3f}" for name, value in figures(some).items()))
    for label, (gone, words) in gone_by_label(scores).items():
        say(f"{label:<14} {gone:>7,} of {words:>8,} words went ({gone / max(1, words):.0%})")
    for each in sorted(scores, key=lambda each: (each.f1, each.id))[:worst]:
        say(f"{each.f1:.3f}  {each.id}")
    return 0


@click.command("train", epilog=TRAIN_EXAMPLES)
@_GOLD
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file of weights.")
@click.option("--html", is_flag=True, help="The gold is pages, and the weights are those of the page judge.")
@click.option("--workers", type=click.IntRange(1), default=1, help="How many processes read pages.")
def train(gold: tuple[Path, ...], output: Path, html: bool, workers: int) -> int:
    """Fit the weights of the segmenter from labelled articles; the same articles give the same bytes."""
    if html:
        return _train_pages(gold, output, workers)
    from declutter.engine import Cleaner
    from declutter.learn import fit, fold_figures, lesson, read_gold, write_weights

    cleaner = Cleaner(weights=None)
    lessons = [lesson(cleaner, held) for held in read_gold(gold)]
    figures = fold_figures(lessons)
    write_weights(fit(lessons), lessons, figures, output)
    tell(f"{output}: learned from {len(lessons):,} articles; by folds: {figures}")
    return 0


def _train_pages(gold: tuple[Path, ...], output: Path, workers: int) -> int:
    from declutter.learn_pages import fit_pages, page_fold_figures, page_lessons, read_pages, write_page_weights

    lessons = page_lessons(read_pages(gold), workers)
    figures = page_fold_figures(lessons)
    write_page_weights(fit_pages(lessons), lessons, figures, output)
    tell(f"{output}: learned from {len(lessons):,} pages; by folds: {figures}")
    return 0
