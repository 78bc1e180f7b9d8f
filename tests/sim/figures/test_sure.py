"""Intervals and tests, held against what is known: exact permutations, coverage, clusters."""

from itertools import product
from statistics import mean

import numpy as np
import pytest

from sim.figures.sure import Difference, difference, estimate, holm


def test_an_exact_test_gives_the_share_of_sign_flips() -> None:
    gaps = [0.5, 0.2, -0.1, 0.4, 0.3]
    people = [f"p{n}" for n in range(5)]
    told = difference(
        ("a", "b"),
        dict(zip(people, gaps, strict=True)),
        dict.fromkeys(people, 0.0),
        {p: p for p in people},
    )
    flips = [abs(sum(s * g for s, g in zip(signs, gaps, strict=True)))
             for signs in product((1, -1), repeat=5)]  # fmt: skip
    assert told is not None
    assert told.p == mean(flip >= sum(gaps) - 1e-12 for flip in flips)
    assert told.value == pytest.approx(0.26) and told.low < 0.26 < told.high


def test_only_common_people_count_and_cards_flip_as_one() -> None:
    a = {f"p{n}": 1.0 for n in range(20)}
    b = {f"p{n}": 0.5 for n in range(10, 30)}
    apart = difference(("a", "b"), a, b, {f"p{n}": f"c{n}" for n in range(30)})
    as_one = difference(("a", "b"), a, b, dict.fromkeys(a | b, "c"))
    assert apart is not None and as_one is not None
    assert apart.n == as_one.n == 10 and apart.p < 0.01
    assert as_one.p == 1.0, "one card alone shows nothing"
    assert difference(("a", "b"), {"x": 1.0}, {"y": 1.0}, {}) is None


def test_talks_with_one_card_make_an_estimate_less_sure() -> None:
    chance = np.random.default_rng(1)
    cards = [f"c{n // 5}" for n in range(100)]
    effect = {card: chance.normal() for card in set(cards)}
    values = [effect[card] + 0.1 * chance.normal() for card in cards]
    clustered = estimate(values, cards)
    naive = estimate(values, [str(n) for n in range(100)])
    assert clustered is not None and naive is not None
    assert clustered.value == pytest.approx(naive.value) and clustered.clusters == 20
    assert clustered.se > 1.8 * naive.se
    assert clustered.high - clustered.low > 1.8 * (naive.high - naive.low)
    assert naive.se == pytest.approx(np.std(values, ddof=1) / 10, rel=1e-6)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    chance = np.random.default_rng(2)
    held = 0
    for _ in range(200):
        effects = chance.normal(size=30)
        values = [e + chance.normal() for e in effects for _ in range(2)]
        told = estimate(values, [f"c{n // 2}" for n in range(60)])
        assert told is not None
        held += told.low <= 0 <= told.high
    assert 0.89 <= held / 200 <= 0.985


def test_a_difference_that_is_not_there_is_seldom_found() -> None:
    chance = np.random.default_rng(3)
    found = 0
    for _ in range(100):
        people = [f"p{n}" for n in range(16)]
        a, b = ({p: chance.normal() for p in people} for _ in range(2))
        told = difference(("a", "b"), a, b, {p: p for p in people})
        assert told is not None
        found += told.p < 0.05
    assert found <= 11


def test_holm_is_holm() -> None:
    def one(name: str, p: float) -> Difference:
        return Difference(a=name, b="z", value=0, low=0, high=0, p=p, n=1)

    corrected = holm([one("a", 0.04), one("b", 0.01), one("c", 0.03)])
    assert [d.p_holm for d in corrected] == pytest.approx([0.06, 0.03, 0.06])


def test_nothing_gives_no_estimate_and_one_value_no_error() -> None:
    assert estimate([], []) is None
    only = estimate([2.0], ["c"])
    assert only is not None and only.se == 0 and only.low == only.high == 2.0
