"""The way through one tree: a pure function of the answers, so taking one back just walks again.

Only answers on the way count. Where the way leads past a node, what was once said there does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from policies.interview.tree import CountGate, End, Intro, Level, Question, Status, Tree


@dataclass(frozen=True, slots=True)
class Step:
    """One node that was passed: what it came to, where that led, and why."""

    node: str
    status: Status | None
    to: str
    why: str


@dataclass(frozen=True, slots=True)
class Walk:
    """`at` is the question that is still open; none once the module has ended."""

    steps: tuple[Step, ...]
    at: str | None

    @property
    def statuses(self) -> dict[str, Status]:
        """What every question and gate on the way came to."""
        return {step.node: step.status for step in self.steps if step.status is not None}


def walk(tree: Tree, answers: Mapping[str, Status]) -> Walk:
    """From the start along these answers (by node id) to the first question without one."""
    nodes = tree.by_id()
    steps: list[Step] = []
    statuses: dict[str, Status] = {}
    at = tree.start
    while True:
        node = nodes[at]
        match node:
            case End():
                return Walk(tuple(steps), None)
            case Intro(next=to) | Level(next=to):
                steps.append(Step(at, None, to, ""))
            case CountGate():
                status, why = count(statuses, node.of, node.at_least, Status.YES)
                statuses[at] = status
                to = node.after(status)
                steps.append(Step(at, status, to, why))
            case Question():
                if at not in answers:
                    return Walk(tuple(steps), at)
                statuses[at] = answers[at]
                to = node.after(answers[at])
                steps.append(Step(at, answers[at], to, f"{at} is {answers[at]}"))
            case _:
                assert_never(node)
        at = to


def count(
    statuses: Mapping[str, Status], of: tuple[str, ...], at_least: int, wanted: Status
) -> tuple[Status, str]:
    """Whether enough of these nodes came to `wanted`, and the sum in words.

    Unknown answers count neither way: the result is unknown while they could still tip it. Nodes
    off the way were not asked and do not count.
    """
    have = sum(statuses.get(name) is wanted for name in of)
    open_ = sum(statuses.get(name) is Status.UNKNOWN for name in of)
    why = f"{have} of {len(of)} {wanted}, {open_} unknown, at least {at_least} needed"
    if have >= at_least:
        return Status.YES, why
    if have + open_ < at_least:
        return Status.NO, why
    return Status.UNKNOWN, why
