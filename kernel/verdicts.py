"""What a guard may answer. A closed set: a guard never acts, it only judges."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kernel.ids import SlotName

ASKED_RISK = SlotName("asked_risk")
"""Slot in which a policy says at which `Risk` a yes to the question it just asked calls for help;
"" where it asked nothing of the kind. A guard may only raise its verdict by it."""


class Risk(StrEnum):
    """How near the danger is that an `Escalate` speaks of."""

    LOW = "low"
    """A passive wish or a past episode: care, and where to find help."""
    MODERATE = "moderate"
    """Active thoughts, or harm without intent to die."""
    HIGH = "high"
    """Intent, plan, means or an act under way: emergency numbers first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """Let the words pass. `score` in [0, 1] is the probability of harm, where a guard has one."""

    labels: tuple[str, ...] = ()
    score: float | None = None
    kind: Literal["allow"] = "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """Let `text` pass in the place of the words that were judged."""

    text: str
    labels: tuple[str, ...]
    reason: str
    score: float | None = None
    kind: Literal["rewrite"] = "rewrite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Do not let the words pass."""

    labels: tuple[str, ...]
    reason: str
    score: float | None = None
    kind: Literal["block"] = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate:
    """Somebody may be in danger: the crisis protocol takes the turn, whatever the policy wants."""

    risk: Risk
    labels: tuple[str, ...]
    reason: str
    score: float | None = None
    kind: Literal["escalate"] = "escalate"


Verdict = Allow | Rewrite | Block | Escalate
