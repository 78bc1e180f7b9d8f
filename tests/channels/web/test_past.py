"""Pages of history and gaps, over the memory store."""

import pytest

from adapters.memory import MemoryStore
from channels.web.past import page, resumable
from channels.wire.base import RESUME_LIMIT
from channels.wire.server import CrisisData
from kernel.errors import UnknownConversation
from kernel.events import CrisisEased, CrisisRaised
from kernel.ids import ConversationId
from kernel.verdicts import Risk
from tests.fakes import opened, said


async def filled(messages: int) -> tuple[MemoryStore, ConversationId]:
    store = MemoryStore(waiting=10_000)
    id, event = opened()
    await store.open(id, event)
    for n in range(messages):
        await store.receive(id, said(str(n)))
    return store, id


async def test_pages_meet_without_gap_or_overlap() -> None:
    store, id = await filled(700)  # more than one window
    seqs: list[int] = []
    before = None
    while before is not None or not seqs:
        told = await page(store, id, before, 300)
        seqs = [frame.seq for frame in told.frames] + seqs
        before = told.before
    assert seqs == list(range(1, 702))


@pytest.mark.parametrize(
    ("entries", "after", "fits"),
    [
        (RESUME_LIMIT, 0, True),
        (RESUME_LIMIT + 1, 0, False),
        (RESUME_LIMIT + 1, 1, True),
        (RESUME_LIMIT + 2, 1, False),
        (5, 5, True),
        (5, 6, False),
    ],
)
async def test_what_can_be_replayed(entries: int, after: int, fits: bool) -> None:
    store, id = await filled(entries - 1)
    assert await resumable(store, id, after) is fits


async def test_the_newest_page_tells_of_a_crisis_that_is_not_on_it() -> None:
    store, id = await filled(0)
    (token,) = await store.take(1, 1.0)
    taken = await store.begin(token, 0)
    assert taken is not None
    assert (await page(store, id, None, 10)).crisis is None
    raised = CrisisRaised(risk=Risk.HIGH, labels=("suicide",))
    await store.commit(taken.lease, 1, (raised,), release=False)
    for n in range(700):
        await store.receive(id, said(str(n)))
    told = await page(store, id, None, 10)
    assert told.crisis == CrisisData(active=True, risk=Risk.HIGH)
    assert all(frame.t == "message.heard" for frame in told.frames)
    assert (await page(store, id, told.before, 10)).crisis is None, "older pages do not tell"
    await store.commit(taken.lease, 702, (CrisisEased(),), release=False)
    assert (await page(store, id, None, 10)).crisis == CrisisData(active=False)


async def test_what_is_not_there_has_no_past() -> None:
    with pytest.raises(UnknownConversation):
        await page(MemoryStore(), ConversationId("none"), None, 10)
