"""What a judge hands in: a whole number for every item, with the round that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from kernel.errors import DataError
from kernel.events import Side
from sim.judging.scales import Rubric, Scale
from sim.match import Transcript

QUOTE = 200
"""Characters of evidence at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    scale: Scale
    item: str
    score: int
    round: int
    """The round that shows it."""
    quote: str
    """What the counsellor said there, copied by code and never by the judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One judge's scores of one match: every item of every scale."""

    match: str
    judge: str
    repeat: int
    rubric: str
    scores: tuple[Score, ...]
    reverse: bool = False
    """Whether the items were asked for from the last to the first."""
    clipped: bool = False
    """Whether the talk was shortened to fit what the judge can read."""

    def total(self, scale: Scale) -> int:
        return sum(one.score for one in self.scores if one.scale is scale)


class Judge(Protocol):
    @property
    def name(self) -> str: ...

    async def judge(self, transcript: Transcript, repeat: int) -> Sheet:
        """Raises `ModelError`: then there is no sheet, and no score is made up."""
        ...


def quote(transcript: Transcript, round: int) -> str:
    """The counsellor's words of a round."""
    said = [t.text for t in transcript.turns if t.side is Side.BOT and t.round == round and t.text]
    text = " ".join(said).replace("\n", " ")
    return text if len(text) <= QUOTE else text[: QUOTE - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What all sheets of one match say together: the mean of each item over judges and repeats."""

    items: dict[tuple[Scale, str], float]
    totals: dict[Scale, float]
    passed: dict[Scale, bool]
    passed_all: bool
    """Each of the three scales passes."""
    passed_total: bool
    """The grand total passes."""
    overall: float
    """The unweighted mean of the three scales' mean item scores, as published."""


def together(rubric: Rubric, sheets: Sequence[Sheet]) -> Verdict:
    """One match's sheets, at least one, all complete."""
    items = {
        (scale, item.id): mean(
            one.score
            for sheet in sheets
            for one in sheet.scores
            if one.scale is scale and one.item == item.id
        )
        for scale, file in rubric.scales.items()
        for item in file.items
    }
    totals = {scale: mean(sheet.total(scale) for sheet in sheets) for scale in rubric.scales}
    passed = {scale: totals[scale] > file.pass_above for scale, file in rubric.scales.items()}
    return Verdict(
        items=items,
        totals=totals,
        passed=passed,
        passed_all=all(passed.values()),
        passed_total=sum(totals.values()) > rubric.pass_total,
        overall=mean(totals[scale] / len(file.items) for scale, file in rubric.scales.items()),
    )


_SHEET = TypeAdapter(Sheet)


def to_json(sheet: Sheet) -> bytes:
    return _SHEET.dump_json(sheet, exclude_defaults=True)


def from_json(text: bytes, name: str) -> Sheet:
    """Raises `DataError`."""
    try:
        return _SHEET.validate_json(text)
    except ValidationError as error:
        raise DataError(f"{name}: {error}; delete it, and --resume judges it again") from error
