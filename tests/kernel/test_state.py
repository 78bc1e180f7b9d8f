"""Invariant 2: the state is a fold of the log."""

from dataclasses import fields
from functools import reduce

from hypothesis import given

from kernel.codec import decode, encode
from kernel.events import (
    BotSpoke,
    CancelRequested,
    ConversationOpened,
    CrisisEased,
    CrisisRaised,
    Language,
    MessageReceived,
    Notice,
    Outcome,
    Side,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import MessageId, SubjectId
from kernel.records import Recorded
from kernel.state import Conversation, Phase, evolve, foresee, replay
from kernel.verdicts import Risk
from tests.kernel.strategies import HERE, histories


@given(histories)
def test_invariant_2_replay_gives_the_live_state(history: list[Recorded]) -> None:
    live = Conversation(id=HERE)
    for entry in history:
        live = evolve(live, entry)
    stored = [Recorded(e.seq, e.at, decode(encode(e.event))) for e in history]
    assert replay(HERE, stored) == live
    assert live.seq == len(history)
    assert vars(live).keys() == {field.name for field in fields(Conversation)}


@given(histories)
def test_replay_from_any_point_continues_the_same_way(history: list[Recorded]) -> None:
    for cut in (0, len(history) // 2, len(history)):
        halfway = replay(HERE, history[:cut])
        assert reduce(evolve, history[cut:], halfway) == replay(HERE, history)


@given(histories)
def test_a_message_as_received_never_reaches_the_state(history: list[Recorded]) -> None:
    marked = [
        Recorded(e.seq, e.at, MessageReceived(message_id=e.event.message_id, text="RAW WORDS"))
        if isinstance(e.event, MessageReceived)
        else e
        for e in history
    ]
    assert "RAW WORDS" not in repr(replay(HERE, marked))


def test_foresight_is_what_the_log_will_say() -> None:
    begun = replay(HERE, [Recorded(1, 5, _opened())])
    events = (
        UserSpoke(message_id=MessageId("m"), text="hi"),
        BotSpoke(message_id=MessageId("m.1"), text="hello"),
    )
    recorded = [Recorded(2, 9, events[0]), Recorded(3, 9, events[1])]
    assert foresee(begun, events, 9) == reduce(evolve, recorded, begun)


def test_the_inbox_holds_what_has_no_end_yet() -> None:
    talk = _after(
        MessageReceived(message_id=MessageId("a"), text="1"),
        MessageReceived(message_id=MessageId("b"), text="2"),
        CancelRequested(message_id=MessageId("b")),
        CancelRequested(message_id=MessageId("gone")),
    )
    assert [waiting.message_id for waiting in talk.inbox] == ["open", "a", "b"]
    assert talk.cancelled == {"b"}
    talk = foresee(talk, (_ended("open"), _ended("a"), _ended("b")), 0)
    assert talk.inbox == ()
    assert talk.cancelled == frozenset()


def test_a_crisis_lasts_until_the_person_calls_it_over() -> None:
    raised = CrisisRaised(risk=Risk.HIGH, labels=("suicide",))
    answer = BotSpoke(message_id=MessageId("m.1"), text="…", notice=Notice.CRISIS)
    talk = _after(raised, answer)
    assert talk.crisis is not None
    assert (talk.crisis.risk, talk.crisis.replies) == (Risk.HIGH, 1)
    again = foresee(talk, (raised,), 0)
    assert again.crisis is not None
    assert again.crisis.replies == 0, "a new alarm is answered anew"
    assert foresee(talk, (CrisisEased(),), 0).crisis is None


def test_disclosure_is_remembered_by_its_time_in_the_log() -> None:
    said = BotSpoke(message_id=MessageId("m.1"), text="AI", notice=Notice.DISCLOSURE)
    talk = evolve(_after(), Recorded(2, 1234, said))
    assert talk.disclosed_at == 1234
    assert talk.utterances[0].notice
    assert talk.utterances[0].side is Side.BOT
    assert talk.phase is Phase.OPEN


def _opened() -> ConversationOpened:
    return ConversationOpened(
        message_id=MessageId("open"),
        bot="echo",
        revision="r",
        language=Language.ZH,
        subject=SubjectId("s"),
    )


def _after(*events: object) -> Conversation:
    return foresee(Conversation(id=HERE), (_opened(), *events), 0)  # type: ignore[arg-type]


def _ended(id: str) -> TurnEnded:
    return TurnEnded(message_id=MessageId(id), outcome=Outcome.ANSWERED)
