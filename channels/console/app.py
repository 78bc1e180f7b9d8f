"""The console as an ASGI application of its own, beside the chat: sign-in, list, transcript.

It shares a port with the chat and nothing else: no rule about foreign origins, no header and no
cookie of one reaches the other. It works without JavaScript.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from channels.console.asked import TARGET, address, language_of, number, target_of
from channels.console.audit import Audit, Deed, Ledger
from channels.console.operators import SILENCE_S, Operators, Session
from channels.console.pictures import Pictures
from channels.console.safely import HEADERS, form, is_own_form, is_private
from channels.console.showing import PATH, Showing
from channels.console.summary import Shelf
from channels.console.tries import Tries
from channels.web.admission import neighbourhood
from kernel.errors import (
    ConversationEnded,
    ConversationFull,
    StoreError,
    UnknownConversation,
    UnknownImage,
)
from kernel.ids import ConversationId
from kernel.ports import Clock, EventLog, ImageStore

COOKIE = "fireside_operator"
ROWS = 25
"""Conversations of a page of the list."""

logger = structlog.get_logger()

Answer = Callable[[Request], Awaitable[Response]]
Look = Callable[[Request, Session], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the console needs from the rest of the platform."""

    log: EventLog
    images: ImageStore
    operators: Operators
    audit: Audit
    clock: Clock
    showing: Showing


class Console:
    """Answers operators' requests; `app` is the application."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._shelf = Shelf(parts.log)
        self._tries = Tries()
        self._ledger = Ledger(parts.audit, parts.clock)
        self._pictures = Pictures(parts.log, parts.images, self._ledger)
        sign_in, talk = f"{PATH}/sign-in", f"{PATH}/conversations/{{id}}"
        self.app = Starlette(
            routes=[
                Route(PATH, self._looking(self._list)),
                Route(talk, self._looking(self._talk)),
                Route(f"{talk}/pictures/{{image}}", self._looking(self._pictures.see)),
                Route(f"{talk}/review", self._looking(self._review), methods=["POST"]),
                Route(sign_in, self._safely(self._door)),
                Route(sign_in, self._safely(self._sign_in), methods=["POST"]),
                Route(f"{PATH}/sign-out", self._safely(self._sign_out), methods=["POST"]),
                Route("/{rest:path}", self._safely(self._nowhere)),
            ]
        )

    # ---- looking

    async def _list(self, request: Request, session: Session) -> Response:
        page = number(request, "page")
        ids: list[ConversationId] = []
        seen = 0
        async for id in self._parts.log.every():
            seen += 1
            if seen > (page - 1) * ROWS:
                ids.append(id)
            if len(ids) > ROWS:
                break
        rows = []
        for id in ids[:ROWS]:
            try:
                rows.append(await self._shelf.summary(id))
            except UnknownConversation:  # erased in between
                continue
        await self._ledger.note(request, Deed.LISTED, session, page=page)
        showing, language = self._parts.showing, language_of(request)
        return self._page(showing.list(language, session.operator, rows, page, len(ids) > ROWS))

    async def _talk(self, request: Request, session: Session) -> Response:
        id = ConversationId(request.path_params["id"])
        entries = await self._parts.log.read(id)
        if not entries:
            raise UnknownConversation("it has been erased")
        # In a thread, so that a long conversation holds nobody up who is talking right now.
        html, page = await asyncio.to_thread(
            self._parts.showing.talk,
            language_of(request),
            session.operator,
            id,
            entries,
            number(request, "page"),
            show=request.query_params.get("show", ""),
        )
        await self._ledger.note(request, Deed.VIEWED, session, conversation=id, page=page)
        return self._page(html)

    async def _review(self, request: Request, session: Session) -> Response:
        fault = await self._pictures.review(request, session)
        if fault is not None:
            why, status = fault
            return self._page(self._parts.showing.trouble(language_of(request), why), status)
        id, language = request.path_params["id"], language_of(request)
        return RedirectResponse(f"{PATH}/conversations/{id}?lang={language}", 303, HEADERS)

    # ---- the door

    async def _door(self, request: Request) -> Response:
        return self._page(
            self._parts.showing.door(language_of(request), target_of(request.query_params))
        )

    async def _sign_in(self, request: Request) -> Response:
        language, showing = language_of(request), self._parts.showing
        if not is_private(request):
            return self._page(showing.trouble(language, "not_private"), 403)
        if not is_own_form(request):
            return self._page(showing.trouble(language, "foreign"), 403)
        near, now = neighbourhood(address(request)), time.monotonic()
        fields = await form(request)
        target = target_of(fields)
        if wait := self._tries.wait_s(near, now):
            page = showing.door(language, target, "too_many")
            return self._page(page, 429, {"Retry-After": str(wait)})
        operator = self._parts.operators.named_by(fields.get("token", "").strip())
        if operator is None:
            self._tries.missed(near, now)
            await self._ledger.note(request, Deed.REFUSED)
            return self._page(showing.door(language, target, "wrong"), 403)
        session = Session(operator, self._now_s())
        await self._ledger.note(request, Deed.SIGNED_IN, session)
        gone = RedirectResponse(f"{target}?lang={language}", 303, HEADERS)
        return self._kept(request, gone, session)

    async def _sign_out(self, request: Request) -> Response:
        if not is_own_form(request):
            page = self._parts.showing.trouble(language_of(request), "foreign")
            return self._page(page, 403)
        if (session := self._session(request)) is not None:
            await self._ledger.note(request, Deed.SIGNED_OUT, session)
        gone = RedirectResponse(f"{PATH}/sign-in?lang={language_of(request)}", 303, HEADERS)
        gone.delete_cookie(COOKIE, path=PATH)
        return gone

    async def _nowhere(self, request: Request) -> Response:
        return self._page(self._parts.showing.trouble(language_of(request), "nowhere"), 404)

    # ---- around every answer

    def _looking(self, look: Look) -> Answer:
        """Only for who is signed in; their session goes on."""

        async def answer(request: Request) -> Response:
            session = self._session(request)
            if session is None:
                to = request.url.path if TARGET.fullmatch(request.url.path) else PATH
                door = f"{PATH}/sign-in?to={to}&lang={language_of(request)}"
                return RedirectResponse(door, 303, HEADERS)
            return self._kept(request, await look(request, session), session)

        return self._safely(answer)

    def _safely(self, answer: Answer) -> Answer:
        """What goes wrong is said on a page of its own, without a word of a conversation."""

        async def safe(request: Request) -> Response:
            try:
                return await answer(request)
            except UnknownConversation:
                why, status = "unknown", 404
            except UnknownImage:
                why, status = "no_picture", 404
            except (ConversationEnded, ConversationFull):
                why, status = "not_now", 409
            except HTTPException as error:
                why, status = "nowhere", error.status_code
            except StoreError as error:
                logger.warning("store_error", error=type(error).__name__)
                why, status = "store", 503
            except OSError as error:
                logger.error("audit_failed", error=type(error).__name__)
                why, status = "no_audit", 503
            return self._page(self._parts.showing.trouble(language_of(request), why), status)

        return safe

    def _page(
        self, html: str, status: int = 200, more: Mapping[str, str] | None = None
    ) -> Response:
        policy = {"Content-Security-Policy": self._parts.showing.policy}
        return HTMLResponse(html, status, {**HEADERS, **policy, **(more or {})})

    def _session(self, request: Request) -> Session | None:
        cookie = request.cookies.get(COOKIE, "")
        return self._parts.operators.session(cookie, self._now_s())

    def _kept(self, request: Request, answer: Response, session: Session) -> Response:
        answer.set_cookie(
            COOKIE,
            self._parts.operators.cookie(session, self._now_s()),
            max_age=SILENCE_S,
            path=PATH,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer

    def _now_s(self) -> int:
        return self._parts.clock.now() // 1000
