"""A conversation in one row of a list: no word of it, only what one looks for it by."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import reduce

from channels.console.holding import Waiting, waiting
from kernel.events import (
    BotSpoke,
    ConversationClosed,
    ConversationOpened,
    CrisisEased,
    CrisisRaised,
    HandedOff,
    Language,
    MessageReceived,
    Screened,
    Transferred,
    TurnEnded,
)
from kernel.ids import ConversationId
from kernel.ports import EventLog
from kernel.records import Recorded
from kernel.state import Phase
from kernel.verdicts import Risk

REMEMBERED = 5_000
"""Summaries that are kept, so that a list reads only what is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Times in milliseconds since the epoch. `messages` of either side."""

    id: ConversationId
    seq: int = 0
    bot: str = ""
    language: Language = Language.EN
    began_at: int = 0
    last_at: int = 0
    messages: int = 0
    turns: int = 0
    phase: Phase = Phase.NEW
    labels: frozenset[str] = field(default_factory=frozenset)
    """Every label that a guard gave."""
    crisis: Risk | None = None
    """The crisis that nobody has called over."""
    held: Waiting = ()
    """Messages whose pictures wait for a person."""


def told(summary: Summary, entry: Recorded) -> Summary:
    """The summary with one more entry."""
    summary = replace(
        summary,
        seq=entry.seq,
        last_at=entry.at,
        began_at=summary.began_at or entry.at,
        held=waiting(summary.held, entry.event),
    )
    match entry.event:
        case ConversationOpened(bot=bot, language=language):
            return replace(summary, bot=bot, language=language, phase=Phase.OPEN)
        case MessageReceived() | BotSpoke():
            return replace(summary, messages=summary.messages + 1)
        case TurnEnded():
            return replace(summary, turns=summary.turns + 1)
        case Screened(verdict=verdict) if verdict.labels:
            return replace(summary, labels=summary.labels.union(verdict.labels))
        case CrisisRaised(risk=risk):
            return replace(summary, crisis=risk)
        case CrisisEased():
            return replace(summary, crisis=None)
        case HandedOff():
            return replace(summary, phase=Phase.WITH_HUMAN)
        case Transferred(bot=bot):
            return replace(summary, bot=bot)
        case ConversationClosed():
            return replace(summary, phase=Phase.CLOSED)
        case _:
            return summary


class Shelf:
    """Summaries of a log, read once and then only on."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._kept: OrderedDict[ConversationId, Summary] = OrderedDict()

    async def summary(self, id: ConversationId) -> Summary:
        """Raises `UnknownConversation`."""
        before = self._kept.pop(id, None) or Summary(id=id)
        news = await self._log.read(id, before.seq)
        after = reduce(told, news, before)
        self._kept[id] = after
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return after
