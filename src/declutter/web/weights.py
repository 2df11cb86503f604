"""The learned weights of the page judge: a file that a person can read, fitted by `declutter train --html`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from declutter.errors import InputError
from declutter.trees import Trees, chances, grown
from declutter.web import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

DEFAULT = Path(__file__).parents[1] / "weights" / "page.json"


@dataclass(frozen=True, slots=True)
class PageWeights:
    """What was learned from labelled pages."""

    odds: Mapping[str, float]
    """What words of classes and ids speak for the article, in log odds."""
    alone: Trees
    """How likely a block is part of the article, without the witness."""
    witnessed: Trees
    """The same with the witness."""

    def heard(self, columns: np.ndarray, *, witness: bool) -> tuple[np.ndarray, np.ndarray]:
        """Return for each block how likely it is part of the article, and what each of its columns says for that in log odds.

        Where the witness was asked, both judges are heard alike: the one that listens to it, and the one that does not.
        """
        odds, said = self.alone.heard(columns)
        if witness:
            other_odds, other_said = self.witnessed.heard(columns)
            odds, said = (odds + other_odds) / 2, (said + other_said) / 2
        return chances(odds), said


@lru_cache(maxsize=2)
def load_page_weights(path: Path = DEFAULT) -> PageWeights:
    """Read weights of the page judge.

    Raises:
        InputError: the file is no such file, or was fitted for other columns.
    """
    try:
        held = orjson.loads(path.read_bytes())
        if held["columns"] != list(NAMES):
            raise InputError(f"{path}: fitted for other columns than this version has; fit it again with declutter train --html")
        return page_weights(held)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"{path}: is no file of page weights: {error}") from error


def page_weights(held: Mapping[str, Any]) -> PageWeights:
    """Return the weights that a file of weights holds."""
    return PageWeights(held["odds"], grown(held["alone"], len(NAMES)), grown(held["witnessed"], len(NAMES)))
