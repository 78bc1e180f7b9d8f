"""What a client does with what they hear."""

import random

import pytest

from kernel.events import Notice
from sim.cards.shelf import shipped
from sim.match import Heard, LeaveReason
from sim.npc.brain import Brain, Do, Intent
from sim.npc.phrases import load_phrases
from sim.npc.temper import load_temper

CARDS = {card.id: card for card in shipped()}


def brain(card: str = "en-career-the_library", rounds: int = 25) -> Brain:
    chosen = CARDS[card]
    chance = random.Random(1)
    return Brain(chosen, load_temper(), load_phrases(chosen.language), rounds=rounds, chance=chance)


def hears(mind: Brain, said: str, round: int = 1, *notices: Notice) -> Intent:
    return mind.decide(Heard(round=round, said=(said,) if said else (), notices=notices))


@pytest.fixture
def opened() -> Brain:
    mind = brain()
    assert hears(mind, "What brings you here?", 0).do is Do.OPEN
    return mind


def test_the_opening_comes_first(opened: Brain) -> None:
    assert opened.told == {"open"}


def test_a_question_gets_the_line_that_answers_it(opened: Brain) -> None:
    assert [line.id for line in hears(opened, "How do you sleep?").lines] == ["body"]
    assert [line.id for line in hears(opened, "How long has it been like this?", 2).lines] == [
        "course"
    ]


def test_what_is_hidden_is_held_back_once_and_told_when_trusted() -> None:
    mind = brain("en-marriage-on_the_plane")
    hears(mind, "What brings you here?", 0)
    asked = "How is your daughter?"
    assert hears(mind, asked).do is Do.HOLD_BACK
    for number in range(2, 18):
        intent = hears(mind, f"It sounds like this is hard, that is a lot. ({number})", number)
    intent = hears(mind, "How about your daughter now?", 18)
    told = {*mind.told, *(line.id for line in intent.lines)}
    assert "memo" in told


@pytest.mark.parametrize(
    ("said", "does"),
    [
        ("You should get up early and make sure you exercise.", Do.ADVICE_EARLY),
        ("Don't worry, everyone feels like that.", Do.HURT),
        ("", Do.REFUSED),
        ("Goodbye, take good care.", Do.THANK),
    ],
)
def test_what_is_done_to_them_is_answered_in_kind(opened: Brain, said: str, does: Do) -> None:
    assert hears(opened, said).do is does


def test_a_danger_that_is_not_there_is_denied_once_and_in_the_end_they_go(opened: Brain) -> None:
    moves = [hears(opened, "", number, Notice.CRISIS) for number in range(1, 8)]
    assert moves[0].do is Do.CRISIS
    assert [move.leave for move in moves].index(LeaveReason.POLITE) == 4


def test_a_blocked_message_is_asked_about(opened: Brain) -> None:
    assert hears(opened, "", 1, Notice.BLOCKED).do is Do.REFUSED


def test_the_counsellors_second_goodbye_is_the_end(opened: Brain) -> None:
    assert hears(opened, "Let us leave it here.").leave is None
    assert hears(opened, "Goodbye.", 2).leave in (LeaveReason.CONTENT, LeaveReason.POLITE)


def test_leaving_is_a_value_and_its_words_hold_no_mark(opened: Brain) -> None:
    for number in range(1, 9):
        intent = hears(opened, "You're being dramatic, it is your own fault.", number)
        if intent.leave is not None:
            break
    assert intent.leave is LeaveReason.ANGRY and intent.do is Do.LEAVE
    assert intent.reaction and "[" not in intent.reaction
