"""Who can play: a set of cards, and the kind of player that plays them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import DataError
from kernel.ports import Model
from sim.cards.brief import reference
from sim.cards.card import Card
from sim.cards.shelf import Wanted, chosen, shipped
from sim.match import CardRef, Match
from sim.npc.scripted import ScriptedPerson
from sim.npc.voiced import VoicedPerson


@dataclass(frozen=True, slots=True)
class ScriptedCast:
    """Clients without a model."""

    _cards: dict[str, Card]
    name: str = "scripted"

    def cards(self) -> Sequence[CardRef]:
        return [reference(card) for card in self._cards.values()]

    def card(self, id: str) -> Card:
        """Raises `DataError`."""
        return card_of(self._cards, id)

    def person(self, match: Match) -> ScriptedPerson:
        return ScriptedPerson(self.card(match.card.id), match)


def scripted_cast(
    wanted: Wanted | None = None, cards: Sequence[Card] | None = None
) -> ScriptedCast:
    """Of the cards that ship, unless others are given. Raises `DataError`."""
    return ScriptedCast(by_id(cards, wanted))


@dataclass(frozen=True, slots=True)
class ModelCast:
    """Clients whose words a model finds."""

    _cards: dict[str, Card]
    _model: Model

    @property
    def name(self) -> str:
        return f"model:{self._model.name}"

    def cards(self) -> Sequence[CardRef]:
        return [reference(card) for card in self._cards.values()]

    def person(self, match: Match) -> VoicedPerson:
        return VoicedPerson(card_of(self._cards, match.card.id), match, self._model)


def model_cast(
    model: Model, wanted: Wanted | None = None, cards: Sequence[Card] | None = None
) -> ModelCast:
    """Of the cards that ship, unless others are given. Raises `DataError`."""
    return ModelCast(by_id(cards, wanted), model)


def by_id(cards: Sequence[Card] | None, wanted: Wanted | None) -> dict[str, Card]:
    every = shipped() if cards is None else cards
    return {card.id: card for card in chosen(every, wanted or Wanted())}


def card_of(cards: dict[str, Card], id: str) -> Card:
    try:
        return cards[id]
    except KeyError:
        raise DataError(f"there is no card {id}; see `fireside sim cards list`") from None
