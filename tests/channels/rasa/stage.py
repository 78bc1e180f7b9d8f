"""The doors to Rasa on a real port, over the real store, with a worker behind them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
from starlette.responses import PlainTextResponse

from adapters.redis.feed import RedisFeed
from adapters.redis.images import RedisImageStore
from adapters.redis.log import InboxLimits, RedisEventLog
from adapters.redis.queue import RedisTurnQueue
from bots.host import Bot
from channels.rasa.access import Access
from channels.rasa.actions import PATH, Actions
from channels.rasa.app import SOCKET, WEBHOOKS, beside, rasa_app
from channels.rasa.door import Door
from channels.rasa.live import LiveDoor
from channels.rasa.rest import routes
from channels.web.admission import Pace
from channels.web.serve import listen, server
from kernel.events import Event, Language, Notice, Side
from kernel.ids import SubjectId
from kernel.records import Content
from kernel.state import Conversation, Crisis
from kernel.turn import Rulings
from safety.chain import screen
from safety.crisis.guard import CrisisGuard
from tests.conftest import LEASE_MS, Parts, redis_store
from tests.flow.stage import working

KEY = "k" * 40


@dataclass(frozen=True, slots=True)
class Doors:
    url: str
    log: RedisEventLog
    http: aiohttp.ClientSession

    async def post(
        self, message: str, sender: str = "anna", *, token: str = "", **more: Any
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"sender": sender, "message": message, **more}
        url = f"{self.url}/webhooks/rest/webhook"
        async with self.http.post(url, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def said(self, message: str, sender: str = "anna", **more: Any) -> list[str]:
        status, messages = await self.post(message, sender, **more)
        assert status == 200, messages
        assert all(one["recipient_id"] == sender for one in messages)
        return [one["text"] for one in messages]

    async def events(self, subject: str) -> list[list[Event]]:
        """Of every conversation of a subject, oldest first."""
        ids = await self.log.of_subject(SubjectId(subject))
        return [[entry.event for entry in await self.log.read(id)] for id in ids]


def token(key: str = KEY, **claims: object) -> str:
    return jwt.encode(claims, key, algorithm="HS256")


CRISIS = CrisisGuard.load()


async def judged(content: Content, talk: Conversation) -> Rulings:
    return await screen((CRISIS,), Side.USER, content, talk, patience=2)


def protocol(notice: Notice, crisis: Crisis | None, language: Language, country: str) -> str:
    assert crisis is not None
    return f"[{notice} {crisis.risk} {language} {country}]"


@asynccontextmanager
async def doors(
    valkey: str,
    bots: Mapping[str, Bot],
    *,
    access: Access | None = None,
    inbox: InboxLimits | None = None,
    talks_per_minute: int = 0,
    answer_s: float = 10.0,
    serve_turns: bool = True,
) -> AsyncIterator[Doors]:
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(redis_store(valkey))
        log = RedisEventLog(store, inbox or InboxLimits(messages_per_minute=0))
        queue = RedisTurnQueue(store, lease_ms=LEASE_MS)
        await queue.prepare()
        feed = RedisFeed(store, log)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        listening = group.create_task(feed.listen())
        if serve_turns:
            await stack.enter_async_context(
                working(Parts(log, queue, feed, RedisImageStore(store)), bots)
            )
        door = Door(
            log=log,
            feed=feed,
            bots={name: bot.revision for name, bot in bots.items()},
            bot=next(iter(bots)),
            pace=Pace(talks_per_minute),
            answer_s=answer_s,
        )
        access = access or Access("open")
        origins = frozenset({"https://shop.example"})
        live = LiveDoor(door, access, origins)
        actions = Actions(
            door=door, log=log, bots=tuple(bots), screen=judged, words=protocol, token=KEY
        )
        rooms = {
            WEBHOOKS: rasa_app(routes(door, access), origins),
            SOCKET: live.app,
            PATH: rasa_app(actions.routes(), origins),
        }
        web = server(beside(PlainTextResponse("elsewhere", 404), rooms))
        port = stack.enter_context(listen("127.0.0.1", 0))
        serving = group.create_task(web.serve([port]))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        yield Doors(f"http://127.0.0.1:{port.getsockname()[1]}", log, http)
        await live.close()
        web.should_exit = True
        await serving
        listening.cancel()
