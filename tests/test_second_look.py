"""What weights change of what rules decide, with weights made by hand: an exclamation mark is all that counts."""

from __future__ import annotations

import numpy as np
import pytest

from declutter.columns import NAMES
from declutter.finer import SENTENCE_NAMES
from declutter.judge import judge
from declutter.model import DROP_LABELS, Decision, Label, Policy
from declutter.segmenter import Weights
from declutter.trees import NEVER, Trees, grown
from declutter.weigh import Brief
from declutter.wording import TARGETS, Wording
from tests.test_weigh import PROSE, brief_of


def _tree(likely: float, columns: int) -> Trees:
    """Return a tree by which what holds an exclamation mark is so likely clutter, and all else hardly."""
    odds = float(np.log(likely / (1 - likely)))
    return grown([[[NAMES.index("calls"), 0, 0], [0.5, NEVER, NEVER], [1, 1, 2], [0.0, -5.0, odds]]], columns)


def _weights(block: float, sentence: float = 0.01, label: Label | None = Label.PROMO) -> Weights:
    """Return weights that give all clutter one label; without one they cannot tell which."""
    labels = np.zeros((len(NAMES) + 1, len(DROP_LABELS)))
    labels[-1] = [9.0 * (each is label) for each in DROP_LABELS]
    silent = Wording({}, np.zeros((0, len(TARGETS))), np.zeros(len(TARGETS)))
    trees = _tree(block, len(NAMES)), _tree(sentence, len(SENTENCE_NAMES))
    return Weights(*trees, silent, np.zeros(len(NAMES)), np.ones(len(NAMES)), labels)


def _decided(weights: Weights, line: str, row: str, own: frozenset[str] = frozenset()) -> Decision | None:
    """Return what becomes of a line in the middle of an article, by a rule of these keys and by weights."""
    given = brief_of(f"Title\n{PROSE}\n{PROSE} So it went.\n{line}\n{PROSE} He came.\n{PROSE} She went.", row)
    return judge(Brief(given.layout, given.matches, Policy(), weights=weights, own=own)).get(3)


def _gone(line: str, decision: Decision | None) -> list[str]:
    start = decision.block.span.start if decision else 0
    return [line[span.start - start : span.end - start].strip() for span in decision.gone] if decision else []


AD, SILENT = "label: ad, phrase: fresh lamps", "label: ad, phrase: no such words"
PITCH = "label: promo, phrase: buy our lamps, covers: sentence"


@pytest.mark.parametrize(("row", "goes"), [(SILENT, False), (AD, True)])
def test_what_rules_and_weights_both_find_goes(row: str, goes: bool) -> None:
    """A long line that weights alone would keep, as it may be the article's, goes where a rule speaks against it too."""
    line = f"Fresh lamps! {PROSE}"
    assert _gone(line, _decided(_weights(0.65, 0.65), line, row)) == [line] * goes


@pytest.mark.parametrize(("line", "goes"), [("lamps!!!", True), ("!!!", False)])
def test_what_holds_no_word_goes_by_rules_alone(line: str, goes: bool) -> None:
    """It may underline a heading, or fence code in: nothing is gained by taking that."""
    assert _gone(line, _decided(_weights(0.99, 0.99), line, SILENT)) == [line] * goes


def test_what_weights_find_unlikely_is_spared() -> None:
    """The rule speaks in vain, and the report still says what it saw."""
    decision = _decided(_weights(0.01), "Fresh lamps", AD)
    assert decision is not None
    assert (decision.keep, decision.evidence[0].name) == (True, "r0")


@pytest.mark.parametrize(("told", "label"), [(Label.NAV, "nav"), (None, "ad")])
def test_a_label_changes_where_weights_are_sure_of_another(told: Label | None, label: str) -> None:
    """Where they cannot tell, the rule's stays."""
    decision = _decided(_weights(0.99, label=told), "Fresh lamps!", AD)
    assert decision is not None
    assert (decision.keep, decision.label) == (False, label)


@pytest.mark.parametrize(
    ("sentence", "cut"),
    [("Call us, buy our lamps today!", 1), ("“Call us, buy our lamps today!”", 0), ("Call us, buy our lamps today.", 0)],
)
def test_a_likely_sentence_goes_from_a_paragraph_that_stays(sentence: str, cut: int) -> None:
    """Where the paragraph holds evidence of any kind, and nobody else says it: not what stands in quotation marks."""
    line = f"{PROSE} He wrote this: {sentence} Nobody saw him."
    assert _gone(line, _decided(_weights(0.01, 0.99), line, SILENT)) == [f"He wrote this: {sentence}"] * cut


@pytest.mark.parametrize(("own", "cuts"), [("other.yml", []), ("tiny.yml", ["Buy our lamps today."])])
def test_a_sentence_that_weights_doubt_goes_by_the_rules_of_the_user_alone(own: str, cuts: list[str]) -> None:
    """A shipped rule may err there, which weights have seen; what somebody asks for in a pack of their own is done."""
    line = f"{PROSE} Buy our lamps today. Nobody saw him."
    assert _gone(line, _decided(_weights(0.01), line, PITCH, frozenset({own}))) == cuts


@pytest.mark.parametrize(("sentence", "gone"), [(0.99, ["Call us, buy our lamps today!"]), (0.55, None)])
def test_of_a_paragraph_that_weights_take_the_safe_sentences_stay(sentence: float, gone: list[str] | None) -> None:
    """It was likely as a whole, and most of that was one sentence; where none of them is likely, it goes as a whole."""
    line = f"{PROSE} Call us, buy our lamps today! Nobody saw him."
    assert _gone(line, _decided(_weights(0.99, sentence), line, SILENT)) == (gone or [line])
