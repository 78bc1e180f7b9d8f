"""Words that are thrown at people: which stand in a text, where, and whom they are aimed at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kernel.errors import DataError

Offence = Literal["insult", "threat", "sexual", "slur"]
Target = Literal["anyone", "women", "men", "lgbt", "race", "region", "others"]


class Group(BaseModel):
    """Words of one kind that are aimed at one group."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Offence
    target: Target
    strong: tuple[str, ...] = Field(min_length=1)
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A word of the lexicon in a text; `start` and `end` are offsets in that text."""

    start: int
    end: int
    word: str
    kind: Offence
    target: Target
    strong: bool


class Lexicon:
    """Finds words, longest first, without overlap. Linear in the text. Build with `load`."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = tuple(groups)
        self._by_first: dict[str, list[tuple[str, Group, bool]]] = {}
        for group in self.groups:
            for strong, words in ((True, group.strong), (False, group.weak)):
                for word in words:
                    entry = (word, group, strong)
                    self._by_first.setdefault(word[0], []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    @classmethod
    def load(cls) -> "Lexicon":
        """Raises `DataError` that names the entry."""
        text = files("safety.chinese.toxicity").joinpath("lexicon.yaml").read_text(encoding="utf-8")
        return cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> "Lexicon":
        try:
            return cls(TypeAdapter(tuple[Group, ...]).validate_python(yaml.safe_load(text)))
        except (yaml.YAMLError, ValidationError) as error:
            raise DataError(f"safety/chinese/toxicity/lexicon.yaml: {error}") from error

    def find(self, text: str) -> Iterator[Hit]:
        """`text` in normal form (`features.normal`)."""
        at, end = 0, len(text)
        while at < end:
            for word, group, strong in self._by_first.get(text[at], ()):
                if text.startswith(word, at):
                    yield Hit(
                        start=at,
                        end=at + len(word),
                        word=word,
                        kind=group.kind,
                        target=group.target,
                        strong=strong,
                    )
                    at += len(word) - 1
                    break
            at += 1
