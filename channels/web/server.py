"""The web channel as one application: HTTP, websocket, widget."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from channels.web.admission import Admission, neighbourhood
from channels.web.cors import Cors
from channels.web.http import operations, routes
from channels.web.origins import may_connect
from channels.web.problems import HANDLERS, BodyLimit, problem
from channels.web.services import Services
from channels.web.socket import Connection
from channels.wire.base import SUBPROTOCOL, ErrorCode

WIDGET = Path(__file__).parent / "widget"
PATH = "/v1/ws"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class Gateway:
    """All connections of this process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._by_subject = Admission(services.limits.connections_per_subject)
        self._by_ip = Admission(services.limits.connections_per_ip)
        self._open: set[Connection] = set()
        self._draining = False

    async def serve(self, socket: WebSocket) -> None:
        ip = neighbourhood(socket.client.host if socket.client else "")
        if (refusal := self._refusal(socket, ip)) is not None:
            await socket.send_denial_response(refusal)
            return
        try:
            await self._serve(socket)
        finally:
            self._by_ip.leave(ip)

    def _refusal(self, socket: WebSocket, ip: str) -> Response | None:
        """Why this client is not let in; without a reason it holds a place of its address."""
        origin, host = socket.headers.get("origin"), socket.headers.get("host", "")
        if self._draining:
            return problem(503, ErrorCode.UNAVAILABLE, "this server stops", temporary=True)
        if not may_connect(origin, host, self._services.allowed_origins):
            return problem(403, ErrorCode.FORBIDDEN, "this web page may not embed the chat")
        if not self._by_ip.enter(ip):
            return problem(
                429, ErrorCode.RATE_LIMITED, "too many connections of one address", temporary=True
            )
        return None

    async def _serve(self, socket: WebSocket) -> None:
        offered = socket.scope.get("subprotocols", [])
        try:
            await socket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
        except (WebSocketDisconnect, RuntimeError):
            return  # gone before we said hello
        connection = Connection(socket, self._services, self._by_subject)
        self._open.add(connection)
        try:
            await connection.serve()
        finally:
            self._open.discard(connection)

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
            Middleware(BodyLimit),
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


def create_operations_app(
    ready: Callable[[], Awaitable[bool]], registry: CollectorRegistry
) -> FastAPI:
    """For a process that serves nobody else: health, readiness and metrics."""
    app = FastAPI(title="Fireside", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(operations(ready, registry))
    return app
