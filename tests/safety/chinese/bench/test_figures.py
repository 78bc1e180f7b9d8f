"""The arithmetic: known intervals, thresholds, calibration, recovery."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.chinese.bench.figures import (
    Rate,
    calibration_error,
    f1,
    quantile,
    recovery,
    threshold_for,
    tuning,
)

SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=200)


def test_the_interval_is_wilsons() -> None:
    low, high = Rate(8, 10).interval()  # Newcombe 1998, table I, gives these for 0.8 of 10
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert Rate(0, 0).interval() == (0.0, 1.0)
    assert Rate(0, 50).interval()[0] == 0.0


@given(SCORES, st.floats(0.001, 0.999))
def test_a_threshold_keeps_its_promise_and_no_lower_score_does(
    scores: list[float], fpr: float
) -> None:
    found = threshold_for(scores, fpr)
    assert sum(score > found for score in scores) <= fpr * len(scores)
    lower = [score for score in scores if score < found]
    if lower:
        assert sum(score > max(lower) for score in scores) > fpr * len(scores)


def test_no_scores_have_no_threshold() -> None:
    with pytest.raises(ValueError, match="at least one"):
        threshold_for([], 0.05)


def test_calibration_error_by_hand() -> None:
    assert calibration_error([0.95, 0.95], [True, False]) == pytest.approx(0.45)
    assert calibration_error([1.0, 0.0], [True, False]) == 0.0


def test_f1_by_hand() -> None:
    assert f1(Rate(8, 10), Rate(2, 10)) == pytest.approx(2 * 8 / (8 + 2 + 10))
    assert f1(Rate(0, 0), Rate(0, 0)) == 0.0


def test_recovery_is_the_average_over_the_base() -> None:
    plain = [True] * 80 + [False] * 20
    kinds = {"homo": [True] * 40 + [False] * 60, "trad": [True] * 60 + [None] * 40}
    found = recovery(plain, kinds)
    assert found.average == pytest.approx((0.4 + 1.0) / 2)
    assert found.ratio == pytest.approx(0.7 / 0.8)
    assert found.average_interval[0] < found.average < found.average_interval[1]
    assert found == recovery(plain, kinds), "the bootstrap has a seed"


def test_both_parts_of_the_ordinary_text_are_of_fair_size() -> None:
    share = sum(tuning(f"句子{n}") for n in range(1000)) / 1000
    assert 0.4 < share < 0.6
    assert tuning("\ud800") in (True, False)


@given(SCORES)
def test_quantiles_are_values(values: list[float]) -> None:
    ordered = sorted(values)
    assert quantile(ordered, 1.0) == ordered[-1]
    assert quantile(ordered, 0.0) == ordered[0]
