"""What every feed must do."""

import asyncio

from kernel.events import Outcome
from kernel.records import Preview, Recorded, Sighting, Thinking
from kernel.turn import end
from tests.conftest import Parts
from tests.fakes import opened, said


async def test_the_past_comes_first_then_the_present(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    await parts.log.receive(id, said("before"))
    async with parts.feed.follow(id, 0) as sightings, asyncio.timeout(2):
        assert [s.seq for s in await anext(sightings) if isinstance(s, Recorded)] == [1, 2]
        await parts.log.receive(id, said("now"))
        (now,) = await anext(sightings)
        assert isinstance(now, Recorded)
        assert now.seq == 3


async def test_following_from_the_middle(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    for n in range(3):
        await parts.log.receive(id, said(str(n)))
    async with parts.feed.follow(id, 2) as sightings, asyncio.timeout(2):
        assert [s.seq for s in await anext(sightings) if isinstance(s, Recorded)] == [3, 4]


async def test_two_followers_see_the_same_without_gap_or_repeat(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)

    async def collect(until: int) -> list[int]:
        seqs: list[int] = []
        async with parts.feed.follow(id, 0) as sightings:
            async for batch in sightings:
                seqs += [s.seq for s in batch if isinstance(s, Recorded)]
                if seqs[-1] >= until:
                    return seqs
        return seqs

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        both = [group.create_task(collect(5)) for _ in range(2)]
        for n in range(4):
            await asyncio.sleep(0.01)
            await parts.log.receive(id, said(str(n)))
    assert [task.result() for task in both] == [[1, 2, 3, 4, 5]] * 2


async def test_what_is_not_final_is_seen_as_it_happens(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    (token,) = await parts.queue.take(1, 1)
    taken = await parts.queue.begin(token, 0)
    assert taken is not None
    thinking, preview = Thinking(event.message_id), Preview(event.message_id, 0, "你好。")

    async def watch() -> list[Sighting]:
        seen: list[Sighting] = []
        async with parts.feed.follow(id, 1) as sightings:
            while len(seen) < 3:
                seen += await anext(sightings)
        return seen

    async with asyncio.timeout(2), asyncio.TaskGroup() as group:
        watching = group.create_task(watch())
        await asyncio.sleep(0.1)
        await parts.queue.show(taken.lease, thinking)
        await parts.queue.show(taken.lease, preview)
        await parts.queue.commit(
            taken.lease, 1, (end(event.message_id, Outcome.ANSWERED),), release=True
        )
    seen = watching.result()
    assert seen[:2] == [thinking, preview]
    assert isinstance(seen[2], Recorded)
