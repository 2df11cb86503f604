"""The workbench as a web application that answers one person: on the loopback address, with a token, from its own page.

Whoever asks must know the token of the link, call the server by the name that it has, and come from its own page or from
nowhere; so no other page that is open in the browser, and no other name that leads here, gets an answer.
"""

from __future__ import annotations

import hmac
import json
from asyncio import Lock
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from declutter.errors import DeclutterError
from declutter.workbench.bench import told
from declutter.workbench.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from declutter.workbench.bench import Bench

MOST_BYTES = 1_000_000
"""Longest request."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Lets only the person through who has the link; everybody else gets 403 and no reason.

    Args:
        app: what is guarded.
        token: the secret of the link.
        port: the port on which the server listens.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan" or (scope["type"] == "http" and self._may_pass(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("forbidden\n", 403, _HEADERS)(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1"), value.decode("latin-1"))
        host, origin = headers.get("host", ""), headers.get("origin")
        own = host in self._hosts and origin in (None, f"http://{host}")
        return own and headers.get("sec-fetch-site", "none") in ("none", "same-origin") and self._knows(scope, headers)

    def _knows(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Say whether the token is in the header, or for the page itself in the address."""
        given = headers.get("authorization", "").removeprefix("Bearer ").encode("latin-1")
        if scope["path"] == "/" and scope["method"] == "GET":
            given = scope["query_string"].removeprefix(b"token=")
        return hmac.compare_digest(given, self._token)


def make_app(bench: Bench, token: str, port: int) -> ASGIApp:
    """Return the application.

    Args:
        bench: what it shows and changes.
        token: the secret of the link.
        port: the port on which the server listens.
    """
    calls: dict[str, tuple[Callable[..., Any], dict[str, type]]] = {
        "state": (bench.state, {}),
        "say": (bench.say, {"document": int, "block": int, "label": str}),
        "unsay": (bench.unsay, {"document": int, "block": int}),
        "draft": (bench.draft, {"document": int, "block": int, "label": str}),
        "effect": (bench.effect, {"rule": str}),
        "rule": (bench.save_rule, {"rule": str}),
        "labels": (bench.save_labels, {"document": int}),
    }
    one_by_one = Lock()

    async def show(_request: Request) -> Response:
        text, policy = page()
        return HTMLResponse(text, headers={**_HEADERS, "Content-Security-Policy": policy})

    async def call(request: Request) -> Response:
        if request.path_params["name"] not in calls:
            raise HTTPException(404)
        function, types = calls[request.path_params["name"]]
        given = await _body(request)
        if {name: type(value) for name, value in given.items()} != types:
            raise HTTPException(400)
        async with one_by_one:
            try:
                answer = await run_in_threadpool(function, **given)
            except DeclutterError as error:
                return JSONResponse({"faults": told(error)}, 422, _HEADERS)
        return JSONResponse(answer, headers=_HEADERS)

    routes = [Route("/", show), Route("/api/{name}", call, methods=["POST"])]
    return Guard(Starlette(routes=routes), token, port)


async def _body(request: Request) -> dict[str, Any]:
    """Return what is asked, as a table."""
    if request.headers.get("content-type") != "application/json":
        raise HTTPException(415)
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            raise HTTPException(413)
    try:
        held = json.loads(data)
    except ValueError:
        raise HTTPException(400) from None
    if not isinstance(held, dict):
        raise HTTPException(400)
    return held
