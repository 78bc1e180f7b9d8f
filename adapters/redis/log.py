"""The event log: what was heard is durable before it is acknowledged."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.redis.beside import Beside
from adapters.redis.entries import open_entries, seal_events
from adapters.redis.line import Upon
from adapters.redis.store import GROUP, Store
from kernel.errors import (
    ConversationEnded,
    ConversationFull,
    RateExceeded,
    UnknownConversation,
)
from kernel.events import (
    Asking,
    CancelRequested,
    ConversationClosed,
    ConversationOpened,
    Inbound,
    PicturesReviewed,
)
from kernel.ids import ConversationId, SubjectId
from kernel.records import Receipt, Recorded

PAGE = 500
"""Entries read in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLimits:
    """How much may wait. A rate of 0 means no limit."""

    waiting: int = 50
    """Unanswered messages of one conversation."""
    messages_per_minute: int = 30
    """Of one subject, over all conversations. What an operator does does not count."""
    burst: int = 10
    """Messages that one subject may send at once before the rate counts."""

    @property
    def interval_ms(self) -> int:
        return 60_000 // self.messages_per_minute if self.messages_per_minute else 0


class RedisEventLog:
    def __init__(self, store: Store, limits: InboxLimits) -> None:
        self._store = store
        self._limits = limits
        self._beside: Beside | None = None

    def give_to(self, beside: Beside) -> None:
        """From now on let the worker of this process have what is heard here."""
        self._beside = beside

    async def open(self, id: ConversationId, opened: ConversationOpened) -> Receipt:
        store, keys = self._store, self._store.keys
        wrapped = store.keyring.new(id)
        (payload,) = seal_events(store.keyring.seal(id, wrapped), (opened,))
        seq, duplicate = await store.run(
            "open",
            (
                keys.meta(id),
                keys.log(id),
                keys.seen(id),
                keys.ready,
                keys.subject(opened.subject),
                keys.all,
            ),
            id,
            opened.message_id,
            payload,
            opened.subject,
            opened.bot,
            wrapped,
        )
        return Receipt(int(seq), bool(duplicate))

    async def receive(self, id: ConversationId, event: Inbound) -> Receipt:
        store, keys, limits = self._store, self._store.keys, self._limits
        if self._beside is None:
            status, *rest = await self._append(id, event, "")
        else:
            with self._beside.expecting(id, event) as (consumer, upon):
                status, *rest = await self._append(id, event, consumer, upon)
        match status:
            case b"ok":
                if isinstance(event, CancelRequested):
                    await store.call("PUBLISH", keys.cancel, event.message_id)
                return Receipt(int(rest[0]), bool(rest[1]))
            case b"full":
                raise ConversationFull(
                    f"{limits.waiting} messages of this conversation wait for an answer; "
                    "send again when one has come"
                )
            case b"rate":
                raise RateExceeded(
                    f"more than {limits.messages_per_minute} messages a minute",
                    retry_after_ms=int(rest[0]),
                )
            case b"closed":
                raise ConversationEnded("this conversation has ended; open a new one")
            case _:
                store.forget(id)
                raise UnknownConversation("there is no such conversation, or it has been erased")

    async def _append(
        self, id: ConversationId, event: Inbound, consumer: str, upon: Upon | None = None
    ) -> Any:
        store, keys, limits = self._store, self._store.keys, self._limits
        (payload,) = seal_events(await store.seal(id), (event,))
        return await store.run(
            "receive",
            (
                keys.meta(id),
                keys.log(id),
                keys.seen(id),
                keys.ready,
                keys.rate(await store.owner(id)),
            ),
            id,
            _dedupe(event),
            payload,
            int(isinstance(event, Asking)),
            int(isinstance(event, ConversationClosed)),
            keys.channel(id),
            limits.waiting,
            0 if isinstance(event, PicturesReviewed) else limits.interval_ms,
            limits.burst,
            GROUP,
            consumer,
            upon=upon,
        )

    async def read(
        self, id: ConversationId, after: int = 0, limit: int | None = None
    ) -> Sequence[Recorded]:
        seal = await self._store.seal(id)
        entries: list[Recorded] = []
        while limit is None or len(entries) < limit:
            count = PAGE if limit is None else min(PAGE, limit - len(entries))
            raw = await self._store.call(
                "XRANGE", self._store.keys.log(id), f"({after}-0", "+", "COUNT", count
            )
            page = open_entries(seal, raw)
            entries.extend(page)
            if len(page) < count:
                break
            after = page[-1].seq
        return tuple(entries)

    async def owner(self, id: ConversationId) -> SubjectId:
        return await self._store.owner(id)

    async def of_subject(self, subject: SubjectId) -> Sequence[ConversationId]:
        found = await self._store.call("ZRANGE", self._store.keys.subject(subject), 0, -1)
        return tuple(ConversationId(id.decode()) for id in found)

    async def every(self) -> AsyncIterator[ConversationId]:
        """All conversations, newest first."""
        start = 0
        while found := await self._store.call(
            "ZREVRANGE", self._store.keys.all, start, start + PAGE - 1
        ):
            for id in found:
                yield ConversationId(id.decode())
            start += PAGE

    async def erase(self, id: ConversationId) -> None:
        store, keys = self._store, self._store.keys
        await store.run(
            "erase",
            (
                keys.meta(id),
                keys.log(id),
                keys.seen(id),
                keys.show(id),
                keys.ready,
                keys.all,
                keys.uploads(id),
                keys.images(id),
            ),
            id,
            keys.subject(SubjectId("")),
            keys.channel(id),
            GROUP,
        )
        store.forget(id)


def _dedupe(event: Inbound) -> str:
    """By what a repeated event is recognised."""
    match event:
        case CancelRequested(message_id=id):
            return f"cancel:{id}"
        case ConversationClosed():
            return "close"
        case _:
            return event.message_id
