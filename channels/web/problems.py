"""Every HTTP error in one form, that of the wire's: `{"error": {"code", "message", "temporary"}}`.

None repeats what was sent: a request may carry tokens and a person's words.
"""

import math
import re
from typing import Any

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.web.tokens import TokenExpired
from channels.wire.base import MAX_FIRST_FRAME, ErrorCode
from kernel.errors import (
    AccessDenied,
    ConversationEnded,
    ConversationFull,
    ImageRefused,
    RateExceeded,
    StoreError,
    UnknownConversation,
    UnknownImage,
)

MAX_BODY = 2 * MAX_FIRST_FRAME
"""Bytes of a request; the largest that anybody needs is a refresh token."""
MAX_UPLOAD = 12 * 1024 * 1024
"""Bytes of a picture."""
UPLOADS = re.compile(r"/v1/me/conversations/[^/]+/images")
"""Where pictures are sent to."""

_CODES = {404: ErrorCode.NOT_FOUND, 405: ErrorCode.NOT_FOUND, 413: ErrorCode.TOO_LARGE}

logger = structlog.get_logger()


def problem(
    status: int,
    code: ErrorCode,
    message: str,
    *,
    temporary: bool = False,
    retry_after_ms: int | None = None,
    why: str | None = None,
) -> JSONResponse:
    error: dict[str, object] = {"code": code, "message": message, "temporary": temporary}
    if why is not None:
        error["why"] = why
    headers = {}
    if retry_after_ms is not None:
        error["retry_after_ms"] = retry_after_ms
        headers["Retry-After"] = str(math.ceil(retry_after_ms / 1000))  # RFC 9110, 10.2.3
    return JSONResponse({"error": error}, status, headers)


async def on_denied(request: Request, error: Exception) -> Response:
    expired = isinstance(error, TokenExpired)
    code = ErrorCode.TOKEN_EXPIRED if expired else ErrorCode.BAD_TOKEN
    return problem(401, code, str(error), temporary=expired)


async def on_too_fast(request: Request, error: Exception) -> Response:
    assert isinstance(error, RateExceeded)
    return problem(
        429,
        ErrorCode.RATE_LIMITED,
        str(error),
        temporary=True,
        retry_after_ms=error.retry_after_ms,
    )


async def on_unknown(request: Request, error: Exception) -> Response:
    image = isinstance(error, UnknownImage)
    code = ErrorCode.UNKNOWN_IMAGE if image else ErrorCode.UNKNOWN_CONVERSATION
    return problem(404, code, str(error))


async def on_full(request: Request, error: Exception) -> Response:
    closed = isinstance(error, ConversationEnded)
    code = ErrorCode.CONVERSATION_CLOSED if closed else ErrorCode.CONVERSATION_FULL
    return problem(409, code, str(error))


async def on_image(request: Request, error: Exception) -> Response:
    assert isinstance(error, ImageRefused)
    return problem(422, ErrorCode.IMAGE_REFUSED, str(error), why=error.why)


async def on_store_error(request: Request, error: Exception) -> Response:
    logger.warning("store_error", error=type(error).__name__)
    return problem(
        503,
        ErrorCode.UNAVAILABLE,
        "the store is out of reach; try again",
        temporary=True,
        retry_after_ms=1000,
    )


async def on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return problem(422, ErrorCode.BAD_FRAME, f"{where}: {first['msg']}")


async def on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, ErrorCode.BAD_FRAME)
    return problem(error.status_code, code, str(error.detail))


async def on_mistake(request: Request, error: Exception) -> Response:
    return problem(500, ErrorCode.UNAVAILABLE, "something failed here", temporary=True)


HANDLERS: dict[int | type[Exception], Any] = {
    AccessDenied: on_denied,
    RateExceeded: on_too_fast,
    UnknownConversation: on_unknown,
    UnknownImage: on_unknown,
    ConversationEnded: on_full,
    ConversationFull: on_full,
    ImageRefused: on_image,
    StoreError: on_store_error,
    RequestValidationError: on_invalid,
    HTTPException: on_http_error,
    Exception: on_mistake,
}


class BodyLimit:
    """Reads no more of a request than `MAX_BODY`, or than `MAX_UPLOAD` of a picture; FastAPI itself
    would read for ever."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = 0
        limit = MAX_UPLOAD if UPLOADS.fullmatch(scope["path"]) else MAX_BODY

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413, f"a request may have at most {limit} bytes")
            return message

        await self._app(scope, counted, send)
