"""Rules of a turn: verdicts, signals and moves in, events out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from kernel.events import (
    BotSpoke,
    ConversationClosed,
    CrisisEased,
    CrisisRaised,
    Event,
    HandedOff,
    NodeEntered,
    Notice,
    Outcome,
    Remarked,
    Screened,
    Side,
    SignalKind,
    SlotFilled,
    Transferred,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import MessageId, NodeId, SlotName
from kernel.moves import Close, Goto, HandOff, Note, Remark, Silent, Transfer
from kernel.pictures import Image
from kernel.state import Conversation, Phase
from kernel.verdicts import ASKED_RISK, Allow, Block, Escalate, Rewrite, Verdict

Rulings = tuple[tuple[str, Verdict], ...]
"""(guard name, verdict) in the order in which the guards ran."""

GUARD_FAILURE = "guard_failure"
"""Label of the `Block` that stands for a guard that raised or was late."""

ABOUT_PICTURE, HELD_PICTURE = "picture", "picture_held"
"""Labels of a `Block` because of a picture: for good, or until a person has looked at it."""

REMIND_AFTER_MS = 3 * 60 * 60 * 1000
"""A person is told at least every three hours that they talk to a machine (NY Gen. Bus. Law
art. 47; Cal. SB 243)."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The words may go on, as `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The words must not go on."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """The words may go on, but the crisis protocol takes the turn."""

    text: str
    raised: CrisisRaised


Ruling = Passed | Stopped | Alarm


def weigh(text: str, rulings: Rulings) -> Ruling:
    """What the verdicts of a chain come to. No verdict at all stops the words: fail closed."""
    if not rulings:
        return Stopped()
    for _, verdict in rulings:
        match verdict:
            case Allow():
                pass
            case Rewrite(text=new):
                text = new
            case Block():
                return Stopped()
            case Escalate(risk=risk, labels=labels):
                return Alarm(text, CrisisRaised(risk=risk, labels=labels))
            case _:
                assert_never(verdict)
    return Passed(text)


def screened(side: Side, id: MessageId, rulings: Rulings) -> tuple[Event, ...]:
    """Every verdict as an event."""
    return tuple(
        Screened(side=side, message_id=id, guard=guard, verdict=verdict)
        for guard, verdict in rulings
    )


def hear(
    id: MessageId, text: str, rulings: Rulings, images: tuple[Image, ...] = ()
) -> tuple[Event, ...]:
    """Events for what came in. Blocked words and their pictures never reach the state; nor do
    pictures beside words that raise an alarm: no guard has looked at them to the end."""
    judged = screened(Side.USER, id, rulings)
    match weigh(text, rulings):
        case Stopped():
            return judged
        case Passed(text=passed):
            return (*judged, UserSpoke(message_id=id, text=passed, images=images))
        case Alarm(text=passed, raised=raised):
            return (*judged, UserSpoke(message_id=id, text=passed), raised)


def override(talk: Conversation, id: MessageId, rulings: Rulings) -> Notice | None:
    """The platform's own answer that takes this turn from the policy, if one does.

    `talk` is the conversation once `hear` has been folded in. A crisis comes first and nothing
    can configure it away (invariant 7).
    """
    if talk.crisis is not None and talk.crisis.replies == 0:
        return Notice.CRISIS
    if talk.heard != id:
        return _blocked(rulings)
    if talk.crisis is not None and talk.crisis.replies == 1:
        return Notice.CRISIS_FOLLOW_UP
    if talk.phase is Phase.WITH_HUMAN:
        return Notice.WITH_HUMAN
    return None


def _blocked(rulings: Rulings) -> Notice:
    """What a person is told whose words or picture did not pass."""
    labels = {label for _, verdict in rulings for label in verdict.labels}
    if not rulings or GUARD_FAILURE in labels:
        return Notice.FAILED
    if HELD_PICTURE in labels:
        return Notice.HELD_IMAGE
    return Notice.BLOCKED_IMAGE if ABOUT_PICTURE in labels else Notice.BLOCKED


def outcome_of(notice: Notice | None) -> Outcome:
    """How a turn ends that was answered by this notice, or by the policy."""
    match notice:
        case Notice.CRISIS | Notice.CRISIS_FOLLOW_UP:
            return Outcome.CRISIS
        case Notice.BLOCKED | Notice.BLOCKED_IMAGE | Notice.HELD_IMAGE | Notice.REFUSED_IMAGE:
            return Outcome.BLOCKED
        case Notice.FAILED:
            return Outcome.FAILED
        case _:
            return Outcome.ANSWERED


def signalled(signal: SignalKind) -> tuple[tuple[Event, ...], Notice]:
    """Events for a button that was pressed, and the answer to it."""
    match signal:
        case SignalKind.SAFE:
            return (CrisisEased(),), Notice.CRISIS_SAFE
        case SignalKind.PERSON:
            return (), Notice.PERSON
        case _:
            assert_never(signal)


def reminder_due(talk: Conversation, now: int) -> bool:
    """Whether the person must be told again that this is a machine. `now` in milliseconds."""
    return talk.disclosed_at is not None and now - talk.disclosed_at >= REMIND_AFTER_MS


def act(move: Silent, about: MessageId) -> Event:
    """The event for a silent move in answer to `about`. Words are not silent: they go through the
    guards."""
    match move:
        case Note(slot=slot, value=value):
            return SlotFilled(slot=slot, value=value)
        case Goto(node=node, why=why):
            return NodeEntered(node=node, why=why)
        case Remark(topic=topic, data=data):
            return Remarked(about=about, topic=topic, data=data)
        case HandOff(reason=reason):
            return HandedOff(reason=reason)
        case Close(reason=reason):
            return ConversationClosed(reason=reason)
        case _:
            assert_never(move)


def transferred(talk: Conversation, move: Transfer, revision: str) -> tuple[Event, ...]:
    """Events that give the conversation to the bot of this move, whose files have this revision.

    The place in the old bot's tree is kept in a slot, and one that the new bot once had is taken up
    again. The question that the old bot asked is open no more.
    """
    events: list[Event] = []
    if talk.node is not None:
        events.append(SlotFilled(slot=_place_in(talk.bot), value=talk.node))
    if talk.slots.get(ASKED_RISK):
        events.append(SlotFilled(slot=ASKED_RISK, value=""))
    events.append(Transferred(bot=move.bot, revision=revision, reason=move.reason))
    if isinstance(place := talk.slots.get(_place_in(move.bot)), str):
        events.append(NodeEntered(node=NodeId(place), why="back"))
    return tuple(events)


def _place_in(bot: str) -> SlotName:
    return SlotName(f"place.{bot}")


def speak(id: MessageId, sentences: Sequence[str]) -> tuple[Event, ...]:
    """The event for a message of which these sentences were released; none for none."""
    text = "".join(sentences).strip()
    return (BotSpoke(message_id=id, text=text),) if text else ()


def end(id: MessageId, outcome: Outcome) -> TurnEnded:
    """The event that ends every turn, whatever happened in it."""
    return TurnEnded(message_id=id, outcome=outcome)
