"""Fan-out: followers of a conversation see its log without a gap.

Publish/subscribe may lose notices (a reconnect, a full buffer); the log does not. So a notice is
only used as it stands when it continues exactly where the follower is; otherwise the log is read.
One subscription connection serves all followers of this process.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from redis.exceptions import RedisError

from adapters.redis.entries import first_seq, open_notice, so_far
from adapters.redis.line import PATIENCE_S
from adapters.redis.log import RedisEventLog
from adapters.redis.store import Store
from adapters.redis.wire import Wire
from kernel.ids import ConversationId
from kernel.records import Preview, Recorded, Sighting

BACKLOG = 1000
"""Notices that may wait for a slow follower before it has to read the log instead."""
RECONNECT_S = 0.2

_GAP = b""
"""Put in a follower's queue where notices may have been lost: read the log."""


class RedisFeed:
    """Run `listen` in a task for as long as anyone may follow."""

    def __init__(self, store: Store, log: RedisEventLog) -> None:
        self._store = store
        self._log = log
        self._followers: defaultdict[str, set[asyncio.Queue[bytes]]] = defaultdict(set)
        self._confirmed: set[str] = set()
        self._wire: Wire | None = None

    async def listen(self) -> None:
        """Bring notices to followers; reconnects for ever. Cancel to stop."""
        while True:
            with suppress(RedisError, OSError, TimeoutError):
                await self._listen_once()
            await asyncio.sleep(RECONNECT_S)

    @asynccontextmanager
    async def follow(
        self, id: ConversationId, after: int
    ) -> AsyncIterator[AsyncIterator[Sequence[Sighting]]]:
        channel = self._store.keys.channel(id)
        queue: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)
        first = channel not in self._followers
        self._followers[channel].add(queue)
        if channel in self._confirmed:
            queue.put_nowait(_GAP)
        elif first:
            self._ask("SUBSCRIBE", channel)
        try:
            yield self._sightings(id, after, queue)
        finally:
            self._followers[channel].discard(queue)
            if not self._followers[channel]:
                del self._followers[channel]
                self._confirmed.discard(channel)
                self._ask("UNSUBSCRIBE", channel)

    async def _listen_once(self) -> None:
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        fail = partial(_fail, lost)
        wire = Wire(partial(self._take, fail), fail)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._store.dial(wire)
            self._wire = wire
            if self._followers:
                self._ask("SUBSCRIBE", *self._followers)
            await lost
        finally:
            self._wire = None
            self._confirmed.clear()
            wire.hang_up()

    def _ask(self, *command: str) -> None:
        """Without a line nothing is asked: the next one begins with all that are followed."""
        if self._wire is not None:
            self._wire.send(*command)

    def _take(self, fail: Callable[[RedisError], None], push: Any) -> None:
        if isinstance(push, RedisError):  # we may not subscribe, say
            fail(push)
            return
        kind, name, notice = push
        channel = name.decode()
        if kind == b"subscribe":
            # Only now is nothing missed any more, so only now may the log be read.
            self._confirmed.add(channel)
            notice = _GAP
        elif kind != b"message":
            return
        for queue in self._followers.get(channel, ()):
            _put(queue, notice)

    async def _sightings(
        self, id: ConversationId, after: int, queue: asyncio.Queue[bytes]
    ) -> AsyncIterator[Sequence[Sighting]]:
        seal = await self._store.seal(id)
        late = True
        caught_up: Preview | None = None  # what a late reader was given of an unfinished message
        while True:
            notice = await queue.get()
            first = first_seq(notice)
            if notice is _GAP or (first is not None and first > after + 1):
                seen: tuple[Sighting, ...] = tuple(await self._log.read(id, after))
                if late:
                    shown = await self._store.call("LRANGE", self._store.keys.show(id), 0, -1)
                    if (caught_up := so_far(seal, shown)) is not None:
                        seen = (*seen, caught_up)
                    late = False
            else:
                seen = tuple(
                    sight
                    for sight in open_notice(seal, notice)
                    if not _stale(sight, after, caught_up)
                )
            after = max((s.seq for s in seen if isinstance(s, Recorded)), default=after)
            if seen:
                yield seen


def _stale(sight: Sighting, after: int, caught_up: Preview | None) -> bool:
    """Whether a follower has seen this already."""
    match sight:
        case Recorded(seq=seq):
            return seq <= after
        case Preview(message_id=id, index=index):
            return caught_up is not None and id == caught_up.message_id and index <= caught_up.index
        case _:
            return False


def _put(queue: asyncio.Queue[bytes], notice: bytes) -> None:
    if queue.full():  # too slow: what waits is dropped and read from the log instead
        while not queue.empty():
            queue.get_nowait()
        notice = _GAP
    queue.put_nowait(notice)


def _fail(waiting: asyncio.Future[None], why: RedisError) -> None:
    if not waiting.done():
        waiting.set_exception(why)
