"""A conversation that was held elsewhere is written whole, once, and nobody answers it."""

import pytest

from adapters.redis.log import InboxLimits, RedisEventLog
from adapters.redis.queue import RedisTurnQueue
from adapters.redis.restore import restore
from adapters.redis.store import Store
from kernel.errors import ConversationEnded, StoreError
from kernel.events import ConversationClosed, UserSpoke
from kernel.ids import MessageId
from kernel.records import Recorded
from tests.fakes import ALICE, opened, said


async def test_it_is_there_as_if_it_had_been_held_here(store: Store) -> None:
    log = RedisEventLog(store, InboxLimits())
    id, begun = opened()
    entries = [
        Recorded(1, 5, begun),
        Recorded(2, 7, UserSpoke(message_id=MessageId("m"), text="你好")),
        Recorded(3, 7, ConversationClosed(reason="imported")),
    ]
    await store.call("XADD", store.keys.log(id), "9-0", "t", 1, "e", "left by one that broke off")
    assert await restore(store, id, entries)
    assert list(await log.read(id)) == entries
    assert list(await log.of_subject(ALICE)) == [id]
    assert [each async for each in log.every()] == [id]
    with pytest.raises(ConversationEnded):
        await log.receive(id, said("more"))
    queue = RedisTurnQueue(store, lease_ms=400)
    await queue.prepare()
    assert not await queue.take(1, 0.05)
    assert not await restore(store, id, entries[:1]), "what is there stays"
    assert len(await log.read(id)) == 3
    await log.erase(id)
    assert [each async for each in log.every()] == []


async def test_it_must_begin_with_its_opening(store: Store) -> None:
    id, _ = opened()
    with pytest.raises(StoreError, match="begins with its opening"):
        await restore(store, id, [Recorded(1, 1, ConversationClosed(reason="x"))])
