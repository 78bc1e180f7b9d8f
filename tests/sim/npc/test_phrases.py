"""The banks of phrases are whole, clean, and not said twice while others wait."""

import random

import pytest
import yaml

from kernel.events import Language
from sim.cards.shelf import shipped
from sim.npc.keeping import strange
from sim.npc.phrases import Phrases, Picker, load_phrases


def every(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    values = value.values() if isinstance(value, dict) else value
    return [text for inner in values for text in every(inner)]  # type: ignore[union-attr]


@pytest.mark.parametrize("language", list(Language))
def test_no_phrase_is_out_of_role(language: Language) -> None:
    card = next(card for card in shipped() if card.language is language)
    phrases = load_phrases(language)
    found = [
        fault
        for text in every(phrases.model_dump(exclude={"lowered"}))
        for fault in strange(text, card)
    ]
    assert found == []


def test_a_table_that_lacks_a_style_is_refused() -> None:
    whole = load_phrases(Language.EN).model_dump(mode="json")
    del whole["agree"]["plain"]
    with pytest.raises(ValueError, match="agree lacks"):
        Phrases.model_validate(yaml.safe_load(yaml.safe_dump(whole)))


def test_what_was_said_waits_until_all_have_been() -> None:
    picker = Picker(random.Random(1))
    ways = ("a", "b", "c")
    assert picker.fresh(ways)
    first = [picker.pick(ways) for _ in range(3)]
    assert sorted(first) == sorted(ways) and not picker.fresh(ways)
    assert sorted(picker.pick(ways) for _ in range(3)) == sorted(ways)
    assert picker.pick(()) == ""
