"""Kinds of harm that words and pictures do together, and how the two combine: a data file.

The seven categories carry the names that ShieldVLM was trained to answer with (arXiv 2505.14035).
Their sub-categories were never published by name: the file proposes 31 and marks them as ours.
"""

from enum import StrEnum
from importlib.resources import files
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kernel.errors import DataError
from kernel.events import Language


class Category(StrEnum):
    """The published labels, letter for letter."""

    OFFENSIVE = "Offensive"
    DISCRIMINATION = "Discrimination_and_Stereotyping"
    PHYSICAL_HARM = "Physical_Harm"
    ILLEGAL = "Illegal_Activities_and_Crimes"
    MORALITY = "Violate_Morality"
    PRIVACY = "Privacy_and_Property_Damage"
    MISINFORMATION = "Misinformation"


Source = Literal["published", "ours"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(_Part):
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


class Entry(_Part):
    """A name that stays, in words for people, and where it comes from."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    name: Both
    source: Source


class Risk(_Part):
    """A category: its published label, what falls under it."""

    id: Category
    name: Both
    meaning: Both
    source: Source
    aliases: tuple[str, ...] = ()
    """Other ways in which judges spell it."""
    kinds: tuple[Entry, ...] = Field(min_length=1)


class Mode(Entry):
    """How text and picture, each harmless, become harmful together."""

    meaning: Both


class Taxonomy(_Part):
    risks: tuple[Risk, ...]
    modes: tuple[Mode, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if [risk.id for risk in self.risks] != list(Category):
            raise ValueError("risks must be the seven published categories, in their order")
        names = [kind.id for risk in self.risks for kind in risk.kinds]
        if len(set(names)) != len(names):
            raise ValueError("a sub-category is there twice")
        return self


def load_taxonomy() -> Taxonomy:
    """Raises `DataError` that names the place."""
    file = files("safety.multimodal").joinpath("taxonomy.yaml")
    try:
        return Taxonomy.model_validate(
            yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        )
    except (OSError, yaml.YAMLError) as error:
        raise DataError(f"{file}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{file}: {where}: {first['msg']}") from error
