"""Many talks, a few at a time: who talks, in which order, and what becomes of each."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kernel.errors import WireError
from kernel.events import Language
from sim.clients.person import Hearing, Person, hearing, people
from sim.clients.scripted import ScriptedClient
from sim.corpus.filters import Limits, Reason, Sieve
from sim.corpus.record import Record, record_of
from sim.corpus.talk import hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted. The same order against the same bot without a model gives the same talks."""

    url: str
    bot: str
    clients: int
    languages: Sequence[Language] = tuple(Language)
    seed: int = 0
    at_once: int = 8
    turns: int = 70
    """Messages of one client at most."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks a language, and how they hear it."""

    people: Mapping[str, Person]
    hearing: Hearing


@dataclass(frozen=True, slots=True)
class Drawn:
    """A talk and what speaks against keeping it."""

    record: Record
    reasons: tuple[Reason, ...]


async def collect(order: Order, done: Callable[[], None]) -> tuple[list[Drawn], Sieve]:
    """All talks in the order of their clients; `done` is called after each.

    Raises `WireError`, `OSError`; a bot whose talks have no labels is one, too.
    """
    places = asyncio.Semaphore(order.at_once)
    casts = {language: Cast(people(language), hearing(language)) for language in order.languages}
    held: dict[int, Record] = {}

    async def one(number: int) -> None:
        async with places:
            held[number] = await _record(order, casts, number)
            done()

    async with asyncio.TaskGroup() as group:
        for number in range(order.clients):
            group.create_task(one(number))
    sieve = Sieve(Limits.load())
    drawn = [Drawn(held[number], sieve.reasons(held[number])) for number in sorted(held)]
    if drawn and not any(turn.step for each in drawn for turn in each.record.turns):
        raise WireError(f"the bot {order.bot} keeps no labels: a corpus needs its steps")
    return drawn, sieve


async def _record(order: Order, casts: Mapping[Language, Cast], number: int) -> Record:
    """Languages alternate, and each goes round its people."""
    language = order.languages[number % len(order.languages)]
    cast = casts[language]
    name = sorted(cast.people)[number // len(order.languages) % len(cast.people)]
    seed = order.seed * 1_000_003 + number
    person = cast.people[name]
    client = ScriptedClient(person, cast.hearing, seed=seed)
    held = await hold(order.url, order.bot, language, client, turns=order.turns)
    return record_of(
        held.events,
        id=held.conversation,
        finished=held.finished,
        person=name,
        topic=person.topic,
        subtopic=person.subtopic,
        seed=seed,
    )
