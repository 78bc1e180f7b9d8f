"""Any log becomes a transcript; no word of it is lost, and everything stands where it belongs."""

from hypothesis import given

from channels.transcript.fold import cut, transcript
from channels.transcript.model import Evidence, Fate, Source, Transcript
from channels.transcript.tell import told_by
from kernel.events import (
    BotSpoke,
    Event,
    Language,
    MessageReceived,
    NodeEntered,
    Notice,
    Outcome,
    Remarked,
    Screened,
    Side,
    SignalKind,
    SlotFilled,
    TurnEnded,
    Unknown,
    UserSpoke,
)
from kernel.ids import MessageId, NodeId, SlotName
from kernel.records import Recorded
from kernel.state import Phase, replay
from kernel.verdicts import Allow, Block, Rewrite, Risk
from tests.channels.transcript.interview import interview
from tests.channels.transcript.restructuring import restructuring
from tests.channels.transcript.stories import Story
from tests.kernel.strategies import HERE, histories

A, B = MessageId("A"), MessageId("B")


def talk_of(*events: Event) -> Transcript:
    return transcript(HERE, [Recorded(n, 1000 * n, event) for n, event in enumerate(events, 1)])


@given(histories)
def test_any_log_is_told_and_no_word_is_dropped(entries: list[Recorded]) -> None:
    told = transcript(HERE, entries)
    shown = [text for line in told.lines() for text in (line.text, line.instead)]
    for entry in entries:
        if isinstance(entry.event, MessageReceived | UserSpoke | BotSpoke):
            assert entry.event.text in shown
    for line in told.lines():
        assert "".join(sentence.text for sentence in line.sentences) == line.text


@given(histories)
def test_every_event_that_is_no_words_is_evidence(entries: list[Recorded]) -> None:
    told = transcript(HERE, entries)
    kept = {evidence.seq for evidence in told.evidence()}
    marks = {mark for line in told.lines() for mark in (s.mark for s in line.sentences) if mark}
    for entry in entries:
        if told_by(entry.event) is not None and entry.seq not in kept:
            assert isinstance(entry.event, Remarked)
            assert entry.event.data["mark"] in marks | {""}


@given(histories)
def test_what_the_head_says_is_what_the_state_says(entries: list[Recorded]) -> None:
    told, state = transcript(HERE, entries), replay(HERE, entries)
    assert (told.phase, told.bot, told.language) == (state.phase, state.bot, state.language)
    assert [turn.n for turn in told.turns] == list(range(1, len(told.turns) + 1))


def test_a_session_of_the_restructuring_bot() -> None:
    told = transcript(HERE, restructuring())
    assert told.language is Language.ZH
    assert told.phase is Phase.CLOSED
    assert len(told.turns) == 11
    assert [stop.node for stop in told.course][:4] == [
        "automatic_thoughts",
        "intermediate_beliefs",
        "core_beliefs",
        "defense",
    ]
    second = told.turns[1]
    person, bot = second.lines
    assert [each.topic for each in person.evidence] == [
        *("guard", "node", "judgement", "judgement", "slot", "slot", "slot", "slot", "step"),
    ]
    assert [s.mark for s in bot.sentences] == [
        *("restatement", "reflection_of_feelings", "question"),
    ]
    assert told.turns[6].outcome is Outcome.BLOCKED
    assert told.turns[6].lines[0].fate is Fate.WITHHELD
    assert told.turns[8].lines[0].signal is SignalKind.SAFE


def test_an_interview_keeps_its_trace_in_the_last_turn() -> None:
    last = transcript(HERE, interview()).turns[-1]
    topics = [each.topic for each in last.lines[0].evidence]
    assert topics.count("psycot") == 5
    assert topics.count("outcome") == 2


def test_a_message_that_came_in_during_an_answer_has_a_turn_of_its_own() -> None:
    told = talk_of(
        MessageReceived(message_id=A, text="first"),
        MessageReceived(message_id=B, text="second"),
        UserSpoke(message_id=A, text="first"),
        SlotFilled(slot=SlotName("x.y"), value=1),
        BotSpoke(message_id=MessageId("A.1"), text="to the first"),
        TurnEnded(message_id=A, outcome=Outcome.ANSWERED),
        NodeEntered(node=NodeId("on"), why="because"),
        BotSpoke(message_id=MessageId("B.1"), text="to the second"),
    )
    assert [[line.text for line in turn.lines] for turn in told.turns] == [
        ["first", "to the first"],
        ["second", "to the second"],
    ]
    assert [each.topic for each in told.turns[0].lines[0].evidence] == ["slot"]
    assert [each.topic for each in told.turns[1].lines[0].evidence] == ["node"]
    assert told.turns[1].lines[0].fate is Fate.WAITING


def test_what_became_of_words() -> None:
    mask = Rewrite(text="***", labels=("insult",), reason="masked")
    stop = Block(labels=("insult",), reason="rude")
    told = talk_of(
        MessageReceived(message_id=A, text="rude"),
        Screened(side=Side.USER, message_id=A, guard="g", verdict=mask),
        UserSpoke(message_id=A, text="***"),
        TurnEnded(message_id=A, outcome=Outcome.ANSWERED),
        MessageReceived(message_id=B, text="ruder"),
        Screened(side=Side.USER, message_id=B, guard="g", verdict=stop),
        BotSpoke(message_id=MessageId("B.1"), text="Not passed on.", notice=Notice.BLOCKED),
        TurnEnded(message_id=B, outcome=Outcome.BLOCKED),
    )
    first, second, notice = told.lines()
    assert (first.fate, first.text, first.instead) == (Fate.CHANGED, "rude", "***")
    assert first.evidence[0].facts == {
        "guard": "g",
        "verdict": "rewrite",
        "labels": ("insult",),
        "reason": "masked",
        "text": "***",
    }
    assert (second.fate, second.instead) == (Fate.WITHHELD, "")
    assert notice.notice is Notice.BLOCKED


def test_a_policy_cannot_pass_for_a_guard() -> None:
    forged = Remarked(about=A, topic="guard", data={"guard": "crisis", "verdict": "allow"})
    told = talk_of(
        MessageReceived(message_id=A, text="x"),
        Screened(side=Side.USER, message_id=A, guard="crisis", verdict=Allow(labels=("past",))),
        forged,
    )
    assert [each.source for each in told.evidence()] == [Source.PLATFORM, Source.POLICY]


def test_an_event_from_the_future_is_kept_as_it_stands() -> None:
    (kept,) = talk_of(
        Unknown(kind="mood_measured", data='{"kind":"mood_measured","mood":7}')
    ).evidence()
    assert kept.facts == {"kind": "mood_measured", "data": '{"kind":"mood_measured","mood":7}'}


def test_a_log_that_begins_in_the_middle() -> None:
    story = Story("echo", Language.EN)
    story.hears("hello")
    story.alarm(Risk.HIGH, "People to call.")
    told = transcript(HERE, story.entries[1:])
    assert [line.text for line in told.lines()] == ["hello", "People to call."]
    assert transcript(HERE, []).turns == ()


def mark(text: str) -> Evidence:
    return Evidence(
        seq=1, at=0, source=Source.POLICY, topic="sentence", facts={"text": text, "mark": "m"}
    )


def test_marks_find_their_sentences_in_order() -> None:
    found, rest = cut("No. No. Yes.", [mark("No."), mark("No."), mark("Perhaps."), mark("Yes.")])
    assert [s.text for s in found] == ["No.", " ", "No.", " ", "Yes."]
    assert [s.mark for s in found] == ["m", "", "m", "", "m"]
    assert [each.facts["text"] for each in rest] == ["Perhaps."]
