"""What every request and every answer of the console has to do with the browser's own rules."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_FORM = 4096
"""Bytes of a form; a token and where to go next."""
_LOCAL = ("localhost", "127.0.0.1", "::1")

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: under that a browser sends a form with `Origin: null` (Fetch, 3.1).
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_private(request: Request) -> bool:
    """Whether nobody on the way reads along: https, or the same machine (W3C Secure Contexts)."""
    return request.url.scheme == "https" or request.url.hostname in _LOCAL


def is_own_form(request: Request) -> bool:
    """Whether a form was sent by a page of ours. A browser always names the origin of a form."""
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return request.headers.get("origin") == ours


async def form(request: Request) -> Mapping[str, str]:
    """The fields of a form, the last of each name. Raises `HTTPException` if it is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM:
            raise HTTPException(413, f"a form may have at most {MAX_FORM} bytes")
    fields = parse_qs(body.decode("utf-8", "replace"))
    return {name: values[-1] for name, values in fields.items()}
