"""One conversation, as a program holds it: say something, take what comes back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

from ulid import ULID

from channels.wire.client import (
    Cancel,
    CancelData,
    ClientFrame,
    End,
    Message,
    MessageData,
    Signal,
    SignalData,
)
from channels.wire.server import Durable, Error, ServerFrame, TurnEnd
from kernel.errors import WireError
from kernel.events import SignalKind


class Refused(WireError):
    """The server answered a frame with an error that will not go away."""

    def __init__(self, error: Error) -> None:
        super().__init__(f"{error.d.code}: {error.d.message}")
        self.error = error


class Asker(Protocol):
    """Sends a frame until it is answered."""

    ended: Exception | None

    async def ask(self, frame: ClientFrame) -> ServerFrame: ...


@dataclass(slots=True)
class Talk:
    """One conversation. Take its frames either by `say` or by `events`, not by both at once."""

    asker: Asker
    request: str
    """Id of the message that the greeting answers."""
    id: str = ""
    seq: int = 0
    frames: asyncio.Queue[ServerFrame | None] = field(default_factory=asyncio.Queue)

    async def greeting(self) -> AsyncIterator[ServerFrame]:
        """What the bot says before anybody else has."""
        async for frame in self.until(self.request):
            yield frame

    async def say(self, text: str, id: str | None = None) -> AsyncIterator[ServerFrame]:
        """Send a message and take everything up to the end of its turn. Raises `Refused`."""
        message = Message(id=id or new_id(), conv=self.id, d=MessageData(text=text))
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
        """Everything, as it comes."""
        while (frame := await self.frames.get()) is not None:
            yield frame
        raise self.asker.ended or WireError("the connection ended")

    def take(self, frame: ServerFrame) -> None:
        """A frame of this conversation came in; what was seen already is dropped."""
        if isinstance(frame, Durable):
            if frame.seq <= self.seq:
                return
            self.seq = frame.seq
        self.frames.put_nowait(frame)


def new_id() -> str:
    """A fresh id for a frame."""
    return str(ULID())
