"""A model's marks count only with words that the person said; cues stand in for it."""

from typing import Any

import pytest

from kernel.events import Language
from kernel.ports import Model
from policies.counselling.judge import Answer, Judgement, judge, open_criteria
from policies.counselling.progress import Evidence, Place
from policies.words.hearing import said_by
from tests.policies.counselling.talking import BOOK, FakeModel

EN, ZH = Language.EN, Language.ZH
START = Place(stage="trust_building")
TEXT = "My neighbour plays the drums at night. It makes me furious, and I would love some peace."


def marks(
    *evidence: tuple[str, str], feeling: str = "", wish: str = "none", words: str = ""
) -> Any:
    return {
        "evidence": [{"mark": mark, "words": quote} for mark, quote in evidence],
        "feeling": feeling,
        "wish": wish,
        "wish_words": words,
    }


async def judged(model: Model | None, text: str = TEXT, **more: Any) -> Judgement:
    return await judge(model, BOOK, START, Answer(text=text, language=EN, **more))


async def test_a_quote_the_person_said_is_evidence() -> None:
    model = FakeModel(value=marks(("hope", "I would love some peace"), feeling="furious"))
    judgement = await judged(model)
    assert judgement.evidence == (Evidence("hope", "I would love some peace"),)
    assert judgement.feeling == "furious"
    assert "plays the drums" in model.judged[0].messages[-1].text
    assert model.judged[0].deadline == BOOK.plan.model.judgement.seconds


async def test_made_up_quotes_feelings_and_wishes_count_for_nothing() -> None:
    rubbish = marks(
        ("hope", "I want to be rich"), feeling="joyful", wish="end", words="let me out of here"
    )
    assert await judged(FakeModel(value=rubbish)) == Judgement()


async def test_one_quote_is_evidence_only_once() -> None:
    same = marks(("topic", "It makes me furious"), ("hope", "It makes me furious"))
    judgement = await judged(FakeModel(value=same))
    assert judgement.evidence == (Evidence("topic", "It makes me furious"),)


async def test_a_wish_that_the_words_show_is_only_a_hint() -> None:
    wish = marks(wish="end", words="i would love some peace")
    assert (await judged(FakeModel(value=wish))).hint == "end"


async def test_a_model_cannot_make_a_step_of_what_hurts() -> None:
    text = "Tonight I'll get drunk. My sister could come."
    seen = marks(("step", "I'll get drunk"), ("option", "My sister could come"))
    place = Place(stage="solution_exploration")
    judgement = await judge(FakeModel(value=seen), BOOK, place, Answer(text=text, language=EN))
    assert "step" not in {piece.criterion for piece in judgement.evidence}


@pytest.mark.parametrize("rubbish", [None, {}, [], "topic", {"evidence": "all"}])
async def test_cues_stand_in_for_a_model_that_fails_or_babbles(rubbish: Any) -> None:
    text = "My boss shouts and I feel anxious"
    model = FakeModel(value=rubbish)
    assert await judged(model, text) == await judged(None, text)
    assert (await judged(None, text)).evidence == (Evidence("topic", text),)
    assert (await judged(None, text)).feeling == "anxious"


async def test_a_model_is_not_asked_about_a_word_or_two() -> None:
    model = FakeModel(value=marks())
    await judged(model, "yes")
    assert model.judged == []


async def test_an_answer_of_some_length_meets_what_was_asked() -> None:
    text = "Somebody to hear me out for once"
    assert (await judged(None, text, asking="hope")).evidence == (Evidence("hope"),)
    assert (await judged(None, text)).evidence == ()
    assert (await judged(None, "Dunno", asking="hope")).evidence == ()


async def test_a_feeling_has_to_be_named_even_if_it_was_asked_about() -> None:
    text = "My father passed away in the spring"
    judgement = await judged(None, text, asking="feeling")
    assert [piece.criterion for piece in judgement.evidence] == ["topic"]


def test_the_criterion_asked_about_stays_open_when_the_stage_has_moved_on() -> None:
    place = Place(stage="diagnostic_exploration", met=("event",))
    names = [one.id for one in open_criteria(BOOK, place, asking="hope")]
    assert names == ["hope", "thought", "effect", "course"]


@pytest.mark.parametrize(
    ("quote", "text", "language", "found"),
    [
        ("“I can’t sleep”", "At night I can't sleep.", EN, "I can’t sleep"),
        ("i CAN'T   sleep", "At night I can't sleep.", EN, "i CAN'T   sleep"),
        ("sleep", "At night I can't sleep.", EN, ""),
        ("我睡不着觉", "晚上我睡不着觉。", ZH, "我睡不着觉"),
        ("我睡得很好", "晚上我睡不着觉。", ZH, ""),
        ("a long way, " * 9, "a long way, " * 9, EN, "a long way"),
    ],
)
def test_a_quote_is_looked_up_in_the_words(
    quote: str, text: str, language: Language, found: str
) -> None:
    assert said_by(quote, text, language) == found
