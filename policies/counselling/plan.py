"""Schema of `plan.yaml`: the order of the talk and its limits."""

from typing import Annotated

from pydantic import Field

from policies.words.care import CareAfter
from policies.words.texts import Id, Part, Text


class CallLimits(Part):
    max_tokens: Annotated[int, Field(ge=16, le=4096)]
    temperature: Annotated[float, Field(ge=0, le=2)]
    seconds: Annotated[float, Field(gt=0, le=600)]


class Small(Part):
    """Models too small to word freely and to judge: known by a part of their name.

    `share` (0 to 1) of the letter pairs of each sentence must come from the draft or the person.
    """

    models: tuple[Text, ...]
    share: Annotated[float, Field(ge=0, le=1)]


class ModelUse(Part):
    context_tokens: Annotated[int, Field(ge=1024)]
    recent: Annotated[int, Field(ge=2)]
    reply: CallLimits
    judgement: CallLimits


class ReplyLimits(Part):
    sentences: Annotated[int, Field(ge=1, le=10)]


class Plan(Part):
    """`plan.yaml`."""

    stages: Annotated[tuple[Id, ...], Field(min_length=2)]
    model: ModelUse
    small: Small
    reply: ReplyLimits
    aftercare: CareAfter
