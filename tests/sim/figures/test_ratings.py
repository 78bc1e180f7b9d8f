"""Ratings: known odds come back, order and chance do not matter, and whoever won all has one."""

from itertools import combinations
from math import log10
from pathlib import Path

import numpy as np
import pytest

from sim.figures.ratings import Comparison, comparisons, ratings
from tests.sim.figures.made import counted


def games(a: str, b: str, wins: int, losses: int, ties: int = 0) -> list[Comparison]:
    winners = [a] * wins + [b] * losses + [""] * ties
    return [Comparison(a=a, b=b, winner=w, card=f"{a}{b}{n}") for n, w in enumerate(winners)]


def test_known_odds_come_back() -> None:
    rated = ratings(["a", "b"], games("a", "b", 75, 25))
    # a virtual tie moves the odds from 75:25 to 75.5:25.5
    assert rated["a"].rating - rated["b"].rating == pytest.approx(400 * log10(75.5 / 25.5), abs=0.5)
    assert rated["a"].rating + rated["b"].rating == pytest.approx(2000)
    assert rated["a"].low < rated["a"].rating < rated["a"].high
    assert rated["a"].low > 1000 > rated["b"].high


def test_three_bots_of_known_strength_are_put_in_order() -> None:
    chance = np.random.default_rng(4)
    strength = {"a": 4.0, "b": 2.0, "c": 1.0}
    played = []
    for a, b in combinations(strength, 2):
        wins = int(chance.binomial(400, strength[a] / (strength[a] + strength[b])))
        played += games(a, b, wins, 400 - wins)
    rated = ratings(list(strength), played)
    for bot, true in strength.items():
        want = 1000 + 400 * (log10(true) - log10(2.0))
        assert rated[bot].low - 15 <= want <= rated[bot].high + 15
    assert rated["a"].rating > rated["b"].rating > rated["c"].rating


def test_who_won_everything_has_a_rating_and_ties_are_even() -> None:
    rated = ratings(["a", "b"], games("a", "b", 10, 0))
    assert 1000 < rated["a"].rating < 1400
    even = ratings(["a", "b"], games("a", "b", 0, 0, ties=8))
    assert even["a"].rating == pytest.approx(1000) and even["a"].low == pytest.approx(1000)
    assert ratings(["a"], [])["a"].rating == 1000


def test_bots_are_compared_person_by_person(tmp_path: Path) -> None:
    def points(bot: str, person: int, *_: int) -> int:
        return 3 if bot == "one" and person else 2

    found = comparisons(counted(tmp_path, points))
    assert [one.winner for one in found].count("") == 1 and len(found) == 12
    assert {one.winner for one in found} == {"one", ""}
