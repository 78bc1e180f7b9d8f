"""Who somebody says they are, against the demographics of their card."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Card

_TENS = dict(
    zip(("twenty", "thirty", "forty", "fifty", "sixty", "seventy"), range(20, 80, 10), strict=True)
)
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_HAN = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said of oneself that the card denies."""

    what: str
    quote: str


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    partner: tuple[str, ...]
    children: tuple[str, ...]
    age: tuple[str, ...]


def denied(card: Card, text: str) -> Iterator[Claim]:
    """What these words say that the card does not allow: a spouse, children, an age."""
    who, table = card.demographics, _table(card.language)
    if who.partner in ("none", "partner") and (found := table["partner"].search(text)):
        yield Claim("partner", found[0])
    if who.children == 0 and (found := table["children"].search(text)):
        yield Claim("children", found[0])
    for found in table["age"].finditer(text):
        said = next((age for name, age in found.groupdict().items() if age), "")
        if (age := years(said)) is not None and who.age not in (None, age):
            yield Claim("age", found[0])


def years(said: str) -> int | None:
    """An age in figures or in words; None where it is none."""
    if said.isdigit():
        return int(said)
    words = said.casefold().split("-")
    if words[0] in _TENS:
        return _TENS[words[0]] + (_UNITS.index(words[1]) + 1 if len(words) > 1 else 0)
    han = said.replace("两", "二")
    if not han or any(letter not in _HAN + "十" for letter in han):
        return None
    tens, ten, units = han.rpartition("十")
    if not ten:
        return None if len(han) > 1 else _HAN.index(han)
    return 10 * (_HAN.index(tens) if tens else 1) + (_HAN.index(units) if units else 0)


@cache
def _table(language: Language) -> dict[str, re.Pattern[str]]:
    """Raises `DataError`. Kept: it is the same for every card."""
    name = f"{language.value}.yaml"
    text = files("sim.cards").joinpath("kin", name).read_text(encoding="utf-8")
    try:
        table = _Table.model_validate(yaml.safe_load(text))
        return {
            what: re.compile(_either(ways), re.IGNORECASE)
            for what, ways in table.model_dump().items()
        }
    except (yaml.YAMLError, ValidationError, re.error) as error:
        raise DataError(f"sim/cards/kin/{name}: {error}") from error


def _either(ways: tuple[str, ...]) -> str:
    """One expression; a group may have one name only once, so each gets a number."""
    return "|".join(way.replace("?P<age>", f"?P<age{n}>") for n, way in enumerate(ways))
