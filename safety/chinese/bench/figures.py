"""Rates with intervals, thresholds, calibration: the arithmetic of the benchmark. Pure.

A threshold is set on one part of the ordinary text and false positives are reported on the other.
Which part a text belongs to depends on the text alone (`tuning`), so all models share the parts.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kernel.rates import wilson

RESAMPLES = 400
BINS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n`. An empty rate has a share of 0 and an interval of 0 to 1."""

    hits: int
    n: int

    @property
    def share(self) -> float:
        return self.hits / self.n if self.n else 0.0

    def interval(self) -> tuple[float, float]:
        """95 % Wilson score interval."""
        return wilson(self.hits, self.n)


def rate(flags: Sequence[bool]) -> Rate:
    return Rate(sum(flags), len(flags))


def tuning(text: str) -> bool:
    """Whether an ordinary text belongs to the part that thresholds are set on: about half do."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0] % 2 == 0


def threshold_for(scores: Sequence[float], fpr: float) -> float:
    """The smallest threshold that at most a share `fpr` of these scores exceeds.

    A text is called toxic if its score is *above* the threshold. Raises `ValueError` for no scores.
    """
    if not scores:
        raise ValueError("a threshold needs at least one score")
    ordered = sorted(scores, reverse=True)
    return ordered[min(int(fpr * len(ordered)), len(ordered) - 1)]


def f1(toxic: Rate, benign: Rate) -> float:
    """Of the class toxic: `toxic.hits` are true positives, `benign.hits` false ones."""
    called = toxic.hits + benign.hits
    return 2 * toxic.hits / (called + toxic.n) if called + toxic.n else 0.0


def calibration_error(probabilities: Sequence[float], toxic: Sequence[bool]) -> float:
    """Expected calibration error, ten bins of equal width (Guo et al. 2017, section 2)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for probability, truth in zip(probabilities, toxic, strict=True):
        bins[min(int(probability * BINS), BINS - 1)].append((probability, truth))
    return sum(abs(sum(p for p, _ in bin) - sum(truth for _, truth in bin)) for bin in bins) / max(
        1, len(probabilities)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What is left of the detection rate under disguise, with 95 % bootstrap intervals."""

    average: float
    average_interval: tuple[float, float]
    ratio: float
    ratio_interval: tuple[float, float]


def recovery(plain: Sequence[bool], kinds: Mapping[str, Sequence[bool | None]]) -> Recovery:
    """`average` is the mean of the kinds' detection rates, `ratio` is average / plain rate.

    Sentences are resampled whole, with all their disguises; `None` where a disguise is missing.
    """
    patterns = Counter(zip(plain, *kinds.values(), strict=True))
    rows, weights = list(patterns), list(patterns.values())
    random = Random(0)
    drawn = [
        _average_and_ratio(Counter(random.choices(rows, weights, k=len(plain))))
        for _ in range(RESAMPLES)
    ]
    average, ratio = _average_and_ratio(patterns)
    return Recovery(
        average=average,
        average_interval=_middle([each[0] for each in drawn]),
        ratio=ratio,
        ratio_interval=_middle([each[1] for each in drawn]),
    )


def _average_and_ratio(patterns: Mapping[tuple[bool | None, ...], int]) -> tuple[float, float]:
    width = len(next(iter(patterns))) if patterns else 1
    hits, totals = [0] * width, [0] * width
    for pattern, count in patterns.items():
        for column, flag in enumerate(pattern):
            if flag is not None:
                totals[column] += count
                hits[column] += count * flag
    base = hits[0] / totals[0] if totals[0] else 0.0
    counted = zip(hits[1:], totals[1:], strict=True)
    rest = [hit / total for hit, total in counted if total]  # a kind that was not asked is no 0
    average = sum(rest) / len(rest) if rest else 0.0
    return average, average / base if base else 0.0


def _middle(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return quantile(ordered, 0.025), quantile(ordered, 0.975)


def quantile(ordered: Sequence[float], q: float) -> float:
    """Of values in rising order; the nearest rank."""
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]
