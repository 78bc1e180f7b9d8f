"""The rules of a turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.events import (
    BotSpoke,
    ConversationClosed,
    CrisisEased,
    CrisisRaised,
    HandedOff,
    NodeEntered,
    Notice,
    Outcome,
    Remarked,
    Screened,
    SignalKind,
    SlotFilled,
    UserSpoke,
)
from kernel.ids import MessageId, NodeId, SlotName
from kernel.moves import Close, Goto, HandOff, Note, Remark
from kernel.state import Conversation, foresee
from kernel.turn import (
    REMIND_AFTER_MS,
    Passed,
    Rulings,
    Stopped,
    act,
    hear,
    outcome_of,
    override,
    reminder_due,
    signalled,
    speak,
    weigh,
)
from kernel.verdicts import Allow, Block, Escalate, Rewrite, Risk
from tests.kernel.strategies import HERE, rulings

M = MessageId("m")
ALLOW = ("crisis", Allow())
BLOCK = ("g", Block(labels=("insult",), reason="r"))
ALARM = ("crisis", Escalate(risk=Risk.HIGH, labels=("suicide",), reason="r"))


def heard(text: str, verdicts: Rulings) -> Conversation:
    return foresee(Conversation(id=HERE), hear(M, text, verdicts), 0)


@given(st.text(min_size=1), rulings)
def test_no_blocked_word_reaches_the_state(text: str, verdicts: Rulings) -> None:
    secret = f"<{text}>"
    talk = heard(secret, verdicts)
    before_block = [v for _, v in verdicts]
    stops = not before_block
    for verdict in before_block:
        if isinstance(verdict, Block):
            stops = True
        if isinstance(verdict, Block | Escalate):
            break
    if stops:
        assert talk.utterances == ()
        assert secret not in repr(talk)
    else:
        assert len(talk.utterances) == 1


@given(st.text(), rulings)
def test_every_verdict_is_an_event(text: str, verdicts: Rulings) -> None:
    kept = [e for e in hear(M, text, verdicts) if isinstance(e, Screened)]
    assert [(e.guard, e.verdict) for e in kept] == list(verdicts)


def test_no_verdict_at_all_stops_the_words() -> None:
    assert weigh("hello", ()) == Stopped()


def test_rewrites_follow_one_another() -> None:
    verdicts = (
        ("a", Rewrite(text="h***o", labels=("insult",), reason="r")),
        ("b", Allow()),
    )
    assert weigh("hello", verdicts) == Passed("h***o")


def test_an_alarm_keeps_the_words_and_raises_the_crisis() -> None:
    events = hear(M, "help", (ALARM,))
    assert events[1:] == (
        UserSpoke(message_id=M, text="help"),
        CrisisRaised(risk=Risk.HIGH, labels=("suicide",)),
    )


def test_the_protocol_takes_the_turn_in_a_crisis_and_the_one_after() -> None:
    talk = heard("help", (ALARM,))
    assert override(talk, M, (ALARM,)) is Notice.CRISIS
    talk = foresee(talk, (BotSpoke(message_id=M, text="…", notice=Notice.CRISIS),), 0)
    talk = foresee(talk, hear(M, "ok", (ALLOW,)), 0)
    assert override(talk, M, (ALLOW,)) is Notice.CRISIS_FOLLOW_UP
    talk = foresee(talk, (BotSpoke(message_id=M, text="…", notice=Notice.CRISIS_FOLLOW_UP),), 0)
    assert override(talk, M, (ALLOW,)) is None


def test_a_crisis_comes_before_everything_else() -> None:
    talk = foresee(heard("help", (ALARM,)), (HandedOff(reason="r"),), 0)
    assert override(talk, M, (ALARM,)) is Notice.CRISIS


def test_blocked_and_failed_words_are_answered_differently() -> None:
    failed = ("g", Block(labels=("guard_failure",), reason="TimeoutError"))
    assert override(heard("x", (BLOCK,)), M, (BLOCK,)) is Notice.BLOCKED
    assert override(heard("x", (failed,)), M, (failed,)) is Notice.FAILED
    assert override(heard("x", ()), M, ()) is Notice.FAILED


def test_a_human_who_took_over_is_not_talked_over() -> None:
    talk = foresee(Conversation(id=HERE), (HandedOff(reason="r"), *hear(M, "x", (ALLOW,))), 0)
    assert override(talk, M, (ALLOW,)) is Notice.WITH_HUMAN


@pytest.mark.parametrize(
    ("notice", "outcome"),
    [
        (None, Outcome.ANSWERED),
        (Notice.CRISIS, Outcome.CRISIS),
        (Notice.CRISIS_FOLLOW_UP, Outcome.CRISIS),
        (Notice.BLOCKED, Outcome.BLOCKED),
        (Notice.FAILED, Outcome.FAILED),
        (Notice.PERSON, Outcome.ANSWERED),
    ],
)
def test_outcomes(notice: Notice | None, outcome: Outcome) -> None:
    assert outcome_of(notice) is outcome


def test_signals() -> None:
    assert signalled(SignalKind.SAFE) == ((CrisisEased(),), Notice.CRISIS_SAFE)
    assert signalled(SignalKind.PERSON) == ((), Notice.PERSON)


def test_silent_moves_become_events() -> None:
    assert act(Note(slot=SlotName("s"), value=3), M) == SlotFilled(slot=SlotName("s"), value=3)
    assert act(Goto(node=NodeId("n"), why="w"), M) == NodeEntered(node=NodeId("n"), why="w")
    remark = Remark(topic="t", data={"n": 1})
    assert act(remark, M) == Remarked(about=M, topic="t", data={"n": 1})
    assert act(HandOff(reason="r"), M) == HandedOff(reason="r")
    assert act(Close(reason="r"), M) == ConversationClosed(reason="r")


def test_a_message_is_the_sentences_that_were_released() -> None:
    assert speak(M, ("One. ", "Two. ")) == (BotSpoke(message_id=M, text="One. Two."),)
    assert speak(M, (" ", "")) == ()


def test_the_machine_says_that_it_is_one_every_three_hours() -> None:
    talk = Conversation(id=HERE, disclosed_at=1_000)
    assert not reminder_due(talk, 999 + REMIND_AFTER_MS)
    assert reminder_due(talk, 1_000 + REMIND_AFTER_MS)
    assert not reminder_due(Conversation(id=HERE), REMIND_AFTER_MS)
