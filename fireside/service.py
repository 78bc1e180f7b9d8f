"""Runs what `fireside up` promises: a gateway, a worker or both, until told to stop."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import CollectorRegistry

from adapters.redis.images import RedisImageStore
from adapters.redis.log import RedisEventLog
from adapters.redis.store import Store
from bots.spec import BotFolder
from channels.session import SessionLimits
from channels.web.metrics import WebMetrics
from channels.web.serve import listen, server
from channels.web.server import Gateway, create_app, create_operations_app
from channels.web.services import BotCard, ImageRoom, Services, WebLimits
from channels.web.tokens import Tokens
from fireside.assemble import build_bots, build_worker, event_log, feed_of
from fireside.console import with_console
from fireside.metrics import turn_meter
from fireside.rasa import open_assistant, with_rasa
from fireside.settings import Settings
from fireside.sight import image_room, open_sight
from fireside.vault import load_secrets
from kernel.errors import StoreError
from kernel.events import Language
from kernel.ports import Model
from safety.crisis.hotlines import Hotlines


async def run(
    settings: Settings,
    store: Store,
    folders: Mapping[str, BotFolder],
    model: Model | None,
    registry: CollectorRegistry,
    *,
    started: Callable[[int], None],
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; or, with `stop`, until that is set: then signals are the
    caller's.

    `started` is told the port once it is open (0 for none). `registry` is what `/metrics` shows.
    """
    if stop is None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    log = event_log(store, settings)
    async with (
        open_sight(settings, folders) as sight,
        open_assistant(settings) as assistant,
        asyncio.TaskGroup() as group,
    ):
        if settings.role in ("all", "worker"):
            with _uncollected():
                bots = build_bots(folders, model, sight, assistant, settings)
            worker = await build_worker(store, log, bots, settings, turn_meter(registry))
            group.create_task(worker.run())
            stop_worker = worker.stop
        else:
            stop_worker = _nothing
        if settings.role in ("all", "gateway"):
            room = image_room(store, sight, group if settings.role == "all" else None)
            await _serve_web(settings, store, log, folders, room, registry, group, stop, started)
        elif settings.worker_port:
            await _serve_operations(settings, store, registry, group, stop, started)
        else:
            started(0)
            await stop.wait()
        stop_worker()


@contextmanager
def _uncollected() -> Iterator[None]:
    """What is read here stays for good: no garbage collection looks at it, now or later."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


async def _serve_web(
    settings: Settings,
    store: Store,
    log: RedisEventLog,
    folders: Mapping[str, BotFolder],
    room: ImageRoom | None,
    registry: CollectorRegistry,
    group: asyncio.TaskGroup,
    stop: asyncio.Event,
    started: Callable[[int], None],
) -> None:
    """Open the port, wait for `stop`, send everybody away."""
    feed = feed_of(store, log)
    listening = group.create_task(feed.listen())
    secrets = load_secrets(settings)
    services = Services(
        log=log,
        feed=feed,
        tokens=Tokens(secrets.tokens, settings.user_jwt_secret.get_secret_value()),
        bots=tuple(_card(folder, room is not None) for folder in folders.values()),
        images=room,
        hotlines=Hotlines.load().document,
        ready=_ready(store),
        metrics=WebMetrics(registry),
        limits=_limits(settings),
        allowed_origins=frozenset(settings.allowed_origins),
    )
    gateway = Gateway(services)
    own, images = create_app(services, gateway), RedisImageStore(store)
    app = with_console(own, settings, secrets.tokens, log, images, folders)
    app = with_rasa(app, settings, log, feed, folders)
    web = server(app, trusted_proxies=settings.trusted_proxies)
    with listen(settings.host, settings.port) as port:
        serving = group.create_task(web.serve([port]))
        started(port.getsockname()[1])
        await stop.wait()
        await gateway.drain()
        web.should_exit = True
        await serving
    listening.cancel()


async def _serve_operations(
    settings: Settings,
    store: Store,
    registry: CollectorRegistry,
    group: asyncio.TaskGroup,
    stop: asyncio.Event,
    started: Callable[[int], None],
) -> None:
    """Answer whoever looks after a worker, until `stop`."""
    web = server(create_operations_app(_ready(store), registry))
    with listen(settings.host, settings.worker_port) as port:
        serving = group.create_task(web.serve([port]))
        started(0)
        await stop.wait()
        web.should_exit = True
        await serving


def _limits(settings: Settings) -> WebLimits:
    return WebLimits(
        session=SessionLimits(frames_per_minute=settings.frames_per_minute),
        connections_per_subject=settings.connections_per_subject,
        connections_per_ip=settings.connections_per_ip,
        sessions_per_minute=settings.sessions_per_minute,
    )


def _card(folder: BotFolder, images: bool) -> BotCard:
    spec = folder.spec
    return BotCard(
        name=spec.name,
        title={language: spec.title.in_(language) for language in Language},
        about={language: spec.about.in_(language) for language in Language},
        revision=folder.revision,
        images=images and spec.images.take,
    )


def _ready(store: Store) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        try:
            return bool(await store.call("PING"))
        except StoreError:
            return False

    return ready


def _nothing() -> None:
    pass
