"""Schema of `steps/*.yaml`: what a step wants to hear, and what it says to hear it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from kernel.events import Language
from policies.restructuring.sayings import ALWAYS, Lines, Strategy, Tagged
from policies.words.hearing import found
from policies.words.normal import plain
from policies.words.texts import Both, Cues, Id, Part, Patterns, placeholders


class Again(Part):
    """How something is asked in a further round."""

    intro: tuple[Tagged, ...] = ()
    questions: Annotated[Lines, Field(min_length=1)]


class Target(Part):
    """Something that a step wants to hear from the person."""

    id: Id
    kind: Literal["words", "rating"] = "words"
    must: bool = True
    """Whether it is asked until the plan's patience ends; else once."""
    needs: str = ""
    """Another target of the channel, without which it is not asked."""
    once: bool = False
    """Whether further rounds leave it as it is."""
    seen_when: Both
    cues: Cues = Cues(zh=(), en=())
    absent: Cues = Cues(zh=(), en=())
    """An answer that there is none, which is an answer."""
    none: tuple[Tagged, ...] = ()
    """What is said to that: it is not quoted as if it were something."""
    unless: Cues = Cues(zh=(), en=())
    """Words that are no answer although they answer (an opinion where a fact was asked for)."""
    instead: tuple[Tagged, ...] = ()
    """What is said to those."""
    by_feeling: bool = False
    thought: bool = False
    """Whether it is a thought that may be looked at, so kept without "I thought that"."""
    intro: tuple[Tagged, ...] = ()
    """Said before it is asked for the first time."""
    questions: Annotated[Lines, Field(min_length=2)]
    again: Again | None = None
    noted: tuple[Tagged, ...] = ()
    """What is said once it has been heard."""

    def says_none(self, value: str) -> bool:
        """Whether words kept for it say that there is none."""
        words = plain(value)
        return any(
            found(self.absent.in_(language), words, language)
            and not found(self.cues.in_(language), words, language)
            for language in Language
        )


class Step(Part):
    id: Id
    title: Both
    goal: Both
    avoid: Both
    never: Patterns
    """Sentences that a model must not say in this step."""
    because: Annotated[tuple[Tagged, ...], Field(min_length=2)]
    """Answers to "why do you ask"."""
    most: Annotated[int, Field(ge=1, le=20)]
    """Turns after which the step is left in any case."""
    patterns: Annotated[tuple[tuple[Strategy, ...], ...], Field(min_length=1)]
    """Strategies of the sentences before the question, turn by turn and over again."""
    lines: Mapping[Strategy, Lines] = Field(default_factory=dict)
    """Sentences for this step, tried before the strategies' own."""
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]

    def target(self, id: str) -> Target | None:
        return next((target for target in self.targets if target.id == id), None)

    @property
    def strategies(self) -> frozenset[Strategy]:
        """Every strategy that a sentence of this step may have."""
        spoken = [line for target in self.targets for line in _spoken(target)]
        named = {strategy for pattern in self.patterns for strategy in pattern}
        tagged = {line.strategy for line in (*self.because, *spoken)}
        return frozenset(named | tagged | {Strategy.QUESTION})


def _spoken(target: Target) -> tuple[Tagged, ...]:
    again = target.again.intro if target.again else ()
    return (*target.intro, *target.noted, *target.none, *target.instead, *again)


def check_speakable(step: Step, *, later: bool) -> None:
    """Every target must have a question whose words are always known."""
    sure = ALWAYS if later else frozenset[str]()
    for target in step.targets:
        asked = [target.questions, *([target.again.questions] if target.again else [])]
        for questions in asked:
            if all(placeholders(line.zh) - sure for line in questions):
                raise ValueError(f"{step.id}.{target.id}: no question that can always be asked")
