"""What answers come to: a table of cases in both languages, and properties of every reading."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.interview.reading.marks import Asked, Mark, Reading
from policies.interview.reading.rules import corrected, read
from tests.policies.interview.talking import BOOK

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()
]
QUESTIONS = [(tree, question) for tree in BOOK.trees for question in tree.questions()]


def asked(key: str, tries: int = 0) -> Asked:
    module, node = key.split(".")
    tree = BOOK.tree(module)
    question = tree.question(node)
    return Asked(question=question, days=tree.windows[question.window].days, tries=tries)


def reads(key: str, text: str, tries: int = 0) -> Reading:
    return read(asked(key, tries), text, BOOK.lexicon)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['node']}: {case['text']}")
def test_a_case(case: dict[str, Any]) -> None:
    reading = reads(case["node"], case["text"], case.get("tries", 0))
    assert reading.mark == case["mark"], reading
    assert reading.quote in case["text"]


@pytest.mark.parametrize("node", ["wish", "thoughts", "self_harm"])
@pytest.mark.parametrize(
    "text",
    [
        *("no. well, last week I did", "no more than usual", "not as much as before"),
        *("no, only when I drink", "没有才怪", "没有，只有喝多了的时候", "没以前那么多"),
    ],
)
def test_a_no_that_leaves_some_danger_standing_is_none(node: str, text: str) -> None:
    assert reads(f"suicidality.{node}", text).mark is not Mark.NO


@pytest.mark.parametrize("text", ["No, never, not even once.", "没有，从来没有过。", "No. Never."])
def test_a_whole_no_about_danger_is_believed(text: str) -> None:
    assert reads("suicidality.thoughts", text).mark is Mark.NO


_ENGLISH = "yes,no,not,every day,most days,sometimes,a bit,maybe,never,I feel low,can't sleep"
_TIMES = "used to,now,last year,for three weeks,years,以前,现在,一个多月,好几年"
_CHINESE = "是,没有,有点,每天,几乎,有时候,可能,不,睡不着,心情低落,🙂"
WORDS = st.sampled_from([*f"{_ENGLISH},{_TIMES},{_CHINESE}".split(","), *".,!，。…"])


@given(st.sampled_from(QUESTIONS), st.lists(WORDS, max_size=12), st.integers(0, 2))
def test_whatever_is_said_a_yes_or_no_is_quoted_from_it(
    where: tuple[Any, Any], words: list[str], tries: int
) -> None:
    tree, question = where
    text = " ".join(words)
    reading = read(
        Asked(question=question, days=tree.windows[question.window].days, tries=tries),
        text,
        BOOK.lexicon,
    )
    assert reading.quote in text
    if reading.mark in (Mark.YES, Mark.NO):
        assert reading.quote
        assert reading.confidence >= 0.5
    if question.kind != "impairment":
        assert reading.impairment == "not_required"


@given(st.sampled_from(QUESTIONS), st.text(max_size=400))
def test_nothing_that_can_be_typed_breaks_it(where: tuple[Any, Any], text: str) -> None:
    tree, question = where
    read(Asked(question=question, days=tree.windows[question.window].days), text, BOOK.lexicon)


HEDGES = ["maybe", "a bit", "kind of", "I guess", "有点", "可能", "好像", "不好说"]


@pytest.mark.parametrize("hedge", HEDGES)
@pytest.mark.parametrize("tries", [0, 1, 2])
def test_vague_is_never_yes(hedge: str, tries: int) -> None:
    for tree, question in QUESTIONS:
        for text in (hedge, f"{hedge}, yes", f"yes, {hedge}", f"是，{hedge}", f"{hedge}每天都有"):
            days = tree.windows[question.window].days
            reading = read(Asked(question=question, days=days, tries=tries), text, BOOK.lexicon)
            assert reading.mark is not Mark.YES, (question.id, text)


def test_very_long_answers_are_read_in_linear_time() -> None:
    text = "well you know how it is and then some more happened " * 2000 + "but yes, every day"
    assert reads("depression.mood_now", text).mark is Mark.YES


def test_a_correction_replaces_what_was_said_before() -> None:
    assert corrected("Yes. Actually, no.", BOOK.lexicon) == "no."
    assert corrected("是的。不对，没有", BOOK.lexicon) == "没有"
    assert corrected("Actually, yes", BOOK.lexicon) == "Actually, yes"
    assert corrected("yes, I mean, you know", BOOK.lexicon) == "yes, I mean, you know"
