"""One connection for many: order, broken lines, impatient callers. On a real server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from adapters.redis.line import Line
from adapters.redis.store import Store
from kernel.errors import StoreError


@asynccontextmanager
async def line_to(url: str, patience: float = 5) -> AsyncIterator[tuple[Line, Redis]]:
    async with Redis.from_url(url, socket_timeout=None) as client:
        line = Line(client.connection_pool, patience=patience)
        yield line, client
        line.close()


async def connections(client: Redis) -> list[dict[str, str]]:
    found: list[dict[str, str]] = await client.client_list()
    return found


async def test_every_caller_gets_its_own_answer(valkey: str) -> None:
    async with line_to(valkey) as (line, client):
        before = len(await connections(client))

        async def mine(n: int) -> bool:
            if n % 10 == 0:
                with pytest.raises(ResponseError):
                    await line.ask("NOSUCHCOMMAND", n)
            return bool(await line.ask("ECHO", f"answer {n}") == f"answer {n}".encode())

        assert all(await asyncio.gather(*(mine(n) for n in range(500))))
        assert len(await connections(client)) == before + 1


async def test_who_gives_up_leaves_the_others_their_answers(valkey: str) -> None:
    async with line_to(valkey) as (line, _):
        await line.ask("PING")
        gone = asyncio.ensure_future(line.ask("ECHO", "not waited for"))
        await asyncio.sleep(0)  # it has written
        kept = asyncio.ensure_future(line.ask("ECHO", "waited for"))
        gone.cancel()
        assert await kept == b"waited for"
        assert gone.cancelled()


async def test_a_broken_line_tells_all_who_wait_and_is_opened_again(valkey: str) -> None:
    async with line_to(valkey) as (line, client):
        mine = await line.ask("CLIENT", "ID")
        # Held back by the server until the connection is cut under it.
        blocked = [asyncio.ensure_future(line.ask("BLPOP", f"none-{n}", 0)) for n in range(3)]
        await asyncio.sleep(0.05)
        await client.client_kill_filter(_id=str(mine))
        for answer in blocked:
            with pytest.raises(RedisConnectionError):
                await asyncio.wait_for(answer, 5)
        assert await line.ask("ECHO", "back") == b"back"
        assert await line.ask("CLIENT", "ID") != mine


async def test_nothing_is_owed_for_what_cannot_be_written(valkey: str) -> None:
    async with line_to(valkey) as (line, _):
        with pytest.raises(TypeError):
            await line.ask("ECHO", object())  # type: ignore[arg-type]
        assert await line.ask("ECHO", "in step") == b"in step"


async def test_no_server() -> None:
    async with line_to("unix:///nowhere/at/all") as (line, _):
        with pytest.raises(RedisConnectionError):
            await line.ask("PING")


async def test_a_server_that_hangs_is_given_up_and_called_again(valkey: str) -> None:
    async with line_to(valkey, patience=0.2) as (line, _):
        assert await line.ask("ECHO", "before") == b"before"
        await asyncio.sleep(0.1)  # the watch was set for the first command
        hangs = [asyncio.ensure_future(line.ask("BLPOP", "never", 0)) for _ in range(2)]
        for answer in hangs:
            with pytest.raises(RedisTimeoutError):
                await asyncio.wait_for(answer, 5)
        assert await line.ask("PING") == b"PONG"


async def test_an_answer_is_told_also_when_nobody_waits_for_it(valkey: str) -> None:
    told: list[object] = []
    async with line_to(valkey) as (line, _):
        await line.ask("PING")
        gone = asyncio.ensure_future(line.ask("ECHO", "late", upon=told.append))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(ResponseError):
            await line.ask("NOSUCHCOMMAND", upon=told.append)
        assert told == [b"late"]


async def test_an_idle_line_that_broke_is_opened_again(store: Store) -> None:
    mine = await store.call("CLIENT", "ID")
    await store.client.client_kill_filter(_id=str(mine))
    await asyncio.sleep(0.05)
    assert await store.call("PING") == b"PONG"
    with pytest.raises(StoreError):
        await store.call("NOSUCHCOMMAND")
