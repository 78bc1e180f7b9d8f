"""Reading what happened before: pages of history, and whether a gap can be replayed."""

from collections.abc import AsyncIterator

from channels.telling import durable
from channels.wire.base import MAX_PAGE, RESUME_LIMIT
from channels.wire.codec import dump, size
from channels.wire.server import CrisisData, CrisisState, Durable, PageData
from kernel.errors import UnknownConversation
from kernel.ids import ConversationId
from kernel.ports import EventLog

WINDOW = 500
"""Entries read at a time, going back."""
_ENVELOPE = 256
"""Bytes of a page besides its frames."""


async def page(log: EventLog, id: ConversationId, before: int | None, limit: int) -> PageData:
    """At most `limit` frames with `seq < before`, newest first kept, that fit into one frame.

    Raises `UnknownConversation`.
    """
    end = await _end(log, id, before)
    crisis = await _crisis(log, id, end) if before is None else None
    taken: list[Durable] = []  # newest first
    room = MAX_PAGE - _ENVELOPE
    async for frame in _back(log, id, end):
        room -= size(dump(frame)) + 1
        if taken and (len(taken) == limit or room < 0):
            return PageData(frames=taken[::-1], before=taken[-1].seq, crisis=crisis)
        taken.append(frame)
    return PageData(frames=taken[::-1], before=None, crisis=crisis)


async def resumable(log: EventLog, id: ConversationId, after: int) -> bool:
    """Whether everything after `after` can be replayed: it is little enough, and `after` exists.

    A client that has seen more than the log holds met a store that lost its last second; it must
    read anew. Raises `UnknownConversation`.
    """
    entries = await log.read(id, max(0, after - 1), RESUME_LIMIT + 2)
    if not after:
        if not entries:
            raise UnknownConversation("it has been erased")
        return len(entries) <= RESUME_LIMIT
    return bool(entries) and entries[0].seq == after and len(entries) <= RESUME_LIMIT + 1


async def _back(log: EventLog, id: ConversationId, end: int) -> AsyncIterator[Durable]:
    """What is told of the entries up to `end`, newest first."""
    while end > 0:
        start = max(0, end - WINDOW)
        for entry in reversed(await log.read(id, start, end - start)):
            if (frame := durable(id, entry)) is not None:
                yield frame
        end = start


async def _crisis(log: EventLog, id: ConversationId, end: int) -> CrisisData | None:
    async for frame in _back(log, id, end):
        if isinstance(frame, CrisisState):
            return frame.d
    return None


async def _end(log: EventLog, id: ConversationId, before: int | None) -> int:
    """The last `seq` below `before`, whatever a client made of that number."""
    if before is not None and await log.read(id, max(0, before - 2), 1):
        return before - 1
    entries = await log.read(id)
    if not entries:
        raise UnknownConversation("it has been erased")
    return entries[-1].seq
