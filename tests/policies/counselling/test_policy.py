"""Whole conversations: without a model, with a good one, with every kind of bad one."""

from itertools import pairwise

import pytest

from kernel.events import CrisisRaised, Language
from kernel.moves import Goto, Note, Piece
from kernel.ports import Ask
from kernel.verdicts import Risk
from policies.counselling.policy import counselling
from policies.words.hearing import is_han
from tests.policies.counselling.talking import ANSWERS, BOOK, FOLDER, FakeModel, Room, sentences

EN, ZH = Language.EN, Language.ZH
GOOD = {
    EN: "You carry a lot these days, and it shows in what you say. What weighs most?",
    ZH: "你这些天扛了很多，听得出来很沉。哪一件最压着你？",
}
RUBBISH = {
    "empty": "",
    "spaces": "  \n\n ",
    "the other language": "我不知道该怎么办才好，真的。 ",
    "both sides": "User: I am sad.\nAssistant: Why?\n",
    "headings": "# Plan\n## Step one\n- sleep\n- eat\n",
    "endless": "la la la la " * 400,
    "a loop": "As an AI language model, I cannot feel. " * 50,
    "a human": "When I was young my mother left me too.",
    "a doctor": "You have severe depression and you should take Prozac.",
    "a thought": "<think>What would they like to hear?",
    "json": '{"reply": "ok"}',
}


async def whole(room: Room, language: Language) -> None:
    """The persona's answers, then thanks until it is over."""
    for text in ANSWERS[language]:
        await room.say(text)
    for _ in range(12):
        if room.closed:
            return
        await room.say("Thanks, that's all" if language is EN else "好的，谢谢")


@pytest.mark.parametrize("language", [EN, ZH])
async def test_without_a_model_a_talk_goes_from_trust_to_goodbye(language: Language) -> None:
    room = Room(language)
    await whole(room, language)
    assert room.closed
    assert list(dict.fromkeys(room.stages)) == list(BOOK.plan.stages)
    told = " ".join(room.answers)
    step = ANSWERS[language][-1].strip(".。")
    assert f"“{step}”" in told


@pytest.mark.parametrize("language", [EN, ZH])
async def test_no_answer_repeats_a_sentence_of_the_one_before(language: Language) -> None:
    room = Room(language)
    await whole(room, language)
    for before, after in pairwise(room.answers):
        assert not set(sentences([before])) & set(sentences([after]))


@pytest.mark.parametrize(
    "text", ["Hm.", "I don't know", "The rain falls on the roof of the house."]
)
async def test_even_whoever_says_nothing_new_is_led_to_the_closing(text: str) -> None:
    room = Room()
    most = sum(stage.turns.max for stage in BOOK.stages[:-1])
    for _ in range(most + 1):
        await room.say(text)
    assert room.stages[-1] == "closing"
    for before, after in pairwise(room.answers):
        assert not set(sentences([before])) & set(sentences([after]))


@pytest.mark.parametrize("language", [EN, ZH])
async def test_a_good_model_is_heard(language: Language) -> None:
    model = FakeModel(GOOD[language])
    room = Room(language, model)
    assert await room.say(ANSWERS[language][1]) == GOOD[language]
    assert ANSWERS[language][1] in model.asked[0].messages[-1].text
    assert model.asked[0].deadline == BOOK.plan.model.reply.seconds


@pytest.mark.parametrize("language", [EN, ZH])
@pytest.mark.parametrize("kind", list(RUBBISH))
async def test_with_a_rubbish_model_the_talk_is_as_without_one(
    kind: str, language: Language
) -> None:
    raw = RUBBISH[kind]
    if kind == "the other language" and language is ZH:
        raw = "I really do not know what to say to that. "
    room = Room(language, FakeModel(raw, {"nonsense": 1}))
    await whole(room, language)
    assert room.closed
    assert list(dict.fromkeys(room.stages)) == list(BOOK.plan.stages)
    for answer in room.answers:
        assert answer.strip()
        for mark in ("User:", "#", "<think>", "Prozac", "AI language", "my mother"):
            assert mark not in answer
        letters = [char for char in answer if char.isalpha()]
        foreign = sum(is_han(char) is (language is EN) for char in letters)
        assert foreign < 0.5 * len(letters)


async def test_a_model_that_breaks_off_leaves_what_it_said_and_the_books_question() -> None:
    model = FakeModel("You carry a lot these days. And so it g", fails_after=38)
    answer = await Room(EN, model).say(ANSWERS[EN][1])
    assert answer.startswith("You carry a lot these days. ")
    assert answer.endswith("?")
    assert "And so" not in answer


async def test_a_model_that_is_down_leaves_the_book() -> None:
    answer = await Room(EN, FakeModel("You", fails_after=0)).say(ANSWERS[EN][1])
    assert answer == await Room(EN).say(ANSWERS[EN][1])


async def test_a_bare_question_gets_an_opener_and_a_bare_statement_a_question() -> None:
    asks = await Room(EN, FakeModel("Since when is that so?")).say(ANSWERS[EN][1])
    assert asks.endswith("Since when is that so?") and len(asks) > len("Since when is that so?")
    states = await Room(EN, FakeModel("You carry a lot these days.")).say(ANSWERS[EN][1])
    assert states.startswith("You carry a lot these days. ") and states.endswith("?")


async def test_advice_does_not_come_before_its_stage() -> None:
    model = FakeModel("You could try to sleep more. You carry a lot these days. Is it so?")
    answer = await Room(EN, model).say(ANSWERS[EN][1])
    assert answer == "You carry a lot these days. Is it so?"


async def test_a_small_model_stays_close_and_does_not_judge() -> None:
    model = FakeModel("A blue bicycle went by the window. Is it so?", {}, name="qwen0.5")
    room = Room(EN, model)
    assert "bicycle" not in await room.say(ANSWERS[EN][1])
    assert len(model.asked) == 1
    assert model.judged == []


async def test_the_judgement_comes_after_the_answer_and_steers_the_next_turn() -> None:
    quote = "it never stops"
    model = FakeModel(
        GOOD[EN],
        {
            "evidence": [{"mark": "hope", "words": quote}],
            "feeling": "",
            "wish": "end",
            "wish_words": quote,
        },
    )
    room = Room(EN, model)
    await room.say("The noise in the street, it never stops.")
    assert room.slot("quote.hope") == quote
    assert room.slot("hint") == "end"
    assert room.stages == ["trust_building"]  # what a model thinks of a wish moves nothing
    await room.say("ok")
    assert room.stages[-1] == "closing"  # the person does


async def test_in_a_crisis_a_model_words_but_the_code_names_help() -> None:
    seen: list[Ask] = []

    def words(ask: Ask) -> str:
        seen.append(ask)
        return "That sounds unbearable."

    room = Room(EN, FakeModel(words))
    room.happen(CrisisRaised(risk=Risk.HIGH, labels=("suicide",)))
    answer = await room.say("I see no way out of all this.")
    assert BOOK.aftercare.do.en in seen[0].messages[-1].text
    assert any(line.en in answer for line in BOOK.aftercare.pointer)
    assert any(line.en in answer for line in BOOK.aftercare.active)


async def test_facts_are_noted_before_the_answer_and_its_end_is_marked() -> None:
    room = Room(EN, FakeModel(GOOD[EN]))
    policy = counselling(FOLDER, FakeModel(GOOD[EN]))
    await room.say("Hello there, it is me again.")
    moves = [move async for move in policy.decide(room.talk)]
    said = [n for n, move in enumerate(moves) if isinstance(move, Piece)]
    assert said == list(range(said[0], said[-1] + 1))
    assert [move.last for move in moves if isinstance(move, Piece)][-1]
    counted = [n for n, move in enumerate(moves) if isinstance(move, Note | Goto)]
    assert counted[0] < said[0]


async def test_nothing_is_said_before_anybody_spoke() -> None:
    assert [move async for move in Room().policy.decide(Room().talk)] == []
