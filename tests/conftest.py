"""The real store for every test that wants one: one embedded Valkey for the whole run."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
from hypothesis import settings

from adapters.memory import MemoryStore
from adapters.redis.embedded import embedded_server
from adapters.redis.feed import RedisFeed
from adapters.redis.images import RedisImageStore
from adapters.redis.log import InboxLimits, RedisEventLog
from adapters.redis.queue import RedisTurnQueue
from adapters.redis.seal import KEY_BYTES, Keyring
from adapters.redis.store import Store, connect
from kernel.ports import EventLog, Feed, ImageStore, TurnQueue

LEASE_MS = 400

settings.register_profile("fireside", deadline=None)  # a busy machine is no finding
settings.load_profile("fireside")


@dataclass(frozen=True, slots=True)
class Parts:
    """A log, a queue and a feed over the same conversations."""

    log: EventLog
    queue: TurnQueue
    feed: Feed
    images: ImageStore
    beside: bool = False
    """Whether a worker should be given what is heard here."""


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a real server with an append-only file."""
    server = embedded_server(tmp_path_factory.mktemp("valkey"))
    with asyncio.Runner() as runner:
        yield runner.run(server.__aenter__())
        runner.run(server.__aexit__(None, None, None))


@asynccontextmanager
async def redis_store(url: str) -> AsyncIterator[Store]:
    """A store with a prefix and a master key of its own."""
    keyring = Keyring(secrets.token_bytes(KEY_BYTES))
    async with connect(url, keyring, f"{secrets.token_hex(6)}:") as store:
        yield store


@pytest.fixture
async def store(valkey: str) -> AsyncIterator[Store]:
    async with redis_store(valkey) as made:
        yield made


@pytest.fixture(params=["memory", "redis"])
async def parts(request: pytest.FixtureRequest, valkey: str) -> AsyncIterator[Parts]:
    """Every implementation of the storage ports in turn; leases last 0.4 s."""
    async with storage(request.param, valkey) as made:
        yield made


@asynccontextmanager
async def storage(kind: str, url: str) -> AsyncIterator[Parts]:
    """`memory`, `redis`, or `beside`: Redis with the worker in the process that hears."""
    if kind == "memory":
        memory = MemoryStore(lease_s=LEASE_MS / 1000, waiting=5)
        yield Parts(memory, memory, memory, memory)
        return
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(redis_store(url))
        log = RedisEventLog(store, InboxLimits(waiting=5, messages_per_minute=0))
        queue = RedisTurnQueue(store, lease_ms=LEASE_MS)
        await queue.prepare()
        feed = RedisFeed(store, log)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        listening = group.create_task(feed.listen())
        yield Parts(log, queue, feed, RedisImageStore(store), beside=kind == "beside")
        listening.cancel()
