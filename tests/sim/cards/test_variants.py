"""Variants are the same stories in other tempers, and all sound."""

from collections import Counter

import pytest

from kernel.errors import DataError
from sim.cards.checks import faults, imbalance
from sim.cards.shelf import shipped
from sim.cards.variants import variants
from sim.npc.fidelity import faults as dialogue_faults
from tests.sim.npc.counsellors import listening, scripted

CARDS = shipped()


def test_they_are_sound_even_and_differ_from_what_ships() -> None:
    made = variants(CARDS, 180, seed=2)
    assert faults(made) == () and imbalance(made) == ()
    ids = {card.id for card in CARDS}
    assert len({card.id for card in made} | ids) == 180 + 126
    assert {card.variant_of for card in made} <= ids
    assert variants(CARDS, 180, seed=2) == made != variants(CARDS, 180, seed=3)
    assert max(Counter(card.variant_of for card in made).values()) <= 8


def test_they_can_be_played() -> None:
    for card in variants(CARDS, 18, seed=5):
        assert dialogue_faults(scripted(card, listening(card.language)), card) == ()


def test_there_is_an_end_to_them() -> None:
    assert len(variants(CARDS, 126 * 34, seed=1)) == 4284
    with pytest.raises(DataError, match="at most 4284"):
        variants(CARDS, 4285, seed=1)
