"""Schema of `interview.yaml`: the order of the modules and every limit of the interview."""

from typing import Annotated

from pydantic import Field

from kernel.verdicts import Risk
from policies.words.texts import Id, Lengths, Part, Text


class Limits(Part):
    clarify: Annotated[int, Field(ge=0, le=2)]
    asides: Annotated[int, Field(ge=0, le=10)]
    reopened: Annotated[int, Field(ge=1, le=5)]


class AfterCrisis(Part):
    """`labels`: those of the crisis guard that mean danger to the person's own life."""

    labels: tuple[Text, ...]
    resume: tuple[Risk, ...]
    turns: Annotated[int, Field(ge=1, le=10)]


class CallLimits(Part):
    max_tokens: Annotated[int, Field(ge=16, le=4096)]
    temperature: Annotated[float, Field(ge=0, le=2)]
    seconds: Annotated[float, Field(gt=0, le=600)]


class ModelUse(Part):
    context_tokens: Annotated[int, Field(ge=1024)]
    wording: bool = True
    """Whether it may word the way to a question; if not, it only judges answers."""
    recent: Annotated[int, Field(ge=0)]
    question: CallLimits
    judgement: CallLimits
    alike: Annotated[float, Field(ge=0, le=1)]
    lead_longest: Lengths
    grounded: Annotated[float, Field(ge=0, le=1)]


class Small(Part):
    """Models, by a part of their name, whose lone yes is only a reason to ask again, and whose
    sentences stay closer to what was said."""

    models: tuple[Text, ...]
    grounded: Annotated[float, Field(ge=0, le=1)]


class Plan(Part):
    """`interview.yaml`. `trees` are paths of files below the bot's folder."""

    trees: Annotated[tuple[Text, ...], Field(min_length=1)]
    risk_module: Id
    limits: Limits
    after_crisis: AfterCrisis
    model: ModelUse
    small: Small
