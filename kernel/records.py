"""What passes between the kernel's ports: entries of the log, leases, previews."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kernel.events import Event, Side
from kernel.ids import ConversationId, MessageId
from kernel.pictures import Image, Picture


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log: `seq` from 1, `at` in milliseconds since the epoch."""

    seq: int
    at: int
    event: Event


@dataclass(frozen=True, slots=True)
class Preview:
    """Sentence number `index` (from 0) of a message that is still being said.

    `text` is that sentence, or everything said so far where `whole` is true (a late reader's
    first preview). Never durable: the `BotSpoke` in the log is what counts.
    """

    message_id: MessageId
    index: int
    text: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Thinking:
    """The bot has taken up `message_id`. Never durable."""

    message_id: MessageId


Sighting = Recorded | Preview | Thinking
"""What a follower of a conversation sees."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where inbound words stand in the log; `duplicate` if they already stood there."""

    seq: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to decide for a conversation, until it runs out or a higher fence is given."""

    conversation: ConversationId
    fence: int
    token: str
    attempts: int = 1
    """How often in a row the conversation was taken without anything being committed, from 1."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A conversation that this worker may now decide for, and what it has not yet seen of it."""

    lease: Lease
    news: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A conversation that wants an answer, delivered to one worker."""

    id: str
    conversation: ConversationId
    taken: Taken | None = None
    """Where it was taken in the moment in which it was heard: the lease, and what was heard."""


@dataclass(frozen=True, slots=True)
class Committed:
    """`news` is all that the caller had not seen, its own events last.

    `released` is true if the lease was given up, which happens only when asked for and when
    nothing was heard in between.
    """

    news: tuple[Recorded, ...]
    released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a guard is to judge: a person's message, or one sentence of a bot's."""

    text: str
    before: str = ""
    """What the same speaker already said in this very message."""
    pictures: tuple[Picture, ...] = ()
    """Those of this message."""
    earlier: tuple[Picture, ...] = ()
    """Those of the last few messages before it, oldest first, for a guard that judges both."""
    looked_at: bool = False
    """Whether the pictures need no person of the operator's to look at them any more: one has let
    them pass, or they stand in the conversation already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[Picture, ...] = ()
    """What the model sees before it reads the text, if it can see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantSaid:
    """One message of an assistant: words, and what it tells a program beside them."""

    text: str = ""
    custom: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Utterance:
    side: Side
    text: str
    notice: bool = False
    """Whether these are words of the platform, not of the policy."""
    images: tuple[Image, ...] = ()
