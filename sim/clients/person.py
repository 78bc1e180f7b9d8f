"""Schema and loader of a simulated person: what they would say to each question, in their words."""

from importlib.resources import files
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language

M = TypeVar("M", bound=BaseModel)

Text = Annotated[str, Field(min_length=1)]
Ways = Annotated[tuple[Text, ...], Field(min_length=1)]
"""Several ways to say the same; a client says one of them."""
Score = Annotated[int, Field(ge=0, le=100)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Belief(_Part):
    """How far a thought is believed, before and after it was looked at; lowest and highest."""

    before: tuple[Score, Score]
    after: tuple[Score, Score]


class Person(_Part):
    """One person and one thing that weighs on them."""

    topic: Text
    subtopic: Text
    answers: dict[str, Annotated[tuple[Ways, ...], Field(min_length=1)]]
    """By question; what is said the first time, the second time, and so on."""
    beliefs: Annotated[tuple[Belief, ...], Field(min_length=1)]
    """For each thought in turn."""


class Hearing(_Part):
    """How a question is recognised in one language: regular expressions, the first that fits."""

    questions: dict[str, Annotated[tuple[Text, ...], Field(min_length=1)]]
    asides: tuple[Text, ...]
    """What a client may say now and then instead of answering at once."""
    numbers: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Ways to give a number, which stands for `$n`."""
    otherwise: Text
    """Said to what is not recognised."""
    idle: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Said when nothing was asked."""
    again: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Said when there is nothing new to say."""
    thanks: Annotated[tuple[Text, ...], Field(min_length=2)]


def people(language: Language) -> dict[str, Person]:
    """Everybody who speaks this language, by name. Raises `DataError`."""
    folder = files("sim.clients").joinpath("people", language.value)
    found = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            text = file.read_text(encoding="utf-8")
            found[file.name.removesuffix(".yaml")] = _read(Person, text, file.name)
    return found


def hearing(language: Language) -> Hearing:
    """Raises `DataError`."""
    file = files("sim.clients").joinpath("hearing", f"{language.value}.yaml")
    return _read(Hearing, file.read_text(encoding="utf-8"), f"hearing/{language.value}.yaml")


def _read(schema: type[M], text: str, name: str) -> M:
    try:
        return schema.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"sim/clients: {name}: {error}") from error
