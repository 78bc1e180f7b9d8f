"""Texts of the book's files: always in every language, with known placeholders only."""

import re
from string import Template
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kernel.events import Language

T = TypeVar("T")

IN_REPLIES = frozenset({"quote", "feeling"})
"""Placeholders in what a person reads: some of their own words, and their word for a feeling."""


def placeholders(text: str) -> frozenset[str]:
    """The names of the `$placeholders`. Raises `ValueError` on a lone `$`."""
    template = Template(text)
    if not template.is_valid():
        raise ValueError(f"a lone $ in: {text}")
    return frozenset(template.get_identifiers())


def _only_known(text: str) -> str:
    if unknown := placeholders(text) - IN_REPLIES:
        raise ValueError(f"unknown placeholder: {', '.join(sorted(unknown))}")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no regular expression: {text}: {error}") from error
    return text


Id = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
Text = Annotated[str, Field(min_length=1)]
Spoken = Annotated[Text, AfterValidator(_only_known)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Twins(Part, Generic[T]):
    """The same in every language of the platform."""

    zh: T
    en: T

    def in_(self, language: Language) -> T:
        return self.zh if language is Language.ZH else self.en


Both = Twins[Text]
Line = Twins[Spoken]
"""A line that a person reads; may hold `$quote` or `$feeling`."""
Cues = Twins[tuple[Text, ...]]
"""Words to look for. English ones are matched as whole words, Chinese ones anywhere."""
Lengths = Twins[Annotated[int, Field(gt=0)]]
Patterns = Twins[tuple[Pattern, ...]]
"""Regular expressions, matched without regard to case."""


class Wanted(Part):
    """How it is heard that a person wants something of the talk itself.

    In messages longer than `longest` (characters) the words more likely tell a story; `unless`
    turns the meaning round.
    """

    longest: Lengths
    cues: Cues
    unless: Cues


class FeelingWords(Part):
    """`others`: what a clause is like, up to the word, if the feeling is somebody else's."""

    words: tuple[Text, ...]
    frames: tuple[Text, ...]
    turned: tuple[Text, ...]
    others: tuple[Pattern, ...] = ()


Feelings = Twins[FeelingWords]
