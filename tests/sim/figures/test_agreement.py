"""Agreement held against scikit-learn; biases are found where they were put, and not elsewhere."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from sim.arena.order import draw
from sim.figures.agreement import agreements, order_bias, spreads, verbosity, weighted_kappa
from sim.judging.scales import Scale, load_rubric
from tests.sim.arena.played import CARDS, order, sheet
from tests.sim.figures.made import counted


def test_kappa_is_that_of_scikit_learn() -> None:
    chance = np.random.default_rng(5)
    a = chance.integers(0, 5, size=300)
    b = np.clip(a + chance.integers(-1, 2, size=300), 0, 4)
    table = np.zeros((5, 5))
    np.add.at(table, (a, b), 1)
    known = cohen_kappa_score(a, b, weights="quadratic")
    assert weighted_kappa(table) == pytest.approx(known)
    assert weighted_kappa(np.diag([5.0, 0, 0])) is None


def test_judges_are_compared_with_each_other_and_with_themselves() -> None:
    matches = draw(order("one"), CARDS)
    sheets = [
        sheet(match, {"trust": n % 5, "hope": (n * 3) % 5, "empathy": n % 4}, judge, repeat)
        for n, match in enumerate(matches)
        for judge, repeat in (("a", 0), ("a", 1), ("b", 0), ("b", 1))
    ]
    found = agreements(load_rubric(), sheets)
    assert {(one.a, one.b) for one in found} == {("a", "b"), ("a #1", "a #2"), ("b #1", "b #2")}
    assert len(found) == 9
    client = next(one for one in found if one.scale is Scale.CLIENT)
    assert client.kappa == 1 and client.exact == 1 and client.pairs == 16 * 12
    assert client.low == client.high == 1


def test_a_judge_that_always_says_the_same_is_found_out() -> None:
    matches = draw(order("one"), CARDS)
    sheets = [
        sheet(match, 4 if judge == "flat" else n % 5, judge)
        for n, match in enumerate(matches)
        for judge in ("flat", "seeing")
    ]
    flat, seeing = spreads(sheets)
    assert (flat.judge, flat.same, flat.flat) == ("flat", 1.0, True)
    assert (seeing.judge, seeing.flat) == ("seeing", False)
    assert seeing.same < 1
    assert not spreads(sheets[:4])[0].flat, "of two sheets nothing is said"
    assert spreads([]) == []


def test_order_and_length_sway_only_a_judge_that_they_sway(tmp_path: Path) -> None:
    swayed = counted(tmp_path / "a", lambda b, p, j, repeat: 2 + repeat, repeats=2)
    told = order_bias(swayed)
    assert told is not None and told.value == pytest.approx(1.0) and told.n == 24
    steady = order_bias(counted(tmp_path / "b", lambda b, p, j, r: p % 5, repeats=2))
    assert steady is not None and steady.value == 0
    assert order_bias(counted(tmp_path / "c", lambda *_: 2)) is None
    assert verbosity(counted(tmp_path / "d", lambda b, p, j, r: p % 5)) is None, "one length"
