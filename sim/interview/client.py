"""A client card in an interview: the card's person, telling the answers of a profile in their own
manner.

The card gives who sits there: the language, the country, the story they open with, and the way in
which they talk around an answer. What is true of them stays the profile's, so the ground truth does
too; a card holds a life, not the answers to ninety questions.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.cards.card import Card
from sim.cards.shelf import Wanted, chosen, drawn, shipped
from sim.interview.profile import Profile
from sim.interview.respondent import Respondent
from sim.npc.phrases import load_phrases
from sim.npc.scripted import Words


class Client:
    """Answers as a `Respondent` does, with the words of a card's person around it."""

    def __init__(self, respondent: Respondent, card: Card, *, seed: int) -> None:
        self._respondent = respondent
        chance = random.Random(f"{seed}:{card.id}")
        self._words = Words(card, load_phrases(card.language), chance)

    def answer(self, question: str) -> str:
        """What they say to `<module>.<node>`, however often it is asked."""
        return self._words.dressed(self._respondent.answer(question))

    def afterthought(self) -> str:
        """What they take back in the end, in plain words."""
        return self._respondent.afterthought()


@dataclass(frozen=True, slots=True)
class Seat:
    """A profile, now of the card's person, and that card."""

    profile: Profile
    card: Card


def seated(profiles: Sequence[Profile], *, seed: int) -> dict[int, Seat]:
    """A card for every profile, by its number: in its language, even over themes and manners."""
    languages = {profile.language for profile in profiles}
    cards = {
        language: iter(
            drawn(chosen(shipped(), Wanted(languages=(language,))), len(profiles), seed=seed)
        )
        for language in languages
    }
    pairs = [(profile, next(cards[profile.language])) for profile in profiles]
    return {
        profile.number: Seat(replace(profile, card=card.id, manner=card.style.value), card)
        for profile, card in pairs
    }
