"""One connection that carries many commands at once.

A server answers in the order in which it was asked, so nothing has to wait for its turn: a
command is written at once and its answer goes to the oldest that is still owed one. A pool
would give every command a connection of its own for the time of its trip; under load that is
most of a command's cost (measured: docs/design/004-speed.md).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from redis.asyncio import ConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from adapters.redis.wire import Argument, Wire

PATIENCE_S = 5.0
"""How long the server may owe an answer."""

Upon = Callable[[Any], None]
"""Told of an answer the moment it comes, also when nobody waits for it any more."""


class Owed(NamedTuple):
    """An answer that is still to come to what was asked at `since`, in the loop's time."""

    answer: asyncio.Future[Any]
    upon: Upon | None
    since: float


class Line:
    """Opened at its first command, and again at the first one after it broke. `pool` has no
    `socket_timeout`: a server that owes an answer for more than `patience` seconds is hung up on.

    Whoever is cancelled while waiting leaves the place in the order behind; the answer is then
    dropped, but for `upon`.
    """

    def __init__(self, pool: ConnectionPool, *, patience: float = PATIENCE_S) -> None:
        self._pool = pool
        self._patience = patience
        self._wire: Wire | None = None
        self._owed: deque[Owed] = deque()
        self._opening = asyncio.Lock()
        self._watch: asyncio.TimerHandle | None = None

    async def ask(self, *command: Argument, upon: Upon | None = None) -> Any:
        """The server's answer as it came. Raises `RedisError`; after a `ConnectionError` or a
        `TimeoutError` it is unknown whether the server has done what it was asked."""
        wire = self._wire or await self._open()
        loop = asyncio.get_running_loop()
        wire.send(*command)
        answer: asyncio.Future[Any] = loop.create_future()
        self._owed.append(Owed(answer, upon, loop.time()))
        if self._watch is None:
            self._watch = loop.call_later(self._patience, self._look)
        return await answer

    def close(self) -> None:
        """Hang up: who still waits gets a `ConnectionError`. The next `ask` opens it again."""
        self._end(RedisConnectionError("the connection was closed"))

    async def _open(self) -> Wire:
        async with self._opening:
            if self._wire is None:
                wire = Wire(self._pay, self._end)
                try:
                    async with asyncio.timeout(self._patience):
                        await wire.dial(self._pool)
                except TimeoutError as error:
                    raise RedisTimeoutError("the server does not answer") from error
                self._wire = wire
            return self._wire

    def _pay(self, reply: Any) -> None:
        answer, upon, _ = self._owed.popleft()
        if isinstance(reply, RedisError):
            if not answer.done():
                answer.set_exception(reply)
            return
        if upon is not None:
            upon(reply)
        if not answer.done():
            answer.set_result(reply)

    def _look(self) -> None:
        """Whether the oldest answer is overdue; one timer watches over all of them."""
        self._watch = None
        if not self._owed:
            return
        loop = asyncio.get_running_loop()
        due = self._owed[0].since + self._patience
        if loop.time() >= due:
            self._end(RedisTimeoutError("the server does not answer"))
        else:
            self._watch = loop.call_at(due, self._look)

    def _end(self, why: RedisError) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._wire is not None:
            self._wire.hang_up()
            self._wire = None
        owed, self._owed = self._owed, deque()
        for answer, _, _ in owed:
            if not answer.done():
                answer.set_exception(why)
