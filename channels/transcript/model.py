"""What a transcript is made of: turns, lines of words, and the evidence beside them.

Language-neutral and without looks: names as the log has them, times in milliseconds since the
epoch. `channels.transcript.dress` puts it into words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kernel.events import Language, Notice, Outcome, Side, SignalKind, SlotValue
from kernel.ids import ConversationId, MessageId
from kernel.pictures import Image
from kernel.state import Phase


class Source(StrEnum):
    """Who tells it. A policy's remark never passes for a guard's verdict."""

    PLATFORM = "platform"
    POLICY = "policy"


class Fate(StrEnum):
    """What became of words."""

    SAID = "said"
    """The bot was given them, or the person saw them."""
    CHANGED = "changed"
    """The bot was given `Line.instead`."""
    WITHHELD = "withheld"
    """The turn ended and the bot was never given them."""
    WAITING = "waiting"
    """Nobody has judged them yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that the log knows besides words. `topic` is the platform's own name for it
    (`guard`, `node`, ...) or a policy's topic; `facts` are its facts by name, in order."""

    seq: int
    at: int
    source: Source
    topic: str
    facts: Mapping[str, SlotValue]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a line and what it was for; `mark` is "" where nobody said."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message, or a button pressed (then `signal` is set and there are no words).

    The texts of `sentences` joined are exactly `text`.
    """

    seq: int
    at: int
    message_id: MessageId
    side: Side
    text: str
    fate: Fate = Fate.SAID
    instead: str = ""
    notice: Notice | None = None
    signal: SignalKind | None = None
    sentences: tuple[Sentence, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was heard and all that came of it. `n` counts from 1.

    `message_id` is "" for what came before anything was heard. `outcome` is none while the turn
    lasts. `evidence` is what belongs to no line, for there is none.
    """

    n: int
    message_id: MessageId
    at: int
    lines: tuple[Line, ...]
    evidence: tuple[Evidence, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way: where the policy went, in which turn, by which rule."""

    node: str
    turn: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    id: ConversationId
    bot: str
    revisions: tuple[str, ...]
    """Digests of the bot's files, in the order in which they answered."""
    language: Language
    country: str
    phase: Phase
    began_at: int
    last_at: int
    turns: tuple[Turn, ...]
    course: tuple[Stop, ...]

    def lines(self) -> Iterator[Line]:
        for turn in self.turns:
            yield from turn.lines

    def evidence(self) -> Iterator[Evidence]:
        for turn in self.turns:
            yield from turn.evidence
            for line in turn.lines:
                yield from line.evidence
