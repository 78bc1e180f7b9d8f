"""A client that answers from a script: it hears what is asked by its words, and says its part.

It knows only what a person would see, the bot's last message. The same seed says the same.
"""

import random
import re
from string import Template

from kernel.sentences import split
from sim.clients.person import Hearing, Person

SUMMARY = "summary"
"""The question that ends a talk: the bot has summed up."""
IDLE = "idle"
"""Nothing was asked: the bot waits."""
_ASKS = re.compile(r"[?？][\"”’」]*\s*$")
_EVERY_TIME = frozenset({"next"})
_NUMBERS = ("before", "after")


class ScriptedClient:
    """One person in one conversation. `aside` is the chance (0 to 1) of a word beside the point."""

    def __init__(self, person: Person, hearing: Hearing, *, seed: int, aside: float = 0.08) -> None:
        self._person = person
        self._hearing = hearing
        self._aside = aside
        self._chance = random.Random(seed)
        self._times: dict[str, int] = {}
        self._thanked = 0
        self._asided = False

    def asked(self, said: str) -> str:
        """The question that the bot's words ask, or "" for one that is not recognised."""
        last = next((part for part in reversed(split(said)) if _ASKS.search(part)), "")
        for question, patterns in self._hearing.questions.items():
            words = said if question == SUMMARY else last
            if words and any(re.search(pattern, words, re.IGNORECASE) for pattern in patterns):
                return question
        return "" if last else IDLE

    def answer(self, said: str) -> str:
        """What the person says to the bot's latest words; "" once they have left."""
        question = self.asked(said)
        if question == SUMMARY or self._thanked:
            thanks = self._hearing.thanks
            self._thanked += 1
            return thanks[self._thanked - 1] if self._thanked <= len(thanks) else ""
        if self._hearing.asides and not self._asided and self._chance.random() < self._aside:
            self._asided = True
            return self._chance.choice(self._hearing.asides)
        self._asided = False
        return self._number(question) if question in _NUMBERS else self._words(question)

    def _words(self, question: str) -> str:
        if question == IDLE:
            return self._chance.choice(self._hearing.idle)
        told = self._person.answers.get(question)
        if told is None:
            return self._hearing.otherwise
        at = self._times.get(question, 0)
        self._times[question] = at + 1
        if at >= len(told) and question in _EVERY_TIME:
            at = len(told) - 1
        if at >= len(told):
            return self._chance.choice(self._hearing.again)
        return self._chance.choice(told[at])

    def _number(self, question: str) -> str:
        beliefs = self._person.beliefs
        at = self._times.get(question, 0)
        self._times[question] = at + 1
        belief = beliefs[min(at, len(beliefs) - 1)]
        low, high = belief.before if question == "before" else belief.after
        number = 5 * round(self._chance.randint(low, high) / 5)
        return Template(self._chance.choice(self._hearing.numbers)).substitute(n=number)
