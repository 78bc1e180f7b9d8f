"""What a judgement of one answer is made of, whoever made it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from policies.interview.answers import Aspect
from policies.interview.tree import Question, Status

SURE = 0.95
PLAIN = 0.85
SOFT = 0.7
"""Confidences: a yes or no with its reasons; a bare one; one that is read between the lines."""


class Mark(StrEnum):
    YES = "YES"
    NO = "NO"
    PARTIAL = "PARTIAL"
    """Something that bears on it was said, but not enough."""
    UNCERTAIN = "UNCERTAIN"
    """It says nothing about the question."""


Missing = Literal["", "frequency", "window", "duration", "clear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`quote` stands word for word in the answer. `lean` is where a PARTIAL one points."""

    mark: Mark
    quote: str = ""
    missing: Missing = ""
    window: Aspect = "not_required"
    severity: Aspect = "not_required"
    impairment: Aspect = "not_required"
    confidence: float = 0.0
    reason: str = ""
    lean: Status | None = None
    by: str = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked. `days`: the question's window, none for any time; `tries`: clarifications."""

    question: Question
    days: int | None
    tries: int = 0
