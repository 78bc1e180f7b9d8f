"""A card as a text: all of it, or without what the client hides."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from string import Template

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Card, Demographics
from sim.match import CardRef


class Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    brief: str
    mind: str
    hidden: str
    age: str
    unknown: str
    comma: str
    none: str
    some: str
    and_: str
    values: dict[str, str]
    kinds: dict[str, str]


def brief(card: Card, *, hidden: bool = True) -> str:
    words = _words(card.language)
    who, kinds = card.demographics, words.kinds
    parts = [
        Template(words.brief).substitute(
            name=card.name,
            who=words.comma.join(_known(who, words)) or words.unknown,
            work=who.work,
            lives=who.lives,
            culture=card.culture,
            personality=card.personality,
            feeling=words.and_.join(card.feeling.words),
            strain=f"{card.feeling.strain:g}",
            distress=card.distress,
            detail=card.detail,
            core_theme=card.core_theme,
            goals=words.and_.join(card.goals),
            attitude=kinds[card.attitude],
            style=kinds[card.style],
            risk=kinds[card.risk],
        )
    ]
    if card.mind is not None:
        parts.append(Template(words.mind).substitute(card.mind.model_dump()))
    if hidden and card.hidden:
        facts = words.and_.join(fact.say for fact in card.hidden)
        parts.append(Template(words.hidden).substitute(facts=facts))
    return "\n".join(parts)


def kinds_of(language: Language) -> dict[str, str]:
    """Words for genders, styles, attitudes and risk levels."""
    words = _words(language)
    return {**words.values, **words.kinds}


def _known(who: Demographics, words: Words) -> Iterator[str]:
    if who.age is not None:
        yield Template(words.age).substitute(age=who.age)
    for value in (who.gender, who.partner):
        if value in words.values:
            yield words.values[value]
    if who.children is not None:
        some = Template(words.some).substitute(count=who.children)
        yield some if who.children else words.none


def reference(card: Card) -> CardRef:
    """The card as everybody but its player needs it."""
    return CardRef(
        id=card.id,
        language=card.language,
        theme=card.theme,
        brief=brief(card),
        country=card.country,
    )


@cache
def _words(language: Language) -> Words:
    """Raises `DataError`. Kept: it is the same for every card."""
    text = files("sim.cards").joinpath("words.yaml").read_text(encoding="utf-8")
    try:
        table = yaml.safe_load(text)[language.value]
        table["and_"] = table.pop("and")
        return Words.model_validate(table)
    except (yaml.YAMLError, KeyError, TypeError, ValidationError) as error:
        raise DataError(f"sim/cards/words.yaml: {error}") from error
