"""The short way of a turn, on a real server: what the worker beside the gateway is given."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from adapters.redis.beside import Beside
from adapters.redis.log import RedisEventLog
from adapters.redis.queue import RedisTurnQueue
from kernel.events import CancelRequested, Outcome
from kernel.ids import ConversationId
from kernel.records import Taken, Token
from kernel.turn import end
from tests.conftest import LEASE_MS, Parts, storage
from tests.fakes import opened, said


@dataclass
class Attendant:
    """Takes what it is given and does nothing about it."""

    room: int = 10
    given: list[Token] = field(default_factory=list)

    def has_room(self, expected: int) -> bool:
        return expected < self.room

    def welcome(self, token: Token) -> None:
        self.given.append(token)


@dataclass
class Scene:
    """A conversation whose greeting is over, and a worker beside its gateway."""

    log: RedisEventLog
    queue: RedisTurnQueue
    attendant: Attendant
    id: ConversationId
    seen: int

    async def begin(self, token: Token, seen: int) -> Taken:
        taken = await self.queue.begin(token, seen)
        assert taken is not None
        return taken


@pytest.fixture
async def scene(valkey: str) -> AsyncIterator[Scene]:
    async with storage("beside", valkey) as parts:
        yield await greeted(parts)


async def greeted(parts: Parts) -> Scene:
    assert isinstance(parts.log, RedisEventLog)
    assert isinstance(parts.queue, RedisTurnQueue)
    id, event = opened()
    await parts.log.open(id, event)
    (token,) = await parts.queue.take(1, 1.0)
    taken = await parts.queue.begin(token, 0)
    assert taken is not None
    ended = (end(event.message_id, Outcome.ANSWERED),)
    assert (await parts.queue.commit(taken.lease, 1, ended, release=True)).released
    attendant = Attendant()
    parts.log.give_to(Beside(parts.queue.consumer, attendant))
    return Scene(parts.log, parts.queue, attendant, id, 2)


async def test_what_is_heard_comes_with_its_lease(scene: Scene) -> None:
    word = said("hello")
    receipt = await scene.log.receive(scene.id, word)
    (token,) = scene.attendant.given
    taken = await scene.begin(token, scene.seen)
    assert taken is token.taken
    assert [(entry.seq, entry.event) for entry in taken.news] == [(receipt.seq, word)]
    assert taken.lease.attempts == 1
    assert list(await scene.queue.take(5, 0.05)) == [], "nobody else is given it"
    await scene.queue.renew(taken.lease)
    ended = (end(word.message_id, Outcome.ANSWERED),)
    assert (await scene.queue.commit(taken.lease, receipt.seq, ended, release=True)).released
    assert await scene.queue.waiting() == 0


async def test_who_has_not_seen_the_rest_is_told_it(scene: Scene) -> None:
    await scene.log.receive(scene.id, said("hello"))
    (token,) = scene.attendant.given
    taken = await scene.begin(token, 0)
    assert [entry.seq for entry in taken.news] == [1, 2, 3]
    assert token.taken is not None
    assert taken.lease == token.taken.lease, "the fence is not raised a second time"


async def test_a_conversation_that_waits_longer_goes_first(scene: Scene) -> None:
    other, event = opened()
    await scene.log.open(other, event)
    await scene.log.receive(scene.id, said("hello"))
    (token,) = scene.attendant.given
    assert (token.conversation, token.taken) == (other, None)
    assert (await scene.begin(token, 0)).lease.conversation == other
    (mine,) = await scene.queue.take(5, 1.0)
    assert mine.conversation == scene.id


async def test_only_what_wants_a_turn_of_its_own_is_given(scene: Scene) -> None:
    first = said("one")
    await scene.log.receive(scene.id, first)
    await scene.log.receive(scene.id, first)  # again
    await scene.log.receive(scene.id, said("two"))  # while the conversation is with a worker
    await scene.log.receive(scene.id, CancelRequested(message_id=first.message_id))
    assert len(scene.attendant.given) == 1


async def test_without_room_it_waits_in_the_queue(scene: Scene) -> None:
    scene.attendant.room = 0
    await scene.log.receive(scene.id, said("hello"))
    assert not scene.attendant.given
    (token,) = await scene.queue.take(5, 1.0)
    assert token.conversation == scene.id


async def test_room_counts_what_is_on_its_way(scene: Scene) -> None:
    scene.attendant.room = 2
    ids = []
    for _ in range(3):
        id, event = opened()
        await scene.log.open(id, event)
        ids.append(id)
    for token in await scene.queue.take(5, 1.0):
        lease = (await scene.begin(token, 0)).lease
        await scene.queue.commit(lease, 1, (), release=True)
    await asyncio.gather(*(scene.log.receive(id, said("hello")) for id in ids))
    assert len(scene.attendant.given) == 2


async def test_a_client_that_leaves_at_once_is_still_answered(scene: Scene) -> None:
    nothing = CancelRequested(message_id=said("").message_id)
    await scene.log.receive(scene.id, nothing)  # the server knows the script from here on
    sending = asyncio.ensure_future(scene.log.receive(scene.id, said("hello")))
    await asyncio.sleep(0)  # it is written
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending
    await scene.log.read(scene.id)  # what was asked before is answered before
    assert len(scene.attendant.given) == 1


async def test_a_worker_that_dies_with_it_is_replaced(scene: Scene) -> None:
    await scene.log.receive(scene.id, said("hello"))
    await asyncio.sleep(LEASE_MS / 1000 * 1.5)
    (token,) = await scene.queue.take(5, 1.0)
    taken = await scene.begin(token, scene.seen)
    assert (taken.lease.fence, taken.lease.attempts) == (3, 2)
