"""The web channel as one application: HTTP, websocket, widget."""

import asyncio
from collections import Counter
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from channels.web.acts import Admission
from channels.web.cors import Cors
from channels.web.http import HANDLERS, routes
from channels.web.origins import may_connect
from channels.web.services import Services
from channels.web.socket import Connection
from channels.wire.base import SUBPROTOCOL

WIDGET = Path(__file__).parent / "widget"
PATH = "/v1/ws"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'"
)


class Gateway:
    """All connections of this process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._admission = Admission(services.limits.connections_per_subject)
        self._by_ip: Counter[str] = Counter()
        self._open: set[Connection] = set()
        self._draining = False

    async def serve(self, socket: WebSocket) -> None:
        ip = socket.client.host if socket.client else ""
        limit = self._services.limits.connections_per_ip
        origin = socket.headers.get("origin")
        host = socket.headers.get("host", "")
        if (
            self._draining
            or not may_connect(origin, host, self._services.allowed_origins)
            or (limit and self._by_ip[ip] >= limit)
        ):
            await socket.close()  # before accept: HTTP 403
            return
        offered = socket.scope.get("subprotocols", [])
        await socket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
        connection = Connection(socket, self._services, self._admission)
        self._open.add(connection)
        self._by_ip[ip] += 1
        try:
            await connection.serve()
        finally:
            self._open.discard(connection)
            self._by_ip[ip] -= 1

    async def drain(self, after_ms: int = 200, patience_s: float = 5.0) -> None:
        """Send everybody elsewhere and wait until they are gone."""
        self._draining = True
        for connection in tuple(self._open):
            connection.go_away(after_ms)
        for _ in range(int(patience_s / 0.05)):
            if not self._open:
                return
            await asyncio.sleep(0.05)


class SecurityHeaders:
    """The same headers on every answer; no page may frame, sniff or run foreign code."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self._app(scope, receive, with_headers)


def create_app(services: Services, gateway: Gateway) -> FastAPI:
    app = FastAPI(
        title="Fireside",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Cors, allowed=services.allowed_origins),
        ],
        exception_handlers=HANDLERS,
    )
    app.include_router(routes(services))
    app.router.routes.append(WebSocketRoute(PATH, gateway.serve))
    app.mount("/widget", StaticFiles(directory=WIDGET), name="widget")

    @app.get("/", include_in_schema=False)
    async def home() -> FileResponse:
        return FileResponse(WIDGET / "index.html")

    return app
