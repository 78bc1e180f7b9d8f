"""What every event log must do."""

import asyncio
from itertools import pairwise

import pytest

from kernel.errors import ConversationEnded, ConversationFull, UnknownConversation
from kernel.events import CancelRequested, ConversationClosed, MessageReceived
from kernel.ids import ConversationId, MessageId, SubjectId
from kernel.records import Receipt
from tests.conftest import Parts
from tests.fakes import ALICE, opened, said


async def test_what_was_heard_is_read_back_in_order(parts: Parts) -> None:
    id, event = opened()
    assert await parts.log.open(id, event) == Receipt(1, False)
    words = [said("one"), said("二"), said("three 🕯️")]
    receipts = [await parts.log.receive(id, word) for word in words]
    assert receipts == [Receipt(2, False), Receipt(3, False), Receipt(4, False)]
    entries = await parts.log.read(id)
    assert [entry.event for entry in entries] == [event, *words]
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert all(a.at <= b.at for a, b in pairwise(entries))


async def test_opening_twice_opens_once(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    assert await parts.log.open(id, event) == Receipt(1, True)
    assert len(await parts.log.read(id)) == 1
    assert list(await parts.log.of_subject(ALICE)) == [id]


async def test_a_message_sent_again_gives_the_first_receipt(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    word = said("hello")
    first = await parts.log.receive(id, word)
    await parts.log.receive(id, said("in between"))
    again = await parts.log.receive(id, MessageReceived(message_id=word.message_id, text="other"))
    assert again == Receipt(first.seq, True)
    assert len(await parts.log.read(id)) == 3


async def test_reading_from_the_middle(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    for n in range(4):
        await parts.log.receive(id, said(str(n)))
    assert [e.seq for e in await parts.log.read(id, after=2)] == [3, 4, 5]
    assert [e.seq for e in await parts.log.read(id, after=1, limit=2)] == [2, 3]
    assert list(await parts.log.read(id, after=5)) == []


async def test_every_conversation_the_newest_first(parts: Parts) -> None:
    made = [opened() for _ in range(3)]
    for id, event in made:
        await parts.log.open(id, event)
        await asyncio.sleep(0.002)  # the order is by the millisecond
    await parts.log.receive(made[0][0], said("an old one speaks again"))
    await parts.log.erase(made[1][0])
    assert [id async for id in parts.log.every()] == [made[2][0], made[0][0]]


async def test_unknown_conversations_are_refused(parts: Parts) -> None:
    nobody = ConversationId("nobody")
    with pytest.raises(UnknownConversation):
        await parts.log.receive(nobody, said("hello"))
    with pytest.raises(UnknownConversation):
        await parts.log.read(nobody)
    with pytest.raises(UnknownConversation):
        await parts.log.owner(nobody)


async def test_a_full_inbox_is_refused_and_nothing_is_lost(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    for n in range(4):
        await parts.log.receive(id, said(str(n)))
    with pytest.raises(ConversationFull):
        await parts.log.receive(id, said("one too many"))
    assert len(await parts.log.read(id)) == 5


async def test_a_closed_conversation_is_only_read(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    word = said("before")
    await parts.log.receive(id, word)
    await parts.log.receive(id, ConversationClosed(reason="person"))
    with pytest.raises(ConversationEnded):
        await parts.log.receive(id, said("after"))
    assert (await parts.log.receive(id, word)).duplicate, "a resend is still acknowledged"
    assert len(await parts.log.read(id)) == 3


async def test_asking_to_stop_is_idempotent(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    stop = CancelRequested(message_id=MessageId("m"))
    first = await parts.log.receive(id, stop)
    assert await parts.log.receive(id, stop) == Receipt(first.seq, True)


async def test_subjects_see_only_their_own(parts: Parts) -> None:
    mine, event = opened()
    theirs, other = opened(SubjectId("bob"))
    await parts.log.open(mine, event)
    await parts.log.open(theirs, other)
    assert list(await parts.log.of_subject(SubjectId("bob"))) == [theirs]
    assert await parts.log.owner(mine) == ALICE


async def test_erasure_leaves_nothing(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    await parts.log.receive(id, said("secret"))
    await parts.log.erase(id)
    await parts.log.erase(id)
    with pytest.raises(UnknownConversation):
        await parts.log.read(id)
    with pytest.raises(UnknownConversation):
        await parts.log.receive(id, said("more"))
    assert list(await parts.log.of_subject(ALICE)) == []
