"""Conditions and marks of other people's stories are computed."""

import pytest

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Fact
from sim.cards.dress import card, facts, slug
from sim.match import Theme


@pytest.mark.parametrize(
    ("language", "open_fact", "hidden"),
    [
        (Language.EN, "I work at the harbour.", ["I stole office money.", "I sold the boat."]),
        (Language.ZH, "我在码头上班。", ["我偷过码头的钱。", "我把船卖给了表哥。"]),
    ],
)  # fmt: skip
def test_hidden_facts_get_conditions_and_a_mark_of_their_own(
    language: Language, open_fact: str, hidden: list[str]
) -> None:
    rows = facts([open_fact], hidden, ["x"], language)
    made = [Fact.model_validate(row) for row in rows]
    assert [fact.hidden for fact in made] == [False, True, True]
    for fact in made[1:]:
        assert fact.marks[0] in fact.say and fact.marks[0] not in open_fact
    assert made[1].trust < made[2].trust


def test_a_hidden_fact_that_says_nothing_new_is_left_out() -> None:
    assert len(facts(["I drink."], ["I drink."], [], Language.EN)) == 1


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(DataError, match="mine"):
        card(Theme.FAMILY, Language.EN, {"slug": "mine"})


def test_slugs_are_safe_names() -> None:
    assert slug("Abe O'Neil!", 3) == "abe_o_neil_3" and slug("周", 1) == "card_1"
