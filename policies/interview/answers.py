"""What is kept of an answer, as a slot and as a value.

Rule: a yes without the person's own words is no yes. It reads back as unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kernel.events import SlotValue
from kernel.ids import SlotName
from policies.interview.tree import Status

PREFIX = "interview."
ANSWER = PREFIX + "answer."
"""Slots `interview.answer.<module>.<node>`: the fields of `Answer` in order; empty if reopened."""

Aspect = Literal["satisfied", "missing", "not_required", "unclear"]
"""Whether what a node needs besides yes or no was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a node came to.

    `quote` stands word for word in what the person said in turn `turn` (the n-th thing that they
    said, from 1); `turns` are all turns about this node. `by`: rules, model, both, or why it was
    given up (declined, unclear). `confidence` is in [0, 1].
    """

    status: Status
    quote: str = ""
    turn: int = 0
    turns: tuple[int, ...] = ()
    window: Aspect = "not_required"
    severity: Aspect = "not_required"
    impairment: Aspect = "not_required"
    confidence: float = 0.0
    by: str = "rules"
    reason: str = ""
    """Which rule or mark led to it, for whoever reviews it."""


Answers = Mapping[str, Answer]
"""By `<module>.<node>`."""


def statuses(answers: Answers, module: str) -> dict[str, Status]:
    """What the answers of one module came to, by node."""
    prefix = f"{module}."
    return {
        key.removeprefix(prefix): answer.status
        for key, answer in answers.items()
        if key.startswith(prefix)
    }


def to_slot(answer: Answer) -> tuple[str, ...]:
    return (
        answer.status.value,
        answer.quote,
        str(answer.turn),
        " ".join(map(str, answer.turns)),
        answer.window,
        answer.severity,
        answer.impairment,
        f"{answer.confidence:.2f}",
        answer.by,
        answer.reason,
    )


def from_slot(value: SlotValue) -> Answer | None:
    """None for a reopened node, or for what is no answer."""
    if not isinstance(value, tuple) or len(value) != 10:
        return None
    answer = Answer(
        status=Status(value[0]),
        quote=value[1],
        turn=int(value[2]),
        turns=tuple(int(turn) for turn in value[3].split()),
        window=value[4],  # type: ignore[arg-type]
        severity=value[5],  # type: ignore[arg-type]
        impairment=value[6],  # type: ignore[arg-type]
        confidence=float(value[7]),
        by=value[8],
        reason=value[9],
    )
    if answer.status is Status.YES and not answer.quote:
        return replace(answer, status=Status.UNKNOWN, by="unclear", reason="no quote")
    return answer


def answers_in(slots: Mapping[SlotName, SlotValue]) -> dict[str, Answer]:
    """Every answer that stands, by `<module>.<node>`."""
    found = {
        str(slot).removeprefix(ANSWER): from_slot(value)
        for slot, value in slots.items()
        if slot.startswith(ANSWER)
    }
    return {key: answer for key, answer in found.items() if answer is not None}
