"""The real console on a real port, over the real store, with a clock that is told the time."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from adapters.redis.images import RedisImageStore
from adapters.redis.log import InboxLimits, RedisEventLog
from adapters.redis.queue import RedisTurnQueue
from adapters.redis.store import connect
from channels.console.app import Console, Parts
from channels.console.audit import AuditFile
from channels.console.operators import Operators
from channels.console.showing import Showing
from channels.web.serve import listen, server
from kernel.events import ConversationOpened, Event, Language
from kernel.ids import ConversationId, conversation_id
from kernel.records import Lease, Recorded
from tests.channels.transcript.stories import BEGAN
from tests.conftest import LEASE_MS, redis_store

TOKENS = {"ada": "a" * 32, "lin": "l" * 32}
SECRET = "s" * 40
SHOWING = Showing.load({"interview": {Language.EN: "Interview", Language.ZH: "访谈"}})


@dataclass
class Hands:
    """A clock whose hands are moved. Milliseconds since the epoch."""

    at: int = BEGAN

    def now(self) -> int:
        return self.at

    def pass_s(self, seconds: int) -> None:
        self.at += 1000 * seconds


@dataclass
class Desk:
    url: str
    log: RedisEventLog
    elsewhere: RedisEventLog
    """The same log as another gateway has it open."""
    queue: RedisTurnQueue
    images: RedisImageStore
    clock: Hands
    audit: Path
    http: aiohttp.ClientSession = field(repr=False)
    _leases: dict[ConversationId, Lease] = field(default_factory=dict)

    async def holds(self, entries: Sequence[Recorded]) -> ConversationId:
        """Write a made-up conversation into the store."""
        opened, *rest = (entry.event for entry in entries)
        assert isinstance(opened, ConversationOpened)
        id = conversation_id(opened.subject, opened.message_id)
        await self.log.open(id, opened)
        (token,) = await self.queue.take(1, 5)
        taken = await self.queue.begin(token, 0)
        assert taken is not None
        self._leases[id] = taken.lease
        await self._commit(id, 1, rest)
        return id

    async def adds(self, id: ConversationId, entries: Sequence[Recorded]) -> None:
        """Go on with one that `holds` began."""
        await self._commit(id, entries[0].seq - 1, [entry.event for entry in entries])

    async def _commit(self, id: ConversationId, seen: int, events: Sequence[Event]) -> None:
        for start in range(0, len(events), 500):
            part = events[start : start + 500]
            await self.queue.commit(self._leases[id], seen + start, part, release=False)

    async def get(self, path: str, **headers: str) -> tuple[int, str, Any]:
        async with self.http.get(f"{self.url}{path}", headers=headers) as answer:
            return answer.status, await answer.text(), answer.headers

    async def post(self, path: str, *, origin: str | None = "", **fields: str) -> tuple[int, str]:
        """A form; by default as a page of the console itself sends it."""
        headers = {} if origin is None else {"Origin": origin or self.url}
        async with self.http.post(
            f"{self.url}{path}", data=fields, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()

    async def sign_in(self, name: str = "ada") -> None:
        status, _ = await self.post("/console/sign-in", token=TOKENS[name])
        assert status == 303

    def acts(self) -> list[dict[str, Any]]:
        """What the audit holds, without times and addresses."""
        if not self.audit.exists():
            return []
        lines = [json.loads(line) for line in self.audit.read_text().splitlines()]
        return [{k: v for k, v in line.items() if k not in ("at", "address")} for line in lines]


@asynccontextmanager
async def desk(valkey: str, folder: Path) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(redis_store(valkey))
        other = connect(valkey, store.keyring, store.keys.prefix)
        limits = InboxLimits(messages_per_minute=0)
        log = RedisEventLog(store, limits)
        elsewhere = RedisEventLog(await stack.enter_async_context(other), limits)
        queue = RedisTurnQueue(store, lease_ms=LEASE_MS)
        await queue.prepare()
        clock, audit = Hands(), folder / "audit.jsonl"
        parts = Parts(
            log=log,
            images=RedisImageStore(store),
            operators=Operators(TOKENS, SECRET),
            audit=AuditFile(audit),
            clock=clock,
            showing=SHOWING,
        )
        web = server(Console(parts).app)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        port = stack.enter_context(listen("127.0.0.1", 0))
        serving = group.create_task(web.serve([port]))
        jar = aiohttp.CookieJar(unsafe=True)  # it takes cookies of an address, as browsers do
        http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        url = f"http://127.0.0.1:{port.getsockname()[1]}"
        yield Desk(url, log, elsewhere, queue, RedisImageStore(store), clock, audit, http)
        web.should_exit = True
        await serving
