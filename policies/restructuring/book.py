"""The book of the restructuring bot: schema of all that a clinician edits in the bot's folder."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kernel.events import Language
from policies.restructuring.place import OUTCOMES, Outcome
from policies.restructuring.plan import Plan
from policies.restructuring.sayings import Helping, Line, Lines, Strategy, Tagged
from policies.restructuring.steps import Step, check_speakable
from policies.words.texts import (
    Both,
    Cues,
    Feelings,
    Id,
    Part,
    Patterns,
    Text,
    Twins,
    Wanted,
    placeholders,
)


class Distortion(Part):
    """A way of thinking that bends what happened; one of Crisp's fifteen, in our own words."""

    id: Id
    name: Both
    definition: Both
    """Half a sentence that can follow a colon; never about the person themselves."""
    examples: Twins[Annotated[tuple[Text, ...], Field(min_length=2)]]
    cues: Patterns


class Wish(StrEnum):
    """What a person may want of the talk itself."""

    JAILBREAK = "jailbreak"
    END = "end"
    PAUSE = "pause"
    TAKE_BACK = "take_back"
    BACK = "back"
    SKIP = "skip"
    WHY = "why"
    ABOUT = "about"
    PERSON = "person"
    DIAGNOSIS = "diagnosis"
    MEDICATION = "medication"
    CONFUSED = "confused"
    DISAGREE = "disagree"
    ADVICE = "advice"
    UNSURE = "unsure"
    FAREWELL = "farewell"
    CONTENT = "content"


UNANSWERED = frozenset({Wish.END, Wish.WHY, Wish.FAREWELL, Wish.CONTENT})
"""Wishes that the steps or the closing answer; all others need replies of their own."""


class Wanting(Wanted):
    """How a wish is recognised and answered."""

    id: Wish
    replies: tuple[Tagged, ...] = ()
    asks: bool = False
    """Whether the question of the step follows."""

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if self.id not in UNANSWERED and len(self.replies) < 2:
            raise ValueError(f"{self.id}: at least two replies")
        return self


class Continuation(Part):
    """The check after each verdict."""

    declines: Cues
    next: Annotated[tuple[Tagged, ...], Field(min_length=1)]
    next_questions: Annotated[Lines, Field(min_length=2)]
    another: Annotated[tuple[Tagged, ...], Field(min_length=1)]
    another_questions: Annotated[Lines, Field(min_length=2)]
    loop_back: Annotated[tuple[Tagged, ...], Field(min_length=1)]
    because: Annotated[tuple[Tagged, ...], Field(min_length=1)]


class Closing(Part):
    openings: Annotated[Lines, Field(min_length=1)]
    nothing: Line
    situation: Line
    channel: Mapping[Outcome, Annotated[Lines, Field(min_length=1)]]
    """How a channel is told; the first line whose words are known."""
    unfinished: Annotated[Lines, Field(min_length=1)]
    asks: Annotated[Lines, Field(min_length=1)]
    listening: Annotated[tuple[Tagged, ...], Field(min_length=2)]
    few: Annotated[tuple[Tagged, ...], Field(min_length=2)]
    goodbye: Annotated[Lines, Field(min_length=2)]
    last: Annotated[Lines, Field(min_length=2)]


class Careful(Part):
    """How to speak while a crisis is on."""

    later: Both
    pointer: Annotated[Lines, Field(min_length=2)]
    active: Annotated[Lines, Field(min_length=3)]


class Aftercare(Careful):
    """How to go on after a crisis. `others`: if it was not about the person's own doing."""

    others: Careful
    eased: Annotated[Lines, Field(min_length=2)]
    leaving: Annotated[Lines, Field(min_length=2)]


class OwnWords(Part):
    """The only ways in which a model may speak of itself: where `speaks` matches, `may` has to."""

    speaks: Patterns
    may: Patterns


class Never(Patterns):
    """Sentences a model must not say, and why."""

    reason: Text


class Phrases(Part):
    """`prompts/phrases.yaml`: what the prompts are put together from."""

    draft: Both
    strategy: Both
    target: Both
    distortion: Both
    words: Both


PROMPTS = {
    "wording": frozenset({"sentences", "step", "goal", "avoid", "strategies"}),
    "turn": frozenset({"words", "draft", "care"}),
    "judge": frozenset({"targets"}),
    "patterns": frozenset({"distortions", "most"}),
    "persona": frozenset(),
}
"""Prompt files and the placeholders each must have."""

UNNAMED = "unnamed"
"""Stands for the distortion of a channel whose thought shows none, or whose name was refused."""


class Book(Part):
    plan: Plan
    steps: tuple[Step, ...]
    strategies: tuple[Helping, ...]
    distortions: Annotated[tuple[Distortion, ...], Field(min_length=15, max_length=15)]
    outcomes: Mapping[Outcome, Annotated[tuple[Tagged, ...], Field(min_length=1)]]
    """What is said right after a verdict."""
    unlabelled: Annotated[tuple[Tagged, ...], Field(min_length=1)]
    """What is said to who refuses a distortion's name."""
    lead_ins: Patterns
    joints: Patterns
    """What people put before a thought."""
    presence: Annotated[tuple[Tagged, ...], Field(min_length=3)]
    """What is said to words too few to take up."""
    resumed: Annotated[tuple[Tagged, ...], Field(min_length=1)]
    wishes: tuple[Wanting, ...]
    continuation: Continuation
    feelings: Feelings
    closing: Closing
    aftercare: Aftercare
    never: tuple[Never, ...]
    itself: OwnWords
    phrases: Phrases
    prompts: dict[Literal["wording", "turn", "judge", "patterns", "persona"], Both]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if tuple(step.id for step in self.steps) != self.plan.steps:
            raise ValueError("a step file has another id than its name")
        if sorted(each.id for each in self.strategies) != sorted(Strategy):
            raise ValueError("every strategy must be there once")
        if sorted(each.id for each in self.wishes) != sorted(Wish):
            raise ValueError("every wish must be there once")
        for part, outcomes in (("outcomes", self.outcomes), ("closing", self.closing.channel)):
            if set(outcomes) != set(OUTCOMES):
                raise ValueError(f"{part}: every outcome must be there")
        if len({each.id for each in self.distortions}) < len(self.distortions):
            raise ValueError("two distortions have the same id")
        for step in self.steps:
            check_speakable(step, later=step.id in self.plan.restructuring)
        for name, wanted in PROMPTS.items():
            for language in Language:
                if placeholders(self.prompts[name].in_(language)) != wanted:  # type: ignore[index]
                    raise ValueError(f"prompts/{language}/{name}.md: placeholders must be {wanted}")
        return self

    def step(self, id: str) -> Step:
        """Raises `KeyError`."""
        return {step.id: step for step in self.steps}[id]

    def strategy(self, id: Strategy) -> Helping:
        return {each.id: each for each in self.strategies}[id]

    def distortion(self, id: str) -> Distortion | None:
        return next((each for each in self.distortions if each.id == id), None)

    def wish(self, id: Wish) -> Wanting:
        return {each.id: each for each in self.wishes}[id]
