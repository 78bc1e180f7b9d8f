"""Stages: never skipped, never back unasked, always at an end within their turns."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kernel.events import Language
from kernel.ids import MessageId, NodeId
from kernel.moves import Goto, Note
from kernel.state import foresee
from kernel.turn import act
from policies.counselling.progress import (
    Evidence,
    Place,
    ended,
    gone_back,
    gone_on,
    heard,
    moves_between,
    place_of,
    settled,
    witnessed,
)
from tests.policies.counselling.talking import BOOK, Room

ORDER = BOOK.plan.stages
CRITERIA = [criterion.id for stage in BOOK.stages for criterion in stage.criteria]
START = Place(stage=ORDER[0])

marks = st.lists(st.builds(Evidence, st.sampled_from(CRITERIA), st.text(max_size=3)), max_size=3)
turns = st.lists(st.tuples(st.sampled_from(["", "end", "back", "advice"]), marks), max_size=60)


@given(turns)
def test_no_stage_is_skipped_and_none_is_left_backwards_unasked(said: list) -> None:  # type: ignore[type-arg]
    place = START
    for wish, evidence in said:
        before = ORDER.index(place.stage)
        asked = {"end": ended, "back": gone_back, "advice": gone_on}
        place, why = asked[wish](place, BOOK) if wish else (place, "")
        step = ORDER.index(place.stage) - before
        match wish:
            case "end":
                assert place.stage == ORDER[-1]
            case "back":
                assert step == (-1 if before else 0)
            case "advice":
                assert step in (0, 1)
                assert not (step and place.stage == ORDER[-1])
            case _:
                assert step == 0
        assert bool(why) == bool(step)
        before = ORDER.index(place.stage)
        place, why = settled(witnessed(heard(place), BOOK, tuple(evidence)), BOOK)
        assert ORDER.index(place.stage) - before == (1 if why else 0)


@given(st.lists(marks, min_size=30, max_size=30))
def test_the_closing_is_reached_within_the_sum_of_the_most_turns(said: list) -> None:  # type: ignore[type-arg]
    most = sum(stage.turns.max for stage in BOOK.stages[:-1])
    least = sum(stage.turns.min for stage in BOOK.stages[:-1])
    place, count = START, 0
    while place.stage != ORDER[-1]:
        place, _ = settled(witnessed(heard(place), BOOK, tuple(said[count])), BOOK)
        count += 1
    assert least <= count <= most


@given(turns)
def test_moves_bring_the_state_to_the_place(said: list) -> None:  # type: ignore[type-arg]
    room = Room()
    for wish, evidence in said[:8]:
        before = place_of(room.talk, BOOK)
        after = witnessed(heard(before), BOOK, tuple(evidence))
        after, why = (ended if wish == "end" else settled)(after, BOOK)
        room.happen(*(act(move, MessageId("m")) for move in moves_between(before, after, why)))
        assert place_of(room.talk, BOOK) == after


def test_criteria_move_the_talk_on_only_after_the_fewest_turns() -> None:
    first = BOOK.stages[0]
    seen = tuple(Evidence(one.id, f"words {n}") for n, one in enumerate(first.criteria))
    place = witnessed(heard(START), BOOK, seen)
    for _ in range(first.turns.min - 1):
        assert settled(place, BOOK) == (place, "")
        place = heard(place)
    after, why = settled(place, BOOK)
    assert (after.stage, after.stage_turns, why) == (ORDER[1], 0, "criteria")


def test_enough_criteria_do_not_do_without_the_one_that_must_be() -> None:
    stage = BOOK.stage("solution_exploration")
    assert stage.must == ("step",)
    others = tuple(one.id for one in stage.criteria if one.id != "step")
    place = replace(START, stage=stage.id, stage_turns=stage.turns.min, met=others)
    assert settled(place, BOOK)[1] == ""
    assert settled(replace(place, met=(*others, "step")), BOOK)[1] == "criteria"


def test_one_quote_proves_one_criterion_and_unknown_ones_are_passed_over() -> None:
    place = witnessed(
        START,
        BOOK,
        (Evidence("topic", "same"), Evidence("feeling", "same"), Evidence("made_up", "other")),
    )
    assert place.met == ("topic",)
    assert dict(place.quotes) == {"topic": "same"}


def test_an_answer_nobody_looked_into_counts_and_is_not_quoted() -> None:
    place = witnessed(START, BOOK, (Evidence("topic"), Evidence("hope")))
    assert place.met == ("topic", "hope")
    assert dict(place.quotes) == {}


def test_going_back_opens_the_criteria_of_that_stage_again_and_keeps_the_quotes() -> None:
    place = witnessed(START, BOOK, (Evidence("topic", "my job"), Evidence("event", "last week")))
    place, why = gone_back(replace(place, stage=ORDER[1], stage_turns=5, asked=("event",)), BOOK)
    assert why == "asked:back"
    assert (place.stage, place.stage_turns, place.asked) == (ORDER[0], 0, ())
    assert place.met == ("event",)
    assert place.quotes["topic"] == "my job"


def test_a_node_of_an_older_book_counts_as_the_start() -> None:
    room = Room(Language.ZH)
    room.talk = foresee(room.talk, [act(Goto(node=NodeId("a_stage_of_old")), MessageId("m"))], 0)
    place = place_of(room.talk, BOOK)
    assert (place.stage, place.begun) == (ORDER[0], False)


def test_the_first_move_names_the_stage_and_nothing_is_noted_twice() -> None:
    before = place_of(Room().talk, BOOK)
    after = heard(before)
    assert moves_between(before, after)[0] == Goto(node=NodeId(ORDER[0]), why="start")
    notes = [move.slot for move in moves_between(before, after) if isinstance(move, Note)]
    assert notes == ["counselling.stage_turns", "counselling.asking"]
    assert moves_between(after, after) == ()
