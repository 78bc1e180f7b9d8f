"""What a worker takes besides the queue: conversations that are heard in its own process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from bots.desk import Desk
from bots.host import Host
from bots.worker import Worker
from kernel.ids import ConversationId, MessageId
from kernel.records import Token


class EmptyQueue:
    """Nothing ever waits in it."""

    async def take(self, room: int, patience: float) -> Sequence[Token]:
        await asyncio.sleep(0.01)
        return ()

    @asynccontextmanager
    async def cancellations(self) -> AsyncIterator[AsyncIterator[MessageId]]:
        async def none() -> AsyncIterator[MessageId]:
            await asyncio.Event().wait()
            yield MessageId("")

        yield none()


class HeldHost:
    """Attends to whatever comes until it is let go."""

    def __init__(self) -> None:
        self.attended: list[Token] = []
        self.go = asyncio.Event()

    async def attend(self, token: Token) -> None:
        self.attended.append(token)
        await self.go.wait()


def token(n: int) -> Token:
    return Token(str(n), ConversationId(f"c{n}"))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - a worker tells nobody
            await asyncio.sleep(0.005)


async def test_it_takes_what_it_has_room_for_while_it_works() -> None:
    host, queue = HeldHost(), cast("Any", EmptyQueue())
    desk = Desk(queue, renew_after_s=1, meter=lambda outcome, seconds: None)
    worker = Worker(cast("Host", host), queue, desk, at_once=2)
    assert not worker.has_room(0), "it does not run yet"
    worker.welcome(token(0))
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run())
        await until(lambda: worker.has_room(1))
        assert not worker.has_room(2)
        worker.welcome(token(1))
        worker.welcome(token(2))
        assert not worker.has_room(0)
        await until(lambda: len(host.attended) == 2)
        host.go.set()
        await until(lambda: worker.has_room(1))
        worker.stop()
        assert not worker.has_room(0), "what it has begun it ends, and takes nothing new"
    worker.welcome(token(3))
    assert [one.id for one in host.attended] == ["1", "2"]
