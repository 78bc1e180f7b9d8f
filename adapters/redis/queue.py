"""The turn queue: one worker decides for a conversation at a time, and a dead one is replaced.

A token per conversation in the stream `ready`, delivered to one consumer of the group. Taking it
raises the conversation's fence; every write of the worker names its fence and a lower one is
refused, so a worker that was only slow can do no harm. A token whose consumer has not renewed it
for `lease_ms` is claimed by another worker. A consumer group alone keeps no order (measured:
docs/design/001-storage.md); the token does, because a conversation has only one.
"""

import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from redis.exceptions import ResponseError

from adapters.redis.entries import notice_of, open_entries, seal_events
from adapters.redis.seal import Seal
from adapters.redis.store import GROUP, Store, translated
from kernel.errors import LeaseLost, StoreError, UnknownConversation
from kernel.events import ConversationClosed, Event, TurnEnded
from kernel.ids import ConversationId, MessageId
from kernel.records import Committed, Lease, Preview, Recorded, Taken, Thinking, Token

SHOW_TTL_MS = 120_000
"""How long an unfinished message stays to be seen by who comes late."""


class RedisTurnQueue:
    def __init__(self, store: Store, *, lease_ms: int = 10_000) -> None:
        self._store = store
        self._lease_ms = lease_ms
        self.consumer = f"w-{secrets.token_hex(8)}"
        """Who we are in the consumer group."""
        self._reclaimed_at = 0.0

    @property
    def lease_ms(self) -> int:
        return self._lease_ms

    async def prepare(self) -> None:
        """Make the consumer group. Idempotent; once before the first `take`."""
        with suppress(ResponseError):  # BUSYGROUP: it is there
            await self._store.client.xgroup_create(self._store.keys.ready, GROUP, "0", True)

    async def take(self, room: int, patience: float) -> Sequence[Token]:
        return await self._abandoned(room) or await self._fresh(room, patience)

    async def begin(self, token: Token, seen: int) -> Taken | None:
        if token.taken is not None:
            return await self._catch_up(token.taken, seen)
        keys, id = self._store.keys, token.conversation
        answer = await self._store.run(
            "begin", (keys.meta(id), keys.log(id), keys.ready), token.id, seen, GROUP
        )
        if answer is None:
            return None
        fence, attempts, entries = answer
        seal = await self._store.seal(id)
        return Taken(Lease(id, fence, token.id, attempts), open_entries(seal, entries))

    async def commit(
        self, lease: Lease, seen: int, events: Sequence[Event], *, release: bool
    ) -> Committed:
        store, keys, id = self._store, self._store.keys, lease.conversation
        seal = await self._seal(lease)
        status, *rest = await store.run(
            "commit",
            (keys.meta(id), keys.log(id), keys.ready, keys.show(id)),
            lease.fence,
            seen,
            int(release),
            sum(isinstance(event, TurnEnded) for event in events),
            int(any(isinstance(event, ConversationClosed) for event in events)),
            lease.token,
            GROUP,
            keys.channel(id),
            *seal_events(seal, events),
        )
        if status != b"ok":
            raise _lost(lease)
        first, at, released, news = rest
        mine = (Recorded(first + n, at, event) for n, event in enumerate(events))
        return Committed((*open_entries(seal, news), *mine), bool(released))

    async def show(self, lease: Lease, sight: Preview | Thinking) -> None:
        store, keys, id = self._store, self._store.keys, lease.conversation
        held = await store.run(
            "show",
            (keys.meta(id), keys.show(id)),
            lease.fence,
            keys.channel(id),
            notice_of(await self._seal(lease), sight),
            int(isinstance(sight, Preview)),
            int(isinstance(sight, Preview) and sight.index == 0),
            SHOW_TTL_MS,
        )
        if not held:
            raise _lost(lease)

    async def renew(self, lease: Lease) -> None:
        keys = self._store.keys
        held = await self._store.run(
            "renew",
            (keys.meta(lease.conversation), keys.ready),
            lease.fence,
            lease.token,
            GROUP,
            self.consumer,
        )
        if not held:
            raise _lost(lease)

    async def bury(self, lease: Lease, reason: str) -> None:
        await self._store.call(
            "XADD", self._store.keys.dead, "*", "c", lease.conversation, "why", reason
        )

    async def waiting(self) -> int:
        """Conversations that wait for a worker or are with one."""
        return int(await self._store.call("XLEN", self._store.keys.ready))

    @asynccontextmanager
    async def cancellations(self) -> AsyncIterator[AsyncIterator[MessageId]]:
        async with self._store.client.pubsub(ignore_subscribe_messages=True) as pubsub:
            with translated():
                await pubsub.subscribe(self._store.keys.cancel)

            async def heard() -> AsyncIterator[MessageId]:
                with translated():
                    async for message in pubsub.listen():
                        yield MessageId(message["data"].decode())

            yield heard()

    async def _catch_up(self, taken: Taken, seen: int) -> Taken | None:
        """What was taken as it was heard, with all that this worker had not seen before."""
        if taken.news[0].seq == seen + 1:
            return taken
        id = taken.lease.conversation
        entries = await self._store.call("XRANGE", self._store.keys.log(id), f"({seen}-0", "+")
        seal = await self._seal(taken.lease)
        return Taken(taken.lease, open_entries(seal, entries))

    async def _seal(self, lease: Lease) -> Seal:
        try:
            return await self._store.seal(lease.conversation)
        except UnknownConversation as error:
            raise _lost(lease) from error

    async def _fresh(self, room: int, patience: float) -> list[Token]:
        answer = await self._store.wait(
            "XREADGROUP",
            "GROUP",
            GROUP,
            self.consumer,
            "COUNT",
            room,
            "BLOCK",
            max(1, int(patience * 1000)),
            "STREAMS",
            self._store.keys.ready,
            ">",
            patience=patience,
        )
        return [_token(id, fields[b"c"]) for _, entries in (answer or ()) for id, fields in entries]

    async def _abandoned(self, room: int) -> list[Token]:
        """Tokens of workers that have not renewed them; looked for twice a lease."""
        if time.monotonic() - self._reclaimed_at < self._lease_ms / 2000:
            return []
        self._reclaimed_at = time.monotonic()
        _, entries, *_ = await self._store.call(
            "XAUTOCLAIM",
            self._store.keys.ready,
            GROUP,
            self.consumer,
            self._lease_ms,
            "0",
            "COUNT",
            room,
        )
        return [_token(id, conversation) for id, (_, conversation) in entries]


def _token(id: bytes, conversation: bytes) -> Token:
    return Token(id.decode(), ConversationId(conversation.decode()))


def _lost(lease: Lease) -> StoreError:
    return LeaseLost(f"another worker holds {lease.conversation}, or it has been erased")
