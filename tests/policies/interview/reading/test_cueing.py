"""Cues for yes and no in one clause: the longer way of saying it wins, and negations reach on."""

import pytest

from kernel.events import Language
from policies.interview.reading.clauses import language_of_answer, low
from policies.interview.reading.cueing import cued
from policies.interview.tree import Status
from tests.policies.interview.talking import BOOK


@pytest.mark.parametrize(
    ("node", "clause", "status"),
    [
        ("depression.interest_now", "I have no interest in anything", Status.YES),
        ("depression.mood_now", "I haven't been feeling low or hopeless", Status.NO),
        ("depression.death_now", "Death hasn't been on my mind", Status.NO),
        ("suicidality.thoughts", "Ending my life hasn't entered my head", Status.NO),
        ("suicidality.wish", "I don't want to wake up any more", Status.YES),
        ("generalised_anxiety.worry", "没有一样不操心的", Status.YES),
        ("depression.sleep_now", "睡不着", Status.YES),
        ("depression.sleep_now", "没有睡不着", Status.NO),
        ("suicidality.self_harm", "没做过自残的事", Status.NO),
        ("suicidality.wish", "真的不想活了", Status.YES),
        ("depression.sleep_now", "the weather was nice", None),
    ],
)
def test_what_a_clause_says(node: str, clause: str, status: Status | None) -> None:
    module, _, name = node.partition(".")
    language = language_of_answer(clause)
    words = BOOK.lexicon.in_(language)
    found = cued(low(clause), words, language, BOOK.tree(module).question(name).cues)
    assert found.status is status and not found.both


def test_yes_and_no_side_by_side_are_both() -> None:
    cues = BOOK.tree("depression").question("sleep_now").cues
    said = "i slept well on the train and lie awake at home"
    found = cued(said, BOOK.lexicon.en, Language.EN, cues)
    assert found.both and found.status is None


def test_without_cues_nothing_is_found() -> None:
    assert cued("i lie awake", BOOK.lexicon.en, Language.EN, None).status is None
