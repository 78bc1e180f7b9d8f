"""More clients from the cards that there are: the same story, told by another temper."""

import random
from collections.abc import Sequence
from itertools import zip_longest
from typing import get_args

from kernel.errors import DataError
from sim.cards.card import Attitude, Card, Style

SHIFT = 0.06
"""Hidden facts need so much more or less trust than on the card they come from."""


def variants(cards: Sequence[Card], count: int, *, seed: int) -> tuple[Card, ...]:
    """So many cards, no two alike and none as it ships; the same seed makes the same.

    Raises `DataError` if so many cannot be made.
    """
    attitudes: tuple[Attitude, ...] = get_args(Attitude)
    chance = random.Random(seed)
    every = [
        (card, style, attitude)
        for card in cards
        for style in Style
        for attitude in attitudes
        if (style, attitude) != (card.style, card.attitude)
    ]
    if count > len(every):
        raise DataError(
            f"{len(cards)} cards make at most {len(every)} variants; {count} were asked for. "
            "A model writes new ones: --model NAME"
        )
    chance.shuffle(every)
    piles: dict[tuple[str, str], list[tuple[Card, Style, Attitude]]] = {}
    for one in every:
        piles.setdefault((one[0].language, one[0].theme), []).append(one)
    rows = zip_longest(*piles.values())
    evenly: list[tuple[Card, Style, Attitude]] = [one for row in rows for one in row if one]
    return tuple(
        _variant(card, style, attitude, chance) for card, style, attitude in evenly[:count]
    )


def _variant(card: Card, style: Style, attitude: Attitude, chance: random.Random) -> Card:
    facts = tuple(
        fact.model_copy(
            update={
                "trust": round(min(0.95, max(0.05, fact.trust + chance.uniform(-SHIFT, SHIFT))), 2)
            }
        )
        if fact.trust > 0
        else fact
        for fact in card.facts
    )
    return card.model_copy(
        update={
            "slug": f"{card.slug}_{style.value}_{attitude}",
            "style": style,
            "attitude": attitude,
            "facts": facts,
            "variant_of": card.variant_of or card.id,
        }
    )
