"""A judge that counts words: the stand-in where no model may be asked. It measures no quality.

Each turn of the counsellor has a feature or has it not; an item's score is the weighted mean of its
features' shares (`rules.yaml`), as far as `enough` asks for them. The same talk always gets the
same. It looks whether a turn

question    asks                         echo       takes up words of the person's last message
open        asks openly                  fresh      has no sentence that was said before
feeling     names a feeling              brief      is short
care        shows care                   unhurried  gives no advice in the first third
step        speaks of a next step        steady     was neither blocked nor failed
people      names people around          opens_up   is followed by a message of the usual length
permission  asks before it acts
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from statistics import mean, median
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language, Outcome, Side
from kernel.sentences import split
from sim.judging.scales import Rubric, Scale
from sim.judging.sheet import Score, Sheet, quote
from sim.match import Transcript, Turn

_ASKS = re.compile(r"[?？]")
_WORDS = {
    Language.ZH: re.compile(r"(?=([\u4e00-\u9fff]{2}))"),
    Language.EN: re.compile(r"([a-z']{4,})"),
}
_ECHOES = 2
"""So many pieces in common with the person's words are no accident."""
_BY_WORDS = ("feeling", "care", "step", "people", "permission")
Share = Annotated[float, Field(gt=0, le=1)]


class Rules(BaseModel):
    """`rules.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    words: dict[Language, dict[str, str]]
    brief: dict[Language, int]
    enough: dict[str, Share]
    items: dict[Scale, dict[str, dict[str, int]]]

    @classmethod
    def load(cls) -> "Rules":
        """Raises `DataError`."""
        text = files("sim.judging").joinpath("rules.yaml").read_text(encoding="utf-8")
        try:
            return cls.model_validate(yaml.safe_load(text))
        except (yaml.YAMLError, ValidationError) as error:
            raise DataError(f"sim/judging/rules.yaml: {error}") from error


class RuleJudge:
    name = "rules"

    def __init__(self, rubric: Rubric, rules: Rules) -> None:
        self._rubric = rubric
        self._rules = rules

    async def judge(self, transcript: Transcript, repeat: int) -> Sheet:
        seen = _Reading(transcript, self._rules).features
        scores = []
        for scale, file in self._rubric.scales.items():
            for item in file.items:
                weights = self._rules.items[scale][item.id]
                share = sum(w * self._share(seen[name], name) for name, w in weights.items())
                number = _shown_by(seen[max(weights, key=lambda name: weights[name])])
                scores.append(
                    Score(
                        scale=scale,
                        item=item.id,
                        score=round(file.max * share / sum(weights.values())),
                        round=number,
                        quote=quote(transcript, number),
                    )
                )
        return Sheet(
            match=transcript.match.id,
            judge=self.name,
            repeat=repeat,
            rubric=self._rubric.version,
            scores=tuple(scores),
        )

    def _share(self, marks: Mapping[int, bool], feature: str) -> float:
        if not marks:
            return 0.0
        return min(1.0, mean(marks.values()) / self._rules.enough[feature])


def _shown_by(marks: Mapping[int, bool]) -> int:
    """The first round with the feature, or else the first without."""
    return next((number for number, seen in marks.items() if seen), next(iter(marks), 0))


class _Reading:
    """The features of a talk: by name, for each round in which they can be told."""

    def __init__(self, transcript: Transcript, rules: Rules) -> None:
        self._rules = rules
        self._language = transcript.match.card.language
        self._said = {t.round: t for t in transcript.turns if t.side is Side.USER}
        self._turns: Sequence[Turn] = [
            turn for turn in transcript.turns if turn.side is Side.BOT and turn.round > 0
        ]

    @cached_property
    def features(self) -> dict[str, dict[int, bool]]:
        words = {
            name: re.compile(pattern, re.IGNORECASE)
            for name, pattern in self._rules.words[self._language].items()
        }
        found: dict[str, dict[int, bool]] = {name: {} for name in self._rules.enough}
        usual = median([len(turn.text) for turn in self._said.values()] or [0])
        last = max(self._said, default=0)
        before: set[str] = set()
        for turn in self._turns:
            at, text = turn.round, turn.text
            asks = bool(_ASKS.search(text))
            found["question"][at] = asks
            found["open"][at] = asks and bool(words["open"].search(text))
            found["echo"][at] = self._echoes(turn)
            sentences = {part.strip() for part in split(text)}
            found["fresh"][at] = bool(sentences) and not sentences & before
            before |= sentences
            found["brief"][at] = 0 < len(text) <= self._rules.brief[self._language]
            found["steady"][at] = turn.outcome in (None, Outcome.ANSWERED, Outcome.CRISIS)
            if at <= last / 3:
                found["unhurried"][at] = not words["advice"].search(text)
            if (next_said := self._said.get(at + 1)) is not None:
                found["opens_up"][at] = len(next_said.text) >= usual
            for name in _BY_WORDS:
                found[name][at] = bool(words[name].search(text))
        return found

    def _echoes(self, turn: Turn) -> bool:
        said = self._said.get(turn.round)
        if said is None:
            return False
        pieces = _WORDS[self._language]
        theirs, ours = (set(pieces.findall(one.text.lower())) for one in (said, turn))
        return len(theirs & ours) >= _ECHOES
