"""What clients say besides their cards: a bank of phrases for each language, and never the same
twice in a row."""

import random
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Style
from sim.match import LeaveReason

Ways = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
ByStyle = dict[Style, Ways]


class Phrases(BaseModel):
    """Every table of styles has all of them; only `leads` and `tails` may be empty for some."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    leads: dict[Style, tuple[str, ...]]
    tails: dict[Style, tuple[str, ...]]
    agree: ByStyle
    hold_back: ByStyle
    confide: ByStyle
    unknown: ByStyle
    more: ByStyle
    again: ByStyle
    advice_early: ByStyle
    advice_late: ByStyle
    hurt: ByStyle
    angry: ByStyle
    hope: ByStyle
    curious: ByStyle
    easier: ByStyle
    weary: Ways
    quiet: Ways
    crisis_yes: Ways
    crisis_no: Ways
    refused: Ways
    failed: Ways
    thanks: Ways
    leave: dict[LeaveReason, Ways]
    lowered: tuple[str, ...]
    """First words of a line that become small after a lead that ends in no stop."""

    @model_validator(mode="after")
    def _complete(self) -> "Phrases":
        for name in type(self).model_fields:
            table = getattr(self, name)
            wanted = set(LeaveReason) if name == "leave" else set(Style)
            if isinstance(table, dict) and set(table) != wanted:
                raise ValueError(f"{name} lacks {sorted(wanted - set(table))}")
        return self


@cache
def load_phrases(language: Language) -> Phrases:
    """Raises `DataError`. Kept: it is the same for every client of a fleet."""
    name = f"{language.value}.yaml"
    text = files("sim.npc").joinpath("phrases", name).read_text(encoding="utf-8")
    try:
        return Phrases.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"sim/npc/phrases/{name}: {error}") from error


class Picker:
    """Picks one of several ways: what has been said waits until all have been."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._said: dict[str, int] = {}
        """How often each was picked; a phrase that stands in two tables counts in both."""

    def pick(self, ways: Sequence[str]) -> str:
        """ "" if there is none."""
        if not ways:
            return ""
        least = min(self._said.get(way, 0) for way in ways)
        way = self._chance.choice([way for way in ways if self._said.get(way, 0) == least])
        self._said[way] = least + 1
        return way

    def fresh(self, ways: Sequence[str]) -> bool:
        """Whether some of these have not been said yet."""
        return any(way not in self._said for way in ways)

    def by_chance(self, share: float) -> bool:
        return self._chance.random() < share
