"""How often something is counts only where it is said of what was asked."""

import pytest

from policies.interview.reading.clauses import clauses
from policies.interview.reading.marks import Mark
from policies.interview.reading.shares import how_often, no_more_than_that
from tests.policies.interview.reading.test_rules import asked, reads
from tests.policies.interview.talking import BOOK


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("I've been fine, mostly cheerful.", Mark.NO),
        ("I don't feel low. The dog has to go out every day at six.", Mark.NO),
        ("There is always something going on in our street.", Mark.UNCERTAIN),
        ("对了，家里的狗每天早上六点要出门。", Mark.UNCERTAIN),
        ("没有这种情况。对了，家里的狗每天早上六点要出门。", Mark.NO),
        ("Every day, more or less all day.", Mark.PARTIAL),
        ("I feel low every day.", Mark.YES),
        ("每天都这样", Mark.YES),
    ],
)
def test_of_what_was_asked(text: str, mark: Mark) -> None:
    assert reads("depression.mood_now", text).mark is mark


@pytest.mark.parametrize(
    "text", ["Once or twice I slept badly, that's all.", "有一两晚没睡好，仅此而已。"]
)
def test_no_more_than_that_is_too_seldom(text: str) -> None:
    assert reads("depression.sleep_now", text).mark is Mark.NO


def test_once_is_enough_where_a_life_may_hang_on_it() -> None:
    question = asked("suicidality.self_harm")
    parts = clauses("我划过一次手臂，仅此而已。", BOOK.lexicon, question.question.cues)
    assert not no_more_than_that(question, parts)
    assert reads("suicidality.self_harm", "我划过一次手臂，仅此而已。").mark is not Mark.NO


def test_a_question_that_only_asks_how_often_believes_it_anywhere() -> None:
    question = asked("generalised_anxiety.days")
    parts = clauses("My head is like that every day.", BOOK.lexicon, question.question.cues)
    assert how_often(question, parts, None) is parts[0]
