"""Pictures by HTTP: upload, look at one's own, take back; and what a message says of them.

Rule 1: who asks shows the short token of their session, and sees only their own conversations.
Rule 2: nothing of an upload is kept but the picture that was made anew from its pixels.
Rule 3: a picture is no part of the conversation until a message names it.
"""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from channels.hygiene import clean
from channels.web.admission import Admission, Pace
from channels.web.bearer import Authorization, bearer
from channels.web.problems import MAX_UPLOAD, problem
from channels.web.services import ImageRoom, Services
from channels.wire.base import ErrorCode
from channels.wire.client import SentImage
from kernel.errors import RateExceeded, UnknownConversation, UnknownImage
from kernel.events import BotSpoke, MessageReceived
from kernel.ids import ConversationId, SubjectId
from kernel.pictures import Image, ImageId
from kernel.records import Recorded
from kernel.state import replay

MEDIA_TYPE = "image/jpeg"
"""Of every picture: they are all made anew."""
UPLOAD_S = 120.0
"""How long the bytes of one upload may take to arrive."""
OF_ONE = 2
"""Uploads of one subject at the same time."""


def image_routes(services: Services) -> APIRouter:
    """Everything about the pictures of one's own conversations."""
    router = APIRouter(prefix="/v1/me/conversations/{conv}/images")
    gate = _Gate(services)

    async def mine(conv: str, authorization: str) -> tuple[ConversationId, ImageRoom]:
        id, subject = ConversationId(conv), _who(services, authorization)
        if await services.log.owner(id) != subject:
            raise UnknownConversation("there is no such conversation, or it has been erased")
        if services.images is None:
            raise UnknownImage("this service takes no pictures")
        return id, services.images

    @router.post("", status_code=201)
    async def upload(conv: str, request: Request, authorization: Authorization = "") -> Any:
        """The bytes of a JPEG, PNG, WebP or GIF; the answer has the id for a message."""
        subject = _who(services, authorization)
        gate.slow_down(subject)
        id, room = await mine(conv, authorization)
        if not await _takes_images(services, id):
            return problem(409, ErrorCode.IMAGES_OFF, "this bot takes no pictures; send words")
        async with gate.through(subject):
            picture = await room.clean(await _body(request))
        image = await room.store.put(id, picture)
        return {"id": image, "w": picture.width, "h": picture.height, "media_type": MEDIA_TYPE}

    @router.get("/{image}")
    async def look(conv: str, image: str, authorization: Authorization = "") -> Response:
        """The picture. No cache keeps it: it may be erased."""
        id, room = await mine(conv, authorization)
        picture = await room.store.picture(id, ImageId(image))
        headers = {"Cache-Control": "no-store", "Content-Disposition": "inline"}
        return Response(picture.data, media_type=MEDIA_TYPE, headers=headers)

    @router.delete("/{image}", status_code=204)
    async def take_back(conv: str, image: str, authorization: Authorization = "") -> Response:
        """Forget an upload that no message names."""
        id, room = await mine(conv, authorization)
        await room.store.drop(id, ImageId(image))
        return Response(status_code=204)

    return router


async def kept(
    services: Services, id: ConversationId, sent: Sequence[SentImage]
) -> tuple[Image, ...]:
    """The pictures that a message names, kept from now on. Raises `UnknownImage`."""
    if services.images is None:
        raise UnknownImage("this service takes no pictures")
    images = await services.images.store.keep(id, [ImageId(each.id) for each in sent])
    return tuple(
        replace(image, alt=clean(each.alt)) for image, each in zip(images, sent, strict=True)
    )


async def exported(
    services: Services, id: ConversationId, entries: Sequence[Recorded]
) -> list[dict[str, str]]:
    """Every picture of a conversation, in base64."""
    if services.images is None:
        return []
    named = [
        image.id
        for entry in entries
        if isinstance(entry.event, MessageReceived | BotSpoke)
        for image in entry.event.images
    ]
    found = []
    for image in dict.fromkeys(named):
        try:
            picture = await services.images.store.picture(id, image)
        except UnknownImage:  # lost; what is said of it in the log is exported all the same
            continue
        data = base64.b64encode(picture.data).decode()
        found.append({"id": image, "media_type": MEDIA_TYPE, "data": data})
    return found


class _Gate:
    """How many uploads come in at once, and how fast one person may send them."""

    def __init__(self, services: Services) -> None:
        self._pace = Pace(services.limits.images_per_minute)
        self._all = Admission(services.limits.uploads_at_once)
        self._each = Admission(OF_ONE)

    def slow_down(self, subject: SubjectId) -> None:
        if wait_ms := self._pace.wait_ms(subject, time.monotonic()):
            raise RateExceeded("too many pictures; wait, then go on", retry_after_ms=wait_ms)

    @asynccontextmanager
    async def through(self, subject: SubjectId) -> AsyncIterator[None]:
        if not self._each.enter(subject):
            raise RateExceeded("send one picture after the other", retry_after_ms=1000)
        try:
            if not self._all.enter("all"):
                raise RateExceeded("too many uploads just now; try again", retry_after_ms=2000)
            try:
                yield
            finally:
                self._all.leave("all")
        finally:
            self._each.leave(subject)


def _who(services: Services, authorization: str) -> SubjectId:
    return services.tokens.access(bearer(authorization)).subject


async def _takes_images(services: Services, id: ConversationId) -> bool:
    """Whether the bot that answers now does: a conversation may have been handed on."""
    talk = replay(id, await services.log.read(id))
    return talk.bot in {card.name for card in services.bots if card.images}


async def _body(request: Request) -> bytes:
    """What was sent; no more than `MAX_UPLOAD` of it is ever held (`problems.BodyLimit`)."""
    if (said := request.headers.get("content-length", "")).isdigit() and int(said) > MAX_UPLOAD:
        raise HTTPException(413, f"a picture may have at most {MAX_UPLOAD} bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_S):
            async for part in request.stream():
                body += part
    except TimeoutError as error:
        raise HTTPException(408, "the picture took too long to arrive; send it again") from error
    return bytes(body)
