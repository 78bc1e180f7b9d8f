"""Preflights of embedded widgets."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from channels.web.cors import Cors

APP = Cors(
    Starlette(routes=[Route("/v1/x", lambda request: PlainTextResponse("body"))]),
    allowed={"https://friend.example"},
)


async def ask(method: str, origin: str, **headers: str) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer, asked over ASGI."""
    given = {"host": "here.example", "origin": origin, **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": "/v1/x",
        "raw_path": b"/v1/x",
        "root_path": "",
        "scheme": "https",
        "query_string": b"",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    await APP(scope, receive, send)
    return sent[0]["status"], {k.decode(): v.decode() for k, v in sent[0]["headers"]}


@pytest.mark.parametrize(
    ("origin", "granted"),
    [
        ("https://friend.example", True),
        ("https://here.example", True),
        ("https://foe.example", False),
    ],
)
async def test_who_is_granted_what(origin: str, granted: bool) -> None:
    status, headers = await ask("GET", origin)
    assert status == 200
    assert ("access-control-allow-origin" in headers) is granted
    status, headers = await ask("OPTIONS", origin, access_control_request_method="DELETE")
    assert (status == 200) is granted
    assert ("DELETE" in headers.get("access-control-allow-methods", "")) is granted
