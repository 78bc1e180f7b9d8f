"""What is said between the questions: neutral where need be, and fit to be said back."""

import pytest

from kernel.events import Language, UserSpoke
from kernel.ids import MessageId
from policies.interview.lines import after_answer, quotable
from policies.interview.scene import Scene, scene_of
from policies.interview.tree import Status
from tests.policies.interview.talking import BOOK, Room


def scene(text: str = "yes", language: Language = Language.EN) -> Scene:
    room = Room(language)
    room.happen(UserSpoke(message_id=MessageId("x"), text=text))
    found = scene_of(BOOK, room.talk)
    assert found is not None
    return found


@pytest.mark.parametrize("node", ["gap_now", "gap_past", "together_past"])
@pytest.mark.parametrize("status", [Status.YES, Status.NO])
def test_where_no_answer_is_bad_news_it_is_only_noted(node: str, status: Status) -> None:
    question = BOOK.tree("depression").question(node)
    lead, _ = after_answer(scene(), question, status, "rules")
    assert lead == BOOK.words.after_yes[2].en


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("I can't sleep at night", "I can't sleep at night"),
        ("and I can't sleep at night", "I can't sleep at night"),
        ("而且整晚睡不着", "整晚睡不着"),
        ("You useless piece of shit bot, I can't sleep", ""),
        ("I can't sleep " * 9, ""),
        ("and", "and"),
    ],
)
def test_words_are_said_back_only_if_they_are_fit_for_it(said: str, quoted: str) -> None:
    assert quotable(scene(), said) == quoted
