"""A model may word the way to a question; what is asked about never changes."""

from typing import Any

import pytest

from kernel.events import Language
from policies.interview.question import fitting, grounded, unaltered
from tests.policies.interview.talking import BOOK, FakeModel, Room, say_all

EN, ZH = Language.EN, Language.ZH
MOOD = BOOK.tree("depression").question("mood_now")
INTEREST = BOOK.tree("depression").question("interest_now")
REST = "have you felt low, empty or without hope for most of the day, nearly every day"
ZH_REST = "几乎每天、大部分时间都觉得情绪低落、空落落的"


def same(wording: str, language: Language = EN) -> bool:
    return unaltered(wording, MOOD.ask.in_(language), MOOD, language, BOOK)


@pytest.mark.parametrize(
    "wording",
    [
        MOOD.ask.en,
        f"So, in the past two weeks, {REST}?",
        f"And could you tell me: in the past two weeks, {REST}?",
    ],
)
def test_other_words_around_the_same_question(wording: str) -> None:
    assert same(wording)


@pytest.mark.parametrize(
    "wording",
    [
        "",
        "Have you felt low?",
        f"In the past two months, {REST}?",
        "In the past two weeks, have you felt low or empty for most of the day, nearly every day?",
        f"In the past two weeks, not {REST}?",
        f"In the past two weeks, {REST}",
        f"Are you well? In the past two weeks, {REST}?",
        f"In the past two weeks, {REST} or tired?",
        MOOD.ask.zh,
        INTEREST.ask.en,
    ],
)
def test_a_changed_question_is_noticed(wording: str) -> None:
    assert not same(wording)


@pytest.mark.parametrize(
    ("wording", "is_same"),
    [
        (
            "那过去两周里，你是不是几乎每天、大部分时间都觉得情绪低落、空落落的，或者没有盼头呢？",
            True,
        ),
        (
            "过去两个月里，你是不是几乎每天、大部分时间都觉得情绪低落、空落落的，或者没有盼头？",
            False,
        ),
        ("过去两周里，你是不是大部分时间都觉得情绪低落、空落落的，或者没有盼头？", False),
        (f"过去两周里，你是不是{ZH_REST}？", False),
        (
            "过去两周里，你是不是没有几乎每天、大部分时间都觉得情绪低落、空落落的，或者没有盼头？",
            False,
        ),
    ],
)
def test_chinese_too(wording: str, is_same: bool) -> None:
    assert same(wording, ZH) is is_same


@pytest.mark.parametrize(
    ("lead", "language", "fits"),
    [
        ("That sounds exhausting.", EN, True),
        ("It has been heavy for you.", EN, True),
        ("听起来这阵子很累。", ZH, True),
        ("", EN, False),
        ("You clearly have depression.", EN, False),
        ("These symptoms are severe.", EN, False),
        ("Everything will be fine.", EN, False),
        ("You should see a doctor.", EN, False),
        ("Do you sleep?", EN, False),
        ("听起来你得了抑郁症。", ZH, False),
        ("别担心。", ZH, False),
        ("That sounds exhausting.", ZH, False),
        ("听起来很累。", EN, False),
        ("That is " + "very " * 40 + "hard.", EN, False),
        ("As a therapist I know that.", EN, False),
        ("I've felt like I'm failing at everything.", EN, False),
        ("I feel so tired every day.", EN, False),
        ("My days are grey.", EN, False),
        ("You are such a failure.", EN, False),
        ("I hear how heavy that is.", EN, True),
        ("I'm sorry that it is so hard.", EN, True),
        ("It sounds as if it is always there.", EN, True),
        ("我每天都觉得很累。", ZH, False),
        ("你真没用。", ZH, False),
        ("我听到了，这很不容易。", ZH, True),
    ],
)
def test_what_may_stand_before_a_question(lead: str, language: Language, fits: bool) -> None:
    assert fitting(lead, BOOK, language) is fits


async def test_a_good_model_is_heard_and_the_question_is_still_the_trees() -> None:
    made = {"lead": "That sounds like a heavy time.", "question": "Any fun lately?"}
    room = Room(EN, FakeModel(None, made))
    answer = await say_all(room, "ok", "Yes, nearly every day.")
    assert answer == f"That sounds like a heavy time. {INTEREST.ask.en}"


@pytest.mark.parametrize(
    "made",
    [
        None,
        {},
        {"lead": 3, "question": []},
        {"lead": "You have depression.", "question": "Shall I diagnose you?"},
        {"lead": "Why? Why?", "question": ""},
        {"lead": "好的。", "question": "你好吗？"},
    ],
    ids=str,
)
async def test_a_bad_model_is_as_no_model(made: Any) -> None:
    room, plain = Room(EN, FakeModel(None, made)), Room(EN)
    for one in (room, plain):
        await say_all(one, "ok", "Yes, nearly every day.", "no", "no")
    assert room.answers == plain.answers


async def test_questions_about_danger_are_never_a_models() -> None:
    made = {"lead": "That sounds like a heavy time.", "question": "x"}
    model = FakeModel(None, made)
    room = Room(EN, model)
    await room.say("ok")
    while room.node != "suicidality.thoughts":
        await room.say("No.")
    before = len(model.asked)
    answer = await room.say("No.")
    assert len(model.asked) == before
    assert answer.endswith(BOOK.tree("suicidality").question("self_harm").ask.en)


INVENTED = [
    (ZH, "大学的时候有过", "大学期间有过，但后来通过努力，逐渐恢复了乐观和自信。"),
    (
        EN,
        "Yes, at university, for four months.",
        "At university you overcame it with the help of friends.",
    ),
]


@pytest.mark.parametrize(("language", "said", "lead"), INVENTED)
async def test_a_small_model_cannot_make_up_a_story(
    language: Language, said: str, lead: str
) -> None:
    room = Room(language, FakeModel(None, {"lead": lead}, name="qwen1.5"))
    await say_all(room, "好" if language is ZH else "ok")
    assert lead not in await room.say(said)


def test_grounded_is_a_share_of_letter_pairs() -> None:
    assert grounded("That is hard.", "that is hard for me", 1.0)
    assert not grounded("That is easy now.", "that is hard for me", 0.7)
    assert grounded("Anything at all.", "", 0.0)


async def test_a_small_model_is_only_asked_for_the_sentence_before() -> None:
    model = FakeModel(None, {"lead": "That sounds hard, nearly every day."}, name="qwen1.5")
    room = Room(EN, model)
    answer = await say_all(room, "ok", "Yes, nearly every day.")
    assert answer == f"That sounds hard, nearly every day. {INTEREST.ask.en}"
    assert INTEREST.ask.en not in model.asked[-1].messages[0].text
