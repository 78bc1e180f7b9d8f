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
FITS = 500
"""Draws that are fitted; each takes most of a millisecond."""


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
    if not compared:
        return {bot: Rating(rating=MIDDLE, low=MIDDLE, high=MIDDLE) for bot in bots}
    cards, at = np.unique([one.card for one in compared], return_inverse=True)
    kinds = sorted({(one.a, one.b, one.winner) for one in compared})
    counts = np.zeros((len(cards), len(kinds)))
    """How often each outcome came of each card: all that a draw of cards can change."""
    for card, one in zip(at, compared, strict=True):
        counts[card, kinds.index((one.a, one.b, one.winner))] += 1
    once = _fit(bots, kinds, counts.sum(axis=0))
    drawn = [_fit(bots, kinds, times @ counts) for times in draws_of(len(cards))[:FITS]]
    low, high = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    return {
        bot: Rating(rating=float(once[n]), low=float(low[n]), high=float(high[n]))
        for n, bot in enumerate(bots)
    }


def _fit(
    bots: Sequence[str], kinds: Sequence[tuple[str, str, str]], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    pairs = list(combinations(bots, 2))
    result = bradley_terry(
        [a for a, _, _ in kinds] + [a for a, _ in pairs],
        [b for _, b, _ in kinds] + [b for _, b in pairs],
        [_winner(*kind) for kind in kinds] + [Winner.Draw] * len(pairs),
        weights=[*weights.tolist(), *[1.0] * len(pairs)],
    )
    strength = np.log10(np.array([float(result.scores[bot]) for bot in bots]))
    return np.asarray(MIDDLE + SCALE * (strength - strength.mean()))


def _winner(a: str, b: str, winner: str) -> Winner:
    if not winner:
        return Winner.Draw
    return Winner.X if winner == a else Winner.Y
