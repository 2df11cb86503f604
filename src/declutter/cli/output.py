"""Writing: standard output and error in any locale, and files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from declutter.errors import DeclutterError, OutputError, PackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

FINDINGS, USAGE, PASSED = 1, 2, 3
"""Exit codes: a check found something; nothing could be done (usage, a faulty pack, no input, no output); some of what was read
passed unchanged, as it is no text, failed, or is damaged."""


class PipeClosedError(OutputError):
    """Nobody reads any more; there is nobody to tell."""


def write(data: bytes) -> None:
    """Write bytes to standard output, as they are.

    Raises:
        OutputError: they cannot be written.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed; redirect it to a file")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        stop_writing()
        raise PipeClosedError from None
    except OSError as error:
        stop_writing()
        raise OutputError(f"standard output: cannot be written: {error.strerror}") from error


def stop_writing() -> None:
    """Let what is left unwritten go nowhere, so that the interpreter does not try again on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Write a text for people to standard output, in its encoding; what that lacks is escaped."""
    encoding = sys.stdout.encoding if sys.stdout else "utf-8"
    write(f"{text}\n".encode(encoding, "backslashreplace"))


def tell(message: str) -> None:
    """Write a message to standard error; where that is closed or full, there is nobody to tell."""
    if sys.stderr is not None:
        shown = "".join(char if char.isprintable() or char == "\n" else ascii(char)[1:-1] for char in message)
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{shown}\n".encode(sys.stderr.encoding, "backslashreplace").decode(sys.stderr.encoding))
            sys.stderr.flush()


def is_terminal() -> bool:
    """Say whether standard output is a terminal that wants colours."""
    return sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its name only when all of it is there.

    Raises:
        OutputError: the file, or the folder it is to lie in, cannot be written.
    """
    part = path.with_name(f".declutter-{os.urandom(8).hex()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def check_free(target: Path, *, force: bool) -> None:
    """Refuse to write over a file, unless that is forced.

    Raises:
        OutputError: it is there.
    """
    if target.is_file() and not force:
        raise OutputError(f"{target}: is there already; choose another -o, or add --force")


def quietly(program: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Run a program; its errors become one message and an exit code."""
    try:
        return program(arguments)
    except PipeClosedError:
        return USAGE
    except PackError as error:
        tell(str(error))  # each fault begins with its place, where editors look for it
        return USAGE
    except DeclutterError as error:
        tell(f"declutter: {error}")
        return USAGE
