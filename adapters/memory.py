"""Log, queue, feed and pictures in memory: for tests of the kernel and the flow only.

Passes the same contract suites as the Redis adapter. One process, nothing durable.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from kernel.errors import (
    ConversationEnded,
    ConversationFull,
    LeaseLost,
    UnknownConversation,
    UnknownImage,
)
from kernel.events import (
    Asking,
    CancelRequested,
    ConversationClosed,
    ConversationOpened,
    Event,
    Inbound,
    TurnEnded,
)
from kernel.ids import ConversationId, MessageId, SubjectId
from kernel.pictures import Image, ImageId, Picture
from kernel.records import (
    Committed,
    Lease,
    Preview,
    Receipt,
    Recorded,
    Sighting,
    Taken,
    Thinking,
    Token,
)


@dataclass(slots=True)
class _Kept:
    subject: SubjectId
    entries: list[Recorded] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    shown: list[Preview] = field(default_factory=list)
    uploads: dict[ImageId, Picture] = field(default_factory=dict)
    images: dict[ImageId, Picture] = field(default_factory=dict)
    fence: int = 0
    attempts: int = 0
    waiting: int = 0
    token: str | None = None
    leased_until: float = 0.0
    closed: bool = False


class MemoryStore:
    """EventLog, TurnQueue, Feed and ImageStore at once."""

    def __init__(self, *, lease_s: float = 10.0, waiting: int = 50, uploads: int = 8) -> None:
        self._kept: dict[ConversationId, _Kept] = {}
        self._ready: asyncio.Queue[Token] = asyncio.Queue()
        self._leased: dict[str, ConversationId] = {}
        self._followers: defaultdict[ConversationId, set[asyncio.Queue[tuple[Sighting, ...]]]]
        self._followers = defaultdict(set)
        self._cancels: set[asyncio.Queue[MessageId]] = set()
        self._lease_s = lease_s
        self._waiting = waiting
        self._uploads = uploads
        self._tokens = 0
        self._pictures = 0
        self.dead: list[tuple[ConversationId, str]] = []

    # ---- EventLog

    async def open(self, id: ConversationId, opened: ConversationOpened) -> Receipt:
        if id in self._kept:
            return Receipt(1, True)
        self._kept[id] = _Kept(opened.subject, waiting=1, seen={opened.message_id: 1})
        self._write(id, (opened,))
        self._queue(id)
        return Receipt(1, False)

    async def receive(self, id: ConversationId, event: Inbound) -> Receipt:
        kept = self._of(id)
        key = _dedupe(event)
        if key in kept.seen:
            return Receipt(kept.seen[key], True)
        if kept.closed:
            raise ConversationEnded("this conversation has ended; open a new one")
        wants_turn = isinstance(event, Asking)
        if wants_turn and kept.waiting >= self._waiting:
            raise ConversationFull("too many messages wait")
        (recorded,) = self._write(id, (event,))
        kept.seen[key] = recorded.seq
        kept.closed = isinstance(event, ConversationClosed)
        if isinstance(event, CancelRequested):
            for cancels in self._cancels:
                cancels.put_nowait(event.message_id)
        if wants_turn:
            kept.waiting += 1
            if kept.token is None:
                self._queue(id)
        return Receipt(recorded.seq, False)

    async def read(
        self, id: ConversationId, after: int = 0, limit: int | None = None
    ) -> Sequence[Recorded]:
        end = None if limit is None else after + limit
        return tuple(self._of(id).entries[after:end])

    async def owner(self, id: ConversationId) -> SubjectId:
        return self._of(id).subject

    async def of_subject(self, subject: SubjectId) -> Sequence[ConversationId]:
        return tuple(id for id, kept in self._kept.items() if kept.subject == subject)

    async def every(self) -> AsyncIterator[ConversationId]:
        for id in reversed(tuple(self._kept)):
            yield id

    async def erase(self, id: ConversationId) -> None:
        self._kept.pop(id, None)

    # ---- TurnQueue

    async def take(self, room: int, patience: float) -> Sequence[Token]:
        for token, id in list(self._leased.items()):
            if self._kept[id].leased_until < time.monotonic():
                return (Token(token, id),)
        try:
            return (await asyncio.wait_for(self._ready.get(), patience),)
        except TimeoutError:
            return ()

    async def begin(self, token: Token, seen: int) -> Taken | None:
        kept = self._kept.get(token.conversation)
        if kept is None or kept.token != token.id:
            return None
        kept.fence += 1
        kept.attempts += 1
        kept.leased_until = time.monotonic() + self._lease_s
        self._leased[token.id] = token.conversation
        lease = Lease(token.conversation, kept.fence, token.id, kept.attempts)
        return Taken(lease, tuple(kept.entries[seen:]))

    async def commit(
        self, lease: Lease, seen: int, events: Sequence[Event], *, release: bool
    ) -> Committed:
        kept = self._held(lease)
        news = tuple(kept.entries[seen:])
        mine = self._write(lease.conversation, events)
        if ended := sum(isinstance(event, TurnEnded) for event in events):
            kept.waiting -= ended
            kept.attempts = 0
            kept.shown.clear()
        kept.closed |= any(isinstance(event, ConversationClosed) for event in events)
        released = release and not news
        if released:
            kept.token = None
            del self._leased[lease.token]
        return Committed((*news, *mine), released)

    async def show(self, lease: Lease, sight: Preview | Thinking) -> None:
        kept = self._held(lease)
        if isinstance(sight, Preview):
            if sight.index == 0:
                kept.shown.clear()
            kept.shown.append(sight)
        self._tell(lease.conversation, (sight,))

    async def renew(self, lease: Lease) -> None:
        self._held(lease).leased_until = time.monotonic() + self._lease_s

    async def bury(self, lease: Lease, reason: str) -> None:
        self.dead.append((lease.conversation, reason))

    @asynccontextmanager
    async def cancellations(self) -> AsyncIterator[AsyncIterator[MessageId]]:
        queue: asyncio.Queue[MessageId] = asyncio.Queue()
        self._cancels.add(queue)

        async def heard() -> AsyncIterator[MessageId]:
            while True:
                yield await queue.get()

        yield heard()
        self._cancels.discard(queue)

    # ---- Feed

    @asynccontextmanager
    async def follow(
        self, id: ConversationId, after: int
    ) -> AsyncIterator[AsyncIterator[Sequence[Sighting]]]:
        kept = self._of(id)
        queue: asyncio.Queue[tuple[Sighting, ...]] = asyncio.Queue()
        first: list[Sighting] = list(kept.entries[after:])
        if kept.shown:
            last = kept.shown[-1]
            said = "".join(part.text for part in kept.shown)
            first.append(Preview(last.message_id, last.index, said, whole=True))
        if first:
            queue.put_nowait(tuple(first))
        self._followers[id].add(queue)

        async def sightings() -> AsyncIterator[Sequence[Sighting]]:
            while True:
                yield await queue.get()

        yield sightings()
        self._followers[id].discard(queue)

    # ---- ImageStore

    async def put(self, id: ConversationId, picture: Picture) -> ImageId:
        kept = self._of(id)
        if kept.closed:
            raise ConversationEnded("this conversation has ended; open a new one")
        if len(kept.uploads) >= self._uploads:
            raise ConversationFull("too many pictures wait")
        self._pictures += 1
        image = ImageId(f"{self._pictures:026}")
        kept.uploads[image] = replace(picture, alt="")
        return image

    async def keep(self, id: ConversationId, images: Sequence[ImageId]) -> Sequence[Image]:
        found = {image: await self.picture(id, image) for image in images}
        for image, picture in found.items():
            self._of(id).images[image] = picture
            self._of(id).uploads.pop(image, None)
        return tuple(Image(id=i, width=p.width, height=p.height) for i, p in found.items())

    async def drop(self, id: ConversationId, image: ImageId) -> None:
        self._of(id).uploads.pop(image, None)

    async def picture(self, id: ConversationId, image: ImageId) -> Picture:
        kept = self._of(id)
        if (picture := kept.images.get(image) or kept.uploads.get(image)) is None:
            raise UnknownImage("no such picture here")
        return picture

    # ---- within

    def _of(self, id: ConversationId) -> _Kept:
        if id not in self._kept:
            raise UnknownConversation("there is no such conversation, or it has been erased")
        return self._kept[id]

    def _held(self, lease: Lease) -> _Kept:
        kept = self._kept.get(lease.conversation)
        if kept is None or kept.fence != lease.fence:
            raise LeaseLost(f"another worker holds {lease.conversation}")
        return kept

    def _write(self, id: ConversationId, events: Sequence[Event]) -> tuple[Recorded, ...]:
        kept = self._kept[id]
        now = int(time.time() * 1000)
        start = len(kept.entries) + 1
        mine = tuple(Recorded(start + n, now, event) for n, event in enumerate(events))
        kept.entries.extend(mine)
        self._tell(id, mine)
        return mine

    def _queue(self, id: ConversationId) -> None:
        self._tokens += 1
        token = Token(str(self._tokens), id)
        self._kept[id].token = token.id
        self._ready.put_nowait(token)

    def _tell(self, id: ConversationId, sightings: tuple[Sighting, ...]) -> None:
        for queue in self._followers[id]:
            queue.put_nowait(sightings)


def _dedupe(event: Inbound) -> str:
    match event:
        case CancelRequested(message_id=id):
            return f"cancel:{id}"
        case ConversationClosed():
            return "close"
        case _:
            return event.message_id
