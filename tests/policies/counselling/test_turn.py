"""What is decided for a turn, without any model."""

import json
from pathlib import Path

import pytest

from kernel.events import CrisisEased, CrisisRaised, Language, Screened, Side
from kernel.ids import MessageId
from kernel.verdicts import Allow, Risk
from policies.counselling.turn import plan_turn
from tests.policies.counselling.talking import BOOK, Room, lines

EN, ZH = Language.EN, Language.ZH
WIDGET = Path(__file__).parents[3] / "channels" / "web" / "widget" / "words"
RAISED = CrisisRaised(risk=Risk.HIGH, labels=("suicide",))
MARKED = Screened(
    side=Side.USER, message_id=MessageId("m0"), guard="crisis", verdict=Allow(labels=("suicide",))
)


async def room_in(stage: str, language: Language = EN) -> Room:
    """A room that has come to this stage by turns alone."""
    room = Room(language)
    while room.stages[-1:] != [stage]:
        await room.say(
            "It is raining here today and nobody comes to see us." + " Hm." * len(room.stages)
        )
    return room


def test_nothing_is_planned_before_anybody_spoke() -> None:
    assert plan_turn(BOOK, Room().talk) is None


@pytest.mark.parametrize("wish", ["about", "person", "diagnosis", "medication"])
@pytest.mark.parametrize("language", [EN, ZH])
async def test_questions_about_the_talk_get_the_books_own_words(
    wish: str, language: Language
) -> None:
    said = {
        "about": ("Are you human?", "你是真人吗？"),
        "person": ("I want to talk to a human", "我想找真人聊"),
        "diagnosis": ("Do I have depression?", "我是不是抑郁症？"),
        "medication": ("Should I change my dose?", "我能停药吗？"),
    }[wish][language is ZH]
    room = Room(language)
    answer = await room.say(said)
    wanting = next(one for one in BOOK.wishes if one.id == wish)
    assert any(reply in answer for reply in lines(wanting.replies))
    assert await room.say(said) != answer


async def test_whoever_wants_to_go_back_is_taken_back() -> None:
    room = await room_in("diagnostic_exploration")
    await room.say("Can we go back to what I said before?")
    assert room.stages[-1] == "trust_building"
    assert room.slot("stage_turns") == 1


async def test_whoever_asks_for_ideas_is_taken_one_stage_on() -> None:
    room = await room_in("diagnostic_exploration")
    answer = await room.say("What should I do?")
    assert room.stages[-1] == "solution_exploration"
    solution = BOOK.stage("solution_exploration")
    assert any(q in answer for one in solution.criteria for q in lines(one.questions))
    await room.say("What should I do?")
    assert room.stages[-1] == "solution_exploration"


async def test_a_request_is_no_answer_to_what_was_asked() -> None:
    room = Room()
    await room.say("I've been stressed because of my job lately.")
    met = room.slot("met")
    await room.say("No, that's not it, you did not get me there.")
    assert room.slot("met") == met


async def test_nobody_is_told_what_they_feel_before_they_said_so() -> None:
    reflection = next(skill for skill in BOOK.skills if skill.id == "reflection")
    assert reflection.needs_feeling
    room = Room(ZH)
    answer = await room.say("是室友让我来的，我其实没想好说什么")
    assert not any(line in answer for line in lines(reflection.openers))
    assert room.slot("skill") == "restatement"


async def test_what_was_just_said_is_not_asked_for() -> None:
    room = await room_in("solution_exploration")
    answer = await room.say("Tomorrow I'll go for a walk.")
    step = next(one for one in BOOK.stage("solution_exploration").criteria if one.id == "step")
    assert not any(question in answer for question in lines(step.questions))
    assert step.met_with == room.slot("skill") == "affirmation"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (ZH, "以前喝酒挺管用的，一晚上一瓶白酒。"),
        (ZH, "那我今晚就喝到断片。"),
        (ZH, "我今晚就跟他摊牌，说我要离婚。"),
        (EN, "Wine used to help, I could pass out."),
        (EN, "I'll confront him tonight and say I want a divorce."),
        (EN, "I could stop eating for a few days."),
    ],
)
async def test_what_hurts_is_neither_praised_nor_kept_as_a_step(
    language: Language, text: str
) -> None:
    room = await room_in("solution_exploration", language)
    answer = await room.say(text)
    assert room.slot("skill") == "caution"
    assert any(line in answer for line in lines(BOOK.skill("caution").openers))
    met = {
        criterion for criterion in ("tried", "option", "step") if room.slot(f"quote.{criterion}")
    }
    assert not met


async def test_a_story_about_drink_is_no_plan_to_drink() -> None:
    room = await room_in("solution_exploration")
    await room.say("He came home drunk again. I'll call my sister tomorrow.")
    assert room.slot("quote.step") == "I'll call my sister tomorrow"


async def test_the_person_is_answered_in_the_language_they_write() -> None:
    room = Room(EN)
    answer = await room.say("最近老是睡不好，不知道怎么说")
    assert "睡不好" in answer or "？" in answer


@pytest.mark.parametrize("language", [EN, ZH])
async def test_in_a_crisis_the_stages_wait_and_help_is_named(language: Language) -> None:
    room = Room(language)
    text = "今天特别难熬，什么都没意思" if language is ZH else "It is all too much for me today."
    await room.say(text)
    before = [room.slot(name) for name in ("stage_turns", "met", "asked")]
    room.happen(RAISED)
    answers = [await room.say(text) for _ in range(4)]
    for answer in answers:
        assert any(line in answer for line in lines(BOOK.aftercare.active))
        assert any(line in answer for line in lines(BOOK.aftercare.pointer))
    assert len(set(answers)) == 4
    assert [room.slot(name) for name in ("stage_turns", "met", "asked")] == before


OTHERS = pytest.mark.parametrize(
    "labels", [("threatened",), ("suicide", "third_person"), ("suicide", "bereaved")]
)


@OTHERS
@pytest.mark.parametrize("language", [EN, ZH])
async def test_who_was_hurt_or_fears_for_somebody_is_not_asked_about_thoughts_of_dying(
    labels: tuple[str, ...], language: Language
) -> None:
    room, care = Room(language), BOOK.aftercare
    room.happen(CrisisRaised(risk=Risk.HIGH, labels=labels))
    answers = [
        await room.say("昨晚的事我说不出口" if language is ZH else "I was raped last night")
        for _ in care.others.active
    ]
    for answer in answers:
        assert any(line in answer for line in lines(care.others.active))
        assert any(line in answer for line in lines(care.others.pointer))
        for never in ("thoughts", "dangerous", "念头", "会伤到你的"):
            assert never not in answer
    label = json.loads((WIDGET / f"{language}.json").read_text())["safe"]
    assert any(label in answer for answer in answers), "how to go on with the talk is said"


async def test_once_it_has_eased_there_is_aftercare_and_then_the_talk_goes_on() -> None:
    room = Room()
    room.happen(RAISED, MARKED)
    await room.say("I do not know how to go on.")
    room.happen(CrisisEased())
    for _ in range(BOOK.plan.aftercare.turns):
        answer = await room.say("I am calmer now, my sister is here.")
        assert any(line in answer for line in lines(BOOK.aftercare.eased))
    answer = await room.say("I would like to talk about my job now.")
    assert not any(line in answer for line in lines(BOOK.aftercare.eased))
    assert room.slot("stage_turns") == 1


async def test_in_a_crisis_nobody_is_closed_on() -> None:
    room = Room()
    room.happen(RAISED)
    for _ in range(3):
        answer = await room.say("bye")
        assert any(line in answer for line in lines(BOOK.aftercare.leaving))
    room.happen(CrisisEased(), MARKED)
    for _ in range(8):
        await room.say("bye")
    assert not room.closed
