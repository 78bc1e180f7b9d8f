"""What people say of themselves is held against their card."""

import pytest

from sim.cards.kin import denied, years
from sim.cards.shelf import shipped

CARDS = {card.id: card for card in shipped()}


@pytest.mark.parametrize(
    ("said", "age"),
    [("38", 38), ("三十八", 38), ("十九", 19), ("五十", 50), ("五", 5), ("thirty-four", 34),
     ("forty", 40), ("几", None), ("", None)],
)  # fmt: skip
def test_ages_in_figures_and_words(said: str, age: int | None) -> None:
    assert years(said) == age


@pytest.mark.parametrize(
    ("card", "text", "what"),
    [
        ("zh-self_growth-first_year", "我老婆不同意。", ["partner"]),
        ("zh-self_growth-first_year", "我儿子才三岁。", ["children"]),
        ("zh-self_growth-first_year", "我今年三十岁，没工作。", ["age"]),
        ("zh-self_growth-first_year", "我爸今年五十岁，我妈说他儿子没出息。", []),
        ("zh-career-laid_off", "我老婆和我女儿都不知道，我三十八岁了。", []),
        ("en-love-stonewall", "My wife left.", ["partner"]),
        ("en-love-stonewall", "I'm 33, and my girlfriend says I'm cold.", []),
        ("en-love-stonewall", "I am forty, I have my son on weekends.", ["children", "age"]),
        ("en-emotion-flatline", "My brother's wife and her kids live here.", []),
    ],
)
def test_what_a_card_denies(card: str, text: str, what: list[str]) -> None:
    assert [claim.what for claim in denied(CARDS[card], text)] == what
