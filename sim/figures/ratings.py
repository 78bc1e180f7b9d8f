"""Bradley-Terry ratings: bots compared person by person, on the scale of chess.

Of two bots that met the same person, the one with the higher overall score wins; equal scores are a
tie. 400 points mean odds of ten to one, the mean of all bots is 1000. So that a bot that won
everything has a rating at all, each pair of bots has one tie more than was played. Intervals draw
cards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from evalica import Winner, bradley_terry
from numpy.typing import NDArray

from sim.figures.scored import Results, overall
from sim.figures.sure import draws_of

SCALE, MIDDLE = 400.0, 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """95 percent of the bootstrap draws lie from `low` to `high`."""

    rating: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two bots on one person; `winner` is "" for a tie."""

    a: str
    b: str
    winner: str
    card: str


def comparisons(results: Results) -> list[Comparison]:
    scores = {bot: overall(results.of(bot)) for bot in results.bots}
    cards = {one.person: one.card.id for one in results.scored}
    found = []
    for a, b in combinations(results.bots, 2):
        for person in sorted(scores[a].keys() & scores[b].keys()):
            ours, theirs = scores[a][person], scores[b][person]
            winner = "" if ours == theirs else (a if ours > theirs else b)
            found.append(Comparison(a=a, b=b, winner=winner, card=cards[person]))
    return found


def ratings(bots: Sequence[str], compared: Sequence[Comparison]) -> Mapping[str, Rating]:
    """One for each bot, also where nothing was compared."""
    cards, at = np.unique([one.card for one in compared], return_inverse=True)
    if not compared:
        return {bot: Rating(rating=MIDDLE, low=MIDDLE, high=MIDDLE) for bot in bots}
    once = _fit(bots, compared, np.ones(len(compared)))
    drawn = [_fit(bots, compared, times[at]) for times in draws_of(len(cards))]
    low, high = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    return {
        bot: Rating(rating=float(once[n]), low=float(low[n]), high=float(high[n]))
        for n, bot in enumerate(bots)
    }


def _fit(
    bots: Sequence[str], compared: Sequence[Comparison], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    pairs = list(combinations(bots, 2))
    result = bradley_terry(
        [one.a for one in compared] + [a for a, _ in pairs],
        [one.b for one in compared] + [b for _, b in pairs],
        [_winner(one) for one in compared] + [Winner.Draw] * len(pairs),
        weights=[*weights.tolist(), *[1.0] * len(pairs)],
    )
    strength = np.log10(np.array([float(result.scores[bot]) for bot in bots]))
    return np.asarray(MIDDLE + SCALE * (strength - strength.mean()))


def _winner(one: Comparison) -> Winner:
    if not one.winner:
        return Winner.Draw
    return Winner.X if one.winner == one.a else Winner.Y
