"""What a run of the arena is: everything that decides its result, and the matches it draws.

The same order gives the same matches with the same seeds, whoever plays them and wherever. All bots
meet the same people, so that they can be compared card by card.
"""

import hashlib
import random
import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kernel.errors import SettingsError
from kernel.events import Language
from sim.match import CardRef, Match, Theme

Kind = Literal["bot", "vanilla", "prompted"]
_SLUG = re.compile(r"[^a-z0-9_-]+")


class Contestant(BaseModel):
    """Who counsels: a bot of the service, or a plain chat model, bare or with a counsellor's
    instructions. `name` is how figures call it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+([_.-][a-z0-9]+)*$", max_length=64)]
    kind: Kind = "bot"
    target: str
    """Name of the bot, or the model as `--model` takes it."""

    @classmethod
    def parse(cls, text: str) -> "Contestant":
        """`counsellor`, `vanilla:qwen0.5` or `NAME=prompted:http://host/v1`. Raises
        `SettingsError`."""
        name, _, rest = text.rpartition("=") if "=" in text.split("://")[0] else ("", "", text)
        kind, _, target = rest.partition(":")
        if kind not in ("vanilla", "prompted"):
            kind, target = "bot", rest
        name = name or _SLUG.sub("-", rest.lower()).strip("-")
        try:
            return cls.model_validate({"name": name, "kind": kind, "target": target})
        except ValidationError as error:
            raise SettingsError(
                f'"{text}" is no counsellor: write BOT, vanilla:MODEL, prompted:MODEL, '
                "or NAME= before one of these; a name has small letters, digits, - and _"
            ) from error


class Order(BaseModel):
    """`order.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    bots: tuple[Contestant, ...] = Field(min_length=1)
    clients: int = Field(default=20, ge=1)
    """So many people; each meets every bot."""
    rounds: int = Field(default=25, ge=1, le=200)
    people: str = "scripted"
    """Who plays the clients: `scripted`, or a model as `--model` takes it."""
    judges: tuple[str, ...] = ("rules",)
    """`rules`, `none`, or models as `--model` takes them."""
    repeats: int = Field(default=1, ge=1, le=20)
    """How often each judge scores a match."""
    rubric: str = "psi-1"
    model: str = "none"
    """The model of the service that the bots run on."""
    seed: int = 0
    first: int = 0
    """How many people are passed over: another `first` means fresh ones."""
    languages: tuple[Language, ...] = tuple(Language)

    @model_validator(mode="after")
    def _told_apart(self) -> "Order":
        names = [bot.name for bot in self.bots]
        if len({*names}) < len(names):
            raise ValueError("two bots have one name; write NAME= before one of them")
        return self


def draw(order: Order, cards: Sequence[CardRef]) -> tuple[Match, ...]:
    """All matches, person by person. Themes and languages take turns; which card of a theme comes
    first is the seed's choice. More clients than cards meet the cards again under other seeds.

    Raises `SettingsError` if nobody speaks the languages.
    """
    known = [card for card in cards if card.language in order.languages]
    if not known:
        wanted = ", ".join(order.languages)
        raise SettingsError(f"no card speaks {wanted}; take another --language")
    line = _line(known, order.languages, random.Random(order.seed))
    matches = []
    for number in range(order.first, order.first + order.clients):
        card, time = line[number % len(line)], number // len(line)
        seed = _seed(order.seed, card.id, time)
        for bot in order.bots:
            name = f"{bot.name}--{card.id}--{time}"
            matches.append(
                Match(id=name, card=card, counsellor=bot.name, seed=seed, rounds=order.rounds)
            )
    return tuple(matches)


def _line(
    cards: Sequence[CardRef], languages: Sequence[Language], chance: random.Random
) -> list[CardRef]:
    """Cards so that every stretch of it holds all languages and themes about equally often."""
    boxes: dict[tuple[Theme, Language], list[CardRef]] = {}
    for card in sorted(cards, key=lambda card: card.id):
        boxes.setdefault((card.theme, card.language), []).append(card)
    for box in boxes.values():
        chance.shuffle(box)
    themes = list(Theme)
    chance.shuffle(themes)
    turns = [
        (theme, languages[(at + shift) % len(languages)])
        for shift in range(len(languages))
        for at, theme in enumerate(themes)
    ]
    line: list[CardRef] = []
    while any(boxes.values()):
        line += [boxes[turn].pop() for turn in turns if boxes.get(turn)]
    return line


def _seed(seed: int, card: str, time: int) -> int:
    """Of one person; the same for every bot, so that chance does not tell them apart."""
    digest = hashlib.sha256(f"{seed}:{card}:{time}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1
