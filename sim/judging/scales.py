"""The three scales of a rubric: who judges, by which items, from 0 to what, and what passes.

Counts, ranges and thresholds are those of Psi-Arena (AAAI-26, section 4): client 16 items of 0-4,
pass above 42; supervisor 8 of 0-4, above 24; counsellor 9 of 0-5, above 35. The published
instruments are other people's: names are kept where the paper gives them, every wording is ours. A
rubric that changes gets a new version, and scores of two versions are never put together.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language

Text = Annotated[str, Field(min_length=1)]


class Scale(StrEnum):
    """Whose view it is."""

    CLIENT = "client"
    SUPERVISOR = "supervisor"
    COUNSELLOR = "counsellor"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(_Part):
    zh: Text
    en: Text

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


class Item(_Part):
    """One thing that is judged; `low` and `high` say what the two ends of the scale look like."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    published: bool = False
    """Whether the name is one of the paper's."""
    name: Both
    asks: Both
    low: Both
    high: Both
    advice: Both
    """What a counsellor who is low here would do otherwise."""


class ScaleFile(_Part):
    scale: Scale
    max: Annotated[int, Field(ge=1)]
    """Every item is a whole number from 0 to this."""
    pass_above: int
    """The sum of all items must be higher."""
    title: Both
    role: Both
    """Who the judge is while judging by this scale."""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @property
    def most(self) -> int:
        return self.max * len(self.items)


class Rubric(_Part):
    version: str
    scales: dict[Scale, ScaleFile]

    def item(self, scale: Scale, id: str) -> Item:
        return next(item for item in self.scales[scale].items if item.id == id)

    @property
    def pass_total(self) -> int:
        """The grand total must be higher: 101 of 141. The published overall rates fit this and
        cannot be a conjunction of the three (research notes on Table 2); both are reported."""
        return sum(scale.pass_above for scale in self.scales.values())


@cache
def load_rubric(version: str = "psi-1") -> Rubric:
    """Raises `DataError`."""
    folder = files("sim.judging").joinpath("rubric", version)
    found = {}
    for scale in Scale:
        file = folder.joinpath(f"{scale}.yaml")
        try:
            found[scale] = ScaleFile.model_validate(yaml.safe_load(file.read_text("utf-8")))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise DataError(f"sim/judging/rubric/{version}/{scale}.yaml: {error}") from error
        ids = [item.id for item in found[scale].items]
        if found[scale].scale is not scale or len({*ids}) < len(ids):
            raise DataError(f"rubric {version}: {scale}.yaml has another scale or an item twice")
    return Rubric(version=version, scales=found)
