"""How sure a figure is: intervals and tests that know that talks with one card belong together.

Cards are the clusters. A standard error adds residuals within a card before squaring (Liang and
Zeger 1986, with the small-sample factor G/(G-1)); a bootstrap draws cards, not talks (Cameron,
Gelbach and Miller 2008, section 4); a paired test flips the sign of a card's whole difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
SEED = 20250503
"""Of all draws: figures of one run are the same whenever they are counted."""
EXACT = 14
"""Up to so many cards all sign flips are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean with its clustered standard error and 95 percent bootstrap interval."""

    value: float
    se: float
    low: float
    high: float
    n: int
    clusters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One bot's mean minus another's on the same people; `p` is two-sided."""

    a: str
    b: str
    value: float
    low: float
    high: float
    p: float
    n: int
    p_holm: float = 1.0
    """After Holm's correction for the number of pairs."""


def estimate(values: Sequence[float], cards: Sequence[str]) -> Estimate | None:
    """None of nothing."""
    if not values:
        return None
    sums, counts = _clusters(values, cards)
    mean = sums.sum() / counts.sum()
    low, high = _interval(sums, counts)
    groups = len(sums)
    se = 0.0
    if groups > 1:
        residual = sums - mean * counts
        se = float(np.sqrt((residual**2).sum() * groups / (groups - 1)) / counts.sum())
    return Estimate(value=float(mean), se=se, low=low, high=high, n=len(values), clusters=groups)


def difference(
    names: tuple[str, str],
    a: Mapping[str, float],
    b: Mapping[str, float],
    cards: Mapping[str, str],
) -> Difference | None:
    """`a` and `b` map persons to scores, `cards` persons to clusters; only common persons count."""
    people = sorted(a.keys() & b.keys())
    if not people:
        return None
    sums, counts = _clusters([a[p] - b[p] for p in people], [cards[p] for p in people])
    low, high = _interval(sums, counts)
    return Difference(
        a=names[0],
        b=names[1],
        value=float(sums.sum() / counts.sum()),
        low=low,
        high=high,
        p=_flip(sums),
        n=len(people),
    )


def holm(found: Sequence[Difference]) -> list[Difference]:
    """The same differences with corrected p."""
    ranked = sorted(found, key=lambda one: one.p)
    worst, corrected = 0.0, {}
    for at, one in enumerate(ranked):
        worst = max(worst, min(1.0, one.p * (len(ranked) - at)))
        corrected[one.a, one.b] = worst
    return [replace(one, p_holm=corrected[one.a, one.b]) for one in found]


def draws_of(groups: int) -> NDArray[np.int64]:
    """How often each of the groups is drawn, in each of `DRAWS` bootstrap draws."""
    chance = np.random.default_rng(SEED)
    return chance.multinomial(groups, np.full(groups, 1 / groups), size=DRAWS)


def _clusters(
    values: Sequence[float], cards: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The sum and the number of values, by card."""
    _, at = np.unique(np.asarray(cards), return_inverse=True)
    sums = np.bincount(at, weights=np.asarray(values, dtype=float))
    return sums.astype(np.float64), np.bincount(at).astype(np.float64)


def _interval(sums: NDArray[np.float64], counts: NDArray[np.float64]) -> tuple[float, float]:
    drawn = draws_of(len(sums))
    means = (drawn @ sums) / (drawn @ counts)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _flip(sums: NDArray[np.float64]) -> float:
    """The share of sign flips that give a mean at least so far from nought."""
    groups = len(sums)
    if groups <= EXACT:
        bits = (np.arange(2**groups)[:, None] >> np.arange(groups)) & 1
        flips, extra = 1 - 2 * bits, 0
    else:
        chance = np.random.default_rng(SEED)
        flips, extra = 1 - 2 * chance.integers(0, 2, size=(10 * DRAWS, groups)), 1
    as_far = np.abs(flips @ sums) >= abs(sums.sum()) - 1e-12
    return float((as_far.sum() + extra) / (len(flips) + extra))
