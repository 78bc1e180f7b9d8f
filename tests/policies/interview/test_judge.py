"""Rules and a model together: rubbish changes nothing, and no model makes a yes by itself."""

from typing import Any

import pytest

from kernel.events import Language
from kernel.ports import Ask
from policies.interview.judge import merged
from policies.interview.reading.marks import Mark, Reading
from policies.interview.tree import Status
from tests.policies.interview.talking import FakeModel, Room, say_all

RUBBISH: list[Any] = [
    None,
    {},
    "YES",
    {"status": "YES"},
    {"status": "DEPRESSED", "quote": "x", "missing": "none", "confidence": 1},
    {"status": "YES", "quote": "I cry every day", "missing": "none", "confidence": 1},
    {"status": "YES", "quote": "", "missing": "none", "confidence": 1},
    {"status": "YES", "quote": "hard", "missing": "none", "confidence": 7},
]
GOOD = {"status": "YES", "quote": "dragging myself", "missing": "none", "confidence": 0.9}
TEXT = "It's like dragging myself through mud."


async def at_energy(model: FakeModel) -> Room:
    room = Room(Language.EN, model)
    await say_all(room, "ok", "yes, daily", "yes, daily", "no", "no", "no")
    assert room.node == "depression.energy_now"
    return room


@pytest.mark.parametrize("value", RUBBISH, ids=str)
async def test_rubbish_from_a_model_is_as_no_model(value: Any) -> None:
    room = Room(Language.EN, FakeModel(value))
    await say_all(room, "ok", "These days are hard for me to describe")
    assert room.kept == {}
    assert room.node == "depression.mood_now"


async def test_a_model_sees_what_rules_do_not() -> None:
    room = await at_energy(FakeModel({**GOOD, "quote": "like dragging"}))
    await room.say("It's like dragging a sack of stones around")
    kept = room.kept["depression.energy_now"]
    assert (kept.status, kept.quote, kept.by) == (Status.YES, "like dragging", "model")
    assert kept.confidence <= 0.7


async def test_a_small_models_yes_is_only_a_reason_to_ask() -> None:
    room = await at_energy(FakeModel({**GOOD, "quote": "like dragging"}, name="qwen1.5"))
    await room.say("It's like dragging a sack of stones around")
    assert "depression.energy_now" not in room.kept
    assert room.remarks("judgment")[-1]["reason"] == "only the model sees it"
    await room.say("yes")
    assert room.kept["depression.energy_now"].status is Status.YES


async def test_a_model_is_not_asked_what_rules_know() -> None:
    model = FakeModel(GOOD)
    room = await at_energy(model)
    assert not [ask for ask in model.asked if "Rules:" in ask.messages[0].text]
    await room.say("Yes, every day")
    assert not [ask for ask in model.asked if "Rules:" in ask.messages[0].text]


async def test_impairment_is_never_inferred_by_a_model() -> None:
    def judged(ask: Ask) -> Any:
        return {"status": "YES", "quote": "three children", "missing": "none", "confidence": 1}

    room = await at_energy(FakeModel(judged))
    await say_all(room, "yes, daily", "yes, daily", "yes, daily", "no")
    assert room.node == "depression.impairment_now"
    await room.say("I have three children and a job at the harbour")
    assert "depression.impairment_now" not in room.kept
    assert room.node == "depression.impairment_now"


YES = Reading(mark=Mark.YES, quote="a b", confidence=0.7, by="model")
NO = Reading(mark=Mark.NO, quote="a b", confidence=0.7, by="model")
TEXT_AB = "so a b it is"


@pytest.mark.parametrize(
    ("rules", "claim", "cautious", "mark"),
    [
        (Reading(mark=Mark.PARTIAL, reason="hedged", lean=Status.YES), YES, False, Mark.PARTIAL),
        (Reading(mark=Mark.UNCERTAIN, reason="unsure"), YES, False, Mark.PARTIAL),
        (Reading(mark=Mark.UNCERTAIN, reason="no sign"), YES, False, Mark.YES),
        (Reading(mark=Mark.UNCERTAIN, reason="no sign"), YES, True, Mark.PARTIAL),
        (Reading(mark=Mark.UNCERTAIN, reason="no sign"), NO, False, Mark.NO),
        (Reading(mark=Mark.UNCERTAIN, reason="no sign"), NO, True, Mark.UNCERTAIN),
        (Reading(mark=Mark.PARTIAL, lean=Status.YES), NO, False, Mark.PARTIAL),
        (Reading(mark=Mark.NO, quote="it", confidence=0.6), YES, False, Mark.PARTIAL),
        (Reading(mark=Mark.YES, quote="it", confidence=0.6), YES, False, Mark.YES),
        (Reading(mark=Mark.YES, quote="it", confidence=0.6), NO, False, Mark.PARTIAL),
    ],
)
def test_the_rules_have_the_last_word(
    rules: Reading, claim: Reading, cautious: bool, mark: Mark
) -> None:
    assert merged(rules, claim, TEXT_AB, cautious=cautious).mark is mark


def test_a_claim_without_the_persons_words_is_no_claim() -> None:
    rules = Reading(mark=Mark.UNCERTAIN, reason="no sign")
    assert merged(rules, YES, "something else", cautious=False) is rules
