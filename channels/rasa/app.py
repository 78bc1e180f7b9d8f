"""The doors to Rasa as one application, at the paths where Rasa's own clients look for them."""

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from channels.web.cors import Cors

WEBHOOKS, SOCKET = "/webhooks", "/socket.io"
"""Where the doors are."""


async def _on_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": str(error.detail)}, error.status_code)


def rasa_app(routes: Sequence[BaseRoute], origins: frozenset[str]) -> ASGIApp:
    """`origins` are the web pages besides our own that may use the doors."""
    return Starlette(
        routes=routes,
        middleware=[Middleware(Cors, allowed=origins)],
        exception_handlers={HTTPException: _on_error},
    )


def beside(chat: ASGIApp, rooms: Mapping[str, ASGIApp]) -> ASGIApp:
    """The chat, and at each of these paths and below it another application."""

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        for prefix, app in rooms.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                await app(scope, receive, send)
                return
        await chat(scope, receive, send)

    return either
