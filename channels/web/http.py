"""The HTTP side: sessions, bots, hotlines, and everything a person may do with their own data."""

import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import BaseModel, Field

from channels.web.admission import Pace, neighbourhood
from channels.web.bearer import Authorization, bearer
from channels.web.images import exported, image_routes
from channels.web.services import Services
from channels.web.tokens import Pass
from kernel.codec import encode
from kernel.errors import RateExceeded, UnknownConversation
from kernel.ids import ConversationId, SubjectId
from kernel.records import Recorded
from kernel.state import Phase, replay


class SessionRequest(BaseModel):
    refresh: str | None = Field(default=None, max_length=2048)


def routes(services: Services) -> APIRouter:
    """Every endpoint except the websocket and the pages."""
    router = APIRouter()
    router.include_router(_public(services))
    router.include_router(_own_data(services))
    router.include_router(image_routes(services))
    router.include_router(operations(services.ready, services.metrics.registry))
    return router


def _public(services: Services) -> APIRouter:
    router = APIRouter(prefix="/v1")
    pace = Pace(services.limits.sessions_per_minute)

    @router.post("/sessions")
    async def sessions(
        request: Request, asked: SessionRequest | None = None, authorization: Authorization = ""
    ) -> dict[str, Any]:
        """A token: for who holds a refresh token, for a user of the operator's, or anonymous."""
        _slow_down(pace, request)
        tokens = services.tokens
        if asked is not None and asked.refresh is not None:
            given = tokens.renewed(asked.refresh)
        elif authorization:
            given = tokens.of_user(bearer(authorization))
        else:
            given = tokens.anonymous()
        return _session(given)

    @router.get("/bots")
    async def bots() -> list[dict[str, Any]]:
        """Who one can talk to."""
        return [
            {
                "name": card.name,
                "title": card.title,
                "about": card.about,
                "languages": sorted(card.title),
                "images": card.images,
            }
            for card in services.bots
        ]

    @router.get("/hotlines")
    async def hotlines(country: str = "", language: str = "en") -> Response:
        """Whom to call, by ISO 3166-1 alpha-2 code; an international list where none is known."""
        return JSONResponse(services.hotlines(country.upper(), language))

    return router


def _own_data(services: Services) -> APIRouter:
    router = APIRouter(prefix="/v1/me")

    def who(authorization: str) -> SubjectId:
        return services.tokens.access(bearer(authorization)).subject

    @router.get("/conversations")
    async def conversations(authorization: Authorization = "") -> list[dict[str, Any]]:
        found = await _conversations(services, who(authorization))
        return [_summary(id, entries) for id, entries in found]

    @router.get("/export")
    async def export(authorization: Authorization = "") -> Response:
        """All that is kept about the person, as a file (GDPR art. 15 and 20)."""
        subject = who(authorization)
        document = {
            "format": "fireside.export.v1",
            "subject": subject,
            "conversations": [
                {
                    **_summary(id, entries),
                    "events": [
                        {"seq": e.seq, "at": e.at, "event": json.loads(encode(e.event))}
                        for e in entries
                    ],
                    "images": await exported(services, id, entries),
                }
                for id, entries in await _conversations(services, subject)
            ],
        }
        return Response(
            json.dumps(document, ensure_ascii=False, indent=1),
            media_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="fireside-export.json"'},
        )

    @router.delete("", status_code=204)
    async def erase(authorization: Authorization = "") -> Response:
        """Destroy all that is kept about the person (GDPR art. 17)."""
        for id in await services.log.of_subject(who(authorization)):
            await services.log.erase(id)
        return Response(status_code=204)

    return router


async def _conversations(
    services: Services, subject: SubjectId
) -> list[tuple[ConversationId, tuple[Recorded, ...]]]:
    """Everything of a subject, oldest conversation first."""
    found = []
    for id in await services.log.of_subject(subject):
        with suppress(UnknownConversation):  # erased in between
            if entries := tuple(await services.log.read(id)):
                found.append((id, entries))
    return found


def operations(ready: Callable[[], Awaitable[bool]], registry: CollectorRegistry) -> APIRouter:
    """What whoever runs this process asks of it."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> dict[str, bool]:
        """This process is alive."""
        return {"ok": True}

    @router.get("/readyz")
    async def readyz() -> Response:
        """This process can serve: its store answers."""
        can = await ready()
        return JSONResponse({"ready": can}, 200 if can else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def _slow_down(pace: Pace, request: Request) -> None:
    """Who could have as many sessions as they like would be held by no limit of one person."""
    name = neighbourhood(request.client.host if request.client else "")
    if wait_ms := pace.wait_ms(name, time.monotonic()):
        raise RateExceeded(
            "too many sessions were asked for from this address; wait, then ask again",
            retry_after_ms=wait_ms,
        )


def _session(given: Pass) -> dict[str, Any]:
    return {
        "token": given.token,
        "expires_in": given.expires_in,
        "subject": given.subject,
        "refresh": given.refresh,
        "websocket": "/v1/ws",
    }


def _summary(id: ConversationId, entries: tuple[Recorded, ...]) -> dict[str, Any]:
    talk = replay(id, entries)
    return {
        "id": id,
        "bot": talk.bot,
        "language": talk.language,
        "opened_at": entries[0].at,
        "last_seq": talk.seq,
        "closed": talk.phase is Phase.CLOSED,
    }
