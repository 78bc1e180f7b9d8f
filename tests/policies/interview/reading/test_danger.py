"""About danger a no has to be whole, and nobody who is not safe has said no."""

import pytest

from policies.interview.reading.clauses import clauses
from policies.interview.reading.danger import careful
from policies.interview.reading.marks import Mark, Reading
from policies.interview.tree import Status
from tests.policies.interview.reading.test_rules import reads
from tests.policies.interview.talking import BOOK

DANGER = [question.id for question in BOOK.tree("suicidality").questions()]
NO = Reading(mark=Mark.NO, quote="no")


@pytest.mark.parametrize("node", DANGER)
@pytest.mark.parametrize(
    "text", ["I'm not safe", "No. I don't feel safe.", "我感觉不安全", "没救了"]
)
def test_who_is_not_safe_is_not_left_with_a_question(node: str, text: str) -> None:
    reading = reads(f"suicidality.{node}", text)
    assert reading.mark is Mark.YES or reading.lean is Status.YES


@pytest.mark.parametrize("node", DANGER)
@pytest.mark.parametrize(
    "text",
    [
        "No",
        "I'd never",
        "not me",
        "No, and I feel safe.",
        "没有，没什么不安全的",
        "我没有",
        "绝对没有",
    ],
)
def test_a_plain_no_is_believed(node: str, text: str) -> None:
    assert reads(f"suicidality.{node}", text).mark is Mark.NO


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("no, but last spring", Mark.PARTIAL),
        ("没有，不过那天晚上", Mark.PARTIAL),
        ("no, but no", Mark.NO),
        ("no. never.", Mark.NO),
        ("no, except at night", Mark.PARTIAL),
    ],
)
def test_what_follows_a_no(text: str, mark: Mark) -> None:
    assert careful(NO, clauses(text, BOOK.lexicon, None)).mark is mark
