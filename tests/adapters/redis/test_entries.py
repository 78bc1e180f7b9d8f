"""What lies in the store: sealed, bound to its conversation, readable by its key alone."""

import asyncio
import secrets

import pytest

from adapters.redis.entries import (
    FRESH,
    first_seq,
    notice_of,
    open_entries,
    open_notice,
    seal_events,
    so_far,
)
from adapters.redis.log import InboxLimits, RedisEventLog
from adapters.redis.seal import KEY_BYTES, Keyring
from adapters.redis.store import Store
from kernel.errors import SettingsError, StoreError, UnknownConversation
from kernel.events import Outcome, TurnEnded
from kernel.ids import ConversationId, MessageId
from kernel.records import Preview, Recorded, Thinking
from tests.fakes import opened

HERE, THERE = ConversationId("here"), ConversationId("there")
EVENTS = [TurnEnded(message_id=MessageId(str(n)), outcome=Outcome.ANSWERED) for n in range(3)]


def keyring() -> Keyring:
    return Keyring(secrets.token_bytes(KEY_BYTES))


def test_notices_say_what_was_appended() -> None:
    ring = keyring()
    wrapped = ring.new(HERE)
    payloads = seal_events(ring.seal(HERE, wrapped), EVENTS)
    seal = ring.seal(HERE, wrapped)
    lengths = ",".join(str(len(payload)) for payload in payloads)
    notice = f"e7,1000,{lengths}\n".encode() + b"".join(payloads)
    assert first_seq(notice) == 7
    assert open_notice(seal, notice) == tuple(
        Recorded(7 + n, 1000, e) for n, e in enumerate(EVENTS)
    )
    for sight in (Thinking(MessageId("m")), Preview(MessageId("m.1"), 0, "你好。")):
        assert open_notice(seal, notice_of(seal, sight)) == (sight,)
        assert first_seq(notice_of(seal, sight)) is None
    with pytest.raises(UnknownConversation):
        open_notice(seal, b"x")


def test_what_was_sealed_here_is_kept_for_a_moment() -> None:
    ring = keyring()
    wrapped = ring.new(HERE)
    seal = ring.seal(HERE, wrapped)
    entries = [
        (b"%d-0" % n, (b"t", b"5", b"e", p)) for n, p in enumerate(seal_events(seal, EVENTS))
    ]
    for opener in (seal, seal, ring.seal(HERE, wrapped)):  # at once, again, and elsewhere
        assert [entry.event for entry in open_entries(opener, entries)] == EVENTS
    assert not seal.fresh
    seal_events(seal, EVENTS * FRESH)
    assert len(seal.fresh) == FRESH


def test_a_late_reader_gets_one_preview() -> None:
    ring = keyring()
    seal = ring.seal(HERE, ring.new(HERE))
    shown = [notice_of(seal, Preview(MessageId("m.1"), n, t)) for n, t in enumerate(["a ", "b"])]
    assert so_far(seal, shown) == Preview(MessageId("m.1"), 1, "a b", whole=True)
    assert so_far(seal, []) is None


def test_sealed_words_open_only_where_they_belong() -> None:
    ring = keyring()
    wrapped = ring.new(HERE)
    sealed = ring.seal(HERE, wrapped).close(b"secret words")
    assert b"secret" not in sealed
    assert ring.seal(HERE, wrapped).open(sealed) == b"secret words"
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for seal, data in (
        (ring.seal(HERE, wrapped), damaged),
        (ring.seal(HERE, ring.new(HERE)), sealed),
    ):
        with pytest.raises(StoreError, match="cannot be decrypted"):
            seal.open(data)
    with pytest.raises(StoreError):
        ring.seal(THERE, wrapped)
    with pytest.raises(StoreError):
        keyring().seal(HERE, wrapped)
    with pytest.raises(SettingsError):
        Keyring(b"short")
    assert ring.fingerprint() != keyring().fingerprint()


async def test_all_who_ask_at_once_get_one_seal(store: Store) -> None:
    id, event = opened()
    await RedisEventLog(store, InboxLimits()).open(id, event)
    first, second = await asyncio.gather(store.seal(id), store.seal(id))
    assert first is second
