"""The cues and shields as data: schema, loading, compiled patterns.

`cues/LANGUAGE.yaml` and `shields/LANGUAGE.yaml`. A pattern is a list, `any`, of regular
expressions. `<name>` in one stands for a list of `words` of that file, so that a rule is written
once for every means, place or person. English patterns match whole words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from kernel.verdicts import Risk
from safety.crisis.firstlook import FirstLook
from safety.crisis.lazy import Pattern

Label = Literal["suicide", "self_harm", "harm_to_others", "threatened"]
Form = Literal["explicit", "indirect"]
Need = Literal["nothing", "context", "first_person"]
SHIELDS = (
    *("figurative", "negation", "false_negation", "denied_after", "reversal"),
    *("third_person", "completed", "past", "present", "framing", "framing_after", "own"),
)
_P = TypeVar("_P", bound=BaseModel)
_Loader = yaml.CSafeLoader
"""Eight times as fast where PyYAML is built with libyaml, as its wheels are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shield:
    """What takes a cue back, or softens it."""

    id: str
    regex: Pattern
    reason: str
    matches: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A way of saying it. Every one has its reason and examples for and against."""

    id: str
    language: Language
    label: Label
    risk: Risk
    form: Form
    negatable: bool
    needs: Need
    regex: Pattern
    also: tuple[Pattern, ...]
    """All of these must stand near the match, in whatever order."""
    unless: Pattern | None
    """This may not."""
    reason: str
    matches: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What the talk is about, by which some cues mean something else. `mutes` are ids of cues."""

    id: str
    regex: Pattern
    mutes: frozenset[str]
    others: bool
    """Only where the person does not speak of themselves."""
    bot: bool
    """Only in the bot's last words."""
    whole: Pattern | None
    """What the person's message must be and hold no more than."""
    reason: str
    matches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    cues: FirstLook[Cue]
    bot_cues: FirstLook[Cue]
    shields: Mapping[str, tuple[Shield, ...]]
    figures: FirstLook[Shield]
    topics: tuple[Topic, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^(en|zh)\.[a-z_]+$")
    any: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=2)
    matches: tuple[str, ...] = Field(min_length=1)


class _CueEntry(_Entry):
    label: Label
    risk: Risk
    form: Form
    negatable: bool = True
    needs: Need = "nothing"
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    spares: tuple[str, ...] = Field(min_length=1)


class _TopicEntry(_Entry):
    mutes: tuple[str, ...] = Field(min_length=1)
    others: bool = False
    bot: bool = False
    whole: tuple[str, ...] = ()


class _Cues(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[str, tuple[str, ...]]
    cues: tuple[_CueEntry, ...]
    bot_cues: tuple[_CueEntry, ...]


class _Shields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[str, tuple[str, ...]]
    shields: dict[str, tuple[_Entry, ...]]
    topics: tuple[_TopicEntry, ...]


@cache
def load_book() -> Book:
    """Read once: every bot has this guard and none changes it.

    Raises `DataError` that names the entry.
    """
    heard: list[Cue] = []
    said: list[Cue] = []
    topics: list[Topic] = []
    shields: dict[str, tuple[Shield, ...]] = dict.fromkeys(SHIELDS, ())
    for language in Language:
        cues = read_part(f"cues/{language}.yaml", _Cues)
        compiler = Compiler(language, cues.words)
        heard += [_cue(compiler, entry) for entry in cues.cues]
        said += [_cue(compiler, entry) for entry in cues.bot_cues]
        taking_back = read_part(f"shields/{language}.yaml", _Shields)
        if set(taking_back.shields) != set(SHIELDS):
            raise DataError(f"safety/crisis/shields/{language}.yaml: must have {SHIELDS}")
        compiler = Compiler(language, taking_back.words)
        for kind, entries in taking_back.shields.items():
            shields[kind] += tuple(_shield(compiler, entry) for entry in entries)
        topics += [_topic(compiler, entry) for entry in taking_back.topics]
    ids = [cue.id for cue in (*heard, *said)]
    if len(ids) != len(set(ids)):
        raise DataError("safety/crisis/cues: two cues have the same id")
    try:
        return Book(
            cues=FirstLook(heard, _of_cue),
            bot_cues=FirstLook(said, _of_cue),
            shields=shields,
            figures=FirstLook(shields["figurative"], lambda shield: (shield.regex,)),
            topics=tuple(topics),
        )
    except re.error as error:
        raise DataError(f"safety/crisis: {error} in {error.pattern!r:.80}") from error


def read_part(name: str, kind: type[_P]) -> _P:
    """A file of this folder. Raises `DataError` that says where it is wrong."""
    text = files("safety.crisis").joinpath(name).read_text(encoding="utf-8")
    try:
        return kind.model_validate(yaml.load(text, Loader=_Loader))
    except yaml.YAMLError as error:
        raise DataError(f"safety/crisis/{name}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"safety/crisis/{name}: {where}: {first['msg']}") from error


class Compiler:
    """Puts the lists of words into patterns."""

    def __init__(self, language: Language, words: Mapping[str, Sequence[str]]) -> None:
        self.language = language
        self._words = words

    def __call__(self, id: str, any: Sequence[str], *, whole: bool = True) -> Pattern:
        """`whole`: English words end where the pattern ends. Raises `DataError`."""
        pattern = "|".join(any)
        try:
            while "<" in (expanded := re.sub(r"<([a-z_]+)>", self._list, pattern)) and (
                expanded != pattern
            ):
                pattern = expanded
            if self.language is Language.EN:
                expanded = rf"(?<!\w)(?:{expanded})" + (r"(?!\w)" if whole else "")
            return Pattern(expanded)
        except KeyError as error:
            raise DataError(f"safety/crisis: {id}: no list of words {error}") from error

    def _list(self, match: re.Match[str]) -> str:
        return f"(?:{'|'.join(self._words[match[1]])})"


def _cue(compiler: Compiler, entry: _CueEntry) -> Cue:
    return Cue(
        language=compiler.language,
        regex=compiler(entry.id, entry.any),
        also=tuple(compiler(entry.id, [one], whole=False) for one in entry.also),
        unless=compiler(entry.id, entry.unless, whole=False) if entry.unless else None,
        **entry.model_dump(exclude={"any", "also", "unless"}),
    )


def _shield(compiler: Compiler, entry: _Entry) -> Shield:
    regex = compiler(entry.id, entry.any)
    return Shield(id=entry.id, regex=regex, reason=entry.reason, matches=entry.matches)


def _topic(compiler: Compiler, entry: _TopicEntry) -> Topic:
    return Topic(
        regex=compiler(entry.id, entry.any),
        mutes=frozenset(f"{language}.{name}" for name in entry.mutes for language in Language),
        whole=compiler(entry.id, entry.whole) if entry.whole else None,
        **entry.model_dump(exclude={"any", "mutes", "whole"}),
    )


def _of_cue(cue: Cue) -> tuple[Pattern, ...]:
    return (cue.regex, *cue.also)
