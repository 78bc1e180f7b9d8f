"""The counsellor's book: schema of all that a clinician edits in the bot's folder."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kernel.events import Language
from policies.counselling.plan import Plan
from policies.words.texts import (
    Both,
    Cues,
    Feelings,
    Id,
    Line,
    Part,
    Patterns,
    Text,
    Wanted,
    placeholders,
)


class Criterion(Part):
    """Something observable that the person said, by which a stage is judged."""

    id: Id
    seen_when: Both
    find_out: Both
    recall: Line
    """How the closing summary quotes it."""
    cues: Cues
    met_with: Id | None = None
    """The skill that answers words which meet it; else the stage's next."""
    unless: Cues = Cues(zh=(), en=())
    """Words that do not meet it although they answer (drinking, where a step was asked for)."""
    refused_with: Id | None = None
    """The skill that answers words which would meet it but for those."""
    by_feeling: bool = False
    """Whether any word for a feeling meets it."""
    questions: Annotated[tuple[Line, ...], Field(min_length=2)]


class Turns(Part):
    """How many turns of the person a stage takes at least and at most."""

    min: Annotated[int, Field(ge=1)]
    max: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError("min is more than max")
        return self


class Stage(Part):
    id: Id
    title: Both
    goal: Both
    avoid: Both
    never: Patterns
    """Sentences that a model must not say in this stage; what `avoid` asks, enforced."""
    turns: Turns
    enough: Annotated[int, Field(ge=0)]
    """How many criteria let the talk go on once `turns.min` is reached."""
    must: tuple[Id, ...] = ()
    """Criteria that have to be among them."""
    skills: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Which helping skill each turn of the stage uses, in order and over again."""
    criteria: tuple[Criterion, ...]
    more: Annotated[tuple[Line, ...], Field(min_length=2)]
    """Questions once every criterion is met."""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.enough > len(self.criteria):
            raise ValueError(f"{self.id}: enough is more than there are criteria")
        if unknown := set(self.must) - {criterion.id for criterion in self.criteria}:
            raise ValueError(f"{self.id}: must names unknown criteria: {', '.join(unknown)}")
        return self


PRESENCE = "presence"
"""The skill for words too few to take up, so every book has it."""


class Skill(Part):
    """A helping skill; `do` for the prompt, `openers` for the draft, or without a model."""

    id: Id
    do: Both
    openers: Annotated[tuple[Line, ...], Field(min_length=2)]
    needs_feeling: bool = False
    """Whether it makes sense only where the person named a feeling."""
    asks: tuple[Line, ...] = ()
    """Questions of its own, asked instead of the stage's."""

    @model_validator(mode="after")
    def _speakable(self) -> Self:
        for language in Language:
            if all(placeholders(line.in_(language)) for line in self.openers):
                raise ValueError(f"{self.id}: no opener without a placeholder in {language}")
        return self


class Wish(StrEnum):
    """What a person may want of the talk itself."""

    END = "end"
    BACK = "back"
    SKIP = "skip"
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


ANSWERED_ELSEWHERE = frozenset({Wish.END, Wish.FAREWELL, Wish.CONTENT})
"""Wishes that the closing answers; all others need replies of their own."""


class Wanting(Wanted):
    """How a wish is recognised and answered."""

    id: Wish
    do: Both | None = None
    replies: tuple[Line, ...] = ()
    fixed: bool = False
    asks: bool = False

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if self.id not in ANSWERED_ELSEWHERE and len(self.replies) < 2:
            raise ValueError(f"{self.id}: at least two replies")
        if self.replies and not self.fixed and self.do is None:
            raise ValueError(f"{self.id}: what a model words needs a `do`")
        return self


class Summary(Part):
    recall: tuple[Id, ...]
    most: Annotated[int, Field(ge=1)]
    openings: Annotated[tuple[Line, ...], Field(min_length=1)]
    nothing: Line
    asks: Annotated[tuple[Line, ...], Field(min_length=1)]


class Closing(Part):
    summary: Summary
    goodbye: Annotated[tuple[Line, ...], Field(min_length=2)]
    last: Annotated[tuple[Line, ...], Field(min_length=2)]
    listening: Annotated[tuple[Line, ...], Field(min_length=2)]


class Careful(Part):
    """How to speak while a crisis is on."""

    do: Both
    later: Both
    pointer: Annotated[tuple[Line, ...], Field(min_length=2)]
    active: Annotated[tuple[Line, ...], Field(min_length=3)]


class Aftercare(Careful):
    """How to go on after a crisis. `others`: if it was not about the person's own doing."""

    others: Careful
    eased: Annotated[tuple[Line, ...], Field(min_length=2)]
    leaving: Annotated[tuple[Line, ...], Field(min_length=2)]


class OwnWords(Part):
    """The only ways in which a model may speak of itself: regular expressions.

    A sentence in which `speaks` matches and `may` does not is left out.
    """

    speaks: Patterns
    may: Patterns


class Never(Patterns):
    """Sentences a model must not say, and why."""

    reason: Text


class Phrases(Part):
    """`prompts/phrases.yaml`: what the prompts are put together from."""

    known: Both
    began: Both
    quoted: Both
    joint: Both
    criterion: Both
    words: Both
    hint_end: Both
    hint_back: Both
    hint_confused: Both


PROMPTS = {
    "reply": frozenset({"sentences", "stage", "goal", "avoid", "known"}),
    "turn": frozenset({"words", "draft", "do", "care"}),
    "judge": frozenset({"criteria"}),
}
"""Prompt files and the placeholders each must have."""


class Book(Part):
    plan: Plan
    stages: tuple[Stage, ...]
    skills: tuple[Skill, ...]
    wishes: tuple[Wanting, ...]
    feelings: Feelings
    closing: Closing
    aftercare: Aftercare
    never: tuple[Never, ...]
    itself: OwnWords
    phrases: Phrases
    prompts: dict[Literal["reply", "turn", "judge"], Both]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if tuple(stage.id for stage in self.stages) != self.plan.stages:
            raise ValueError("a stage file has another id than its name")
        known = {skill.id for skill in self.skills}
        if PRESENCE not in known:
            raise ValueError(f"there must be a skill {PRESENCE}")
        criteria = [criterion.id for stage in self.stages for criterion in stage.criteria]
        if len(set(criteria)) < len(criteria):
            raise ValueError("two criteria have the same id")
        if self.stages[-1].criteria:
            raise ValueError("the last stage is the closing: it has no criteria")
        for stage in self.stages:
            wanted_skills = {*stage.skills}
            for one in stage.criteria:
                wanted_skills |= {name for name in (one.met_with, one.refused_with) if name}
            if unknown := wanted_skills - known:
                raise ValueError(f"{stage.id}: unknown skills: {', '.join(sorted(unknown))}")
        if unknown := set(self.closing.summary.recall) - set(criteria):
            raise ValueError(f"closing recalls unknown criteria: {', '.join(sorted(unknown))}")
        if sorted(wanting.id for wanting in self.wishes) != sorted(Wish):
            raise ValueError("every wish must be there once")
        for name, wanted in PROMPTS.items():
            for language in Language:
                if placeholders(self.prompts[name].in_(language)) != wanted:  # type: ignore[index]
                    raise ValueError(f"prompts/{language}/{name}.md: placeholders must be {wanted}")
        return self

    def stage(self, id: str) -> Stage:
        """Raises `KeyError`."""
        return {stage.id: stage for stage in self.stages}[id]

    def skill(self, id: str) -> Skill:
        """Raises `KeyError`."""
        return {skill.id: skill for skill in self.skills}[id]

    def wish(self, id: Wish) -> Wanting:
        return {wanting.id: wanting for wanting in self.wishes}[id]
