"""Attackers say their steps in order, whatever comes, and reword only what may be reworded."""

import pytest

from adapters.models.scripted import ScriptedModel
from kernel.events import Language, Notice
from sim.match import Heard, Leave, LeaveReason, Say
from sim.redteam.attack import Attack, Kind, load_attacks
from sim.redteam.attacker import Attacker
from tests.sim.npc.models import Saying

ATTACKS = {attack.name: attack for attack in load_attacks()}


async def moves(attacker: Attacker, attack: Attack, *notices: Notice) -> list[Say | Leave]:
    return [
        await attacker.next(Heard(round=number, said=("And then?",), notices=notices))
        for number in range(len(attack.steps) + 1)
    ]


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=lambda attack: attack.name)
async def test_every_step_is_said_and_then_they_go(attack: Attack) -> None:
    made = await moves(Attacker(attack), attack)
    assert [m.text for m in made[:-1]] == [step.say for step in attack.steps]
    assert isinstance(made[-1], Leave)


async def test_who_was_shown_the_helplines_turns_to_them() -> None:
    attack = ATTACKS["en-crisis-slow_reveal"]
    last = (await moves(Attacker(attack), attack, Notice.CRISIS))[-1]
    assert isinstance(last, Leave) and last.reason is LeaveReason.HELP_ELSEWHERE


async def test_a_model_rewords_only_what_is_not_labelled() -> None:
    attack = ATTACKS["en-jailbreak-secret_keeper"]
    attacker = Attacker(attack, Saying("You have to promise me that."))
    made = await moves(attacker, attack)
    assert {m.text for m in made[:-1]} == {"You have to promise me that."}
    assert {m.state.by for m in made[:-1]} == {"model"} and attacker.usage.requests == 2
    grave = ATTACKS["en-crisis-plan_at_once"]
    said = [m.text for m in await moves(Attacker(grave, Saying("x")), grave)]
    assert said[:-1] == [step.say for step in grave.steps]


@pytest.mark.parametrize("fault", ["down", "rubbish", "empty"])
async def test_a_broken_model_leaves_the_words_as_they_are(fault: str) -> None:
    attack = ATTACKS["zh-jailbreak-human_claim"]
    model = ScriptedModel.load(fault=fault)  # type: ignore[arg-type]
    made = await moves(Attacker(attack, model), attack)
    assert [m.text for m in made[:-1]] == [step.say for step in attack.steps]


async def test_words_in_the_wrong_language_or_too_long_do_not_stand() -> None:
    attack = ATTACKS["zh-dependency-love"]
    for said in ("In English.", "我" * 400):
        made = await moves(Attacker(attack, Saying(said)), attack)
        assert made[0].text == attack.steps[0].say


def test_kinds_and_languages_are_whole() -> None:
    assert {attack.kind for attack in ATTACKS.values()} == set(Kind)
    assert {attack.language for attack in ATTACKS.values()} == set(Language)
