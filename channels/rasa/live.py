"""Rasa's socket.io channel: sessions, messages in, messages out.

Shapes as of Rasa 3.6 (`rasa/core/channels/socketio.py`), with session persistence. What Rasa passes
over in silence is answered here: a client that never asked for a session is given one.
"""

import asyncio
import uuid
from collections.abc import Collection, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

import socketio
from starlette.types import ASGIApp

from channels.rasa.access import Access, Holder
from channels.rasa.door import Door, Place, Refused
from channels.rasa.rest import parts, wish_of
from channels.web.admission import neighbourhood
from channels.web.origins import may_connect
from channels.wire.base import MAX_FRAME
from kernel.errors import AccessDenied

ANSWER = "bot_uttered"
CONFIRM = "session_confirm"


@dataclass(slots=True)
class _Client:
    """One socket. `sender` is the session id that it confirmed last."""

    holder: Holder
    address: str
    sender: str = ""
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Messages of one socket are appended in the order in which they came."""
    answered: asyncio.Event | None = None
    """Set once the latest of them is answered: the next one's answers come after it."""


class LiveDoor:
    """`origins` are the web pages besides our own that may connect."""

    def __init__(self, door: Door, access: Access, origins: Collection[str]) -> None:
        self._door = door
        self._access = access
        self._clients: dict[str, _Client] = {}

        def may(origin: str | None, environ: Mapping[str, Any]) -> bool:
            return may_connect(origin, environ.get("HTTP_HOST", ""), origins)

        self._server = socketio.AsyncServer(
            async_mode="asgi",
            cors_allowed_origins=may,
            max_http_buffer_size=MAX_FRAME,
            http_compression=False,
            ping_interval=25,
            ping_timeout=20,
        )
        for name in ("connect", "disconnect", "session_request", "user_uttered"):
            self._server.on(name, getattr(self, f"_{name}"))

    @property
    def app(self) -> ASGIApp:
        """To be served at `/socket.io`."""
        app: ASGIApp = socketio.ASGIApp(self._server, socketio_path="socket.io")
        return app

    async def close(self) -> None:
        """Hang up on everybody; their clients connect again elsewhere."""
        await self._server.shutdown()

    async def _connect(self, sid: str, environ: Mapping[str, Any], auth: Any = None) -> None:
        token = auth.get("token") if isinstance(auth, Mapping) else None
        try:
            holder = self._access.holder(token)
        except AccessDenied as error:
            raise socketio.exceptions.ConnectionRefusedError(str(error)) from error
        client = environ.get("asgi.scope", {}).get("client") or ("",)
        self._clients[sid] = _Client(holder, neighbourhood(client[0]))

    async def _disconnect(self, sid: str, reason: str = "") -> None:
        self._clients.pop(sid, None)

    async def _session_request(self, sid: str, data: Any = None) -> None:
        given = data.get("session_id") if isinstance(data, Mapping) else None
        await self._confirm(sid, given)

    async def _user_uttered(self, sid: str, data: Any = None) -> None:
        client = self._clients.get(sid)
        if client is None:
            return
        said = data if isinstance(data, Mapping) else {}
        given = said.get("session_id")
        if not client.sender or (given and given != client.sender):
            await self._confirm(sid, given)
        message = said.get("message")
        subject, room = client.holder.subject(client.sender), self._room(client)
        try:
            async with client.taking:
                place = await self._door.take(
                    subject,
                    client.address,
                    message if isinstance(message, str) else "",
                    wish_of(said.get("metadata")),
                )
                before, mine = client.answered, asyncio.Event()
                client.answered = mine
        except Refused as error:
            refused = {"text": error.refusal.text, "metadata": {"error": error.refusal.code}}
            await self._server.emit(ANSWER, refused, to=sid)
            return
        try:
            if before is not None:
                await before.wait()
            await self._tell(place, room)
        finally:
            mine.set()

    async def _tell(self, place: Place, room: str) -> None:
        async with aclosing(self._door.answers(place)) as answers:
            async for answer in answers:
                for part in parts(answer):
                    await self._server.emit(ANSWER, {"text": part}, room=room)

    async def _confirm(self, sid: str, given: Any) -> None:
        """Give the socket a session: the one it asks for if that will do, else a new one."""
        client = self._clients.get(sid)
        if client is None:
            return
        if client.sender:  # it goes on as somebody else; what was said before stays where it is
            await self._server.leave_room(sid, self._room(client))
        client.sender = uuid.uuid4().hex
        if isinstance(given, str):
            with suppress(AccessDenied):
                client.holder.subject(given)
                client.sender = given
        await self._server.enter_room(sid, self._room(client))
        await self._server.emit(CONFIRM, client.sender, to=sid)

    def _room(self, client: _Client) -> str:
        return f"session {client.holder.subject(client.sender)}"
