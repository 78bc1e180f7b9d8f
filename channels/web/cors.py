"""Cross-origin requests of embedded widgets, by the same rule as websockets.

Starlette's own middleware knows lists of origins but not "our own host", and answers a refused
preflight with words about configuration; this one reuses `origins.may_connect`.
"""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.web.origins import may_connect

_ALLOWED = {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "600",
}


class Cors:
    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        public = scope["path"].startswith("/widget/")  # code, the same for everybody
        if origin is None or not (
            public or may_connect(origin, headers.get("host", ""), self._allowed)
        ):
            await self._app(scope, receive, send)
            return
        grant = {"access-control-allow-origin": origin, "vary": "Origin"}
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await PlainTextResponse("", headers=grant | _ALLOWED)(scope, receive, send)
            return

        async def with_grant(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(grant)
            await send(message)

        await self._app(scope, receive, with_grant)
