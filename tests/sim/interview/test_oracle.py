"""The oracle finds a wrong step, and only a wrong one."""

from typing import Any

import pytest

from sim.interview.oracle import look
from tests.sim.interview.test_sheet import TREE

SHEETS = (TREE,)


def asks(node: str, why: str = "ASK_NODE: next") -> dict[str, Any]:
    return {"kind": "node_entered", "node": f"small.{node}", "why": why}


def answers(node: str, *value: str) -> dict[str, Any]:
    return {"kind": "slot_filled", "slot": f"interview.answer.small.{node}", "value": list(value)}


def ends(*, complete: bool = True) -> dict[str, Any]:
    data = {"module": "small", "outcome": "it", "screen": "negative", "complete": complete}
    return {"kind": "remarked", "topic": "outcome", "data": data}


CLARIFIES = {"kind": "remarked", "topic": "transition", "data": {"decision": "CLARIFY"}}
WHOLE = [
    *(asks("gate"), answers("gate", "yes"), asks("a"), answers("a", "no")),
    *(asks("b"), CLARIFIES, answers("b", "yes"), ends()),
]


def test_a_sound_interview() -> None:
    seen = look(SHEETS, WHOLE)
    assert seen.wrong == [] and seen.complete
    assert seen.clarified == 1
    assert seen.found == {"small.it": "negative"}


def test_an_answer_that_is_taken_back_is_asked_again() -> None:
    again = [*WHOLE[:-1], answers("a"), asks("a", "REOPEN: said so"), answers("a", "no"), ends()]
    assert look(SHEETS, again).wrong == []


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([asks("a")], "asked small.a where small.gate was due"),
        ([asks("gate"), answers("gate", "no"), asks("a")], "asked small.a where None was due"),
        ([*WHOLE[:4], ends()], "ended with small.b open"),
    ],
)
def test_wrong_steps(events: list[dict[str, Any]], why: str) -> None:
    (wrong,) = look(SHEETS, events).wrong
    assert wrong.startswith(why)


def test_an_interview_that_gave_way_may_end_early() -> None:
    crisis = {"kind": "crisis_raised", "risk": "moderate", "labels": ["suicide"]}
    seen = look(SHEETS, [*WHOLE[:4], crisis, ends(complete=False)])
    assert seen.wrong == [] and not seen.complete
    assert seen.gravest == "moderate"
