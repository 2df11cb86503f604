"""Where the program starts; `--version` is answered before anything heavy is loaded."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from declutter import __version__
from declutter.cli.output import quietly

if TYPE_CHECKING:
    from collections.abc import Sequence

GARBAGE = 100_000
"""How many values are made before cycles among them are looked for: a start makes many, which all stay."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code.

    0 done, 1 findings, 2 usage or pack error, 3 some inputs passed unchanged.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    return quietly(_version if given == ["--version"] else _app, given)


def _version(_arguments: Sequence[str]) -> int:
    from declutter.cli.output import say

    say(f"declutter {__version__}")
    return 0


def _app(arguments: Sequence[str]) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads would spin, and have nothing to do
    gc.set_threshold(GARBAGE)
    from declutter.cli.app import run

    return run(arguments)
