"""A card reads as a text, with and without what is hidden."""

import pytest

from sim.cards.brief import brief, reference
from sim.cards.shelf import shipped


@pytest.mark.parametrize("card", shipped(), ids=lambda card: card.id)
def test_everything_of_the_card_is_in_its_text(card) -> None:  # type: ignore[no-untyped-def]
    text = brief(card)
    for part in (card.culture, card.personality, card.distress, card.detail, card.core_theme):
        assert part in text
    assert str(card.demographics.age) in text and "$" not in text
    open_text = brief(card, hidden=False)
    for fact in card.hidden:
        assert fact.say in text and fact.say not in open_text


def test_a_reference_names_the_country() -> None:
    refs = {card.id: reference(card) for card in shipped()}
    assert refs["zh-career-laid_off"].country == "CN"
    assert refs["en-emotion-nights_again"].country == "GB"
