"""What a client hears in a counsellor's words: what is asked about, and what is done to them.

By words alone, so that it takes microseconds and the same words are always heard the same way.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from kernel.sentences import split
from sim.cards.card import Topic

RUN = {Language.ZH: 4, Language.EN: 3}
"""So many characters (zh) or words (en) in a row that the client said count as taken up."""
_ASKS = re.compile(r"[?？]|[吗呢](?=[。！\s]*$)")
_WORDS = re.compile(r"[a-z']+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Act(StrEnum):
    """What a counsellor does with a message; helping skills (Hill) and what hurts."""

    REFLECT = "reflect"
    VALIDATE = "validate"
    AFFIRM = "affirm"
    ATTEND = "attend"
    OFFER = "offer"
    """Leaves the choice to the client."""
    CHECK = "check"
    """Asks whether something that was offered fits."""
    INFORM = "inform"
    ADVISE = "advise"
    DISMISS = "dismiss"
    """Makes it small, or comforts too quickly."""
    BLAME = "blame"
    PROBE = "probe"
    """Asks why."""
    LABEL = "label"
    """Names an illness."""
    FAREWELL = "farewell"
    MACHINE = "machine"
    """Speaks of itself as a program."""
    ECHO = "echo"
    """Takes up words of the client."""
    REPEAT = "repeat"
    """Asks what it has asked before, word for word."""
    EMPTY = "empty"
    """Says nothing, or nothing in the client's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """What was heard in one message. `topics` in the order of the table; `questions` is how many
    sentences ask."""

    topics: tuple[Topic, ...] = ()
    acts: frozenset[Act] = frozenset()
    open: bool = False
    questions: int = 0

    @property
    def asks(self) -> bool:
        return self.questions > 0 or self.open


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    topics: dict[Topic, tuple[str, ...]]
    open: tuple[str, ...]
    acts: dict[Act, tuple[str, ...]]


class Ears:
    """One client's hearing: it remembers what was asked, and what the client said last."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._table = _compiled(language)
        self._asked: set[str] = set()

    def hear(self, said: str, own: str) -> Cues:
        """`own` is what the client said before; "" at first."""
        words = said.casefold()
        sentences = split(words)
        asking = [sentence for sentence in sentences if _ASKS.search(sentence)]
        acts = {act for act, pattern in self._table.acts if pattern.search(words)}
        if self._empty(words):
            acts.add(Act.EMPTY)
        if own and not _runs(own.casefold(), self._language).isdisjoint(
            _runs(words, self._language)
        ):
            acts.add(Act.ECHO)
        if any(sentence in self._asked for sentence in asking):
            acts.add(Act.REPEAT)
        self._asked.update(asking)
        where = "\n".join(asking)
        is_open = self._table.open.search(words) is not None
        if not where and is_open:
            where = words
        topics = tuple(topic for topic, pattern in self._table.topics if pattern.search(where))
        return Cues(topics=topics, acts=frozenset(acts), open=is_open, questions=len(asking))

    def _empty(self, words: str) -> bool:
        if not words.strip():
            return True
        return self._language is Language.ZH and not _HAN.search(words)


@dataclass(frozen=True, slots=True)
class _Compiled:
    topics: tuple[tuple[Topic, re.Pattern[str]], ...]
    open: re.Pattern[str]
    acts: tuple[tuple[Act, re.Pattern[str]], ...]


@cache
def _compiled(language: Language) -> _Compiled:
    """Raises `DataError`. Kept: a thousand clients of a fleet hear by the same table."""
    name = f"{language.value}.yaml"
    text = files("sim.npc").joinpath("ears", name).read_text(encoding="utf-8")
    try:
        table = _Table.model_validate(yaml.safe_load(text))
        return _Compiled(
            topics=tuple((topic, _any(ways)) for topic, ways in table.topics.items()),
            open=_any(table.open),
            acts=tuple((act, _any(ways)) for act, ways in table.acts.items()),
        )
    except (yaml.YAMLError, ValidationError, re.error) as error:
        raise DataError(f"sim/npc/ears/{name}: {error}") from error


def _any(ways: Iterable[str]) -> re.Pattern[str]:
    """What is heard has small letters: asking for that at every place takes twice the time."""
    return re.compile("|".join(f"(?:{way.casefold()})" for way in ways))


def _runs(text: str, language: Language) -> set[str]:
    size = RUN[language]
    if language is Language.ZH:
        plain = "".join(_HAN.findall(text))
        return {plain[at : at + size] for at in range(len(plain) - size + 1)}
    words = _WORDS.findall(text)
    return {" ".join(words[at : at + size]) for at in range(len(words) - size + 1)}
