"""One conversation, as a program holds it: say something, take what comes back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ulid import ULID

from channels.wire.client import (
    Cancel,
    CancelData,
    End,
    Message,
    MessageData,
    Question,
    Signal,
    SignalData,
)
from channels.wire.messages import Heard
from channels.wire.server import (
    Durable,
    Error,
    ServerFrame,
    TurnEnd,
)
from kernel.errors import WireError
from kernel.events import SignalKind


class Refused(WireError):
    """The server answered a frame with an error that will not go away."""

    def __init__(self, error: Error) -> None:
        super().__init__(f"{error.d.code}: {error.d.message}")
        self.error = error


class Asker(Protocol):
    """Sends a frame until it is answered. Raises `Refused`."""

    async def ask(self, frame: Question) -> ServerFrame: ...


@dataclass(slots=True)
class Talk:
    """One conversation. Take its frames either by `say` or by `events`, not by both at once."""

    asker: Asker
    request: str = ""
    """Id of the message that the greeting answers."""
    id: str = ""
    seq: int = 0
    """The highest that was seen, and when it was written (ms)."""
    ts: int = 0
    ended: Exception | None = None
    """Why nothing more comes, once that is so."""
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the server tells this conversation, or it is clear that it will not."""
    frames: asyncio.Queue[ServerFrame | None] = field(default_factory=asyncio.Queue)
    _said: set[str] = field(default_factory=set)

    async def greeting(self) -> AsyncIterator[ServerFrame]:
        """What the bot says before anybody else has."""
        async for frame in self.until(self.request):
            yield frame

    async def say(self, text: str, id: str | None = None) -> AsyncIterator[ServerFrame]:
        """Send a message and take everything up to the end of its turn. Raises `Refused`."""
        message = Message(id=id or new_id(), conv=self.id, d=MessageData(text=text))
        self._said.add(message.id)
        await self.asker.ask(message)
        async for frame in self.until(message.id):
            yield frame

    async def signal(self, kind: SignalKind) -> AsyncIterator[ServerFrame]:
        """Press a button and take the answer to it."""
        pressed = Signal(id=new_id(), conv=self.id, d=SignalData(signal=kind))
        await self.asker.ask(pressed)
        async for frame in self.until(pressed.id):
            yield frame

    async def cancel(self, message: str) -> None:
        """Stop the answer to a message."""
        await self.asker.ask(Cancel(id=new_id(), conv=self.id, d=CancelData(message=message)))

    async def end(self) -> None:
        """Close the conversation."""
        await self.asker.ask(End(id=new_id(), conv=self.id))

    async def until(self, message: str) -> AsyncIterator[ServerFrame]:
        """Everything up to and with the end of the turn that answers this message."""
        async for frame in self.events():
            yield frame
            if isinstance(frame, TurnEnd) and frame.d.message == message:
                return

    async def events(self) -> AsyncIterator[ServerFrame]:
        """Everything, as it comes. Raises what ended the conversation after its last frame."""
        while not (self.ended is not None and self.frames.empty()):
            if (frame := await self.frames.get()) is not None:
                yield frame
        raise self.ended

    # ---- for the client that feeds it

    def take(self, frame: ServerFrame) -> None:
        """A frame of this conversation came in; what was seen already is dropped."""
        if isinstance(frame, Durable):
            if frame.seq <= self.seq:
                return
            self.seq, self.ts = frame.seq, frame.ts
        self._tell(frame)

    def catch_up(self, frames: Sequence[Durable]) -> None:
        """Take what a gap was filled with: entries without a gap up to the last of the log.

        Where that is before the last one seen, the store was restored to an earlier moment and
        has given some numbers again: then time tells what is new.
        """
        if not frames:
            return
        restored = frames[-1].seq < self.seq
        for frame in frames:
            if frame.ts > self.ts if restored else frame.seq > self.seq:
                self._tell(frame)
        self.seq, self.ts = frames[-1].seq, frames[-1].ts

    def fail(self, error: Exception) -> None:
        """Nothing more will come."""
        self.ended = error
        self.settled.set()
        self.frames.put_nowait(None)

    def _tell(self, frame: ServerFrame) -> None:
        if isinstance(frame, TurnEnd):
            self._said.discard(frame.d.message)
        if isinstance(frame, Heard) and frame.d.mid in self._said:
            return  # our own words: a resume cannot know that they are
        self.frames.put_nowait(frame)


def new_id() -> str:
    """A fresh id for a frame."""
    return str(ULID())
