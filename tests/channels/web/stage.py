"""The real web channel on a real port, over the real store, with a worker behind it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from prometheus_client import CollectorRegistry

from adapters.redis.feed import RedisFeed
from adapters.redis.images import RedisImageStore
from adapters.redis.log import InboxLimits, RedisEventLog
from adapters.redis.queue import RedisTurnQueue
from adapters.redis.store import Store, connect
from bots.host import Bot
from channels.session import SessionLimits
from channels.web.metrics import WebMetrics
from channels.web.serve import listen, server
from channels.web.server import Gateway, create_app
from channels.web.services import BotCard, ImageRoom, Services, WebLimits
from channels.web.tokens import ACCESS_S, Tokens
from safety.multimodal.uploads.cleaner import Cleaner
from tests.channels.documented import Documented
from tests.conftest import LEASE_MS, Parts, redis_store
from tests.flow.stage import working

SECRET = "s" * 40
LIMITS = WebLimits(
    session=SessionLimits(frames_per_minute=0), connections_per_ip=0, sessions_per_minute=0
)


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    services: Services
    gateway: Gateway
    elsewhere: Store
    """The same store as another gateway has it open."""
    documented: Documented
    """What passed; the site complains at its end of what docs/asyncapi.yaml does not allow."""


@asynccontextmanager
async def site(
    valkey: str,
    bots: Mapping[str, Bot],
    *,
    limits: WebLimits = LIMITS,
    inbox: InboxLimits | None = None,
    user_secret: str = "",
    access_s: int = ACCESS_S,
    serve_turns: bool = True,
) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(redis_store(valkey))
        elsewhere = await stack.enter_async_context(
            connect(valkey, store.keyring, store.keys.prefix)
        )
        log = RedisEventLog(store, inbox or InboxLimits(messages_per_minute=0))
        queue = RedisTurnQueue(store, lease_ms=LEASE_MS)
        await queue.prepare()
        feed = RedisFeed(store, log)
        images = RedisImageStore(store)
        services = Services(
            log=log,
            feed=feed,
            tokens=Tokens(SECRET, user_secret, access_s=access_s),
            bots=[_card(name, bot.eyes is not None) for name, bot in bots.items()],
            hotlines=lambda country, language: {"country": country, "language": language},
            ready=_ready,
            metrics=WebMetrics(CollectorRegistry()),
            images=ImageRoom(store=images, clean=Cleaner().clean),
            limits=limits,
            allowed_origins=frozenset({"https://embeds.example"}),
        )
        gateway = Gateway(services)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        listening = group.create_task(feed.listen())
        if serve_turns:
            await stack.enter_async_context(working(Parts(log, queue, feed, images), bots))
        documented = Documented(create_app(services, gateway))
        web = server(documented)
        port = stack.enter_context(listen("127.0.0.1", 0))
        serving = group.create_task(web.serve([port]))
        url = f"http://127.0.0.1:{port.getsockname()[1]}"
        yield Site(url, services, gateway, elsewhere, documented)
        await gateway.drain(patience_s=1)
        web.should_exit = True
        await serving
        listening.cancel()
        assert documented.wrong == []


def without_limits(limits: WebLimits, **changes: object) -> WebLimits:
    return replace(limits, **changes)  # type: ignore[arg-type]


def _card(name: str, images: bool) -> BotCard:
    words = {"en": name, "zh": name}
    return BotCard(name=name, title=words, about=words, revision="r1", images=images)


async def _ready() -> bool:
    return True
