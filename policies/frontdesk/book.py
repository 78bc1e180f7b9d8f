"""The front desk's book: what it says, whom it takes where, and how it hears."""

import re
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, Field, model_validator

from kernel.errors import DataError
from kernel.events import Language
from policies.words.files import read_text, validated
from policies.words.normal import plain
from policies.words.texts import Both, Id, Lengths, Part

FIXED = (
    *("ask_consent", "ask_adult", "ask_safe", "ask_wish", "no_consent", "minor", "noted"),
    *("abilities", "privacy", "machine", "person", "goodbye", "not_understood", "offer", "greet"),
    "after_crisis",
)
"""Sayings besides `to_<room>`."""
AGE = "{age}"
REQUESTS = ("goodbye", "machine", "person", "privacy", "abilities")


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no regular expression: {pattern}: {error}") from error
    return pattern


_Pattern = Annotated[str, AfterValidator(_compiled)]


def _with_an_age(pattern: str) -> str:
    if pattern.count(AGE) != 1:
        raise ValueError(f"must have one {AGE}: {pattern}")
    return pattern


_Bound = Annotated[_Pattern, AfterValidator(_with_an_age)]


class Desk(Part):
    """`desk.yaml`. `adult` is an age in years."""

    adult: Annotated[int, Field(ge=0, le=120)]
    after_crisis: Id
    rooms: Annotated[tuple[Id, ...], Field(min_length=1)]
    say: dict[str, Both]

    @model_validator(mode="after")
    def _every_saying(self) -> "Desk":
        wanted = {*FIXED, *(f"to_{room}" for room in self.rooms)}
        if odd := sorted(wanted.symmetric_difference(self.say)):
            raise ValueError(f"say: missing or unknown: {', '.join(odd)}")
        if self.after_crisis not in self.rooms:
            raise ValueError(f"after_crisis: {self.after_crisis} is not one of the rooms")
        return self

    def saying(self, name: str, language: Language) -> str:
        return self.say[name].in_(language)


class Heard(Part):
    """Patterns by which one thing is heard in messages of at most `most` characters."""

    most: Lengths
    zh: tuple[_Pattern, ...]
    en: tuple[_Pattern, ...]

    def fits(self, text: str) -> bool:
        """In either language: people change it in the middle of a talk."""
        words = plain(text)
        return any(
            re.search(pattern, words)
            for language in Language
            if len(words) <= self.most.in_(language)
            for pattern in (self.zh if language is Language.ZH else self.en)
        )


class Age(Part):
    zh: _Pattern
    en: _Pattern
    alone: _Pattern
    zh_alone: _Pattern
    number: _Pattern
    below: tuple[_Bound, ...]
    """That somebody is younger than `AGE`, which stands for `number`."""
    young: _Pattern
    grown: _Pattern
    others: tuple[_Pattern, ...]
    """What is said of somebody else or of another time, with its numbers."""
    words: tuple[str, ...]
    tens: tuple[str, ...]


class Hearing(Part):
    """`hearing.yaml`."""

    requests: dict[str, Heard]
    wishes: dict[str, Heard]
    greet: Heard
    no: Heard
    yes: Heard
    yes_later: Heard
    """A yes too, but neither to consent nor to the question of age."""
    unopposed: Heard
    """A yes in the words of a no."""
    unless: Heard
    """What makes a yes none: a refusal, a doubt, a condition, a question."""
    safe: Heard
    """A whole message that says no to the question about danger; less is asked again."""
    danger: Heard
    """Somewhere in a message: a yes to that question, whatever else is said."""
    age: Age


class Book(Part):
    desk: Desk
    hearing: Hearing

    @model_validator(mode="after")
    def _together(self) -> "Book":
        if set(self.hearing.requests) != set(REQUESTS):
            raise ValueError(f"hearing.requests: must be {', '.join(REQUESTS)}")
        if set(self.hearing.wishes) != set(self.desk.rooms):
            raise ValueError("hearing.wishes: must be the rooms of desk.yaml")
        return self


def load_book(folder: Path) -> Book:
    """Raises `DataError` that names the file or the place and what is wrong there."""
    raw: dict[str, Any] = {}
    for part in ("desk", "hearing"):
        file = folder / f"{part}.yaml"
        try:
            raw[part] = yaml.load(read_text(file), yaml.CSafeLoader)
        except yaml.YAMLError as error:
            raise DataError(f"{file}: {error}") from error
    return validated(Book, raw, folder)
