"""The interval of a share, against published figures and where there is nothing to share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.rates import wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [  # Agresti and Coull 1998, section 1; Newcombe 1998, table I, method 3
        (8, 10, 0.490, 0.943),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=6e-4)


def test_of_nothing_anything_may_be_so() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 10**6), st.data())
def test_it_holds_the_share_and_stays_a_share(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1
