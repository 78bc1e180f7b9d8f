"""How far judges agree with each other, with themselves and with people, and what sways them.

Agreement is Cohen's kappa with quadratic weights (Cohen 1968): the scales are ordered, and one
point apart is less wrong than three. Checks of bias:

position   two talks side by side, in both orders: how often the first is named (`positions`)
order      scores when items are asked from the last to the first, less those in their order
verbosity  Spearman's correlation of overall score and length of the bot's answers, within bots
spread     whether a judge's scores differ at all: one that always says the same agrees with itself
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.figures.scored import Results
from sim.figures.sure import Estimate, draws_of, estimate
from sim.judging.compare import Choice
from sim.judging.scales import Rubric, Scale
from sim.judging.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`pairs` are pairs of scores of one item of one match; None where there is no variation."""

    a: str
    b: str
    scale: Scale
    kappa: float | None
    low: float | None
    high: float | None
    exact: float
    """Share of pairs that are equal."""
    pairs: int
    matches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    rho: float
    low: float
    high: float
    n: int


FLAT = 0.95
"""From this share of like scores on a judge tells nothing apart."""
FEWEST = 5
"""Sheets that it takes to say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """`same` is the share of a judge's scores that are the commonest of their item."""

    judge: str
    same: float
    sheets: int
    flat: bool


def spreads(sheets: Iterable[Sheet]) -> list[Spread]:
    """Of every judge, over all talks."""
    by: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by.setdefault(sheet.judge, []).append(sheet)
    found = []
    for judge, mine in sorted(by.items()):
        items: dict[tuple[Scale, str], Counter[int]] = {}
        for sheet in mine:
            for score in sheet.scores:
                items.setdefault((score.scale, score.item), Counter())[score.score] += 1
        alike = sum(max(counts.values()) for counts in items.values())
        same = alike / sum(counts.total() for counts in items.values())
        flat = same >= FLAT and len(mine) >= FEWEST
        found.append(Spread(judge=judge, same=same, sheets=len(mine), flat=flat))
    return found


def agreements(rubric: Rubric, sheets: Iterable[Sheet]) -> list[Agreement]:
    """Of every two judges, and of two repeats of one judge, by scale. Two judges are compared by
    their first repeat."""
    by: dict[tuple[str, int], dict[str, Sheet]] = {}
    for sheet in sheets:
        by.setdefault((sheet.judge, sheet.repeat), {})[sheet.match] = sheet
    found = []
    for (a, i), (b, j) in combinations(sorted(by), 2):
        if (a == b) == (i == j) or (a != b and i + j > 0):
            continue
        for scale in rubric.scales:
            names = (a, b) if a != b else (f"{a} #{i + 1}", f"{b} #{j + 1}")
            if agreed := _agree(rubric, scale, names, by[a, i], by[b, j]):
                found.append(agreed)
    return found


def _agree(
    rubric: Rubric,
    scale: Scale,
    names: tuple[str, str],
    a: dict[str, Sheet],
    b: dict[str, Sheet],
) -> Agreement | None:
    matches = sorted(a.keys() & b.keys())
    if not matches:
        return None
    size = rubric.scales[scale].max + 1
    tables = np.array([_table(a[m], b[m], scale, size) for m in matches])
    whole = tables.sum(axis=0)
    kappa = weighted_kappa(whole)
    low = high = None
    if kappa is not None and len(matches) > 1:
        drawn = (weighted_kappa(np.tensordot(t, tables, 1)) for t in draws_of(len(matches))[:500])
        kappas = [one for one in drawn if one is not None]
        low, high = (float(x) for x in np.percentile(kappas, [2.5, 97.5]))
    return Agreement(
        a=names[0], b=names[1], scale=scale, kappa=kappa, low=low, high=high,
        exact=float(np.trace(whole) / whole.sum()), pairs=int(whole.sum()), matches=len(matches),
    )  # fmt: skip


def _table(a: Sheet, b: Sheet, scale: Scale, size: int) -> NDArray[np.float64]:
    """How often `a` gave the row's score and `b` the column's."""
    table = np.zeros((size, size))
    theirs = {one.item: one.score for one in b.scores if one.scale is scale}
    for one in a.scores:
        if one.scale is scale and one.item in theirs:
            table[one.score, theirs[one.item]] += 1
    return table


def weighted_kappa(table: NDArray[np.float64]) -> float | None:
    """Of a square table of counts; None where both always say one and the same."""
    n = table.sum()
    at = np.arange(len(table))
    weights = (at[:, None] - at) ** 2
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    by_chance = float((weights * expected).sum())
    if by_chance == 0:
        return None
    return 1 - float((weights * table).sum()) / by_chance


def order_bias(results: Results) -> Estimate | None:
    """In item points, reversed less forward, paired within match and judge; None if never both."""
    gaps, cards = [], []
    for one in results.scored:
        for judge in {sheet.judge for sheet in one.sheets}:
            ways = {True: list[float](), False: list[float]()}
            for sheet in one.sheets:
                if sheet.judge == judge:
                    ways[sheet.reverse].append(float(np.mean([s.score for s in sheet.scores])))
            if ways[True] and ways[False]:
                gaps.append(float(np.mean(ways[True]) - np.mean(ways[False])))
                cards.append(one.card.id)
    return estimate(gaps, cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Of one judge that saw pairs of talks in both orders."""

    judge: str
    pairs: int
    steady: float
    """Share of pairs of which it said the same in both orders."""
    first: float
    """Of the answers that name a talk, the share that names the first; 0.5 without bias."""


def positions(choices: Iterable[Choice]) -> list[Position]:
    """By judge. Judges that never name a talk have a `first` of 0.5."""
    by: dict[str, list[Choice]] = {}
    for choice in choices:
        by.setdefault(choice.judge, []).append(choice)
    found = []
    for judge, mine in sorted(by.items()):
        named = sum((c.forward != "tie") + (c.backward != "tie") for c in mine)
        firsts = sum(choice.firsts for choice in mine)
        found.append(
            Position(
                judge=judge,
                pairs=len(mine),
                steady=sum(choice.steady for choice in mine) / len(mine),
                first=firsts / named if named else 0.5,
            )
        )
    return found


def verbosity(results: Results) -> Correlation | None:
    """None where there is nothing to tell apart."""
    words: list[float] = []
    scores: list[float] = []
    for bot in results.bots:
        mine = [one for one in results.of(bot) if one.verdict is not None]
        words += _ranks([one.words for one in mine])
        scores += _ranks([one.verdict.overall for one in mine if one.verdict is not None])
    x, y = np.array(words), np.array(scores)
    if len(x) < 4 or x.std() == 0 or y.std() == 0:
        return None
    rho = float(np.corrcoef(x, y)[0, 1])
    # Fisher's z with the variance for ranks (Bonett and Wright 2000)
    z, se = np.arctanh(min(max(rho, -0.9999), 0.9999)), np.sqrt((1 + rho**2 / 2) / (len(x) - 3))
    low, high = np.tanh([z - 1.96 * se, z + 1.96 * se])
    return Correlation(rho=rho, low=float(low), high=float(high), n=len(x))


def _ranks(values: Sequence[float]) -> list[float]:
    """From -0.5 to 0.5, ties share theirs; so bots of different lengths do not mix."""
    if len(values) < 2:
        return [0.0] * len(values)
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts + 1) / 2)[at]
    return [float(r) for r in ranks / (len(values) - 1) - 0.5]
