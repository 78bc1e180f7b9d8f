"""The cues and shields as data: schema, loading, compiled patterns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from kernel.verdicts import Risk
from safety.crisis.firstlook import FirstLook

Label = Literal["suicide", "self_harm", "harm_to_others"]
SHIELDS = (
    *("figurative", "negation", "false_negation", "third_person", "past", "present"),
    *("framing", "framing_after", "own", "asked", "affirmed"),
)


class _Pattern(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    id: str = Field(pattern=r"^(en|zh)\.[a-z_]+$")
    language: Language
    pattern: str
    reason: str = Field(min_length=2)
    matches: tuple[str, ...] = Field(min_length=1)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


class Cue(_Pattern):
    """A way of saying it. Every one has its reason and examples for and against."""

    label: Label
    risk: Risk
    form: Literal["explicit", "indirect"]
    negatable: bool = True
    needs: Literal["nothing", "context", "first_person"] = "nothing"
    spares: tuple[str, ...] = Field(min_length=1)


class Shield(_Pattern):
    """What takes a cue back, or softens it."""


@dataclass(frozen=True, slots=True)
class Book:
    cues: FirstLook[Cue]
    bot_cues: FirstLook[Cue]
    shields: Mapping[str, tuple[Shield, ...]]
    figures: FirstLook[Shield]
    questions: FirstLook[Shield]


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Eight times as fast where PyYAML is built with libyaml, as its wheels are."""

_P = TypeVar("_P", bound=_Pattern)


@cache
def load_book() -> Book:
    """Read once: every bot has this guard and none changes it.

    Raises `DataError` that names the entry.
    """
    cues = _read("cues.yaml")
    shields = _read("shields.yaml")
    if set(cues) != {"cues", "bot_cues"} or set(shields) != set(SHIELDS):
        raise DataError("safety/crisis: cues.yaml or shields.yaml lacks a section or has one more")
    heard = [_entry(Cue, raw) for raw in cues["cues"]]
    said = [_entry(Cue, raw) for raw in cues["bot_cues"]]
    ids = [cue.id for cue in (*heard, *said)]
    if len(ids) != len(set(ids)):
        raise DataError("safety/crisis/cues.yaml: two cues have the same id")
    kinds = {kind: tuple(_entry(Shield, raw) for raw in shields[kind]) for kind in SHIELDS}
    return Book(
        cues=FirstLook(heard, _regex),
        bot_cues=FirstLook(said, _regex),
        shields=kinds,
        figures=FirstLook(kinds["figurative"], _regex),
        questions=FirstLook(kinds["asked"], _regex),
    )


def _regex(entry: _Pattern) -> re.Pattern[str]:
    return entry.regex


def _read(name: str) -> dict[str, list[dict[str, object]]]:
    text = files("safety.crisis").joinpath(name).read_text(encoding="utf-8")
    try:
        raw = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise DataError(f"safety/crisis/{name}: {error}") from error
    if not isinstance(raw, dict):
        raise DataError(f"safety/crisis/{name}: must be a mapping of lists")
    return raw


def _entry(kind: type[_P], raw: dict[str, object]) -> _P:
    try:
        entry = kind.model_validate(raw)
        _ = entry.regex
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise DataError(
            f"safety/crisis: {raw.get('id')}: {first['loc']}: {first['msg']}"
        ) from error
    except re.error as error:
        raise DataError(f"safety/crisis: {raw.get('id')}: pattern: {error}") from error
    return entry
