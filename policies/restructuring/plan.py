"""Schema of `plan.yaml`: the order of the steps, the bounds of the talk, the use of models."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from policies.words.care import CareAfter
from policies.words.texts import Id, Lengths, Part, Text

Count = Annotated[int, Field(ge=1, le=100)]
Score = Annotated[int, Field(ge=0, le=100)]


class Bounds(Part):
    """What ends by itself, so that nobody is kept going round."""

    turns: Count
    """Turns of the person after which the talk is summed up, wherever it is."""
    channels: Annotated[int, Field(ge=1, le=3)]
    """Thoughts looked at in one conversation (at most three: Crisp)."""
    loops: Annotated[int, Field(ge=0, le=5)]
    """Times that the talk may go back to identification."""
    rounds: Annotated[int, Field(ge=1, le=3)]
    """Rounds of defense and prosecution for one thought."""
    patience: Annotated[int, Field(ge=1, le=3)]
    """Times that one thing is asked before it is left open."""
    signs: Count
    """Marked clauses that are kept until the channels are chosen."""


class Verdicts(Part):
    """When a belief counts as having moved. Points of 100."""

    drop: Score
    low: Score
    """A belief at or below this needs no further round."""


class CallLimits(Part):
    max_tokens: Annotated[int, Field(ge=16, le=4096)]
    temperature: Annotated[float, Field(ge=0, le=2)]
    seconds: Annotated[float, Field(gt=0, le=600)]


class ModelUse(Part):
    context_tokens: Annotated[int, Field(ge=1024)]
    recent: Annotated[int, Field(ge=2)]
    wording: CallLimits
    judgement: CallLimits
    chat: CallLimits


class Small(Part):
    """Models too small to word freely and to judge: known by a part of their name.

    `share` (0 to 1) of the letter pairs of each sentence must come from the draft or the person.
    """

    models: tuple[Text, ...]
    share: Annotated[float, Field(ge=0, le=1)]


class PlainChat(Part):
    """Models made for plain chat under a persona (Crispers), known by a part of their name."""

    models: tuple[Text, ...]
    sentences: Annotated[int, Field(ge=1, le=12)]


class Plan(Part):
    """`plan.yaml`."""

    identification: Annotated[tuple[Id, ...], Field(min_length=1)]
    restructuring: Annotated[tuple[Id, ...], Field(min_length=1)]
    reentry: Id
    """The step of identification that a loop goes back to."""
    bounds: Bounds
    verdict: Verdicts
    longest_quote: Lengths
    """Characters of a sentence that is kept as it was said; of a longer one, clauses are."""
    model: ModelUse
    small: Small
    chat: PlainChat
    aftercare: CareAfter

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.reentry not in self.identification:
            raise ValueError("reentry is no step of identification")
        return self

    @property
    def steps(self) -> tuple[str, ...]:
        return self.identification + self.restructuring
