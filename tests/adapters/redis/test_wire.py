"""Answers and pushes as they arrive, on a real server."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, RedisError, ResponseError

from adapters.redis.wire import Wire


class Ear:
    def __init__(self) -> None:
        self.told: asyncio.Queue[Any] = asyncio.Queue()
        self.lost: asyncio.Queue[RedisError] = asyncio.Queue()
        self.wire = Wire(self.told.put_nowait, self.lost.put_nowait)

    async def hears(self) -> Any:
        async with asyncio.timeout(5):
            return await self.told.get()

    async def loses(self) -> RedisError:
        async with asyncio.timeout(5):
            return await self.lost.get()


async def dialled(url: str) -> Ear:
    async with Redis.from_url(url, socket_timeout=None) as client:
        ear = Ear()
        await ear.wire.dial(client.connection_pool)
    return ear


async def test_answers_in_order_and_refusals_among_them(valkey: str) -> None:
    ear = await dialled(valkey)
    ear.wire.send("ECHO", "one")
    ear.wire.send("NOSUCHCOMMAND")
    ear.wire.send("EVALSHA", "0" * 40, 0)
    ear.wire.send("ECHO", "x" * 300_000)  # comes in many pieces
    assert await ear.hears() == b"one"
    assert isinstance(await ear.hears(), ResponseError)
    assert isinstance(await ear.hears(), NoScriptError)
    assert await ear.hears() == b"x" * 300_000
    ear.wire.hang_up()
    assert ear.lost.empty()


async def test_what_cannot_be_written_is_refused_before_anything_was(valkey: str) -> None:
    ear = await dialled(valkey)
    with pytest.raises(TypeError):
        ear.wire.send("ECHO", object())  # type: ignore[arg-type]
    ear.wire.send("ECHO", "in step")
    assert await ear.hears() == b"in step"
    ear.wire.hang_up()


async def test_the_library_logs_in(valkey: str) -> None:
    async with Redis.from_url(valkey) as admin:
        await admin.acl_setuser(
            "wire", enabled=True, passwords=["+secret"], commands=["+@all"], keys=["*"]
        )
    ear = await dialled(valkey.replace("unix://", "unix://wire:secret@"))
    ear.wire.send("ACL", "WHOAMI")
    assert await ear.hears() == b"wire"
    ear.wire.hang_up()
    with pytest.raises(RedisError):
        await dialled(valkey.replace("unix://", "unix://wire:wrong@"))


async def test_a_line_that_breaks_is_told_and_one_that_we_close_is_not(valkey: str) -> None:
    ear, other = await dialled(valkey), await dialled(valkey)
    ear.wire.send("CLIENT", "ID")
    other.wire.send("CLIENT", "KILL", "ID", await ear.hears())
    assert isinstance(await ear.loses(), RedisConnectionError)
    assert await other.hears() == 1
    other.wire.hang_up()
    await asyncio.sleep(0.05)
    assert other.lost.empty()


async def test_a_server_that_talks_nonsense_is_left(valkey: str) -> None:
    ear = await dialled(valkey)
    ear.wire.data_received(b"+fine\r\n?rubbish\r\n")
    assert await ear.hears() == b"fine"
    assert isinstance(await ear.loses(), RedisConnectionError)


async def test_nothing_is_sent_before_the_line_stands() -> None:
    with pytest.raises(RedisConnectionError, match="not connected"):
        Ear().wire.send("PING")
