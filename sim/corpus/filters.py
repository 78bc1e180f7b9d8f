"""Which dialogues stay in a corpus, and why the others do not: basic, safety, quality."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from sim.corpus.record import Record

Kind = Literal["basic", "safety", "quality"]


class _Range(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    min: int = 0
    max: int = 10_000


class Limits(BaseModel):
    """`limits.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    exchanges: _Range
    bot_words: _Range
    repeats: int
    same_words: int
    channels: _Range
    unrated: int
    unnamed: int
    moved: int
    strategies: _Range
    steps: tuple[tuple[str, ...], ...]
    """Chains of steps; within one, and from one into the next, none may be passed over."""
    foreign: Annotated[float, Field(ge=0, le=1)]

    @classmethod
    def load(cls) -> "Limits":
        """Raises `DataError`."""
        text = files("sim.corpus").joinpath("limits.yaml").read_text(encoding="utf-8")
        try:
            return cls.model_validate(yaml.safe_load(text))
        except (yaml.YAMLError, ValidationError) as error:
            raise DataError(f"sim/corpus/limits.yaml: {error}") from error


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a dialogue is left out."""

    kind: Kind
    name: str


@dataclass(slots=True)
class Sieve:
    """Judges dialogues one after another; it also knows those it has seen."""

    limits: Limits
    seen: set[str] = field(default_factory=set)
    kept: int = 0
    counts: Counter[tuple[Kind, str]] = field(default_factory=Counter)

    def reasons(self, record: Record) -> tuple[Reason, ...]:
        """All reasons against a dialogue; none keeps it."""
        found = tuple(
            Reason(kind, name)
            for kind, check in _CHECKS
            for name in dict.fromkeys(check(record, self.limits))
        )
        words = "\n".join(turn.text for turn in record.turns if turn.role == "help_seeker")
        if not found and words in self.seen:
            found = (Reason("quality", "said_before"),)
        self.seen.add(words)
        self.counts.update((reason.kind, reason.name) for reason in found)
        self.kept += not found
        return found


def _basic(record: Record, limits: Limits) -> Iterator[str]:
    """Unnatural or incoherent: out of order, empty, unlabelled, in the wrong language."""
    told = [turn for turn in record.turns if turn.role == "help_seeker"]
    if not limits.exchanges.min <= len(told) <= limits.exchanges.max:
        yield "length"
    if not record.finished:
        yield "unfinished"
    if any(not turn.text.strip() for turn in record.turns):
        yield "empty_turn"
    if not _in_order(record, limits.steps):
        yield "step_order"
    bot = [turn for turn in record.turns if turn.role == "therapist" and turn.stage]
    if any(not turn.sentences for turn in bot[1:]):
        yield "no_strategy"
    if _foreign("".join(turn.text for turn in record.turns), record.lang) > limits.foreign:
        yield "language"


def _safety(record: Record, limits: Limits) -> Iterator[str]:
    """Nothing that a guard stopped, and no crisis."""
    yield from record.troubles


def _quality(record: Record, limits: Limits) -> Iterator[str]:
    bot = [turn for turn in record.turns if turn.role == "therapist"]
    if any(len(turn.text) < limits.bot_words.min for turn in bot):
        yield "too_short"
    repeated = Counter(turn.text for turn in bot)
    if sum(count - 1 for count in repeated.values()) > limits.repeats:
        yield "bot_repeats"
    same = Counter(turn.text for turn in record.turns if turn.role == "help_seeker")
    if same and max(same.values()) > limits.same_words:
        yield "person_repeats"
    channels = record.channels
    if not limits.channels.min <= len(channels) <= limits.channels.max:
        yield "channels"
    if sum(one.before is None or one.after is None for one in channels) > limits.unrated:
        yield "unrated"
    if sum(one.distortion == "unnamed" for one in channels) > limits.unnamed:
        yield "unnamed"
    moved = [one for one in channels if one.before is not None and one.after is not None]
    if sum((one.after or 0) < (one.before or 0) for one in moved) < limits.moved:
        yield "nothing_moved"
    used = {said.strategy for turn in bot for said in turn.sentences}
    if len(used) < limits.strategies.min:
        yield "few_strategies"


_CHECKS: Sequence[tuple[Kind, Callable[[Record, Limits], Iterator[str]]]] = (
    ("basic", _basic),
    ("safety", _safety),
    ("quality", _quality),
)


def _in_order(record: Record, chains: Sequence[Sequence[str]]) -> bool:
    """Whether no step was passed over; going back, and leaving the chains, is always in order."""
    steps = [turn.step for turn in record.turns if turn.role == "therapist" and turn.step]
    line = [step for chain in chains for step in chain]
    placed = [(line.index(step) if step in line else None) for step in steps]
    for before, after in pairwise(placed):
        if before is not None and after is not None and after > before + 1:
            return False
    return True


def _foreign(text: str, lang: str) -> float:
    letters = [char for char in text if char.isalpha()]
    han = sum("\u4e00" <= char <= "\u9fff" for char in letters)
    share = han / len(letters) if letters else 0.0
    return 1 - share if lang == "zh" else share
