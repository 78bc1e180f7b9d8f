"""Bodies of bounded size, also of what is small only until it is inflated."""

import gzip
import json
import zlib

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from channels.rasa.body import read_json

VALUE = {"text": "你好" * 50}
RAW = json.dumps(VALUE).encode()
BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)


def request(body: bytes, coding: str) -> Request:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-encoding", coding.encode())] if coding else []
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (RAW, ""),
        (zlib.compress(RAW), "deflate"),
        (BARE.compress(RAW) + BARE.flush(), "Deflate"),
        (gzip.compress(RAW), "gzip"),
    ],
    ids=["plain", "deflate", "bare deflate", "gzip"],
)
async def test_it_is_read_however_it_was_packed(body: bytes, coding: str) -> None:
    assert await read_json(request(body, coding), 10_000) == VALUE


@pytest.mark.parametrize(
    ("body", "coding", "status"),
    [
        (RAW, "", 413),
        (zlib.compress(b" " * 10**6), "deflate", 413),
        (b"{", "", 400),
        (b"\x00", "deflate", 400),
    ],
)
async def test_what_is_too_large_or_none_is_refused(body: bytes, coding: str, status: int) -> None:
    with pytest.raises(HTTPException) as caught:
        await read_json(request(body, coding), 100)
    assert caught.value.status_code == status
