"""Everything that can happen in a conversation. Past tense, immutable, closed.

The union only grows and a `kind` never changes its meaning: logs of every released version in
`tests/golden` replay for ever. What a newer version wrote decodes to `Unknown` and is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kernel.ids import MessageId, NodeId, SlotName, SubjectId
from kernel.pictures import Image
from kernel.verdicts import Risk, Verdict

SlotValue = str | int | float | bool | tuple[str, ...]


class Side(StrEnum):
    USER = "user"
    BOT = "bot"


class Language(StrEnum):
    """Languages in which everything that a person reads exists."""

    ZH = "zh"
    EN = "en"


class Notice(StrEnum):
    """Words of the platform itself, from its data files; no policy or guard changes them."""

    DISCLOSURE = "disclosure"
    REMINDER = "reminder"
    BLOCKED = "blocked"
    BLOCKED_IMAGE = "blocked_image"
    HELD_IMAGE = "held_image"
    RELEASED_IMAGE = "released_image"
    REFUSED_IMAGE = "refused_image"
    WITHHELD = "withheld"
    CRISIS = "crisis"
    CRISIS_FOLLOW_UP = "crisis_follow_up"
    CRISIS_SAFE = "crisis_safe"
    PERSON = "person"
    WITH_HUMAN = "with_human"
    FAILED = "failed"
    TRANSFERRED = "transferred"


class Outcome(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    BLOCKED = "blocked"
    CRISIS = "crisis"
    CANCELLED = "cancelled"
    FAILED = "failed"


class SignalKind(StrEnum):
    """What a person may tell the platform besides words, by a button."""

    SAFE = "safe"
    """I am safe right now."""
    PERSON = "person"
    """I want to talk to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationOpened:
    """`revision` is the digest of the bot's files, so a score names the exact prompts.

    `message_id` is the client's id of the request to open; the greeting answers it.
    `country` is an ISO 3166-1 alpha-2 code or "" where the person's country is not known.
    """

    message_id: MessageId
    bot: str
    revision: str
    language: Language
    subject: SubjectId
    country: str = ""
    kind: Literal["conversation_opened"] = "conversation_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRevised:
    """From here on another revision of the bot's files answers."""

    revision: str
    kind: Literal["bot_revised"] = "bot_revised"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived:
    """What a person sent, durable but not yet judged. The words do not reach the state."""

    message_id: MessageId
    text: str
    images: tuple[Image, ...] = ()
    kind: Literal["message_received"] = "message_received"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalReceived:
    """A button was pressed. It takes a turn of its own, like a message."""

    message_id: MessageId
    signal: SignalKind
    kind: Literal["signal_received"] = "signal_received"


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesReviewed:
    """A person of the operator's looked at the pictures of the message `held`, which a guard had
    kept back for that, and lets them go on or not. It takes a turn of its own."""

    message_id: MessageId
    held: MessageId
    passed: bool
    kind: Literal["pictures_reviewed"] = "pictures_reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRequested:
    """The person asked the bot to stop answering `message_id`."""

    message_id: MessageId
    kind: Literal["cancel_requested"] = "cancel_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A guard judged one side's words. Every verdict is kept, `Allow` too."""

    side: Side
    message_id: MessageId
    guard: str
    verdict: Verdict
    kind: Literal["screened"] = "screened"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSpoke:
    """Words of the person that passed the guards: what the policy sees."""

    message_id: MessageId
    text: str
    images: tuple[Image, ...] = ()
    kind: Literal["user_spoke"] = "user_spoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSpoke:
    """Exactly what the person saw as one message."""

    message_id: MessageId
    text: str
    notice: Notice | None = None
    images: tuple[Image, ...] = ()
    kind: Literal["bot_spoke"] = "bot_spoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisRaised:
    risk: Risk
    labels: tuple[str, ...]
    kind: Literal["crisis_raised"] = "crisis_raised"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisEased:
    """The person said that they are safe right now."""

    kind: Literal["crisis_eased"] = "crisis_eased"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotFilled:
    slot: SlotName
    value: SlotValue
    kind: Literal["slot_filled"] = "slot_filled"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEntered:
    """The policy moved in its tree; `why` names the rule that moved it."""

    node: NodeId
    why: str = ""
    kind: Literal["node_entered"] = "node_entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked:
    """Why the policy did what it did: evidence for whoever reviews the conversation.

    The person does not see it and the state does not change by it. `about` is the message that it
    speaks of, `topic` what kind of remark it is (docs/bots.md), `data` its facts by name.
    """

    about: MessageId
    topic: str
    data: Mapping[str, SlotValue]
    kind: Literal["remarked"] = "remarked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOff:
    reason: str
    kind: Literal["handed_off"] = "handed_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """From here on another bot answers, with the files of this revision. The log and the slots
    stay; the node does not, because it is a place in the tree of the bot before."""

    bot: str
    revision: str
    reason: str
    kind: Literal["transferred"] = "transferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed:
    """Something broke in a turn. `error` is the type of the error, never its text."""

    where: str
    error: str
    kind: Literal["turn_failed"] = "turn_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded:
    """Nothing more comes in answer to `message_id`."""

    message_id: MessageId
    outcome: Outcome
    kind: Literal["turn_ended"] = "turn_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed:
    reason: str
    kind: Literal["conversation_closed"] = "conversation_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An event of a kind that this version does not know; `data` is its JSON as it stands."""

    kind: str
    data: str


Event = (
    ConversationOpened
    | BotRevised
    | MessageReceived
    | SignalReceived
    | PicturesReviewed
    | CancelRequested
    | Screened
    | UserSpoke
    | BotSpoke
    | CrisisRaised
    | CrisisEased
    | SlotFilled
    | NodeEntered
    | Remarked
    | HandedOff
    | Transferred
    | TurnFailed
    | TurnEnded
    | ConversationClosed
    | Unknown
)

Asking = MessageReceived | SignalReceived | PicturesReviewed
"""What waits for a turn."""

Inbound = Asking | CancelRequested | ConversationClosed
"""What may be appended without holding the conversation."""
