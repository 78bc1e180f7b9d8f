"""Which evidence an event is, if it is any: the platform's own topics and the policy's."""

from channels.transcript.model import Source
from kernel.events import (
    BotRevised,
    CancelRequested,
    ConversationClosed,
    CrisisEased,
    CrisisRaised,
    Event,
    HandedOff,
    NodeEntered,
    PicturesReviewed,
    Remarked,
    Screened,
    SlotFilled,
    SlotValue,
    Transferred,
    TurnFailed,
    Unknown,
)
from kernel.verdicts import Block, Escalate, Rewrite, Verdict

Told = tuple[Source, str, dict[str, SlotValue]]
"""Source, topic, facts."""


def told_by(event: Event) -> Told | None:
    """What a reviewer is told of this event besides words; none if it only carries words."""
    match event:
        case Remarked(topic=topic, data=data):
            return Source.POLICY, topic, dict(data)
        case Screened(guard=guard, verdict=verdict):
            return Source.PLATFORM, "guard", {"guard": guard, **_ruling(verdict)}
        case NodeEntered(node=node, why=why):
            return Source.PLATFORM, "node", {"node": node, **({"why": why} if why else {})}
        case SlotFilled(slot=slot, value=value):
            return Source.PLATFORM, "slot", {slot: value}
        case CrisisRaised(risk=risk, labels=labels):
            return Source.PLATFORM, "crisis", {"risk": risk.value, "labels": labels}
        case CrisisEased():
            return Source.PLATFORM, "eased", {}
        case HandedOff(reason=reason):
            return Source.PLATFORM, "handed_off", {"reason": reason}
        case Transferred(bot=bot, revision=revision, reason=reason):
            return (
                Source.PLATFORM,
                "transferred",
                {"bot": bot, "revision": revision, "reason": reason},
            )
        case TurnFailed(where=where, error=error):
            return Source.PLATFORM, "failed", {"where": where, "error": error}
        case PicturesReviewed(passed=passed):
            return Source.PLATFORM, "picture_passed" if passed else "picture_refused", {}
        case CancelRequested():
            return Source.PLATFORM, "cancelled", {}
        case BotRevised(revision=revision):
            return Source.PLATFORM, "revised", {"revision": revision}
        case ConversationClosed(reason=reason):
            return Source.PLATFORM, "closed", {"reason": reason}
        case Unknown(kind=kind, data=data):
            return Source.PLATFORM, "unknown", {"kind": kind, "data": data}
        case _:
            return None


def _ruling(verdict: Verdict) -> dict[str, SlotValue]:
    facts: dict[str, SlotValue] = {"verdict": verdict.kind}
    if isinstance(verdict, Escalate):
        facts["risk"] = verdict.risk.value
    if verdict.labels:
        facts["labels"] = verdict.labels
    if isinstance(verdict, Block | Escalate | Rewrite) and verdict.reason:
        facts["reason"] = verdict.reason
    if verdict.score is not None:
        facts["score"] = verdict.score
    if isinstance(verdict, Rewrite):
        facts["text"] = verdict.text
    return facts
