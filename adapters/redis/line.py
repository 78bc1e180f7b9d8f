"""One connection that carries many commands at once.

A server answers in the order in which it was asked, so nothing has to wait for its turn: a
command is written at once and its answer goes to the oldest that is still owed one. A pool
would give every command a connection of its own for the time of its trip; under load that is
most of a command's cost (measured: docs/design/004-speed.md).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hiredis import pack_command
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

Argument = str | bytes | int
Upon = Callable[[Any], None]
"""Told of an answer the moment it comes, also when nobody waits for it any more."""


class Line:
    """Opened at its first command, and again at the first one after it broke. `pool` has no
    `socket_timeout`: the time limits are the callers' own.

    Whoever is cancelled or runs out of patience while waiting leaves the place in the order
    behind; the answer is then dropped, but for `upon`.
    """

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._connection: AbstractConnection | None = None
        self._owed: deque[tuple[asyncio.Future[Any], Upon | None]] = deque()
        self._reader: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()

    async def ask(self, *command: Argument, upon: Upon | None = None) -> Any:
        """The server's answer as it came. Raises `RedisError`; after a `ConnectionError` it is
        unknown whether the server has done what it was asked."""
        connection = self._connection or await self._open()
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        # May raise: nothing is owed yet. (The stub speaks of a tuple of one.)
        packed = pack_command(command)  # type: ignore[arg-type]
        self._owed.append((answer, upon))
        await connection.send_packed_command(packed, check_health=False)
        return await answer

    async def close(self) -> None:
        """Hang up: who still waits gets a `ConnectionError`. The next `ask` opens it again."""
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader

    async def _open(self) -> AbstractConnection:
        async with self._opening:
            if self._connection is None:
                connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]
                await connection.connect()  # type: ignore[no-untyped-call]
                self._connection = connection
                # No group could own it: it outlives the caller who needed it first. `close` does.
                self._reader = asyncio.create_task(self._read(connection))  # noqa: TID251
            return self._connection

    async def _read(self, connection: AbstractConnection) -> None:
        """Hand out answers until the connection breaks or the line is closed."""
        why: RedisError = RedisConnectionError("the connection was closed")
        try:
            while True:
                try:
                    self._pay(await connection.read_response(disconnect_on_error=False))
                except ResponseError as refused:
                    self._refuse(refused)
        except RedisError as error:
            why = error
        finally:
            self._connection = None
            owed, self._owed = self._owed, deque()
            for answer, _ in owed:
                if not answer.done():
                    answer.set_exception(RedisConnectionError(str(why)))
            await connection.disconnect(nowait=True)

    def _pay(self, reply: Any) -> None:
        answer, upon = self._owed.popleft()
        if upon is not None:
            upon(reply)
        if not answer.done():
            answer.set_result(reply)

    def _refuse(self, refused: ResponseError) -> None:
        answer, _ = self._owed.popleft()
        if not answer.done():
            answer.set_exception(refused)
