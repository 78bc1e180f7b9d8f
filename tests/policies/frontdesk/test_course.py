"""Nobody is taken anywhere without consent, age and an answer about danger."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.frontdesk.book import REQUESTS, load_book
from policies.frontdesk.course import Facts, Turn, next_turn
from policies.frontdesk.hearing import Understood

DESK = load_book(Path(__file__).parents[3] / "bots" / "frontdesk").desk
YES, NO = Understood(answer="yes"), Understood(answer="no")
MINOR, ADULT = Understood(age=17), Understood(age=40)

heard = st.builds(
    Understood,
    answer=st.sampled_from(["", "yes", "no"]),
    age=st.none() | st.integers(1, 120),
    wish=st.sampled_from(["", *DESK.rooms]),
    request=st.sampled_from(["", *REQUESTS]),
    greeting=st.booleans(),
)


def talk(*said: Understood) -> list[Turn]:
    facts, turns = Facts(), []
    for understood in said:
        turns.append(next_turn(DESK, facts, understood))
        facts = turns[-1].facts
    return turns


def says(*said: Understood) -> list[tuple[str, ...]]:
    return [turn.says for turn in talk(*said)]


def test_three_questions_and_a_room() -> None:
    turns = talk(YES, Understood(age=30), NO, Understood(wish="interview"))
    assert [turn.says for turn in turns] == [
        ("ask_adult",),
        ("ask_safe",),
        ("ask_wish",),
        ("to_interview",),
    ]
    assert turns[-1].transfer == "interview"


def test_a_wish_said_early_is_kept() -> None:
    turns = talk(Understood(wish="counsellor"), YES, YES, NO)
    assert turns[0].says == ("noted", "ask_consent")
    assert (turns[-1].says, turns[-1].transfer) == (("to_counsellor",), "counsellor")


def test_without_consent_nothing_more_is_asked() -> None:
    turns = talk(NO, Understood(wish="interview", answer="no"), Understood(answer="yes"))
    assert turns[0].says == turns[1].says == ("no_consent",)
    assert turns[2].says == ("ask_adult",), "they may change their mind"


def test_who_is_too_young_is_taken_nowhere() -> None:
    turns = talk(YES, MINOR, YES, NO, Understood(wish="interview"), MINOR)
    assert {turn.says[-1] for turn in turns[1:]} == {"minor"}
    assert not any(turn.transfer for turn in turns)


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ((ADULT,), "ask_adult"),
        ((ADULT, Understood(request="privacy")), "ask_adult"),
        ((ADULT, ADULT), "ask_safe"),
        ((ADULT, Understood(request="privacy"), ADULT), "ask_safe"),
        ((ADULT, YES), "ask_adult"),
        ((ADULT, Understood()), "ask_adult"),
        ((ADULT, NO, ADULT), "minor"),
        ((ADULT, MINOR, ADULT), "minor"),
        ((ADULT, ADULT, MINOR, ADULT), "minor"),
    ],
)
def test_who_was_taken_for_a_minor_is_asked_once_more(
    said: tuple[Understood, ...], last: str
) -> None:
    assert says(YES, MINOR, *said)[-1][-1] == last


@pytest.mark.parametrize(("then", "last"), [(ADULT, "ask_wish"), (MINOR, "minor"), (NO, "minor")])
def test_who_was_taken_for_an_adult_is_asked_once_more(then: Understood, last: str) -> None:
    turns = talk(YES, ADULT, NO, MINOR, then)
    assert turns[-2].says == ("ask_adult",)
    assert turns[-1].says == (last,)


def test_an_age_said_before_consent_can_be_put_right_too() -> None:
    assert says(MINOR, ADULT, ADULT, YES)[1:] == [("ask_adult",), ("ask_consent",), ("ask_safe",)]


def test_a_yes_to_danger_is_a_crisis() -> None:
    assert talk(YES, Understood(age=30), YES)[-1].crisis


def test_a_request_is_answered_and_the_question_asked_again() -> None:
    assert says(YES, Understood(request="privacy"))[-1] == ("privacy", "ask_adult")
    assert says(Understood(), Understood(greeting=True)) == [
        ("not_understood", "ask_consent"),
        ("greet", "ask_consent"),
    ]


def test_who_only_tells_their_story_is_offered_somebody_to_talk_to() -> None:
    story = Understood()
    turns = talk(YES, YES, NO, story, YES)
    assert turns[-2].says == ("offer",)
    assert turns[-1].transfer == "counsellor"
    assert says(YES, YES, NO, story, NO)[-1] == ("ask_wish",), "or not, as they like"
    assert says(YES, YES, NO, YES)[-1] == ("not_understood", "ask_wish"), "nothing was offered"


@given(st.lists(heard, max_size=12))
def test_a_room_is_reached_only_by_the_three_answers(said: list[Understood]) -> None:
    for turn in talk(*said):
        if turn.transfer:
            assert turn.facts.consent
            assert turn.facts.adult
            assert turn.facts.safe
        assert turn.says or turn.crisis, "the person always gets an answer"
