"""The state of a conversation is a fold over its log, and nothing else.

No field belongs to one policy: policies keep facts in `slots` and their place in `node`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING, Any, assert_never

from kernel.events import (
    BotRevised,
    BotSpoke,
    CancelRequested,
    ConversationClosed,
    ConversationOpened,
    CrisisEased,
    CrisisRaised,
    Event,
    HandedOff,
    Language,
    MessageReceived,
    NodeEntered,
    Notice,
    PicturesReviewed,
    Remarked,
    Screened,
    Side,
    SignalReceived,
    SlotFilled,
    SlotValue,
    Transferred,
    TurnEnded,
    TurnFailed,
    Unknown,
    UserSpoke,
)
from kernel.ids import ConversationId, MessageId, NodeId, SlotName, SubjectId
from kernel.records import Recorded, Utterance
from kernel.verdicts import Risk

if TYPE_CHECKING:
    from dataclasses import replace as changed
else:

    def changed(talk: Any, **changes: Any) -> Any:
        """`dataclasses.replace`, and checked like it, in a quarter of its time: a conversation
        has many fields, an event changes two of them, and every turn is six events."""
        other = object.__new__(type(talk))
        other.__dict__.update(talk.__dict__, **changes)
        return other


class Phase(StrEnum):
    NEW = "new"
    OPEN = "open"
    WITH_HUMAN = "with_human"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something heard that has not been answered: its id and where it stands in the log."""

    message_id: MessageId
    seq: int


@dataclass(frozen=True, slots=True)
class Crisis:
    """A crisis that the person has not yet called over. `replies` counts protocol answers."""

    risk: Risk
    labels: tuple[str, ...]
    replies: int = 0


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """Without slots, for the sake of `changed`."""

    id: ConversationId
    seq: int = 0
    phase: Phase = Phase.NEW
    bot: str = ""
    revision: str = ""
    language: Language = Language.EN
    country: str = ""
    subject: SubjectId | None = None
    utterances: tuple[Utterance, ...] = ()
    slots: Mapping[SlotName, SlotValue] = field(default_factory=dict)
    node: NodeId | None = None
    labels: frozenset[str] = frozenset()
    """Every label that a guard ever gave in this conversation."""
    crisis: Crisis | None = None
    inbox: tuple[Waiting, ...] = ()
    """What was heard and has no `TurnEnded` yet, in order."""
    heard: MessageId | None = None
    """The message at the head of the inbox, once its words are in `utterances`."""
    cancelled: frozenset[MessageId] = frozenset()
    """Waiting messages that the person no longer wants answered."""
    disclosed_at: int | None = None
    """When the person was last told that this is a machine; milliseconds since the epoch."""


def evolve(talk: Conversation, entry: Recorded) -> Conversation:
    """The one place where a conversation changes."""
    seq, event = entry.seq, entry.event
    match event:
        case ConversationOpened():
            return changed(
                talk,
                seq=seq,
                phase=Phase.OPEN,
                bot=event.bot,
                revision=event.revision,
                language=event.language,
                country=event.country,
                subject=event.subject,
                inbox=(*talk.inbox, Waiting(event.message_id, seq)),
            )
        case BotRevised(revision=revision):
            return changed(talk, seq=seq, revision=revision)
        case (
            MessageReceived(message_id=id)
            | SignalReceived(message_id=id)
            | PicturesReviewed(message_id=id)
        ):
            return changed(talk, seq=seq, inbox=(*talk.inbox, Waiting(id, seq)))
        case CancelRequested(message_id=id):
            waits = any(waiting.message_id == id for waiting in talk.inbox)
            cancelled = talk.cancelled | {id} if waits else talk.cancelled
            return changed(talk, seq=seq, cancelled=cancelled)
        case UserSpoke(message_id=id, text=text):
            spoken = Utterance(Side.USER, text, images=event.images)
            return changed(talk, seq=seq, heard=id, utterances=(*talk.utterances, spoken))
        case BotSpoke():
            return _answered(talk, entry, event)
        case Screened(verdict=verdict):
            if not verdict.labels:
                return changed(talk, seq=seq)
            return changed(talk, seq=seq, labels=talk.labels.union(verdict.labels))
        case TurnEnded(message_id=id):
            inbox = tuple(waiting for waiting in talk.inbox if waiting.message_id != id)
            heard = None if talk.heard == id else talk.heard
            return changed(talk, seq=seq, inbox=inbox, heard=heard, cancelled=talk.cancelled - {id})
        case _:
            return _drift(talk, seq, event)


def _drift(
    talk: Conversation,
    seq: int,
    event: CrisisRaised
    | CrisisEased
    | SlotFilled
    | NodeEntered
    | Remarked
    | HandedOff
    | Transferred
    | TurnFailed
    | ConversationClosed
    | Unknown,
) -> Conversation:
    match event:
        case CrisisRaised(risk=risk, labels=labels):
            return changed(talk, seq=seq, crisis=Crisis(risk, labels))
        case CrisisEased():
            return changed(talk, seq=seq, crisis=None)
        case SlotFilled(slot=slot, value=value):
            return changed(talk, seq=seq, slots={**talk.slots, slot: value})
        case NodeEntered(node=node):
            return changed(talk, seq=seq, node=node)
        case HandedOff():
            return changed(talk, seq=seq, phase=Phase.WITH_HUMAN)
        case Transferred(bot=bot, revision=revision):
            return changed(talk, seq=seq, bot=bot, revision=revision, node=None)
        case ConversationClosed():
            return changed(talk, seq=seq, phase=Phase.CLOSED)
        case Remarked() | TurnFailed() | Unknown():
            return changed(talk, seq=seq)
        case _:
            assert_never(event)


def replay(id: ConversationId, entries: Iterable[Recorded]) -> Conversation:
    """The conversation that these entries tell of."""
    return reduce(evolve, entries, Conversation(id=id))


def foresee(talk: Conversation, events: Iterable[Event], at: int) -> Conversation:
    """What the conversation will be once these events stand next in the log."""
    for event in events:
        talk = evolve(talk, Recorded(talk.seq + 1, at, event))
    return talk


def _answered(talk: Conversation, entry: Recorded, said: BotSpoke) -> Conversation:
    spoken = Utterance(Side.BOT, said.text, said.notice is not None, said.images)
    talk = changed(talk, seq=entry.seq, utterances=(*talk.utterances, spoken))
    match said.notice:
        case Notice.DISCLOSURE | Notice.REMINDER:
            return changed(talk, disclosed_at=entry.at)
        case Notice.CRISIS | Notice.CRISIS_FOLLOW_UP if talk.crisis is not None:
            return changed(talk, crisis=replace(talk.crisis, replies=talk.crisis.replies + 1))
        case _:
            return talk
