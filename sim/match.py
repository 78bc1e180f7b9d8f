"""What a match is, who plays in it and what it leaves behind: shared by players, arena and judges.

A match is one simulated person (a card) and one counsellor, for a number of rounds; a round is what
the person says and what the counsellor answers. Times are milliseconds, tokens are those that a
model's server counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Protocol

from kernel.events import Language, Notice, Outcome, Side


class Theme(StrEnum):
    """What a card is about; the nine themes of Psi-Arena (AAAI-26, section 3.1)."""

    SELF_GROWTH = "self_growth"
    EMOTION = "emotion"
    LOVE = "love"
    RELATIONSHIPS = "relationships"
    BEHAVIOUR = "behaviour"
    FAMILY = "family"
    TREATMENT = "treatment"
    MARRIAGE = "marriage"
    CAREER = "career"


class Stage(StrEnum):
    """Where the person stands in the talk (Psi-Arena, section 3.2)."""

    TRUST = "trust_building"
    DIAGNOSTIC = "diagnostic"
    SOLUTION = "solution_exploration"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRef:
    """A card as everybody but its player needs to know it; `brief` is all of it in words."""

    id: str
    language: Language
    theme: Theme
    brief: str
    country: str = ""
    """ISO 3166-1 alpha-2; "" where the card names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One match as it is ordered. The same match against the same bot without a model gives the
    same words. `id` is unique in a run and safe as the name of a file."""

    id: str
    card: CardRef
    counsellor: str
    """Name of a bot of the service, or of a chat endpoint of the run."""
    seed: int
    rounds: int


# ---- what passes between the two


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How the person feels; each in [0, 1]."""

    distress: float
    trust: float
    anger: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a person hears in one round: the counsellor's own words, one string a message, and which
    notices the platform gave. Round 0 is the greeting, before anybody has spoken."""

    round: int
    said: tuple[str, ...]
    notices: tuple[Notice, ...] = ()
    outcome: Outcome | None = None
    """None for a counsellor that has no platform around it."""

    @property
    def text(self) -> str:
        return "\n".join(self.said)


class LeaveReason(StrEnum):
    """Why a person goes; a value, never a mark in the text."""

    CONTENT = "content"
    """They have what they came for."""
    POLITE = "polite"
    """It does not help, and they say so kindly."""
    ANGRY = "angry"
    HELP_ELSEWHERE = "help_elsewhere"
    """They turn to the numbers or people that the platform named."""
    SILENT = "silent"
    """They have nothing more to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the player knows about its person in this round: evidence for judges and reports."""

    stage: Stage | None = None
    mood: Mood | None = None
    disclosed: tuple[str, ...] = ()
    """Ids of the hidden facts that these words tell for the first time."""
    by: Literal["", "script", "model"] = ""
    """Who found the words, in a player with a model: the model, or the script that stood in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    text: str
    state: State = State()
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """The person goes. `text`, unless empty, is said first and answered."""

    reason: LeaveReason
    text: str = ""
    state: State = State()
    kind: Literal["leave"] = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What models were asked and how much they read and wrote."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            requests=self.requests + other.requests,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
        )


class Person(Protocol):
    """One simulated person in one match."""

    @property
    def usage(self) -> Usage:
        """What this player's model has used so far."""
        ...

    async def next(self, heard: Heard) -> Say | Leave:
        """What they say to what they hear. Raises `ModelError` if their model fails."""
        ...


class Cast(Protocol):
    """Who can play: cards, and a player for each. `Match.seed` alone decides what is left to chance
    in a player without a model."""

    @property
    def name(self) -> str:
        """Kind of player and its model or version; scores of different casts do not compare."""
        ...

    def cards(self) -> Sequence[CardRef]:
        """All, in a fixed order."""
        ...

    def person(self, match: Match) -> Person:
        """A new person for this match. Raises `DataError` for a card that is not there."""
        ...


# ---- what is left of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A guard's verdict, as the log of the conversation has it; `side` is whose words it judged."""

    side: Side
    guard: str
    kind: str
    labels: tuple[str, ...] = ()
    reason: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one side said in one round."""

    round: int
    side: Side
    text: str
    seq: int = 0
    """Place of the last message of it in the log of the conversation; 0 where there is no log."""
    notices: tuple[tuple[Notice, str], ...] = ()
    """Words of the platform in this round, not part of `text`."""
    rulings: tuple[Ruling, ...] = ()
    node: str = ""
    """Where the bot stood in its own plan."""
    outcome: Outcome | None = None
    state: State = State()
    took_ms: float = 0.0
    """Person: the time the player took. Counsellor: from sending until the turn had ended."""


class End(StrEnum):
    """How a match came to its end."""

    ROUNDS = "rounds"
    """All rounds were played."""
    LEFT = "left"
    CLOSED = "closed"
    """The counsellor closed the conversation."""
    FAILED = "failed"
    """Something broke on the side that is named by `Transcript.fault`; the words so far are kept.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A match that was held."""

    match: Match
    cast: str
    turns: tuple[Turn, ...]
    end: End
    left: LeaveReason | None = None
    fault: str = ""
    conversation: str = ""
    """Its id on the service; "" for a chat endpoint."""
    revision: str = ""
    """Digest of the bot's files, or the model of a chat endpoint."""
    events: tuple[Mapping[str, Any], ...] = ()
    """The conversation's own log, as its person may have it."""
    person_usage: Usage = Usage()
    counsellor_usage: Usage = Usage()
    began_ms: int = 0
    """Since the epoch."""
    took_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something about the simulated person that makes a match invalid: `reason` names the check,
    `round` and `quote` show where (-1 and "" for the whole)."""

    reason: str
    round: int = -1
    quote: str = ""


class Fidelity(Protocol):
    """Whether the simulated person kept to their card; a match with a fault is never scored."""

    async def check(self, transcript: Transcript) -> tuple[Fault, ...]: ...
