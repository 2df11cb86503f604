"""`declutter workbench`: a local page to label articles and to write rules."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from declutter.cli.inputs import STDIN, sources
from declutter.cli.options import Settings, with_settings
from declutter.cli.output import replacing, say, tell
from declutter.errors import InputError, OutputError, needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

    from declutter.model import Document

LOOPBACK = "127.0.0.1"
_FILE = click.Path(dir_okay=False, path_type=Path)
EXAMPLES = """
\b
Examples:
  declutter workbench article.txt
  declutter workbench articles/ --to-pack my-rules.yml --to-gold labelled.jsonl
  declutter eval labelled.jsonl
"""


@click.command("workbench", epilog=EXAMPLES)
@click.argument("files", nargs=-1, required=True)
@click.option("--to-pack", type=_FILE, default=Path("workbench.yml"), show_default=True, help="Where rules are saved.")
@click.option("--to-gold", type=_FILE, default=Path("workbench.jsonl"), show_default=True, help="Where labels are saved.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; 0 takes a free one.")
@with_settings
def workbench(settings: Settings, files: tuple[str, ...], to_pack: Path, to_gold: Path, port: int) -> int:
    """Read articles as the cleaner sees them, write rules, see what they change, and label.

    It prints a link for your browser; only that link gets an answer, and only from this machine. It writes to the pack
    and the file of labels that it was started with, and to nothing else. Ctrl+C ends it. Needs the extra `workbench`.
    """
    serve = _server()
    documents = _documents(settings, files)
    with _listening(port) as listener:
        import secrets

        from declutter.workbench.app import make_app
        from declutter.workbench.bench import Bench

        token, port = secrets.token_urlsafe(32), listener.getsockname()[1]
        bench = Bench(settings.cleaner(), documents, to_pack, to_gold, replacing)
        say(f"http://{LOOPBACK}:{port}/?token={token}")
        with contextlib.suppress(KeyboardInterrupt):
            serve(make_app(bench, token, port), listener)
    return 0


def _server() -> Callable[[ASGIApp, socket.socket], None]:
    try:
        import starlette.applications  # noqa: F401  (asked for before anything is read)
        import uvicorn
    except ImportError as error:
        raise InputError(needs("the workbench", "a web server", "workbench")) from error

    def serve(app: ASGIApp, listener: socket.socket) -> None:
        config = uvicorn.Config(app, log_level="error", access_log=False, server_header=False, lifespan="off", ws="none")
        uvicorn.Server(config).run(sockets=[listener])

    return serve


def _documents(settings: Settings, files: tuple[str, ...]) -> list[Document]:
    if STDIN in files:
        raise click.UsageError("the workbench opens files and folders; standard input is neither")
    found = []
    for job in sources(files):
        try:
            found.append(settings.read(job.read(), job.name))
        except InputError as error:
            tell(f"declutter: {error} (left out)")
    if not found:
        raise InputError("none of the files can be read as text; there is nothing to open")
    return found


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket() as listener:
        try:
            listener.bind((LOOPBACK, port))
            listener.listen()
        except OSError as error:
            raise OutputError(f"port {port}: cannot be used: {error.strerror}; choose another --port") from error
        yield listener
