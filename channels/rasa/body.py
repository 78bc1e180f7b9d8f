"""Reads a JSON body of bounded size, deflated or not."""

import json
import zlib
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

_FORMATS = {"deflate": zlib.MAX_WBITS, "gzip": zlib.MAX_WBITS | 16}
"""Content codings (RFC 9110, 8.4.1) and what zlib calls them."""


async def read_json(request: Request, most: int) -> Any:
    """At most `most` bytes, before and after inflating.

    Raises `HTTPException`: 400 for what is no JSON, 413 for too much, 415 for another coding.
    """
    coding = request.headers.get("content-encoding", "identity").lower()
    if coding != "identity" and coding not in _FORMATS:
        raise HTTPException(415, "the body may be plain, deflated or gzipped")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise HTTPException(413, f"a request may have at most {most} bytes")
    try:
        return json.loads(raw if coding == "identity" else _inflated(bytes(raw), coding, most))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "the body is not JSON") from error


def _inflated(raw: bytes, coding: str, most: int) -> bytes:
    try:
        inflate = zlib.decompressobj(_FORMATS[coding])
        data = inflate.decompress(raw, most + 1)
    except zlib.error:
        if coding != "deflate":
            raise HTTPException(400, "the body is not what its coding says") from None
        try:  # some clients send the bare stream, without zlib's header
            inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            data = inflate.decompress(raw, most + 1)
        except zlib.error as error:
            raise HTTPException(400, "the body is not what its coding says") from error
    if len(data) > most:
        raise HTTPException(413, f"a request may have at most {most} bytes once inflated")
    return data
