"""What is known when a turn begins."""

from dataclasses import replace

import pytest

from kernel.events import Language
from policies.counselling.book import Wish
from policies.counselling.progress import Evidence, Place
from policies.counselling.scene import Scene
from policies.words.replies import Said
from tests.policies.counselling.talking import BOOK, Room

TALK = Room().talk
SCENE = Scene(
    book=BOOK,
    talk=TALK,
    said=Said(TALK),
    language=Language.EN,
    text="It never stops, I feel numb in the mornings",
    wish=None,
    before=Place(stage="trust_building", asking="hope"),
    marked=False,
)


def test_the_words_to_fill_lines_with_are_the_persons() -> None:
    assert SCENE.words() == {"quote": "I feel numb in the mornings", "feeling": "numb"}


def test_an_answer_is_one_only_to_what_was_asked_before() -> None:
    assert SCENE.answer().asking == "hope"
    assert replace(SCENE, wish=Wish.ADVICE).answer().asking == ""


def test_what_the_words_show_is_known_before_anybody_judges() -> None:
    shown = SCENE.shown(SCENE.before).evidence
    assert Evidence("feeling", "I feel numb in the mornings") in shown


@pytest.mark.parametrize(
    ("labels", "own"),
    [
        ({"suicide"}, True),
        ({"self_harm", "past"}, True),
        ({"suicide", "third_person"}, False),
        ({"suicide", "bereaved"}, False),
        ({"threatened"}, False),
        ({"harm_to_others"}, False),
    ],
)
def test_a_crisis_that_is_over_is_told_to_the_model_for_good(labels: set[str], own: bool) -> None:
    assert SCENE.care == ""
    talk = replace(TALK, labels=frozenset(labels))
    care = BOOK.aftercare if own else BOOK.aftercare.others
    assert replace(SCENE, talk=talk, marked=True).care == care.later.en
