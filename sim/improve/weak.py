"""What a bot is weak at: items below the threshold of their scale, with the words that show it.

The paper does not say what counts as low; here it is an item whose mean share is below the share
that the whole scale needs to pass (42 of 64, 24 of 32, 35 of 45), the furthest below first.
"""

from dataclasses import dataclass

from sim.figures.breakdown import by_item
from sim.figures.scored import Results
from sim.figures.sure import Estimate
from sim.judging.scales import Item, Scale

QUOTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakness:
    scale: Scale
    item: Item
    found: Estimate
    """Of the item's score."""
    gap: float
    """How much of the scale is missing to its threshold, from 0 to 1."""
    quotes: tuple[str, ...]
    """From the talks that scored lowest on it."""


def weaknesses(results: Results, bot: str, most: int) -> list[Weakness]:
    """At most so many, the weakest first."""
    found = []
    for scale, items in by_item(results, bot).items():
        file = results.rubric.scales[scale]
        for id, told in items.items():
            gap = file.pass_above / file.most - told.value / file.max
            if gap > 0:
                found.append(
                    Weakness(
                        scale=scale,
                        item=results.rubric.item(scale, id),
                        found=told,
                        gap=gap,
                        quotes=_quotes(results, bot, scale, id),
                    )
                )
    return sorted(found, key=lambda one: (-one.gap, one.scale, one.item.id))[:most]


def _quotes(results: Results, bot: str, scale: Scale, item: str) -> tuple[str, ...]:
    scored = [
        (score.score, score.quote)
        for one in results.of(bot)
        for sheet in one.sheets
        for score in sheet.scores
        if score.scale is scale and score.item == item and score.quote
    ]
    return tuple(dict.fromkeys(quote for _, quote in sorted(scored)))[:QUOTES]
