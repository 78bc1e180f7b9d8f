"""Who is being answered right now: leases to renew, answers to stop, thinking to show."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress

import structlog

from bots.draft import Draft
from kernel.errors import LeaseLost, StoreError
from kernel.events import Outcome
from kernel.ids import MessageId
from kernel.ports import TurnQueue
from kernel.records import Thinking

log = structlog.get_logger()

TICK_S = 0.1
SHOW_THINKING_AFTER_S = 0.1
"""An answer that comes sooner needs no dots."""

Meter = Callable[[Outcome, float], None]
"""Told of every turn that ended and the seconds it took."""


class Sitting:
    """One conversation that is being answered."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.renewed_at = self._began = time.monotonic()
        self._answering: MessageId | None = None
        self._limit: asyncio.Timeout | None = None
        self._announced = False
        self.stopped = False
        """Whether the person asked to stop this answer."""

    def begin(self, id: MessageId) -> None:
        self._answering = id
        self._began = time.monotonic()
        self._limit = None
        self._announced = self.stopped = False

    def stoppable(self, limit: asyncio.Timeout) -> None:
        """From here on the answer may be stopped by letting this limit run out."""
        self._limit = limit
        if self.stopped:
            limit.reschedule(0)

    def stop(self, id: MessageId) -> None:
        if id == self._answering:
            self.stopped = True
            if self._limit is not None:
                self._limit.reschedule(asyncio.get_running_loop().time())

    def seconds(self) -> float:
        return time.monotonic() - self._began

    def thought(self) -> Thinking | None:
        """What to show of an answer that takes its time, once."""
        if self._limit is None or self._announced or self._answering is None:
            return None
        if self.seconds() < SHOW_THINKING_AFTER_S:
            return None
        self._announced = True
        return Thinking(self._answering)


class Desk:
    """All sittings of one worker, looked after by one task."""

    def __init__(self, queue: TurnQueue, *, renew_after_s: float, meter: Meter) -> None:
        self._queue = queue
        self._renew_after_s = renew_after_s
        self._meter = meter
        self._sittings: set[Sitting] = set()

    @contextmanager
    def sit(self, draft: Draft) -> Iterator[Sitting]:
        sitting = Sitting(draft)
        self._sittings.add(sitting)
        try:
            yield sitting
        finally:
            self._sittings.discard(sitting)

    def count(self, outcome: Outcome, seconds: float) -> None:
        self._meter(outcome, seconds)

    async def watch(self) -> None:
        """Renew leases and show thinking, for ever."""
        while True:
            await asyncio.sleep(TICK_S)
            for sitting in tuple(self._sittings):
                try:
                    await self._look_after(sitting)
                except LeaseLost:
                    pass  # the host finds out with its next write
                except StoreError as error:
                    log.warning("desk_store_error", error=type(error).__name__)

    async def heed(self, cancellations: AsyncIterator[MessageId]) -> None:
        """Stop answers that people no longer want, for ever."""
        async for id in cancellations:
            for sitting in self._sittings:
                sitting.stop(id)

    async def _look_after(self, sitting: Sitting) -> None:
        if (thought := sitting.thought()) is not None:
            with suppress(LeaseLost):
                await sitting.draft.show(thought)
        if time.monotonic() - sitting.renewed_at >= self._renew_after_s:
            await self._queue.renew(sitting.draft.lease)
            sitting.renewed_at = time.monotonic()
