"""Blocks in a row: how likely each is clutter, in view of what stands around it.

Menus, teasers and pitches come in runs, and so does an article. How seldom one turns into the other differs from document to
document, and is told by the chances themselves. So the blocks are a chain of two states, article and clutter, whose transitions
are counted in expectation, and each block is judged by all (the forward-backward algorithm; L. R. Rabiner, A Tutorial on Hidden
Markov Models and Selected Applications in Speech Recognition, 1989).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SURE = 1e-4
"""No chance counts as nearer to 0 or to 1."""
LEAST_SHARE = 0.02
"""No document counts as freer of clutter, or of an article."""
PRIOR = 8.0
"""So many blocks of which the one says nothing of the next are added to those of the document."""


def in_row(chances: np.ndarray) -> np.ndarray:
    """Return how likely each block is clutter, 0 to 1, given how likely each of all is by itself; what is certain stays so."""
    if len(chances) < 2:
        return chances
    held = np.clip(chances, SURE, 1 - SURE)
    share = float(np.clip(held.mean(), LEAST_SHARE, 1 - LEAST_SHARE))
    before, after = held[:-1], held[1:]
    stays = float((before @ after + PRIOR * share) / (before.sum() + PRIOR))
    turns = float(((1 - before) @ after + PRIOR * share) / ((1 - before).sum() + PRIOR))
    signs = (held / (1 - held) * (1 - share) / share).tolist()
    forward = np.array([*_forward(signs, stays, turns, share)])
    backward = np.array([*_backward(signs, stays, turns)][::-1])
    odds = forward * backward
    found: np.ndarray = np.where(held == chances, odds / (1 + odds), chances)
    return found


def _forward(signs: Sequence[float], stays: float, turns: float, share: float) -> Iterator[float]:
    """Yield the odds of each block by itself and by all before it."""
    likely = share
    for sign in signs:
        odds = sign * likely / (1 - likely)
        yield odds
        likely = (odds * stays + turns) / (odds + 1)


def _backward(signs: Sequence[float], stays: float, turns: float) -> Iterator[float]:
    """Yield by how much all after each block changes its odds, from the last one on."""
    factor = 1.0
    yield factor
    for sign in reversed(signs[1:]):
        odds = sign * factor
        factor = (odds * stays + 1 - stays) / (odds * turns + 1 - turns)
        yield factor
