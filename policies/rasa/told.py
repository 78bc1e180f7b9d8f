"""What a Rasa assistant tells us beside its words: `custom: {fireside: {...}}` of a response."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import ModelRubbish
from kernel.records import AssistantSaid
from kernel.verdicts import Risk


class Told(BaseModel):
    """Unknown fields are passed over: a newer assistant may tell more."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    asking: Literal["", "consent", "adult", "safe", "wish"] = ""
    """The question that is open now; the ones before it have been answered."""
    facts: dict[Literal["consent", "adult", "safe"], bool] = {}
    transfer: str = ""
    crisis: Risk | None = None
    close: str = ""


def told_by(said: Sequence[AssistantSaid]) -> Told:
    """Everything that these messages tell, the last word on each. Raises `ModelRubbish`."""
    merged = Told()
    for one in said:
        inner = one.custom.get("fireside") if one.custom else None
        if inner is None:
            continue
        try:
            told = Told.model_validate(inner)
        except ValidationError as error:
            raise ModelRubbish("the assistant told what is not understood here") from error
        merged = merged.model_copy(update=told.model_dump(exclude_unset=True))
    return merged
