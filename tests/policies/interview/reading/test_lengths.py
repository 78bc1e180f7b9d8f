"""Answers that are a number: how long, and on how many days."""

import pytest

from policies.interview.reading.clauses import clauses
from policies.interview.reading.lengths import counted_out, lasting
from policies.interview.reading.marks import Mark
from tests.policies.interview.reading.test_rules import asked
from tests.policies.interview.talking import BOOK


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("five", "5 of 7"),
        ("３", "3 of 7"),
        ("一周五天", None),  # says itself of how many, so the rules for shares read it
        ("每一天", None),
        ("nine", None),
        ("I cannot say, five or maybe even six", None),
    ],
)
def test_a_bare_number_of_days(text: str, reason: str | None) -> None:
    reading = counted_out(asked("generalised_anxiety.days", tries=1), text, BOOK.lexicon)
    assert (reading and reading.reason) == reason


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("not even six months", Mark.NO),
        ("差不多半年", Mark.YES),
        ("a while, more or less", Mark.PARTIAL),
        ("the weather is nice", Mark.UNCERTAIN),
    ],
)
def test_how_long(text: str, mark: Mark) -> None:
    parts = clauses(text, BOOK.lexicon, None)
    assert lasting(asked("generalised_anxiety.how_long"), 180, parts).mark is mark
