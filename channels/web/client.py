"""A client of the websocket for programs: the command line, simulators, tests.

It keeps the promises of the protocol on this side: every frame that wants an answer is sent again
under the same id until it has one, a lost line is taken up where it broke, and a turn is followed
until its end. One task owns the socket; use it as

    async with connect("http://localhost:8000") as client:
        talk = await client.open("echo")
        async for frame in talk.say("hello"):
            ...
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from channels.web.talk import Refused, Talk, new_id
from channels.wire.base import MAX_FRAME, SUBPROTOCOL, ErrorCode
from channels.wire.client import (
    Attach,
    AttachData,
    ClientFrame,
    Connect,
    ConnectData,
    History,
    HistoryData,
    Open,
    OpenData,
    Pong,
)
from channels.wire.codec import UnknownType, dump, parse_server
from channels.wire.server import Ack, Connected, Error, GoAway, Page, Ping, ServerFrame
from kernel.errors import AccessDenied, WireError
from kernel.events import Language

FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 20.0
FINAL = range(4500, 5000)
"""Close codes after which coming back makes no sense."""


@dataclass(slots=True)
class Credentials:
    """What `POST /v1/sessions` gave."""

    token: str
    refresh: str
    subject: str


@dataclass(slots=True)
class _Waiting:
    frame: ClientFrame
    answer: asyncio.Future[ServerFrame]
    opening: Talk | None
    """The conversation that this frame begins."""


class Client:
    """One person's connection, however often the line breaks. Make it with `connect`."""

    def __init__(self, base: str, http: aiohttp.ClientSession, credentials: Credentials) -> None:
        self._base = base.rstrip("/")
        self._http = http
        self._credentials = credentials
        self._socket: ClientConnection | None = None
        self._waiting: dict[str, _Waiting] = {}
        self._talks: dict[str, Talk] = {}
        self._online = asyncio.Event()
        self.ended: Exception | None = None
        """Why the client gave up, once it has."""

    @property
    def subject(self) -> str:
        return self._credentials.subject

    @property
    def credentials(self) -> Credentials:
        return self._credentials

    @property
    def online(self) -> asyncio.Event:
        """Set while there is a line."""
        return self._online

    async def open(self, bot: str, language: Language = Language.EN, country: str = "") -> Talk:
        """Begin a conversation. Raises `Refused`."""
        data = OpenData(bot=bot, language=language, country=country)
        frame = Open(id=new_id(), d=data)
        talk = Talk(self, frame.id)
        ack = await self.ask(frame, talk)
        assert isinstance(ack, Ack)
        return talk

    async def attach(self, conversation: str, after: int = 0) -> Talk:
        """Take up a conversation that was begun before. Raises `Refused`."""
        talk = Talk(self, "")
        talk.id, talk.seq = conversation, after
        self._talks[conversation] = talk
        await self.ask(Attach(id=new_id(), conv=conversation, d=AttachData(after=after)))
        return talk

    async def ask(self, frame: ClientFrame, opening: Talk | None = None) -> ServerFrame:
        """Send a frame until it is answered. Raises `Refused` if the answer is a final error."""
        id: str = frame.id  # type: ignore[union-attr]
        while True:
            if self.ended is not None:
                raise self.ended
            waiting = _Waiting(frame, asyncio.get_running_loop().create_future(), opening)
            self._waiting[id] = waiting
            await self._send(frame)
            answer = await waiting.answer
            if not isinstance(answer, Error):
                return answer
            if not answer.d.temporary:
                raise Refused(answer)
            await asyncio.sleep((answer.d.retry_after_ms or 1000) / 1000)

    async def run(self) -> None:
        """Keep a line open, for ever; ends by itself only on a final refusal."""
        pause = FIRST_RETRY_S
        try:
            while True:
                try:
                    await self._one_line()
                    pause = FIRST_RETRY_S
                except ConnectionClosed as closed:
                    code = closed.rcvd.code if closed.rcvd else 1006
                    if code in FINAL:
                        raise WireError(f"the server ended the connection: {code}") from closed
                except (OSError, InvalidHandshake, TimeoutError, aiohttp.ClientError):
                    pass
                finally:
                    self._online.clear()
                    self._socket = None
                await asyncio.sleep(random.uniform(pause / 10, pause))  # full jitter
                pause = min(pause * 2, LONGEST_RETRY_S)
        except (WireError, AccessDenied) as error:
            self.ended = error
            for waiting in self._waiting.values():
                if not waiting.answer.done():
                    waiting.answer.set_exception(error)
            for talk in self._talks.values():
                talk.frames.put_nowait(None)

    async def _one_line(self) -> None:
        url = f"{self._base}/v1/ws".replace("http", "ws", 1)
        async with open_socket(
            url,
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
            compression=None,
            max_size=8 * MAX_FRAME,
            ping_interval=None,
        ) as socket:
            await self._greet(socket)
            self._socket = socket
            self._online.set()
            for waiting in list(self._waiting.values()):
                await socket.send(dump(waiting.frame))
            async for raw in socket:
                with suppress(UnknownType):
                    await self._take(socket, parse_server(raw))
            # An orderly close by the server ends the loop without an exception.
            raise ConnectionClosed(socket.protocol.close_rcvd, socket.protocol.close_sent)

    async def _greet(self, socket: ClientConnection) -> None:
        resume = {talk.id: talk.seq for talk in self._talks.values() if talk.id}
        data = ConnectData(token=self._credentials.token, resume=resume)
        await socket.send(dump(Connect(id=new_id(), d=data)))
        answer = parse_server(await socket.recv())
        if isinstance(answer, Error):
            if answer.d.code not in (ErrorCode.BAD_TOKEN, ErrorCode.TOKEN_EXPIRED):
                raise Refused(answer)
            await self._renew()
            raise OSError("the token had run out")
        if not isinstance(answer, Connected):
            raise WireError("the server does not speak fireside.v1")
        for id, resumed in answer.d.resumed.items():
            if not resumed:
                await self._catch_up(socket, self._talks[id])

    async def _catch_up(self, socket: ClientConnection, talk: Talk) -> None:
        """More was missed than a resume replays: read the pages, then follow on."""
        pages: list[Page] = []
        before = None
        while True:
            asked = History(id=new_id(), conv=talk.id, d=HistoryData(before=before, limit=300))
            await socket.send(dump(asked))
            while not isinstance(answer := parse_server(await socket.recv()), Page | Error):
                pass
            if isinstance(answer, Error):
                raise Refused(answer)
            pages.append(answer)
            before = answer.d.before
            if before is None or before <= talk.seq:
                break
        for page in reversed(pages):
            for frame in page.d.frames:
                talk.take(frame)
        await socket.send(dump(Attach(id=new_id(), conv=talk.id, d=AttachData(after=talk.seq))))

    async def _take(self, socket: ClientConnection, frame: ServerFrame) -> None:
        match frame:
            case Ping():
                await socket.send(dump(Pong()))
            case GoAway():
                pass  # the close that follows brings us back
            case Ack() | Page() | Error():
                if frame.re is not None and (waiting := self._waiting.pop(frame.re, None)):
                    if isinstance(frame, Ack) and frame.conv and waiting.opening is not None:
                        waiting.opening.id = frame.conv
                        self._talks[frame.conv] = waiting.opening
                    waiting.answer.set_result(frame)
            case Connected():
                pass
            case _:
                if (talk := self._talks.get(frame.conv)) is not None:
                    talk.take(frame)

    async def _send(self, frame: ClientFrame) -> None:
        if self._socket is not None:
            with suppress(ConnectionClosed):  # it is sent again on the next line
                await self._socket.send(dump(frame))

    async def _renew(self) -> None:
        self._credentials = await _session(
            self._http, self._base, refresh=self._credentials.refresh
        )


@asynccontextmanager
async def connect(base: str, credentials: Credentials | None = None) -> AsyncIterator[Client]:
    """A client of the service at `base` (http or https), as somebody new unless told who.

    Raises `OSError` if there is nothing at that address.
    """
    if urlsplit(base).scheme not in ("http", "https"):
        raise WireError(f"the address must begin with http:// or https://, not {base}")
    async with aiohttp.ClientSession() as http:
        try:
            given = credentials or await _session(http, base)
        except aiohttp.ClientError as error:
            raise OSError(f"no Fireside service answers at {base}: {error}") from error
        client = Client(base, http, given)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(client.run())
            try:
                yield client
            finally:
                running.cancel()


async def _session(
    http: aiohttp.ClientSession, base: str, *, refresh: str | None = None
) -> Credentials:
    body = {"refresh": refresh} if refresh else {}
    async with http.post(f"{base.rstrip('/')}/v1/sessions", json=body) as answer:
        if answer.status == 401:
            raise AccessDenied("the service does not know this session any more")
        answer.raise_for_status()
        given = await answer.json()
    return Credentials(given["token"], given["refresh"], given["subject"])
