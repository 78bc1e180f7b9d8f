"""The websocket of one client: a thin shell around `channels.session`.

One task group a connection: a reader, a writer, a clock, and a follower per conversation. The
reader handles frames one after another, so what a client sent first is in the log first.
"""

import asyncio
import time
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from channels.session import Session, State
from channels.telling import Telling
from channels.web.acts import Acts, Admission
from channels.web.services import Services
from channels.wire.base import CloseCode, ErrorCode
from channels.wire.server import GoAway, GoAwayData, TurnEnd
from kernel.errors import StoreError, UnknownConversation
from kernel.ids import ConversationId

CLOCK_S = 1.0


class Connection:
    """Serve one accepted websocket until it ends."""

    def __init__(self, socket: WebSocket, services: Services, admission: Admission) -> None:
        now = time.monotonic()
        self._socket = socket
        self._services = services
        self._session = Session(services.limits.session, now)
        self._wake = asyncio.Event()
        self._followed: dict[ConversationId, asyncio.Task[None]] = {}
        self._group = asyncio.TaskGroup()
        self._acts = Acts(self._session, services, admission, self._start_following)

    async def serve(self) -> None:
        self._services.metrics.connections.inc()
        try:
            async with self._group as group:
                helpers = [group.create_task(self._write()), group.create_task(self._tick())]
                await self._read()
                for task in (*helpers, *self._followed.values()):
                    task.cancel()
        finally:
            self._services.metrics.connections.dec()
            self._acts.leave()
            await self._finish()

    def go_away(self, after_ms: int) -> None:
        """This gateway stops: tell the client to come back elsewhere, and close."""
        self._session.send(GoAway(d=GoAwayData(after_ms=after_ms)))
        self._session.close(CloseCode.SHUTDOWN, "restarting; reconnect and resume")
        self._wake.set()

    # ---- the tasks

    async def _read(self) -> None:
        session = self._session
        while session.state is not State.CLOSED:
            try:
                message = await self._socket.receive()
            except (WebSocketDisconnect, RuntimeError):
                return
            if message["type"] == "websocket.disconnect":
                return
            raw = message.get("text")
            frame = session.receive(
                raw if raw is not None else message.get("bytes") or b"", time.monotonic()
            )
            if frame is not None:
                self._services.metrics.frames_in.labels(frame.t).inc()
                await self._acts.act(frame)
            self._wake.set()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            for text in self._session.to_send():
                await self._socket.send_text(text)
            if self._session.closing is not None:
                await self._finish()
                return

    async def _tick(self) -> None:
        while self._session.state is not State.CLOSED:
            await asyncio.sleep(CLOCK_S)
            self._session.tick(time.monotonic())
            self._wake.set()

    async def _follow(self, id: ConversationId, after: int) -> None:
        telling = Telling(id, self._acts.sent)
        try:
            async with self._services.feed.follow(id, after) as sightings:
                async for batch in sightings:
                    for frame in telling.frames(batch):
                        self._session.send(frame)
                        if isinstance(frame, TurnEnd):
                            self._services.metrics.answered(frame.d.message)
                    self._wake.set()
        except UnknownConversation:
            self._acts.refuse(None, ErrorCode.UNKNOWN_CONVERSATION, "it has been erased", conv=id)
        except StoreError as error:
            self._acts.refuse(None, ErrorCode.UNAVAILABLE, str(error), conv=id, temporary=True)
            self._session.close(CloseCode.BUSY, "the store is out of reach; reconnect and resume")
        self._wake.set()

    def _start_following(self, id: ConversationId, after: int) -> None:
        """Follow from there on; a new request replaces an old one."""
        if (before := self._followed.pop(id, None)) is not None:
            before.cancel()
        self._followed[id] = self._group.create_task(self._follow(id, after))

    async def _finish(self) -> None:
        closing = self._session.closing
        if closing is None or self._socket.application_state is not WebSocketState.CONNECTED:
            return
        with suppress(RuntimeError, WebSocketDisconnect):
            for text in self._session.to_send():
                await self._socket.send_text(text)
            await self._socket.close(closing.code, closing.reason)
