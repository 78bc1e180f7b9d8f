"""Pages of history and gaps, over the memory store."""

import pytest

from adapters.memory import MemoryStore
from channels.web.past import page, resumable
from channels.wire.base import RESUME_LIMIT
from kernel.errors import UnknownConversation
from kernel.ids import ConversationId
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


async def test_what_is_not_there_has_no_past() -> None:
    with pytest.raises(UnknownConversation):
        await page(MemoryStore(), ConversationId("none"), None, 10)
