"""Cards written by a model: conditions are computed, and what is not sound is not kept."""

from typing import Any

import pytest

from kernel.errors import DataError, ModelRubbish
from kernel.events import Language
from kernel.ports import Ask
from sim.cards.authored import schema, write_cards
from sim.cards.card import Mind
from sim.cards.checks import faults
from sim.match import Theme

STORY: dict[str, Any] = {
    "name": "Petra", "work": "gardener", "lives": "a village", "culture": "rural",
    "personality": "gruff", "distress": "The greenhouse burned down.",
    "detail": "It was uninsured.", "core_theme": "loss", "feeling": ["empty", "angry"],
    "goals": ["to decide what comes next"], "opening": "The greenhouse is gone.",
    **{name: f"This is about my {name} and nothing besides." for name in Mind.model_fields},
    "open_facts": ["It burned in March.", "My brother saw the smoke first."],
    "hidden_facts": ["I had left the heater running.", "I told the police it was the wiring."],
    "step": "I will ring the insurer.",
}  # fmt: skip


class Author:
    """Writes these stories, one after another."""

    name = "author"

    def __init__(self, *stories: dict[str, Any] | Exception) -> None:
        self._stories = list(stories)
        self.asked: list[Ask] = []

    async def stream(self, ask: Ask):  # type: ignore[no-untyped-def]
        yield ""

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        self.asked.append(ask)
        story = self._stories.pop(0) if len(self._stories) > 1 else self._stories[0]
        if isinstance(story, Exception):
            raise story
        return story


async def written(author: Author, count: int = 1):  # type: ignore[no-untyped-def]
    ticks: list[None] = []
    made = await write_cards(
        author,
        count,
        (),
        languages=(Language.EN,),
        themes=(Theme.CAREER,),
        seed=1,
        done=lambda: ticks.append(None),
    )
    assert len(ticks) == count
    return made


def test_the_schema_asks_for_every_line() -> None:
    assert set(schema()["required"]) == set(STORY)


async def test_a_story_becomes_a_sound_card() -> None:
    author = Author(STORY)
    made = await written(author)
    (card,) = made.cards
    assert faults([card]) == () and made.discarded == ()
    assert len(card.hidden) == 2 and all(fact.marks for fact in card.hidden)
    assert card.id.startswith("en-career-written_career")
    assert "career" in author.asked[0].messages[-1].text


async def test_what_is_not_sound_is_told_and_asked_for_again() -> None:
    chinese = STORY | {"opening": "温室没了。"}
    made = await written(Author(chinese, STORY))
    assert len(made.cards) == 1 and any("not in en" in why for why in made.discarded)


async def test_the_same_story_is_not_kept_twice() -> None:
    made = await written(Author(STORY), count=2)
    assert len(made.cards) == 1 and any("says the same as" in why for why in made.discarded)


async def test_a_model_that_only_fails_is_an_error() -> None:
    with pytest.raises(ModelRubbish):
        await written(Author(ModelRubbish("no JSON")))


async def test_a_story_with_empty_parts_is_not_kept() -> None:
    made = await written(Author(STORY | {"distress": ""}))
    assert made.cards == () and made.discarded
    assert DataError
