"""What is wrong with cards is found: each kind of fault, made on purpose."""

from collections.abc import Callable

import pytest

from sim.cards.card import Card
from sim.cards.checks import faults, imbalance
from sim.cards.shelf import shipped

CARD = next(card for card in shipped() if card.id == "zh-career-laid_off")
ENGLISH = next(card for card in shipped() if card.id == "en-career-the_library")


def changed(card: Card, **more: object) -> Card:
    return Card.model_validate(card.model_dump() | more)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda: changed(CARD, opening="Hello, I lost my job."), "not in zh"),
        (lambda: changed(ENGLISH, opening="你好。"), "not in en"),
        (lambda: changed(CARD, opening="我今年五十岁了，失业了。"), "age"),
        (lambda: changed(ENGLISH, opening="I'm 30, and I lost my job."), "age"),
        (lambda: changed(CARD, opening="我在家，头盔藏在柜子里，我跑了十二单。"), "another line"),
        (lambda: changed(CARD, risk="moderate"), "no fact tells"),
        (
            lambda: changed(
                CARD, demographics=CARD.demographics.model_dump() | {"partner": "none"}
            ),
            "partner",
        ),
    ],
)
def test_a_fault_is_found(change: Callable[[], Card], why: str) -> None:
    assert any(why in fault for fault in faults([change()]))


def test_the_same_card_twice_and_the_same_words_under_another_name() -> None:
    assert faults([CARD]) == ()
    assert any("have this id" in fault for fault in faults([CARD, CARD]))
    assert any("says the same as" in fault for fault in faults([CARD, changed(CARD, slug="other")]))


def test_a_thin_theme_is_named() -> None:
    assert imbalance(shipped()) == ()
    less = [card for card in shipped() if card.id != CARD.id]
    assert imbalance(less) == ("zh: career has 6 cards, others 7",)
