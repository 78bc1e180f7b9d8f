"""What every turn queue must do."""

import asyncio

import pytest

from kernel.errors import LeaseLost
from kernel.events import BotSpoke, CancelRequested, Outcome
from kernel.ids import ConversationId, MessageId
from kernel.records import Preview, Taken, Thinking
from kernel.turn import end
from tests.conftest import LEASE_MS, Parts
from tests.fakes import opened, said


async def begin(parts: Parts, seen: int = 0) -> Taken:
    (token,) = await parts.queue.take(1, 1.0)
    taken = await parts.queue.begin(token, seen)
    assert taken is not None
    return taken


async def started(parts: Parts) -> tuple[ConversationId, MessageId]:
    id, event = opened()
    await parts.log.open(id, event)
    return id, event.message_id


async def test_an_opened_conversation_waits_for_a_worker(parts: Parts) -> None:
    id, _ = await started(parts)
    taken = await begin(parts)
    assert taken.lease.conversation == id
    assert [entry.seq for entry in taken.news] == [1]
    assert list(await parts.queue.take(1, 0.05)) == [], "one worker has it, nobody else"


async def test_commit_appends_and_releases(parts: Parts) -> None:
    id, request = await started(parts)
    taken = await begin(parts)
    answer = BotSpoke(message_id=MessageId("a.1"), text="hello")
    done = await parts.queue.commit(
        taken.lease, 1, (answer, end(request, Outcome.ANSWERED)), release=True
    )
    assert done.released
    assert [entry.event for entry in done.news] == [answer, end(request, Outcome.ANSWERED)]
    assert [entry.seq for entry in await parts.log.read(id)] == [1, 2, 3]


async def test_what_came_in_meanwhile_keeps_the_lease(parts: Parts) -> None:
    id, request = await started(parts)
    taken = await begin(parts)
    word = said("wait")
    await parts.log.receive(id, word)
    done = await parts.queue.commit(taken.lease, 1, (end(request, Outcome.ANSWERED),), release=True)
    assert not done.released
    assert [entry.event for entry in done.news] == [word, end(request, Outcome.ANSWERED)]
    assert list(await parts.queue.take(1, 0.05)) == []
    assert (await parts.queue.commit(taken.lease, 3, (), release=True)).released


async def test_a_message_after_release_queues_again(parts: Parts) -> None:
    id, request = await started(parts)
    taken = await begin(parts)
    await parts.queue.commit(taken.lease, 1, (end(request, Outcome.ANSWERED),), release=True)
    await parts.log.receive(id, said("again"))
    await parts.log.receive(id, said("and again"))
    later = await begin(parts, seen=2)
    assert later.lease.fence > taken.lease.fence
    assert [entry.seq for entry in later.news] == [3, 4]


async def test_a_silent_worker_is_replaced_and_fenced_off(parts: Parts) -> None:
    id, request = await started(parts)
    lost = await begin(parts)
    await asyncio.sleep(LEASE_MS / 1000 * 1.6)
    found = await begin(parts)
    assert found.lease.conversation == id
    assert found.lease.attempts == 2
    with pytest.raises(LeaseLost):
        await parts.queue.commit(lost.lease, 1, (end(request, Outcome.ANSWERED),), release=True)
    with pytest.raises(LeaseLost):
        await parts.queue.show(lost.lease, Thinking(request))
    with pytest.raises(LeaseLost):
        await parts.queue.renew(lost.lease)
    assert len(await parts.log.read(id)) == 1
    await parts.queue.commit(found.lease, 1, (end(request, Outcome.ANSWERED),), release=True)


async def test_a_renewed_lease_is_kept(parts: Parts) -> None:
    await started(parts)
    taken = await begin(parts)
    for _ in range(6):
        await asyncio.sleep(LEASE_MS / 1000 / 3)
        await parts.queue.renew(taken.lease)
        assert list(await parts.queue.take(1, 0.01)) == []


async def test_attempts_count_until_a_turn_ends(parts: Parts) -> None:
    _, request = await started(parts)
    for attempt in (1, 2):
        taken = await begin(parts)
        assert taken.lease.attempts == attempt
        await asyncio.sleep(LEASE_MS / 1000 * 1.6)
    taken = await begin(parts)
    await parts.queue.commit(taken.lease, 1, (end(request, Outcome.ANSWERED),), release=False)
    await asyncio.sleep(LEASE_MS / 1000 * 1.6)
    assert (await begin(parts)).lease.attempts == 1


async def test_an_erased_conversation_cannot_be_written(parts: Parts) -> None:
    id, request = await started(parts)
    taken = await begin(parts)
    await parts.log.erase(id)
    with pytest.raises(LeaseLost):
        await parts.queue.commit(taken.lease, 1, (end(request, Outcome.ANSWERED),), release=True)


async def test_an_erased_conversation_is_not_begun(parts: Parts) -> None:
    id, _ = await started(parts)
    (token,) = await parts.queue.take(1, 1.0)
    await parts.log.erase(id)
    assert await parts.queue.begin(token, 0) is None


async def test_cancellations_are_heard(parts: Parts) -> None:
    id, _ = await started(parts)
    async with parts.queue.cancellations() as heard:
        await asyncio.sleep(0.05)
        await parts.log.receive(id, CancelRequested(message_id=MessageId("m")))
        async with asyncio.timeout(2):
            assert await anext(heard) == "m"


async def test_dead_letters_keep_the_lease(parts: Parts) -> None:
    _, request = await started(parts)
    taken = await begin(parts)
    await parts.queue.bury(taken.lease, "poison")
    done = await parts.queue.commit(taken.lease, 1, (end(request, Outcome.FAILED),), release=True)
    assert done.released


async def test_previews_end_with_the_turn(parts: Parts) -> None:
    id, request = await started(parts)
    taken = await begin(parts)
    for n, text in enumerate(("One. ", "Two. ")):
        await parts.queue.show(taken.lease, Preview(MessageId("a.1"), n, text))
    async with parts.feed.follow(id, 1) as seen, asyncio.timeout(2):
        assert list(await anext(seen)) == [Preview(MessageId("a.1"), 1, "One. Two. ", whole=True)]
    await parts.queue.commit(taken.lease, 1, (end(request, Outcome.ANSWERED),), release=True)
    async with parts.feed.follow(id, 0) as seen, asyncio.timeout(2):
        assert [getattr(sight, "seq", None) for sight in await anext(seen)] == [1, 2]
