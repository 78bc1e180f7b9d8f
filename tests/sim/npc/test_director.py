"""Prompts for a client's voice: whole in both languages, with the person and without the hidden."""

import pytest

from kernel.events import Language
from sim.cards.card import Style
from sim.cards.shelf import shipped
from sim.match import Mood
from sim.npc.director import Director, load_prompts
from sim.npc.fidelity import REASONS

CARDS = {card.id: card for card in shipped()}


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_and_style_has_its_words(language: Language) -> None:
    prompts = load_prompts(language)
    assert set(prompts.manners) == set(Style)
    per_line = set(REASONS) - {"too_short"} | {"strays", "invents", "long"}
    assert per_line == set(prompts.reasons)


@pytest.mark.parametrize("card", ["zh-love-upper_bunk", "en-love-housemate"])
def test_a_prompt_has_the_person_the_talk_and_what_is_meant(card: str) -> None:
    chosen = CARDS[card]
    director = Director(chosen)
    mood = Mood(trust=0.1, distress=0.9, anger=0.5)
    talk = [(False, "AAA"), (True, "BBB"), (False, "CCC")]
    system, turn = director.ask(talk, "DDD", ("EEE",), mood)
    assert chosen.personality in system.text and chosen.distress in system.text
    assert all(fact.say not in system.text for fact in chosen.hidden)
    assert all(part in turn.text for part in ("AAA", "BBB", "CCC", "DDD", "EEE"))
    prompts = load_prompts(chosen.language)
    assert prompts.moods["anger"][2] in turn.text and prompts.moods["trust"][0] in turn.text
    assert "$" not in system.text + turn.text
    calm = director.ask(talk, "DDD", (), Mood(trust=0.9, distress=0.1))[1]
    assert not any(level in calm.text for level in prompts.moods["anger"] if level)
    again = director.again("words", ["language", "language", "marks"])
    assert again[1].text.count(prompts.reasons["language"]) == 1
