"""Takes conversations from the queue and has the host attend to them, many at a time."""

import asyncio
from contextlib import suppress

import structlog

from bots.desk import Desk
from bots.host import Host
from kernel.errors import StoreError, StoreUnavailable
from kernel.ports import TurnQueue
from kernel.records import Token

log = structlog.get_logger()

PATIENCE_S = 0.5
"""How long one look into the queue waits; also how soon a stop is noticed."""
BACK_OFF_S = 0.5


class Worker:
    """Run it in a task; `stop` lets it finish what it has begun."""

    def __init__(self, host: Host, queue: TurnQueue, desk: Desk, *, at_once: int = 256) -> None:
        self._host = host
        self._queue = queue
        self._desk = desk
        self._at_once = at_once
        self._busy = 0
        self._freed = asyncio.Event()
        self._stopping = asyncio.Event()
        self._turns: asyncio.TaskGroup | None = None

    def has_room(self, expected: int) -> bool:
        """Whether a conversation beside those that are expected may be given by `welcome`."""
        return (
            self._turns is not None
            and not self._stopping.is_set()
            and self._busy + expected < self._at_once
        )

    def welcome(self, token: Token) -> None:
        """Begin to attend to a conversation that did not come by `take`. One that comes too late
        is left: its lease runs out and another worker takes it."""
        if self._turns is not None:
            self._begin(self._turns, token)

    def stop(self) -> None:
        """Take nothing new. `run` returns when all that was begun has ended."""
        self._stopping.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(self._desk.watch())
            heed = group.create_task(self._heed())
            async with asyncio.TaskGroup() as turns:
                self._turns = turns
                while not self._stopping.is_set():
                    await self._take(turns)
                self._turns = None
            watch.cancel()
            heed.cancel()

    async def _take(self, turns: asyncio.TaskGroup) -> None:
        if self._busy >= self._at_once:
            self._freed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._freed.wait(), PATIENCE_S)
            return
        try:
            tokens = await self._queue.take(self._at_once - self._busy, PATIENCE_S)
        except StoreError as error:
            log.warning("queue_unreachable", error=type(error).__name__)
            await asyncio.sleep(BACK_OFF_S)
            return
        for token in tokens:
            self._begin(turns, token)

    def _begin(self, turns: asyncio.TaskGroup, token: Token) -> None:
        self._busy += 1
        turns.create_task(self._attend(token))

    async def _attend(self, token: Token) -> None:
        try:
            await self._host.attend(token)
        except StoreUnavailable:
            log.warning("turn_dropped", conversation=token.conversation)
        except Exception:
            # The lease runs out and the turn is tried again; after five tries it is buried.
            log.exception("turn_broken", conversation=token.conversation)
        finally:
            self._busy -= 1
            self._freed.set()

    async def _heed(self) -> None:
        while True:
            try:
                async with self._queue.cancellations() as cancellations:
                    await self._desk.heed(cancellations)
            except StoreError as error:
                log.warning("cancellations_unheard", error=type(error).__name__)
            await asyncio.sleep(BACK_OFF_S)
