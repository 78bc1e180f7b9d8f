"""What a browser says of a request, and what is made of it."""

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from channels.console.safely import MAX_FORM, form, is_own_form, is_private


def request(scheme: str, host: str, origin: str | None = None, body: bytes = b"") -> Request:
    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": "POST",
        "scheme": scheme,
        "path": "/console",
        "query_string": b"",
        "headers": headers,
    }
    return Request(scope, receive)


@pytest.mark.parametrize(
    ("scheme", "host", "private"),
    [
        ("https", "chat.example.org", True),
        ("http", "chat.example.org", False),
        ("http", "localhost:8000", True),
        ("http", "127.0.0.1:8000", True),
        ("http", "[::1]:8000", True),
        ("http", "localhost.example.org", False),
        ("http", "192.168.1.7:8000", False),
    ],
)
def test_whether_nobody_reads_along(scheme: str, host: str, private: bool) -> None:
    assert is_private(request(scheme, host)) is private


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("https://chat.example.org", True),
        ("http://chat.example.org", False),
        ("https://chat.example.org:8443", False),
        ("https://chat.example.org.evil.example", False),
        ("null", False),
        (None, False),
    ],
)
def test_whether_a_form_is_ours(origin: str | None, own: bool) -> None:
    assert is_own_form(request("https", "chat.example.org", origin)) is own


async def test_a_form_is_read_up_to_its_limit() -> None:
    fields = await form(request("https", "x", body=b"token=a%20b&to=1&to=2&=&\xff=\xfe"))
    assert (fields["token"], fields["to"]) == ("a b", "2")
    with pytest.raises(HTTPException):
        await form(request("https", "x", body=b"x" * (MAX_FORM + 1)))
