"""One made-up person in an interview: knows what is true and says it in their own manner.

plain            says it, half of the time after a yes or a no
verbose          says it in the middle of other things
vague            first says something that could mean anything
reserved         says a word
contradicting    now and then says the opposite first, and corrects it in the same breath
self_correcting  now and then says the opposite, and takes it back in the next message
"""

import random
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from sim.interview.profile import Plan, Profile

SLIP_SHARE = 0.15
"""Of the answers, so many begin with the opposite in the last two styles."""
VAGUE_SHARE = 0.35
HOW_LONG = "half_year"
"""The topic to which a bare yes or no is no answer."""

Wording = Literal["tuning", "second", "reporting"]
"""Whoever mends how answers are read looks at the first two; figures are of the last, by whose
misread answers the reader was never mended."""
Ways = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Topic(_Part):
    yes: Ways
    no: Ways
    rare: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    def says(self, answer: str) -> tuple[str, ...]:
        """Ways to give this answer; without words of its own, `rare` and `short` are a no."""
        return {"yes": self.yes, "rare": self.rare, "short": self.short}.get(answer) or self.no


class Phrases(_Part):
    """What people say in one language."""

    topics: dict[str, Topic]
    yes: Ways
    no: Ways
    lead_yes: Ways
    lead_no: Ways
    vague: Ways
    openers: Ways
    tails: Ways
    doubts: Ways
    doubts_no: Ways
    slips: Ways
    begin: str
    go_on: str
    nothing: str
    lost: str
    unsafe: str
    """Said after the crisis protocol by somebody who does not feel safe."""


def load_phrases(language: Language, wording: Wording = "reporting") -> Phrases:
    """Raises `DataError`."""
    name = f"{wording}/{language.value}.yaml"
    text = files("sim.interview").joinpath("answers", *name.split("/")).read_text(encoding="utf-8")
    try:
        return Phrases.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"sim/interview/answers/{name}: {error}") from error


class Respondent:
    """Ask it with `answer`, one question after another. The same seed says the same."""

    def __init__(self, profile: Profile, plan: Plan, phrases: Phrases, *, seed: int) -> None:
        self._profile = profile
        self._plan = plan
        self._phrases = phrases
        self._chance = random.Random(seed * 1_000_003 + profile.number)
        self._slipped = ""
        """The question that was just answered with the opposite."""
        self._slips: set[str] = set()
        self._vague_at = ""

    def answer(self, question: str) -> str:
        """What this person says to `<module>.<node>`, however often it is asked."""
        truth = self._profile.answers.get(question)
        if truth is None:
            return self._phrases.lost
        slipped, self._slipped = self._slipped, ""
        if slipped and slipped != question:
            return self._one_of(self._phrases.slips)
        return self._say(question, truth)

    def afterthought(self) -> str:
        """What this person takes back once they are asked whether anything is to be changed."""
        slipped, self._slipped = self._slipped, ""
        return self._one_of(self._phrases.slips) if slipped else ""

    def _say(self, question: str, truth: str) -> str:
        words = self._one_of(self._topic(question).says(truth))
        plain = truth in ("yes", "no") and self._topic_name(question) != HOW_LONG
        match self._profile.style:
            case "verbose":
                before, after = self._one_of(self._phrases.openers), self._phrases.tails
                return f"{before}{words}{self._one_of(after)}"
            case "vague" if self._vague_at != question and self._by_chance(VAGUE_SHARE):
                self._vague_at = question
                return self._one_of(self._phrases.vague)
            case "reserved" if plain:
                return self._one_of(self._phrases.yes if truth == "yes" else self._phrases.no)
            case "contradicting" if plain and self._by_chance(SLIP_SHARE):
                doubts = self._phrases.doubts if truth == "yes" else self._phrases.doubts_no
                return f"{self._one_of(doubts)}{words}"
            case "self_correcting" if self._may_slip(question) and self._by_chance(SLIP_SHARE):
                self._slips.add(question)
                self._slipped = question
                return self._one_of(self._topic(question).says("no" if truth == "yes" else "yes"))
        if not plain or self._by_chance(0.5):
            return words
        lead = self._phrases.lead_yes if truth == "yes" else self._phrases.lead_no
        return f"{self._one_of(lead)}{words}"

    def _may_slip(self, question: str) -> bool:
        """Once a question, and nowhere where a yes would call the crisis protocol."""
        grave = question.startswith("suicidality.") or "death" in question
        return not grave and question not in self._slips

    def _by_chance(self, share: float) -> bool:
        return self._chance.random() < share

    def _one_of(self, ways: tuple[str, ...]) -> str:
        return self._chance.choice(ways)

    def _topic(self, question: str) -> Topic:
        return self._phrases.topics[self._topic_name(question)]

    def _topic_name(self, question: str) -> str:
        module, _, node = question.partition(".")
        return self._plan.modules[module].topics[node]
