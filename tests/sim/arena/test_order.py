"""The same order draws the same matches; all bots meet the same people; themes take turns."""

from collections import Counter

import pytest
from pydantic import ValidationError

from kernel.errors import SettingsError
from kernel.events import Language
from sim.arena.order import Contestant, draw
from tests.sim.arena.played import CARDS, order


def test_every_bot_meets_the_same_people_under_the_same_seeds() -> None:
    matches = draw(order(), CARDS)
    met = {
        bot: [(m.card.id, m.seed) for m in matches if m.counsellor == bot] for bot in ("one", "two")
    }
    assert met["one"] == met["two"] and len({*met["one"]}) == 12
    assert matches == draw(order(), CARDS[::-1]), "the order of the cards is no matter"
    assert matches != draw(order(seed=1), CARDS)
    assert len({m.id for m in matches}) == len(matches) == 24


def test_a_few_people_already_hold_all_themes_and_languages() -> None:
    few = draw(order("one", clients=6), CARDS)
    assert set(Counter(m.card.theme for m in few).values()) == {2}
    assert set(Counter(m.card.language for m in few).values()) == {3}
    assert {m.card.language for m in draw(order(languages=["zh"]), CARDS)} == {Language.ZH}


def test_more_people_than_cards_are_the_same_cards_under_other_seeds() -> None:
    many = draw(order("one", clients=24), CARDS)
    again = [m for m in many if m.id.endswith("--1")]
    assert {m.card.id for m in again} == {card.id for card in CARDS}
    assert len({m.seed for m in many}) == 24


def test_fresh_people_are_those_after_the_first() -> None:
    fresh = draw(order("one", clients=6, first=6), CARDS)
    seen = draw(order("one", clients=6), CARDS)
    assert [*seen, *fresh] == [*draw(order("one", clients=12), CARDS)]


@pytest.mark.parametrize(
    ("text", "name", "kind", "target"),
    [
        ("counsellor", "counsellor", "bot", "counsellor"),
        ("old=counsellor", "old", "bot", "counsellor"),
        ("vanilla:qwen0.5", "vanilla-qwen0-5", "vanilla", "qwen0.5"),
        ("p=prompted:http://h:1/v1#m", "p", "prompted", "http://h:1/v1#m"),
        ("prompted:http://h:1/v1?a=b", "prompted-http-h-1-v1-a-b", "prompted", "http://h:1/v1?a=b"),
    ],
)
def test_counsellors_are_named(text: str, name: str, kind: str, target: str) -> None:
    assert Contestant.parse(text) == Contestant.model_validate(
        {"name": name, "kind": kind, "target": target}
    )


def test_what_cannot_be_ordered_is_said() -> None:
    with pytest.raises(SettingsError, match="is no counsellor"):
        Contestant.parse("A b=counsellor")
    with pytest.raises(ValidationError, match="two bots have one name"):
        order("one,one")
    with pytest.raises(SettingsError, match="no card speaks zh"):
        draw(order(languages=["zh"]), [card for card in CARDS if card.language is Language.EN])
