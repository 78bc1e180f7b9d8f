"""The one place where parts are put together: names to objects, settings to limits.

Everything here is an async context manager that opens what it needs in order and closes it in
reverse. Start-up is loud: whatever is wrong with a file or a setting is said now, by name.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from adapters.clock import SystemClock
from adapters.redis.beside import Beside
from adapters.redis.embedded import embedded_server
from adapters.redis.feed import RedisFeed
from adapters.redis.images import RedisImageStore
from adapters.redis.log import InboxLimits, RedisEventLog
from adapters.redis.queue import RedisTurnQueue
from adapters.redis.seal import Keyring
from adapters.redis.store import Store, connect
from bots.desk import Desk, Meter
from bots.host import Bot, Host
from bots.spec import BotFolder, load_bots
from bots.words import Words
from bots.worker import Worker
from fireside.settings import Settings
from fireside.sight import Sight
from fireside.vault import load_secrets
from kernel.errors import DataError, SettingsError
from kernel.events import Language
from kernel.ports import Assistant, Guard, Model, Policy
from policies.catalog import ASSISTED, POLICIES
from safety.catalog import GUARDS, asking, reading_with
from safety.crisis.hotlines import Hotlines
from safety.crisis.protocol import Protocol

CRISIS = "crisis"
"""The guard that every bot has, first in its chain, whatever its file says."""


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The store, on the operator's server or on a private one."""
    secrets = load_secrets(settings)
    if settings.redis_url:
        async with _connected(settings.redis_url, secrets.master) as store:
            yield store
    else:
        async with (
            embedded_server(settings.data_dir / "store", fsync=settings.fsync) as url,
            _connected(url, secrets.master) as store,
        ):
            yield store


@asynccontextmanager
async def open_log(settings: Settings) -> AsyncIterator[RedisEventLog]:
    """The event log alone, for looking at it."""
    async with open_store(settings) as store:
        yield event_log(store, settings)


def event_log(store: Store, settings: Settings) -> RedisEventLog:
    limits = InboxLimits(
        waiting=settings.waiting_messages, messages_per_minute=settings.messages_per_minute
    )
    return RedisEventLog(store, limits)


def feed_of(store: Store, log: RedisEventLog) -> RedisFeed:
    return RedisFeed(store, log)


def bot_folders(settings: Settings) -> dict[str, BotFolder]:
    """The built-in bots and the operator's own that this service can serve, by name."""
    roots = [Path(str(files("bots")))]
    if settings.bots_dir is not None:
        if not settings.bots_dir.is_dir():
            raise SettingsError(f"FIRESIDE_BOTS_DIR: {settings.bots_dir} is not a folder")
        roots.append(settings.bots_dir)
    return {
        name: folder
        for name, folder in load_bots(roots).items()
        if settings.model != "none" or folder.spec.model.needs != "required"
    }


def build_bots(
    folders: Mapping[str, BotFolder],
    model: Model | None,
    sight: Sight | None = None,
    assistant: Assistant | None = None,
    settings: Settings | None = None,
) -> dict[str, Bot]:
    """The bots of these folders, ready to answer. Without `sight` none takes pictures; `assistant`
    holds those that it can; `settings` say what the guards read with.

    Raises `DataError` and `SettingsError`.
    """
    named = {name for folder in folders.values() for name in folder.spec.guards}
    guards = build_guards(named, settings)
    bots = {name: _bot(folder, guards, model, assistant) for name, folder in folders.items()}
    if sight is None:
        return bots
    return {name: sight.given_to(bot, folders[name].spec) for name, bot in bots.items()}


def build_guards(named: Collection[str] = (), settings: Settings | None = None) -> dict[str, Guard]:
    """The crisis guard and those that are named; a name that is not known is left for `_bot`."""
    wanted = {CRISIS, *named}
    guards = {name: build() for name, build in GUARDS.items() if name in wanted}
    if settings is None:
        return guards
    model, meaning = settings.toxicity_model, settings.toxicity_meaning
    return {name: reading_with(guard, model, meaning=meaning) for name, guard in guards.items()}


async def build_worker(
    store: Store, log: RedisEventLog, bots: Mapping[str, Bot], settings: Settings, meter: Meter
) -> Worker:
    """What takes turns from the queue and answers them, those that are heard here at once."""
    queue = RedisTurnQueue(store, lease_ms=settings.lease_ms)
    await queue.prepare()
    desk = Desk(queue, renew_after_s=settings.lease_ms / 3000, meter=meter)
    hotlines, protocol = Hotlines.load(), Protocol.load()
    host = Host(
        bots=bots,
        event_log=log,
        queue=queue,
        words=Words.load(protocol.words, hotlines.emergency),
        clock=SystemClock(),
        desk=desk,
        images=RedisImageStore(store),
    )
    worker = Worker(host, queue, desk, at_once=settings.turns_at_once)
    log.give_to(Beside(queue.consumer, worker))
    return worker


def _bot(
    folder: BotFolder,
    guards: Mapping[str, Guard],
    model: Model | None,
    assistant: Assistant | None,
) -> Bot:
    spec = folder.spec
    unknown = sorted({*spec.guards} - {*GUARDS})
    if unknown:
        raise DataError(
            f"{folder.path / 'bot.toml'}: no guard is named {', '.join(unknown)}; "
            f"there are {', '.join(sorted(GUARDS))}"
        )
    if spec.policy not in POLICIES:
        raise DataError(
            f'{folder.path / "bot.toml"}: no policy is named "{spec.policy}"; '
            f"there are {', '.join(sorted(POLICIES))}"
        )
    chosen = [guards[name] for name in spec.guards if name != CRISIS]
    if spec.second_opinion == "model" and model is not None:
        chosen = [asking(guard, model, spec.limits.guard_seconds) for guard in chosen]
    return Bot(
        name=spec.name,
        revision=folder.revision,
        policy=_policy(folder, model, assistant),
        guards=(guards[CRISIS], *chosen),
        greeting={language: spec.greeting.in_(language) for language in Language},
        title={language: spec.title.in_(language) for language in Language},
        turn_seconds=spec.limits.turn_seconds,
        guard_seconds=spec.limits.guard_seconds,
    )


def _policy(folder: BotFolder, model: Model | None, assistant: Assistant | None) -> Policy:
    name = folder.spec.policy
    if assistant is not None and name in ASSISTED:
        return ASSISTED[name](folder.path, assistant)
    return POLICIES[name](folder.path, model)


@asynccontextmanager
async def _connected(url: str, master: bytes) -> AsyncIterator[Store]:
    async with connect(url, Keyring(master)) as store:
        await store.check_key()
        yield store
