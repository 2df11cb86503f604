"""What the selectors of packs say of the blocks of a page: the rules of all elements that a block lies in are weighed.

The nearest element has the last word: a rule for `body` undoes what is said of the elements around it, and is undone by
what is said of elements inside it. On one element, `body` wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from declutter.matchers.selector import SelectorFinder
from declutter.model import DROP_LABELS, Decision, Label, Match
from declutter.weigh import best

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.html import HtmlElement as Element

    from declutter.model import Policy, Rule
    from declutter.scan import CompiledRule
    from declutter.segment.webpage import WebPage

STAGE = "selectors"
"""What decisions by selectors alone name as their stage."""


def select(page: WebPage, rules: Iterable[CompiledRule]) -> dict[int, tuple[Rule, ...]]:
    """Return for each block that lies in a selected element the rules that selected it, the nearest last."""
    chosen: dict[Element, list[Rule]] = {}
    for each in rules if page.tree is not None else ():
        for element in cast("SelectorFinder", each.finder).select(page.tree):
            chosen.setdefault(element, []).append(each.rule)
    if not chosen:
        return {}
    around = _spread(page.tree, chosen)
    return {at: around[home] for at, home in enumerate(page.homes) if around.get(home)}


def _spread(tree: Element, chosen: Mapping[Element, Sequence[Rule]]) -> dict[Element, tuple[Rule, ...]]:
    """Return for each element the rules that selected it or one around it, each where it is nearest."""
    around: dict[Element, tuple[Rule, ...]] = {}
    for element in tree.iter():
        outer = around.get(element.getparent(), ())
        own = sorted(chosen.get(element, ()), key=lambda rule: rule.label is Label.BODY)
        around[element] = (*(rule for rule in outer if rule not in own), *own) if own else outer
    return around


def decide(page: WebPage, rules: Sequence[CompiledRule], policy: Policy) -> dict[int, Decision]:
    """Return the decisions on the blocks of which the selectors are sure enough for the policy."""
    heard = select(page, rules) if rules else {}
    decisions = {at: _decision(page, at, said, policy) for at, said in heard.items()}
    return {at: decision for at, decision in decisions.items() if decision}


def _decision(page: WebPage, at: int, rules: Sequence[Rule], policy: Policy) -> Decision | None:
    block = page.blocks[at]
    bodies = [number for number, rule in enumerate(rules) if rule.label is Label.BODY]
    is_body = bool(bodies) and bodies[-1] == len(rules) - 1
    said = rules if is_body or not bodies else rules[bodies[-1] + 1 :]
    matches = [Match(rule, at, block.span) for rule in said]
    label, confidence, evidence = best(matches, [], (Label.BODY,) if is_body else DROP_LABELS)
    if confidence < policy.sure:
        return None
    confidence = round(confidence, 4)
    if is_body or label in policy.drop:
        return Decision(block, label, is_body, confidence, STAGE, evidence)
    return Decision(block, Label.BODY, True, round(1 - confidence, 4), "policy", evidence)
