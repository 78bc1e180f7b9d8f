"""What a reviewer reads for the names in a log: data files in `labels/`, zh and en.

What no file names is shown as the log has it, so that a new bot is readable before anybody wrote
a label for it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from channels.transcript.model import Source
from kernel.errors import DataError
from kernel.events import Language

T = TypeVar("T")


class Kind(StrEnum):
    """Groups of evidence that are shown or hidden together, in the order of their switches."""

    SAFETY = "safety"
    GUARD = "guard"
    COURSE = "course"
    STRATEGY = "strategy"
    JUDGMENT = "judgment"
    FINDING = "finding"
    FACT = "fact"
    SYSTEM = "system"
    OTHER = "other"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(_Part):
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


class Scale(_Part):
    """Facts with a number before and a number after, drawn on a line from `low` to `high`."""

    before: str
    after: str
    low: float = 0
    high: float = 100


class Topic(_Part):
    """How evidence of a topic is shown."""

    kind: Kind
    title: Both
    head: tuple[str, ...] = ()
    """Facts that are seen while the note is folded, in this order."""
    quotes: tuple[str, ...] = ()
    """Facts that are words of the person."""
    table: tuple[str, ...] = ()
    """Columns, where many of a topic in one turn are better read as a table than as notes."""
    said: tuple[str, ...] = ()
    """Facts that count what the person said, from 1; each leads to its turn."""
    scale: Scale | None = None
    first: bool = False
    """Whether its table stands above the others of its turn."""
    quiet: bool = False
    """Whether it is there in every turn and hardly ever looked at."""


class _File(_Part):
    platform: dict[str, Topic] = {}
    topics: dict[str, Topic] = {}
    names: dict[str, Both] = {}
    values: dict[str, dict[str, Both]] = {}
    """By the name of the fact; under `any` for whatever fact."""


ANY = "any"


class Labels:
    """Build with `load`."""

    def __init__(self, file: _File) -> None:
        self._file = file

    @classmethod
    def load(cls) -> Self:
        """Raises `DataError` that names the file and the place."""
        folder = files("channels.transcript").joinpath("labels")
        found = sorted(folder.iterdir(), key=lambda each: each.name)
        return cls.parse((each.name, each.read_text(encoding="utf-8")) for each in found)

    @classmethod
    def parse(cls, texts: Iterable[tuple[str, str]]) -> Self:
        """From (name of the file, its YAML) each."""
        whole: dict[str, dict[str, object]] = {"platform": {}, "topics": {}, "names": {}}
        values: dict[str, dict[str, Both]] = {}
        for name, text in texts:
            try:
                file = _File.model_validate(yaml.safe_load(text))
            except (yaml.YAMLError, ValidationError) as error:
                raise DataError(f"labels/{name}: {error}") from error
            for part, known in whole.items():
                _add(known, getattr(file, part), f"labels/{name}: {part}")
            for fact, labels in file.values.items():
                _add(values.setdefault(fact, {}), labels, f"labels/{name}: values.{fact}")
        return cls(_File.model_validate({**whole, "values": values}))

    def topic(self, source: Source, name: str) -> Topic | None:
        """How a topic is shown; none if no file names it."""
        known = self._file.platform if source is Source.PLATFORM else self._file.topics
        return known.get(name)

    def name(self, fact: str, language: Language) -> str:
        label = self._file.names.get(fact)
        return label.in_(language) if label else fact

    def value(self, fact: str, value: str, language: Language) -> str:
        """A word for the value of a fact; the value itself if there is none."""
        for of in (fact, ANY):
            if (label := self._file.values.get(of, {}).get(value)) is not None:
                return label.in_(language)
        return value


def _add(known: dict[str, T], new: Mapping[str, T], where: str) -> None:
    if twice := sorted(known.keys() & new.keys()):
        raise DataError(f"{where}: {', '.join(twice)} is there already; name it once")
    known.update(new)
