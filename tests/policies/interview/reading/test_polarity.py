"""Which of several signs decides, and where none does."""

import pytest

from policies.interview.reading.clauses import clauses
from policies.interview.reading.marks import Mark
from policies.interview.reading.polarity import BOTH, told
from policies.interview.tree import Status
from tests.policies.interview.reading.test_rules import asked, reads
from tests.policies.interview.talking import BOOK


@pytest.mark.parametrize(
    ("node", "text", "status", "reason"),
    [
        ("depression.sleep_now", "No. I sleep well.", Status.NO, "head"),
        ("depression.sleep_now", "Right. I sleep well.", Status.NO, "cue"),
        ("depression.sleep_now", "Yes. I sleep well.", None, BOTH),
        ("depression.sleep_now", "No. Well, actually, yes.", Status.YES, "head"),
        ("depression.appetite_now", "Everything is fine.", Status.NO, "all is well"),
        ("depression.gap_past", "Everything is fine.", None, "no sign of an answer"),
        ("depression.mood_now", "I've had no time like that.", Status.NO, "denied"),
        ("depression.mood_now", "I haven't laughed with anybody.", Status.YES, "cue"),
        ("depression.impairment_now", "I haven't been to work.", Status.YES, "cue"),
        ("suicidality.plan", "没到那一步", Status.NO, "cue"),
        ("suicidality.plan", "我不太会讲自己的心事，从小就不爱跟家里人说话", None, ""),
    ],
)
def test_what_decides(node: str, text: str, status: Status | None, reason: str) -> None:
    question = asked(node)
    found = told(question, clauses(text, BOOK.lexicon, question.question.cues))
    assert found.status is status
    assert not reason or found.reason == reason


def test_of_long_answers_the_sentence_that_answers_is_read() -> None:
    text = (
        "The weather has been awful here, and the trains are late. I get on with my work as "
        "usual and it doesn't bother me. Anyway, that's how it is."
    )
    assert reads("depression.impairment_now", text).mark is Mark.NO


def test_where_a_life_may_hang_on_it_no_sentence_is_passed_over() -> None:
    text = (
        "I have a plan in my head. I don't want to hurt anybody, and I have no plan for the week."
    )
    reading = reads("suicidality.plan", text)
    assert reading.mark is not Mark.NO
