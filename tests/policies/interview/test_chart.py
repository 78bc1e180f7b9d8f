"""The chart is a view of the slots, and its moves bring the slots up to date."""

from dataclasses import replace

from kernel.events import Language, SlotFilled
from policies.interview.answers import Answer
from policies.interview.chart import Chart, chart_of, notes_between
from policies.interview.lines import wording
from policies.interview.navigation import Position
from policies.interview.overhearing import latest, mentioned, overheard
from policies.interview.scene import scene_of
from policies.interview.tree import Status
from tests.policies.interview.talking import BOOK, Room

KEPT = Answer(status=Status.NO, quote="no", turn=2, turns=(2,), confidence=0.9)


def test_there_and_back_and_away() -> None:
    room, before = Room(), Chart()
    after = Chart(
        mode="asking",
        asking="depression.mood_now",
        tries=1,
        turns=("2",),
        doubted=("depression.sleep_now",),
        answers={"depression.sleep_now": KEPT},
        heard={"depression.energy_now": ("so tired, every day", 2)},
    )
    for note in notes_between(before, after):
        room.happen(SlotFilled(slot=note.slot, value=note.value))
    assert chart_of(room.talk) == after
    empty = replace(after, answers={}, heard={})
    for note in notes_between(after, empty):
        room.happen(SlotFilled(slot=note.slot, value=note.value))
    assert chart_of(room.talk) == empty
    assert notes_between(empty, empty) == ()


async def test_clarifications_come_from_the_tree_or_name_the_topic() -> None:
    room = Room()
    await room.say("ok")
    scene = scene_of(BOOK, room.talk)
    assert scene is not None
    mood, sleep = Position("depression", "mood_now"), Position("depression", "sleep_now")
    assert "the low mood" in wording(scene, mood, 1, "frequency")
    assert "the past two weeks" in wording(scene, mood, 1, "frequency")
    question = BOOK.tree("depression").question("sleep_now")
    assert wording(scene, sleep, 1, "frequency") == question.clarify[0].en
    assert wording(scene, sleep, 0) == question.ask.en


def test_topics_are_found_in_either_language() -> None:
    chart = Chart(
        answers={
            "depression.mood_now": KEPT,
            "depression.sleep_now": replace(KEPT, turn=5),
            "generalised_anxiety.sleep": replace(KEPT, turn=9),
        }
    )
    assert mentioned(BOOK.trees, chart, "I was wrong about my mood") == "depression.mood_now"
    assert mentioned(BOOK.trees, chart, "睡眠那题我说错了") == "generalised_anxiety.sleep"
    assert mentioned(BOOK.trees, chart, "that was wrong") is None
    assert latest(chart) == "generalised_anxiety.sleep"


def test_the_questions_own_words_are_not_overheard() -> None:
    tree = BOOK.tree("depression")
    said = overheard(tree, tree.question("interest_now"), "对，什么都提不起兴趣", BOOK.lexicon)
    assert [one.node for one in said] == []
    assert Language.ZH  # the same words at another question are a sign
    said = overheard(tree, tree.question("mood_now"), "每天什么都提不起兴趣", BOOK.lexicon)
    assert [one.node for one in said] == ["interest_now"]
