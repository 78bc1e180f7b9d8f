"""A client of the websocket for programs: the command line, simulators, tests.

It keeps the promises of the protocol on this side (`channels.web.protocol`), over any number of
lines: one that breaks or falls silent is replaced. Use it as

    async with connect("http://localhost:8000") as client:
        talk = await client.open("echo")
        async for frame in talk.say("hello"):
            ...
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from channels.web.login import Credentials, Login
from channels.web.protocol import ClientProtocol, Stage
from channels.web.talk import Refused, Talk, new_id
from channels.wire.base import MAX_PAGE, SUBPROTOCOL, ErrorCode
from channels.wire.client import Open, OpenData, Question
from channels.wire.server import Answer, Error, ServerFrame
from kernel.errors import AccessDenied, WireError
from kernel.events import Language

CLOCK_S = 0.5
RENEW_AGAIN_S = 5.0
HANG_UP_S = 1.0
"""How long a line that is given up may take to say goodbye."""
FINAL = range(4500, 5000)
"""Close codes after which coming back makes no sense."""
_LATER = {429, *range(500, 600)}
"""HTTP answers to a handshake after which it may be tried again."""
_TOKEN_REFUSED = (ErrorCode.BAD_TOKEN, ErrorCode.TOKEN_EXPIRED)


@dataclass(slots=True)
class Backoff:
    """How long to stay away: twice as long after every line that did not hold, with full jitter
    so that many clients do not come back in step."""

    first_s: float = 0.5
    longest_s: float = 20.0
    _next_s: float = 0.0

    def after(self, held_s: float) -> float:
        """Seconds to wait after a line that held so long; one that held begins anew."""
        if held_s >= self._next_s:
            self._next_s = self.first_s
        most, self._next_s = self._next_s, min(2 * self._next_s, self.longest_s)
        return random.uniform(most / 10, most)


class Client:
    """One person's connection, however often the line breaks. Make it with `connect`."""

    def __init__(self, base: str, login: Login, backoff: Backoff) -> None:
        self._url = f"{base}/v1/ws".replace("http", "ws", 1)
        self._login = login
        self._backoff = backoff
        self._protocol = ClientProtocol()
        self._socket: ClientConnection | None = None
        self._wake = asyncio.Event()
        self._doubted = False
        self.online = asyncio.Event()
        """Set while there is a line."""
        self.ended: Exception | None = None
        """Why the client gave up, once it has."""

    @property
    def subject(self) -> str:
        return self.credentials.subject

    @property
    def credentials(self) -> Credentials:
        return self._login.credentials

    async def open(self, bot: str, language: Language = Language.EN, country: str = "") -> Talk:
        """Begin a conversation. Raises `Refused`."""
        data = OpenData(bot=bot, language=language, country=country)
        frame = Open(id=new_id(), d=data)
        talk = Talk(self, frame.id)
        await self.ask(frame, talk)
        return talk

    async def attach(self, conversation: str, after: int = 0) -> Talk:
        """Take up a conversation that was begun before; what came after `after` follows, however
        much it is. Raises `Refused`."""
        talk = Talk(self, id=conversation, seq=after)
        if self.ended is not None:
            raise self.ended
        self._protocol.follow(talk)
        self._wake.set()
        await talk.settled.wait()
        if talk.ended is not None:
            raise talk.ended
        return talk

    async def ask(self, frame: Question, opening: Talk | None = None) -> ServerFrame:
        """Send a frame until it is answered. Raises `Refused` if the answer is a final error."""
        if self.ended is not None:
            raise self.ended
        answer: asyncio.Future[Answer | Exception] = asyncio.get_running_loop().create_future()

        def answered(given: Answer | Exception) -> None:
            if not answer.done():  # whoever asked may have been cancelled
                answer.set_result(given)

        self._protocol.ask(frame, answered, opening)
        self._wake.set()
        try:
            given = await answer
        finally:
            self._protocol.withdraw(frame.id)
        if isinstance(given, Exception):
            raise given
        if isinstance(given, Error):
            raise Refused(given)
        return given

    # ---- the tasks of `connect`

    async def keep_a_line(self) -> None:
        """One line after another; ends by itself only on a final refusal."""
        try:
            while True:
                held_s = await self._one_line()
                stay_away_s = self._backoff.after(held_s) + self._protocol.come_back_s
                await asyncio.sleep(stay_away_s)
        except (WireError, AccessDenied) as error:
            self.ended = error
            self._protocol.end(error)

    async def write(self) -> None:
        """All that goes out, in order."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            if (socket := self._socket) is None:
                continue
            with suppress(ConnectionClosed):  # what lasts is sent again on the next line
                for text in self._protocol.to_send():
                    await socket.send(text)

    async def watch_the_clock(self) -> None:
        """Ask again what was refused for a while."""
        while True:
            await asyncio.sleep(CLOCK_S)
            self._protocol.tick(time.monotonic())
            self._wake.set()

    async def stay_known(self) -> None:
        """Show a new token before the old one runs out."""
        while True:
            await asyncio.sleep(self._login.due_in_s)
            try:
                self._protocol.renew(await self._login.token())
                self._wake.set()
            except (OSError, aiohttp.ClientError, AccessDenied, WireError):
                await asyncio.sleep(RENEW_AGAIN_S)  # the next line finds out if it is final

    # ---- within

    async def _one_line(self) -> float:
        """Seconds that a line held. Raises what ends the client for good."""
        began: float | None = None
        try:
            token = await self._login.token()
            async with _line(self._url) as socket:
                self._protocol.begin(token)
                self._socket = socket
                while True:
                    self._wake.set()
                    async with asyncio.timeout(self._protocol.patience_s):
                        raw = await socket.recv()
                    self._protocol.receive(raw, time.monotonic())
                    if began is None and self._protocol.stage is Stage.OPEN:
                        began, self._doubted = time.monotonic(), False
                        self.online.set()
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            if code in FINAL:
                raise WireError(f"the server ended the connection: {code}") from closed
        except InvalidStatus as refusal:
            if (status := refusal.response.status_code) not in _LATER:
                raise WireError(f"{self._url} answers {status}") from refusal
        except Refused as refused:
            self._not_let_in(refused)
        except (OSError, InvalidHandshake, TimeoutError, aiohttp.ClientError):
            pass
        finally:
            self.online.clear()
            self._socket = None
            self._protocol.gone()
        return 0.0 if began is None else time.monotonic() - began

    def _not_let_in(self, refused: Refused) -> None:
        """A token may be too old; a new one that is refused too is a reason to give up."""
        code, temporary = refused.error.d.code, refused.error.d.temporary
        if not temporary and (code is not ErrorCode.BAD_TOKEN or self._doubted):
            raise refused
        if code in _TOKEN_REFUSED:
            self._doubted = True
            self._login.doubt()


@asynccontextmanager
async def connect(
    base: str, credentials: Credentials | None = None, backoff: Backoff | None = None
) -> AsyncIterator[Client]:
    """A client of the service at `base` (http or https), as somebody new unless told who.

    Raises `OSError` if there is nothing at that address.
    """
    if urlsplit(base).scheme not in ("http", "https"):
        raise WireError(f"the address must begin with http:// or https://, not {base}")
    base = base.rstrip("/")
    async with aiohttp.ClientSession() as http:
        login = Login(http, base)
        try:
            await login.begin(credentials)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OSError(f"no Fireside service answers at {base}: {error}") from error
        client = Client(base, login, backoff or Backoff())
        failed: Exception | None = None
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(task())
                for task in (
                    client.keep_a_line,
                    client.write,
                    client.watch_the_clock,
                    client.stay_known,
                )
            ]
            try:
                yield client
            except Exception as error:  # a group would wrap what the caller raised
                failed = error
            for task in tasks:
                task.cancel()
        if failed is not None:
            raise failed


@asynccontextmanager
async def _line(url: str) -> AsyncIterator[ClientConnection]:
    async with open_socket(
        url,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
        max_size=2 * MAX_PAGE,
        ping_interval=None,  # the protocol has pings of its own
        close_timeout=HANG_UP_S,
    ) as socket:
        yield socket
