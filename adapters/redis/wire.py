"""A connection to the server whose bytes are read where they arrive.

The client library dials and logs in (TLS, unix sockets, passwords); then its stream is taken out
from between. Answers are parsed and told at once, not by a task that is woken for each, which is a
tenth of the time of a short turn (docs/design/004-speed.md).
"""

import asyncio
from collections.abc import Callable
from typing import Any

from hiredis import ProtocolError, Reader, pack_command
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, RedisError, ResponseError

Argument = str | bytes | int


class Wire(asyncio.Protocol):
    """`told` gets every answer and push in their order, a refusal as a `ResponseError`. `lost` is
    told why no more will come, unless it was us who hung up."""

    def __init__(self, told: Callable[[Any], None], lost: Callable[[RedisError], None]) -> None:
        self._told = told
        self._lost = lost
        self._replies = Reader(replyError=_refusal)
        self._stream: asyncio.StreamWriter | None = None

    async def dial(self, pool: ConnectionPool) -> None:
        """Connect as `pool` would; the connection is then ours. Once. Raises `RedisError`."""
        connection: AbstractConnection = pool.make_connection()  # type: ignore[no-untyped-call]
        await connection.connect()  # type: ignore[no-untyped-call]
        self._stream = _taken_out(connection)
        self._stream.transport.set_protocol(self)

    def send(self, *command: Argument) -> None:
        """Write at once. Raises `TypeError` for what cannot be written, and nothing was then."""
        packed = pack_command(command)  # type: ignore[arg-type] # the stub speaks of a tuple of one
        if self._stream is None:
            raise RedisConnectionError("not connected")
        self._stream.transport.write(packed)

    def hang_up(self) -> None:
        """Close without a word: nothing is told any more."""
        self._told = self._lost = _nothing
        if self._stream is not None:
            self._stream.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        self._replies.feed(data)
        try:
            while (reply := self._replies.gets()) is not False:
                self._told(reply)
        except ProtocolError as error:  # out of step: no answer can be trusted any more
            lost = self._lost
            self.hang_up()
            lost(RedisConnectionError(str(error)))

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self._lost(RedisConnectionError(str(exc) if exc else "the server closed the connection"))


def _taken_out(connection: AbstractConnection) -> asyncio.StreamWriter:
    """The library's stream, for which there is no public way; the library then holds this
    connection for closed."""
    stream = connection._writer
    connection._reader = connection._writer = None
    if stream is None:
        raise RedisConnectionError("the connection was closed while it was made")
    return stream


def _refusal(text: str) -> RedisError:
    return NoScriptError(text) if text.startswith("NOSCRIPT") else ResponseError(text)


def _nothing(_: object) -> None:
    pass
