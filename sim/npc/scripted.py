"""A client without a model: the card's own lines, and phrases of their style around them.

The same seed against the same counsellor says the same; a turn takes some microseconds.
"""

import random
import re

from kernel.events import Language
from sim.cards.card import Card, Style
from sim.match import Heard, Leave, Match, Say, Usage
from sim.npc.brain import Brain, Do, Intent
from sim.npc.phrases import Phrases, Picker, load_phrases
from sim.npc.temper import load_temper

_LED = 0.4
"""Of the things told, so many begin with a lead; and half as many end with a tail."""
_STOPS = re.compile(r"[.!?。！？…]$")
_LED_DO = frozenset({Do.TELL})
_PLAINLY = frozenset({Style.RESERVED})


class Words:
    """Puts an intent into the client's own words."""

    def __init__(self, card: Card, phrases: Phrases, chance: random.Random) -> None:
        self._card = card
        self._phrases = phrases
        self._pick = Picker(chance)

    def of(self, intent: Intent) -> str:
        told = self._join(*(line.say for line in intent.lines))
        if intent.do in _LED_DO and told and not intent.reaction:
            told = self.dressed(told, hidden=any(line.hidden for line in intent.lines))
        return self._join(intent.reaction, told)

    def dressed(self, told: str, *, hidden: bool = False) -> str:
        """With words around it, now and then; something hidden is told without ornament."""
        style = self._card.style
        if hidden or style in _PLAINLY:
            return told
        if self._pick.by_chance(_LED):
            lead = self._pick.pick(self._phrases.leads[style])
            told = self._join(lead, self._after(lead, told))
        if self._pick.by_chance(_LED / 2):
            told = self._join(told, self._pick.pick(self._phrases.tails[style]))
        return told

    def _after(self, lead: str, told: str) -> str:
        first = told.split(" ", 1)[0].rstrip(",.")
        small = first in self._phrases.lowered or first.lower() in self._card.feeling.words
        if lead and not _STOPS.search(lead) and small:
            return told[0].lower() + told[1:]
        return told

    def _join(self, *parts: str) -> str:
        glue = "" if self._card.language is Language.ZH else " "
        return glue.join(part for part in parts if part)


class ScriptedPerson:
    """Plays one match. Its model is none, so it uses none."""

    def __init__(self, card: Card, match: Match) -> None:
        chance = random.Random(f"{match.seed}:{card.id}")
        phrases = load_phrases(card.language)
        self.brain = Brain(card, load_temper(), phrases, rounds=match.rounds, chance=chance)
        self._words = Words(card, phrases, chance)

    @property
    def usage(self) -> Usage:
        return Usage()

    async def next(self, heard: Heard) -> Say | Leave:
        intent = self.brain.decide(heard)
        text = self._words.of(intent)
        self.brain.spoke(text)
        return as_move(intent, text)


def as_move(intent: Intent, text: str) -> Say | Leave:
    if intent.leave is not None:
        return Leave(reason=intent.leave, text=text, state=intent.state)
    return Say(text=text, state=intent.state)
