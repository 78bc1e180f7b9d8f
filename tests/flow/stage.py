"""A worker over a store, and a person who talks to it through the log and the feed."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.clock import SystemClock
from adapters.redis.beside import Beside
from adapters.redis.log import RedisEventLog
from adapters.redis.queue import RedisTurnQueue
from bots.desk import Desk
from bots.host import Bot, Host
from bots.words import Words
from bots.worker import Worker
from kernel.events import ConversationOpened, Event, Inbound, Language, TurnEnded
from kernel.ids import ConversationId, MessageId
from kernel.ports import Clock, Guard, Policy
from kernel.records import Recorded, Sighting
from kernel.state import Conversation, replay
from tests.conftest import LEASE_MS, Parts
from tests.fakes import ALLOW_ALL, opened, said

WORDS = Words.load(
    lambda notice, crisis, language, country: f"[{notice} {language} {country}]",
    lambda country: "112",
)


def bot(
    policy: Policy,
    guards: Sequence[Guard] = (ALLOW_ALL,),
    name: str = "echo",
    revision: str = "r1",
    **more: object,
) -> Bot:
    return Bot(
        name=name,
        revision=revision,
        policy=policy,
        guards=guards,
        greeting={language: f"hello {language}" for language in Language},
        title={language: name.title() for language in Language},
        **more,  # type: ignore[arg-type]
    )


@dataclass
class Stage:
    """One conversation and all that was seen of it."""

    parts: Parts
    id: ConversationId
    request: MessageId
    seen: list[Sighting] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def say(self, text: str) -> MessageId:
        word = said(text)
        await self.parts.log.receive(self.id, word)
        return word.message_id

    async def send(self, event: Inbound) -> None:
        await self.parts.log.receive(self.id, event)

    async def turn(self, text: str) -> list[Event]:
        """Say something and wait for the end of the turn; everything of it in the log."""
        return await self.ended(await self.say(text))

    async def ended(self, id: MessageId) -> list[Event]:
        def done() -> bool:
            return any(isinstance(e, TurnEnded) and e.message_id == id for e in self.events())

        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(done)
        entries = await self.parts.log.read(self.id)
        return [entry.event for entry in entries if _about(entry.event, id)]

    def events(self) -> list[Event]:
        return [sight.event for sight in self.seen if isinstance(sight, Recorded)]

    async def state(self) -> Conversation:
        return replay(self.id, await self.parts.log.read(self.id))

    async def watch(self) -> None:
        async with self.parts.feed.follow(self.id, 0) as sightings:
            async for batch in sightings:
                async with self.changed:
                    self.seen.extend(batch)
                    self.changed.notify_all()


@asynccontextmanager
async def working(
    parts: Parts, bots: Mapping[str, Bot], clock: Clock | None = None
) -> AsyncIterator[Worker]:
    desk = Desk(parts.queue, renew_after_s=LEASE_MS / 3000, meter=lambda outcome, seconds: None)
    host = Host(
        bots=bots,
        event_log=parts.log,
        queue=parts.queue,
        words=WORDS,
        clock=clock or SystemClock(),
        desk=desk,
        images=parts.images,
    )
    worker = Worker(host, parts.queue, desk)
    if parts.beside:
        assert isinstance(parts.log, RedisEventLog)
        assert isinstance(parts.queue, RedisTurnQueue)
        parts.log.give_to(Beside(parts.queue.consumer, worker))
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run())
        yield worker
        worker.stop()


@asynccontextmanager
async def stage(parts: Parts, served: Bot, clock: Clock | None = None) -> AsyncIterator[Stage]:
    """A greeted conversation with a bot, and a worker that serves it."""
    async with working(parts, {served.name: served}, clock), talking(parts) as made:
        await made.ended(made.request)
        yield made


@asynccontextmanager
async def talking(
    parts: Parts, begins: tuple[ConversationId, ConversationOpened] | None = None
) -> AsyncIterator[Stage]:
    """A conversation that is watched; somebody else must serve it."""
    id, event = begins or opened()
    await parts.log.open(id, event)
    made = Stage(parts, id, event.message_id)
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(made.watch())
        yield made
        watching.cancel()


def _about(event: Event, id: MessageId) -> bool:
    mid = getattr(event, "message_id", None)
    return mid is None or mid == id or mid.startswith(f"{id}.")
