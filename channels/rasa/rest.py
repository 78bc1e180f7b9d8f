"""Rasa's REST channel: POST a message, get the answers as a list or as lines while they come.

Shapes as of Rasa 3.6 (`rasa/core/channels/rest.py`). A message that is not taken is answered in the
same shape, in words for the person, with a status that says so.
"""

import json
import math
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from channels.rasa.access import Access
from channels.rasa.body import read_json
from channels.rasa.door import Door, Place, Refusal, Refused, Wish
from channels.web.admission import neighbourhood
from channels.wire.base import MAX_FRAME
from kernel.errors import AccessDenied
from kernel.events import Language

PATH = "/webhooks/rest"
STREAM = "text/event-stream"
"""What Rasa calls its lines of JSON."""


class Uttered(BaseModel):
    """A message as a Rasa client sends it."""

    model_config = ConfigDict(extra="ignore")

    sender: str = Field(default_factory=lambda: uuid4().hex, min_length=1)
    """Rasa would put everybody who gives none into one talk; here each gets a new one, whose id
    is the `recipient_id` of the answers."""
    message: str | None = ""
    metadata: Any = None


def wish_of(metadata: object) -> Wish:
    """What the metadata ask for; what is not understood there is passed over, as Rasa does."""
    if isinstance(metadata, str):  # the socket.io clients may send a text of JSON
        try:
            metadata = json.loads(metadata)
        except ValueError:
            metadata = None
    given = metadata if isinstance(metadata, dict) else {}
    language = None
    with suppress(ValueError):
        language = Language(str(given.get("language", ""))[:2])
    country = str(given.get("country", "")).upper()
    return Wish(
        bot=str(given.get("bot", "")),
        language=language,
        country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        message_id=str(given.get("message_id", ""))[:128],
    )


def parts(text: str) -> list[str]:
    """A message to the messages that Rasa makes of it: one for each paragraph."""
    return [part for part in text.strip().split("\n\n") if part.strip()]


def routes(door: Door, access: Access) -> list[Route]:
    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def webhook(request: Request) -> Response:
        uttered = _uttered(await read_json(request, MAX_FRAME))
        try:
            holder = access.holder(request.headers.get("authorization"))
            subject = holder.subject(uttered.sender)
        except AccessDenied as error:
            raise HTTPException(401, str(error)) from error
        address = neighbourhood(request.client.host if request.client else "")
        try:
            place = await door.take(
                subject, address, uttered.message or "", wish_of(uttered.metadata)
            )
        except Refused as error:
            return _refused(uttered.sender, error.refusal)
        if request.query_params.get("stream", "").lower() in ("true", "1"):
            return StreamingResponse(_lines(uttered.sender, door, place), media_type=STREAM)
        async with aclosing(door.answers(place)) as answers:
            said = [
                _message(uttered.sender, part) async for answer in answers for part in parts(answer)
            ]
        return JSONResponse(said)

    return [
        Route(f"{PATH}/", health, methods=["GET"]),
        Route(f"{PATH}/webhook", webhook, methods=["POST"]),
    ]


def _uttered(raw: Any) -> Uttered:
    try:
        return Uttered.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise HTTPException(400, f"{where}: {first['msg']}") from error


async def _lines(sender: str, door: Door, place: Place) -> AsyncIterator[str]:
    async with aclosing(door.answers(place)) as answers:
        async for answer in answers:
            for part in parts(answer):
                yield json.dumps(_message(sender, part), ensure_ascii=False) + "\n"


def _message(sender: str, text: str) -> dict[str, str]:
    return {"recipient_id": sender, "text": text}


def _refused(sender: str, refusal: Refusal) -> Response:
    headers = {"X-Fireside-Error": refusal.code}
    if refusal.retry_after_ms is not None:
        headers["Retry-After"] = str(math.ceil(refusal.retry_after_ms / 1000))
    return JSONResponse([_message(sender, refusal.text)], refusal.status, headers)
