"""A model writes new clients; code decides who is wanted, and whether what came is sound."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError, ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from sim.cards.brief import kinds_of
from sim.cards.card import Attitude, Card, Mind, Style
from sim.cards.checks import faults
from sim.cards.dress import card, facts, slug
from sim.match import Theme

TRIES = 3
DEADLINE_S = 600.0
"""Of one card, which is some hundred words of a small model."""
_TOKENS = 1400
_TEXTS = ("name", "work", "lives", "culture", "personality", "distress", "detail", "core_theme")
_LINES = ("opening", *Mind.model_fields, "step")
_LISTS = {"feeling": 2, "goals": 1, "open_facts": 2, "hidden_facts": 2}


class _Prompt(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    system: str
    turn: str


class _Prompts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: _Prompt
    en: _Prompt
    themes: dict[Theme, dict[Language, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of the asks: sound cards, and why others were not kept."""

    cards: tuple[Card, ...]
    discarded: tuple[str, ...]


def schema() -> dict[str, Any]:
    """What a model fills in."""
    text = {"type": "string", "minLength": 1, "maxLength": 300}
    lists = {
        name: {"type": "array", "items": text, "minItems": least, "maxItems": 3}
        for name, least in _LISTS.items()
    }
    fields = {name: text for name in (*_TEXTS, *_LINES)} | lists
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


async def write_cards(
    model: Model,
    count: int,
    known: Sequence[Card],
    *,
    languages: Sequence[Language],
    themes: Sequence[Theme],
    seed: int,
    done: Callable[[], None],
) -> Written:
    """So many people, themes and languages by turns. A card that is not sound is asked for again,
    at most `TRIES` times, and else told as discarded. Raises `ModelError` if none came at all."""
    chance = random.Random(seed)
    cards: list[Card] = []
    discarded: list[str] = []
    last: ModelError | None = None
    for number in range(count):
        language = languages[number % len(languages)]
        theme = themes[number // len(languages) % len(themes)]
        for attempt in range(TRIES):
            wanted = _Wanted.draw(theme, language, number, chance)
            try:
                made = await _one(model, wanted, [*known, *cards], seed * 1009 + number + attempt)
            except ModelError as error:
                last = error
                discarded.append(f"{wanted.slug}: {type(error).__name__}")
                continue
            except DataError as error:
                discarded.append(str(error).splitlines()[0])
                continue
            if wrong := faults([*known, *cards, made]):
                discarded.append(wrong[0])
                continue
            cards.append(made)
            break
        done()
    if not cards and last is not None:
        raise last
    return Written(cards=tuple(cards), discarded=tuple(discarded))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    theme: Theme
    language: Language
    style: Style
    attitude: Attitude
    age: int
    gender: str
    slug: str

    @classmethod
    def draw(
        cls, theme: Theme, language: Language, number: int, chance: random.Random
    ) -> "_Wanted":
        return cls(
            theme=theme,
            language=language,
            style=tuple(Style)[number % len(Style)],
            attitude=chance.choice(get_args(Attitude)),
            age=chance.randint(18, 72),
            gender=chance.choice(("female", "male")),
            slug=slug(f"written_{theme.value}", number + 1),
        )


async def _one(model: Model, wanted: _Wanted, others: Sequence[Card], seed: int) -> Card:
    language = wanted.language
    prompts = _prompts()
    prompt = prompts.zh if language is Language.ZH else prompts.en
    like = [
        one.core_theme for one in others if (one.theme, one.language) == (wanted.theme, language)
    ]
    kinds = kinds_of(language)
    turn = Template(prompt.turn).substitute(
        theme=prompts.themes[wanted.theme][language],
        age=wanted.age,
        gender=kinds[wanted.gender],
        style=kinds[wanted.style],
        attitude=kinds[wanted.attitude],
        others=", ".join(like[-5:]) or "-",
    )
    messages = (ChatMessage(role="system", text=prompt.system), ChatMessage(role="user", text=turn))
    ask = Ask(
        messages=messages, max_tokens=_TOKENS, temperature=0.9, seed=seed, deadline=DEADLINE_S
    )
    return _dressed(await model.value(ask, schema()), wanted)


def _dressed(story: dict[str, Any], wanted: _Wanted) -> Card:
    lines = {name: story[name] for name in Mind.model_fields}
    others = [story["opening"], story["step"], *lines.values()]
    found = facts(story["open_facts"], story["hidden_facts"], others, wanted.language)
    return card(
        wanted.theme,
        wanted.language,
        {
            "slug": wanted.slug,
            "name": story["name"],
            "demographics": {
                "age": wanted.age,
                "gender": wanted.gender,
                "work": story["work"],
                "lives": story["lives"],
            },
            "feeling": {"words": story["feeling"], "strain": 0.6},
            "attitude": wanted.attitude,
            "style": wanted.style,
            "mind": lines,
            "facts": found,
            **{
                name: story[name]
                for name in (
                    "culture", "personality", "distress", "detail", "core_theme", "goals",
                    "opening", "step",
                )
            },
        },
    )  # fmt: skip


@cache
def _prompts() -> _Prompts:
    """Raises `DataError`."""
    text = files("sim.cards").joinpath("authored.yaml").read_text(encoding="utf-8")
    try:
        return _Prompts.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"sim/cards/authored.yaml: {error}") from error
