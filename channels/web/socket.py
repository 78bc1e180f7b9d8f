"""The websocket of one client: a thin shell around `channels.session`.

One task group a connection: a reader, a writer, a clock, and a follower per conversation. The
reader handles frames one after another, so what a client sent first is in the log first. Followers
wait while the session is crowded, so a long replay cannot push out what a client is owed. A
connection whose line takes nothing any more is given up by the clock; the others then end too.
"""

import asyncio
import time

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from channels.session import Session, State
from channels.telling import Telling
from channels.web.acts import Acts
from channels.web.admission import Admission
from channels.web.services import Services
from channels.wire.base import CloseCode, ErrorCode
from channels.wire.server import GoAway, GoAwayData, ServerFrame, TurnEnd
from kernel.errors import StoreError, UnknownConversation
from kernel.ids import ConversationId

CLOCK_S = 1.0
LAST_WORDS_S = 2.0
"""How long a closing connection may take to write what is queued."""

logger = structlog.get_logger()


class Connection:
    """Serve one accepted websocket until it ends."""

    def __init__(self, socket: WebSocket, services: Services, admission: Admission) -> None:
        now = time.monotonic()
        self._socket = socket
        self._services = services
        self._session = Session(services.limits.session, now)
        self._wake = asyncio.Event()
        self._roomy = asyncio.Event()
        self._over = asyncio.Event()
        self._followed: dict[ConversationId, asyncio.Task[None]] = {}
        self._group = asyncio.TaskGroup()
        self._acts = Acts(self._session, services, admission, self._start_following)

    async def serve(self) -> None:
        metrics = self._services.metrics
        metrics.connections.inc()
        try:
            async with self._group as group:
                tasks = [
                    group.create_task(part()) for part in (self._read, self._write, self._tick)
                ]
                await self._over.wait()
                for task in (*tasks, *self._followed.values()):
                    task.cancel()
        except* Exception as failed:
            # A mistake of ours. The texts of errors may quote what people said: types only.
            kinds = sorted({type(error).__name__ for error in failed.exceptions})
            logger.error("connection_failed", errors=kinds)
            self._session.close(CloseCode.BUSY, "something failed; reconnect and resume")
        finally:
            metrics.connections.dec()
            self._acts.leave()
        await self._close()

    def go_away(self, after_ms: int) -> None:
        """This gateway stops: tell the client to come back elsewhere, and close."""
        self._send(GoAway(d=GoAwayData(after_ms=after_ms)))
        self._session.close(CloseCode.SHUTDOWN, "restarting; reconnect and resume")
        self._wake.set()

    # ---- the tasks

    async def _read(self) -> None:
        session = self._session
        while session.state is not State.CLOSED:
            try:
                message = await self._socket.receive()
            except (WebSocketDisconnect, RuntimeError):
                self._over.set()
                return
            if message["type"] == "websocket.disconnect":
                self._over.set()
                return
            raw = message.get("text")
            frame = session.receive(
                raw if raw is not None else message.get("bytes") or b"", time.monotonic()
            )
            if frame is not None:
                self._services.metrics.frames_in[frame.t].inc()
                await self._acts.act(frame)
            self._wake.set()

    async def _write(self) -> None:
        session = self._session
        while session.closing is None:
            await self._wake.wait()
            self._wake.clear()
            try:
                for text in session.to_send():
                    session.writing(time.monotonic())
                    await self._socket.send_text(text)
            except (WebSocketDisconnect, RuntimeError):
                break  # the client is gone
            session.written()
            self._roomy.set()
        self._over.set()

    async def _tick(self) -> None:
        while self._session.state is not State.CLOSED:
            await asyncio.sleep(CLOCK_S)
            self._session.tick(time.monotonic())
            self._wake.set()
        await asyncio.sleep(LAST_WORDS_S)
        self._over.set()

    async def _follow(self, id: ConversationId, after: int) -> None:
        telling = Telling(id, self._acts.own)
        try:
            async with self._services.feed.follow(id, after) as sightings:
                async for batch in sightings:
                    for frame in telling.frames(batch):
                        while self._session.crowded and self._session.state is not State.CLOSED:
                            self._wake.set()
                            self._roomy.clear()
                            await self._roomy.wait()
                        self._send(frame)
                    self._wake.set()
        except UnknownConversation:
            self._acts.refuse(None, ErrorCode.UNKNOWN_CONVERSATION, "it has been erased", conv=id)
        except StoreError as error:
            logger.warning("store_error", error=type(error).__name__)
            self._acts.refuse(
                None, ErrorCode.UNAVAILABLE, "reconnect and resume", conv=id, temporary=True
            )
            self._session.close(CloseCode.BUSY, "the store is out of reach; reconnect and resume")
        self._wake.set()

    def _start_following(self, id: ConversationId, after: int) -> None:
        """Follow from there on; a new request replaces an old one."""
        if (before := self._followed.pop(id, None)) is not None:
            before.cancel()
        self._followed[id] = self._group.create_task(self._follow(id, after))

    def _send(self, frame: ServerFrame) -> None:
        metrics = self._services.metrics
        metrics.frames_out[frame.t].inc()
        if isinstance(frame, TurnEnd):
            metrics.answered(frame.d.message)
        self._session.send(frame)

    async def _close(self) -> None:
        """Say why, if there is anybody to hear it."""
        closing = self._session.closing
        if closing is None or self._socket.application_state is not WebSocketState.CONNECTED:
            return
        try:
            async with asyncio.timeout(LAST_WORDS_S):
                for text in self._session.to_send():
                    await self._socket.send_text(text)
                await self._socket.close(closing.code, closing.reason)
        except (RuntimeError, WebSocketDisconnect, TimeoutError):
            pass
        logger.info("connection_closed", code=closing.code)
