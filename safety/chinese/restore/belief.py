"""Whether a region's reading is believed: a logistic score of its gain and of what goes with it.

A high gain by itself may be a rare name that sounds like a word. More is known: a name is short
where a hidden phrase is long, the words that are hidden are of a certain kind, and who disguises
once does so again in the same text. The coefficients are data (`beliefs.yaml`), fitted by
`python -m safety.chinese.restore.fit_beliefs`.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.edits import Edit
from safety.chinese.restore.records import Plain

FILE = "beliefs.yaml"
NAMES = ("gain", "others", "cost", "changed", "size")
"""gain: nats; others: log of one and the gains of other regions; cost: mean of the edits' own
costs, nats; changed: log of characters that were read otherwise; size: log of the text's units."""
_MOST = 20.0
"""Nats of gain beyond which more says no more."""


class Region(NamedTuple):
    gain: float
    """Nats by which the text gets likelier, less what the disguises cost."""
    edits: list[Edit]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    bias: float
    gain: float = 0.0
    others: float = 0.0
    cost: float = 0.0
    changed: float = 0.0
    size: float = 0.0


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: Mapping[str, _Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    bias: Mapping[str, float]
    coefficients: Mapping[str, tuple[float, ...]]
    """In the order of `NAMES`."""

    def score(self, region: Region, *, total: float, size: int) -> float:
        """Above 0 it is believed. `total` is the gain of all regions of a text of `size` units."""
        kind = commonest(region.edits)
        found = zip(self.coefficients[kind], marks(region, total=total, size=size), strict=True)
        return self.bias[kind] + sum(weight * value for weight, value in found)


def load_beliefs() -> Beliefs:
    """Raises `DataError`."""
    return read_beliefs(files("safety.chinese.restore").joinpath(FILE).read_text("utf-8"))


def read_beliefs(text: str) -> Beliefs:
    """Raises `DataError` if a kind is missing or malformed."""
    try:
        kinds = _File.model_validate(yaml.safe_load(text)).kinds
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"safety/chinese/restore/{FILE}: {error}") from error
    wanted = {*map(str, Kind), "leet", "separator"} - {Kind.TRAD}
    if set(kinds) != wanted:
        raise DataError(f"safety/chinese/restore/{FILE}: the kinds must be {', '.join(wanted)}")
    return Beliefs(
        bias={kind: entry.bias for kind, entry in kinds.items()},
        coefficients={
            kind: (entry.gain, entry.others, entry.cost, entry.changed, entry.size)
            for kind, entry in kinds.items()
        },
    )


def marks(region: Region, *, total: float, size: int) -> tuple[float, ...]:
    """What the score is made of, in the order of `NAMES`."""
    changed = sum(len(edit.after) for edit in region.edits)
    return (
        min(region.gain, _MOST),
        math.log1p(max(total - region.gain, 0.0)),
        sum(edit.cost for edit in region.edits) / len(region.edits),
        math.log(max(changed, 1)),
        math.log(size),
    )


def commonest(edits: Sequence[Edit]) -> Kind | Plain:
    return Counter(edit.kind for edit in edits).most_common(1)[0][0]
