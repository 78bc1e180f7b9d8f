"""The judge with a model: what it is shown, what it may answer, and what becomes of it."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from adapters.models.scripted import ScriptedModel, smallest
from kernel.errors import ModelUnavailable
from kernel.events import Language
from kernel.ports import Ask
from sim.judging.model import ModelJudge, shortened
from sim.judging.scales import Scale, load_rubric
from tests.sim.arena.played import CARDS, match, record, transcript


class Recorder:
    """Answers the smallest value, and keeps what it was asked."""

    name = "recorder"

    def __init__(self) -> None:
        self.asked: list[tuple[Ask, dict[str, Any]]] = []

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        yield ""

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        self.asked.append((ask, schema))
        return smallest(schema)


@pytest.mark.parametrize("language", Language)
async def test_the_talk_comes_first_and_is_the_same_for_all_scales(language: Language) -> None:
    model = Recorder()
    card = next(card for card in CARDS if card.language is language)
    told = record(match(card=card)).transcript
    sheet = await ModelJudge("m", model, load_rubric()).judge(told, 0)
    assert len({ask.messages[0].text for ask, _ in model.asked}) == 1 and len(model.asked) == 3
    assert "2 C: Work.\n2 K: Say more." in model.asked[0][0].messages[0].text
    assert card.brief in model.asked[0][0].messages[0].text
    for (ask, _), file in zip(model.asked, load_rubric().scales.values(), strict=True):
        assert file.role.in_(language) in ask.messages[1].text
        assert all(item.asks.in_(language) in ask.messages[1].text for item in file.items)
    assert len(sheet.scores) == 33 and not sheet.clipped and sheet.rubric == "psi-1"
    assert all(one.quote == "What makes you tired?" for one in sheet.scores if one.round == 1)


async def test_it_can_name_only_rounds_and_numbers_that_there_are() -> None:
    model = Recorder()
    await ModelJudge("m", model, load_rubric()).judge(record(match()).transcript, 0)
    fits = Draft202012Validator(model.asked[1][1]).is_valid
    items = [item.id for item in load_rubric().scales[Scale.SUPERVISOR].items]
    good = {item: {"round": 3, "score": 4} for item in items}
    assert fits(good)
    assert not fits(good | {items[0]: {"round": 4, "score": 4}})
    assert not fits(good | {items[0]: {"round": 1, "score": 5}})
    assert not fits({item: value for item, value in good.items() if item != items[0]})


async def test_every_second_repeat_asks_from_the_last_to_the_first() -> None:
    model = Recorder()
    judge = ModelJudge("m", model, load_rubric(), seed=3)
    sheets = [await judge.judge(record(match()).transcript, repeat) for repeat in range(3)]
    assert [sheet.reverse for sheet in sheets] == [False, True, False]
    orders = [list(schema["properties"]) for _, schema in model.asked[::3]]
    assert orders[0] == orders[1][::-1] == orders[2]
    assert [ask.seed for ask, _ in model.asked[::3]] == [3, 4, 5]


async def test_a_model_that_fails_gives_no_sheet() -> None:
    judge = ModelJudge("m", ScriptedModel.load(fault="down"), load_rubric())
    with pytest.raises(ModelUnavailable):
        await judge.judge(record(match()).transcript, 0)


def test_a_long_talk_is_shortened_to_what_can_be_read() -> None:
    told = transcript(match(), [("word " * 80, "answer " * 80)] * 25)
    whole, cut = shortened(told.turns, 10**6)
    assert not cut and len(whole) > 20_000
    for room in (12_000, 6_000, 2_500, 1_000):
        text, cut = shortened(told.turns, room)
        assert cut and len(text) <= room + 10
        assert text.startswith("0 K: Hello.") and "\n25 K: answer" in text
    assert "[…]" in shortened(told.turns, 1_000)[0]
    assert shortened(replace(told, turns=()).turns, 10) == ("", False)
