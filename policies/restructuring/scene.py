"""What is known when a turn begins, and what is decided for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kernel.events import Language, Side
from kernel.sentences import split
from kernel.state import Conversation
from policies.restructuring.book import Book, Careful, Wish
from policies.restructuring.course import belief
from policies.restructuring.judge import Answer, Finding, Judgement
from policies.restructuring.place import Hop, Outcome, Place
from policies.restructuring.sayings import Line, Strategy, Tagged
from policies.words.hearing import feeling_in, telling_clause
from policies.words.replies import Said, choose
from policies.words.texts import placeholders

L = TypeVar("L", bound=Line)

LEAVING = (Wish.END, Wish.FAREWELL)
_QUESTION_MARKS = ("?", "？")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to be said and what it is for."""

    text: str
    strategy: Strategy


def sentences(text: str, strategy: Strategy) -> tuple[Sentence, ...]:
    """The sentences of a line. One that asks is a question, whatever else its line is for."""
    asks = tuple(f"{mark}{closer}" for mark in _QUESTION_MARKS for closer in ("", "”", '"'))
    return tuple(
        Sentence(part.strip(), Strategy.QUESTION if part.strip().endswith(asks) else strategy)
        for part in split(text)
        if part.strip()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a turn goes: what is noted, and what is said when no model words it."""

    language: Language
    text: str
    """What the person said."""
    before: Place
    place: Place
    """With this turn counted and the person's requests fulfilled."""
    hops: tuple[Hop, ...] = ()
    outcome: Outcome | None = None
    wish: Wish | None = None
    findings: tuple[Finding, ...] = ()
    lead: tuple[Sentence, ...] = ()
    """Takes up what the person said."""
    free: bool = False
    """Whether a model may word the lead."""
    fixed: tuple[Sentence, ...] = ()
    """Said as it stands: what is next and the question for it."""
    care: str = ""
    """What the prompt says of a crisis."""
    close: str = ""
    """Reason for which the conversation is closed after this answer, if it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What every part of the decision looks at."""

    book: Book
    talk: Conversation
    said: Said
    language: Language
    text: str
    wish: Wish | None
    before: Place
    marked: bool
    """Whether there was a crisis, or words like one, in this conversation."""
    judgement: Judgement = field(default_factory=Judgement)

    def answer(self) -> Answer:
        spoken = [said for said in self.talk.utterances if said.side is Side.BOT]
        return Answer(
            text=self.text,
            language=self.language,
            asking=self.before.asking,
            asked=self.before.asked,
            question=spoken[-1].text if spoken else "",
        )

    def words(self, place: Place) -> dict[str, str]:
        """What may stand in the places of a line."""
        scope = f"channel{place.channel}"
        distortion = None
        if 0 < place.channel <= len(place.channels):
            distortion = self.book.distortion(place.channels[place.channel - 1])
        before, after = belief(place, "before"), belief(place, "after")
        return {
            "quote": telling_clause(self.text, self.book.feelings, self.language),
            "feeling": feeling_in(self.text, self.book.feelings, self.language),
            "thought": place.words(f"{scope}.thought"),
            "name": distortion.name.in_(self.language) if distortion else "",
            "meaning": distortion.definition.in_(self.language) if distortion else "",
            "before": "" if before is None else str(before),
            "after": "" if after is None else str(after),
            "situation": place.words("loop0.situation"),
            **{name: self._kept(place, name) for name in ("for", "against", "balanced")},
        }

    def _kept(self, place: Place, name: str) -> str:
        """What the person last said for a target; "" if it was that there is none."""
        kept = latest(place, name)
        targets = (step.target(name) for step in self.book.steps)
        return "" if any(one is not None and one.says_none(kept) for one in targets) else kept

    def tell(self, lines: Sequence[Tagged], place: Place) -> tuple[Sentence, ...]:
        """The line not said for longest among those whose words are known; () for none."""
        words = self.words(place)
        line = self._best(lines, words)
        return sentences(self._filled(line, words), line.strategy) if line else ()

    def pick(self, lines: Sequence[Line], place: Place) -> str:
        """The same for lines whose strategy is known otherwise; "" for none."""
        words = self.words(place)
        line = self._best(lines, words)
        return self._filled(line, words) if line else ""

    def _best(self, lines: Sequence[L], words: Mapping[str, str]) -> L | None:
        known = {name for name, word in words.items() if word}
        fitting = [line for line in lines if placeholders(line.in_(self.language)) <= known]
        return max(fitting, key=lambda line: self.said.ago(line.in_(self.language)), default=None)

    def _filled(self, line: Line, words: Mapping[str, str]) -> str:
        return choose([line], self.language, self.said, words)

    @property
    def aftercare(self) -> Careful:
        """How to speak of the crisis that is on, or of all that there was."""
        care, crisis = self.book.aftercare, self.talk.crisis
        labels = self.talk.labels if crisis is None else frozenset(crisis.labels)
        return care if self.book.plan.aftercare.is_own(labels) else care.others

    @property
    def care(self) -> str:
        """What the prompt says of a crisis that is over."""
        return self.aftercare.later.in_(self.language) if self.marked else ""


def latest(place: Place, name: str) -> str:
    """What the person last said for a target of the channel."""
    for again in (*(f".{n}" for n in range(place.round, 1, -1)), ""):
        if words := place.words(f"channel{place.channel}.{name}{again}"):
            return words
    return ""
