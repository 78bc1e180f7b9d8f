"""Distortions are found in clauses of the person, each once, and none is made up."""

from typing import Any

import pytest

from kernel.events import Language
from policies.restructuring.book import UNNAMED
from policies.restructuring.patterns import Candidate, candidates, chosen, identified
from policies.restructuring.place import Place
from tests.policies.counselling.talking import FakeModel
from tests.policies.restructuring.talking import BOOK, EN, ZH

READS = Candidate("mind_reading", "they think I am odd")
ALWAYS = Candidate("overgeneralization", "it always goes wrong")
RULE = Candidate("should_statements", "I should be calm")
PLACE = Place(step="core_beliefs", signs=tuple(one.packed() for one in (READS, ALWAYS, RULE)))


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Lunch. They all think I'm odd.", EN, ("mind_reading", "They all think I'm odd")),
        ("I thought everything is over.", EN, ("catastrophizing", "everything is over")),
        ("吃饭去了。大家都看不起我", ZH, ("mind_reading", "大家都看不起我")),
        ("我当时就想，都怪我没管好孩子", ZH, ("personalization", "都怪我没管好孩子")),
    ],
)  # fmt: skip
def test_a_sentence_and_its_distortion(
    text: str, language: Language, found: tuple[str, str]
) -> None:
    assert Candidate(*found) in candidates(BOOK, text, language)
    assert all(one.quote in text for one in candidates(BOOK, text, language))


def test_plain_words_show_none() -> None:
    assert candidates(BOOK, "We had lunch on Friday and then I took the bus.", EN) == ()


def test_the_deepest_belief_comes_first_and_there_is_never_more_than_room() -> None:
    deep = Place(step="core_beliefs", signs=PLACE.signs, facts={"loop0.core": ALWAYS.quote})
    assert chosen(deep, (), 3) == (ALWAYS, READS, RULE)
    assert chosen(deep, (), 1) == (ALWAYS,)
    assert chosen(deep, (), 0) == ()


def test_what_a_model_saw_comes_before_what_was_heard() -> None:
    seen = Candidate("blaming", "he made me")
    assert chosen(PLACE, (seen,), 2) == (seen, READS)


def test_no_distortion_and_no_words_twice() -> None:
    again = Candidate("mind_reading", "she must hate me")
    same = Candidate("blaming", READS.quote)
    signs = (*PLACE.signs, again.packed(), same.packed())
    place = Place(step="core_beliefs", signs=signs, channels=("should_statements",))
    assert chosen(place, (), 3) == (READS, ALWAYS) or chosen(place, (), 3) == (again, same, ALWAYS)


def test_a_thought_without_a_sign_has_no_name_and_no_thought_no_channel() -> None:
    bare = Place(step="core_beliefs", facts={"loop0.thought": "it is heavy"})
    assert chosen(bare, (), 3) == (Candidate(UNNAMED, "it is heavy"),)
    assert chosen(Place(step="core_beliefs"), (), 3) == ()


async def test_a_model_names_only_what_was_said() -> None:
    value = {"candidates": [{"distortion": "blaming", "words": "he made me do it all"},
                            {"distortion": "comparing", "words": "others are far ahead"},
                            {"distortion": "magic", "words": "he made me do it all"}]}  # fmt: skip
    said = ["So he made me do it all.", "That was Monday."]
    found = await identified(FakeModel("", value), BOOK, Place(step="core_beliefs"), said, EN)
    assert found == (Candidate("blaming", "he made me do it all"),)


@pytest.mark.parametrize("rubbish", [None, {}, [], {"candidates": 7}])
async def test_a_model_that_cannot_leaves_what_was_heard(rubbish: Any) -> None:
    model = FakeModel("", rubbish)
    assert await identified(model, BOOK, Place(step="core_beliefs"), ["words"], EN) == ()
    assert await identified(None, BOOK, Place(step="core_beliefs"), ["words"], EN) == ()
