"""Clients that talk as fast as they are answered, over the real websocket.

Deliberately thin, so that the machine's cores go to the service and not to us: frames are built
and recognised as text.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
from ulid import ULID
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket

WORDS = "I could not sleep again last night, and work is a lot."
Exchange = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of each exchange, and of all together."""

    each: list[float]
    whole: float

    @property
    def p50_ms(self) -> float:
        return sorted(self.each)[len(self.each) // 2] * 1000

    @property
    def p99_ms(self) -> float:
        return sorted(self.each)[int(len(self.each) * 0.99)] * 1000

    @property
    def per_s(self) -> float:
        return len(self.each) / self.whole


async def turns(url: str, clients: int, each: int, *, warm_up: int = 20) -> Speed:
    """Turns with the `echo` bot: from sending a message to the end of its turn."""

    async def enter(http: aiohttp.ClientSession) -> tuple[ClientConnection, Exchange]:
        socket, conv = await greeted(http, url)

        async def exchange() -> None:
            frame = f'{{"t":"message","id":"{ULID()}","conv":"{conv}","d":{{"text":"{WORDS}"}}}}'
            await socket.send(frame)
            while '"turn.end"' not in (told := await socket.recv()):
                pass
            assert '"answered"' in told, f"a turn that was not answered is no measure: {told!r}"

        return socket, exchange

    return await _measure(enter, clients, each, warm_up)


async def echoes(url: str, clients: int, each: int, *, warm_up: int = 20) -> Speed:
    """Round trips with the bare echo."""

    async def enter(http: aiohttp.ClientSession) -> tuple[ClientConnection, Exchange]:
        socket = await open_socket(url.replace("http", "ws"), compression=None, ping_interval=None)

        async def exchange() -> None:
            await socket.send(WORDS)
            await socket.recv()

        return socket, exchange

    return await _measure(enter, clients, each, warm_up)


async def greeted(http: aiohttp.ClientSession, url: str) -> tuple[ClientConnection, str]:
    """A connected client with an open, greeted conversation."""
    async with http.post(f"{url}/v1/sessions") as answer:
        token = (await answer.json())["token"]
    socket = await open_socket(
        f"{url.replace('http', 'ws')}/v1/ws",
        subprotocols=["fireside.v1"],  # type: ignore[list-item]
        compression=None,
        ping_interval=None,
    )
    await socket.send(json.dumps({"t": "connect", "id": str(ULID()), "d": {"token": token}}))
    await socket.send(json.dumps({"t": "open", "id": str(ULID()), "d": {"bot": "echo"}}))
    conv = ""
    while '"turn.end"' not in (raw := await socket.recv()):
        if (frame := json.loads(raw))["t"] == "ack":
            conv = frame["conv"]
    return socket, conv


async def _measure(
    enter: Callable[[aiohttp.ClientSession], Awaitable[tuple[ClientConnection, Exchange]]],
    clients: int,
    each: int,
    warm_up: int,
) -> Speed:
    seconds: list[float] = []

    async def talk(exchange: Exchange, count: int, into: list[float]) -> None:
        for _ in range(count):
            began = time.perf_counter()
            await exchange()
            into.append(time.perf_counter() - began)

    async with aiohttp.ClientSession() as http:
        entered = [await enter(http) for _ in range(clients)]
        for count, into in ((warm_up, []), (each, seconds)):
            began = time.perf_counter()
            async with asyncio.TaskGroup() as group:
                for _, exchange in entered:
                    group.create_task(talk(exchange, count, into))
            whole = time.perf_counter() - began
        for socket, _ in entered:
            await socket.close()
    return Speed(seconds, whole)
