"""The seams of the platform. Small protocols; implementations need not import them."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from kernel.events import ConversationOpened, Event, Inbound, Side
from kernel.ids import ConversationId, MessageId, SubjectId
from kernel.moves import Move
from kernel.pictures import Image, ImageId, Picture
from kernel.records import (
    AssistantSaid,
    ChatMessage,
    Committed,
    Content,
    Lease,
    Preview,
    Receipt,
    Recorded,
    Sighting,
    Taken,
    Thinking,
    Token,
)
from kernel.state import Conversation
from kernel.verdicts import Verdict


class Policy(Protocol):
    """Decides the next moves. Reads the state, never writes it.

    Called once for everything that a person says and that no notice answers. May stream.
    Raising `ModelError` (or anything else) makes the host say that something went wrong.
    """

    def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]: ...


class Guard(Protocol):
    """Judges words of one side. Raising or being late counts as `Block`."""

    @property
    def name(self) -> str: ...

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict: ...


class Clock(Protocol):
    def now(self) -> int:
        """Milliseconds since the epoch."""
        ...


class EventLog(Protocol):
    """Append-only history of every conversation: the only truth."""

    async def open(self, id: ConversationId, opened: ConversationOpened) -> Receipt:
        """Begin a conversation and put it in the turn queue."""
        ...

    async def receive(self, id: ConversationId, event: Inbound) -> Receipt:
        """Append what was heard and put the conversation in the turn queue, durably.

        Idempotent by `message_id`: again gives the first receipt, marked as a duplicate.
        Raises `UnknownConversation`, `ConversationFull`, `RateExceeded`, `StoreUnavailable`.
        """
        ...

    async def read(
        self, id: ConversationId, after: int = 0, limit: int | None = None
    ) -> Sequence[Recorded]:
        """Entries with `seq > after`, in order. Raises `UnknownConversation`."""
        ...

    async def owner(self, id: ConversationId) -> SubjectId:
        """Whose conversation it is. Raises `UnknownConversation`."""
        ...

    async def of_subject(self, subject: SubjectId) -> Sequence[ConversationId]:
        """Every conversation of a subject, oldest first."""
        ...

    def every(self) -> AsyncIterator[ConversationId]:
        """Every conversation, the newest first, to the millisecond. What is opened meanwhile may
        be missing."""
        ...

    async def erase(self, id: ConversationId) -> None:
        """Destroy a conversation and the key that it was written with. Idempotent."""
        ...


class ImageStore(Protocol):
    """The pixels of pictures, under the key of their conversation and erased with it."""

    async def put(self, id: ConversationId, picture: Picture) -> ImageId:
        """Take in an upload that is not part of a message yet; it goes away after a while.

        Raises `UnknownConversation`, `ConversationEnded`, `ConversationFull`, `StoreUnavailable`.
        """
        ...

    async def keep(self, id: ConversationId, images: Sequence[ImageId]) -> Sequence[Image]:
        """They are part of a message from now on: kept as long as the conversation. Idempotent.

        Raises `UnknownImage`, and keeps none then.
        """
        ...

    async def picture(self, id: ConversationId, image: ImageId) -> Picture:
        """Raises `UnknownImage`, `UnknownConversation`."""
        ...

    async def drop(self, id: ConversationId, image: ImageId) -> None:
        """Forget an upload that is not part of a message. Idempotent."""
        ...


class TurnQueue(Protocol):
    """Which conversations want an answer, and who may give it."""

    async def take(self, room: int, patience: float) -> Sequence[Token]:
        """At most `room` conversations, waiting up to `patience` seconds for the first.

        Includes those of workers that have not renewed their lease in time.
        """
        ...

    async def begin(self, token: Token, seen: int) -> Taken | None:
        """A lease on the conversation and its entries after `seen`; none if it needs nobody."""
        ...

    async def commit(
        self, lease: Lease, seen: int, events: Sequence[Event], *, release: bool
    ) -> Committed:
        """Append, if the lease still holds; else raise `LeaseLost` and append nothing.

        `seen` is the last seq that the caller knows of.
        """
        ...

    async def show(self, lease: Lease, sight: Preview | Thinking) -> None:
        """Let followers see something that is not final. Raises `LeaseLost`."""
        ...

    async def renew(self, lease: Lease) -> None:
        """Keep the lease for its full time from now. Raises `LeaseLost`."""
        ...

    async def bury(self, lease: Lease, reason: str) -> None:
        """Write the conversation into the dead letters; the lease stays."""
        ...

    def cancellations(self) -> AbstractAsyncContextManager[AsyncIterator[MessageId]]:
        """Messages whose answer a person wants stopped, as it happens."""
        ...


class Attendant(Protocol):
    """A worker in the process that hears: it is given a conversation with the words themselves,
    without a way through the queue."""

    def has_room(self, expected: int) -> bool:
        """Whether it takes one more when it is already to be given `expected`."""
        ...

    def welcome(self, token: Token) -> None:
        """Begin to attend to it; returns at once."""
        ...


class Feed(Protocol):
    """Fan-out: what happens in conversations, as it happens."""

    def follow(
        self, id: ConversationId, after: int
    ) -> AbstractAsyncContextManager[AsyncIterator[Sequence[Sighting]]]:
        """Everything after `after`, without a gap: first what is there, then what comes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of a language model. `deadline` in seconds covers the whole answer."""

    messages: Sequence[ChatMessage]
    max_tokens: int = 512
    temperature: float = 0.7
    seed: int | None = None
    deadline: float = 60.0


class Model(Protocol):
    """A language model."""

    @property
    def name(self) -> str: ...

    def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        """The answer in fragments. Raises `ModelError`."""
        ...

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        """One JSON value that fits the JSON schema. Raises `ModelError`."""
        ...


class Assistant(Protocol):
    """A dialogue assistant that somebody else runs, with a memory of its own for every sender."""

    async def answer(self, sender: str, text: str) -> Sequence[AssistantSaid]:
        """What it says to this. Raises `ModelError`."""
        ...
