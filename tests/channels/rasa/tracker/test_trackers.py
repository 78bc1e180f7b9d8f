"""Trackers in and out: nothing that Rasa wrote is lost, and what we write Rasa can read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.rasa.tracker.reading import MOST_EVENTS, events_of, log_of, state_events
from channels.rasa.tracker.writing import tracker_of
from kernel.codec import decode, encode
from kernel.errors import DataError
from kernel.events import BotSpoke, Language, Notice, Side, UserSpoke
from kernel.ids import ConversationId, MessageId
from kernel.records import Recorded, Utterance
from kernel.state import Conversation, Phase, foresee, replay
from tests.fakes import opened
from tests.kernel.strategies import histories

HERE = ConversationId("here")
TALK: list[dict[str, Any]] = [
    {"event": "action", "timestamp": 1.5, "name": "action_session_start", "confidence": 1.0},
    {"event": "session_started", "timestamp": 1.6},
    {"event": "action", "timestamp": 1.7, "name": "action_listen"},
    {
        "event": "user",
        "timestamp": 2.25,
        "text": "你好",
        "parse_data": {"intent": {"name": "greet", "confidence": 0.9}, "entities": []},
        "input_channel": "rest",
        "message_id": "d6f0",
        "metadata": {"source": "widget"},
    },
    {"event": "slot", "timestamp": 2.3, "name": "name", "value": None},
    {"event": "slot", "timestamp": 2.3, "name": "scores", "value": {"a": [1, 2]}},
    {"event": "bot", "timestamp": 2.5, "text": "在呢", "data": {"buttons": None}, "metadata": {}},
    {"event": "bot", "timestamp": 2.6, "text": None, "data": {"image": "https://x.example/i"}},
    {"event": "user", "timestamp": 2.1, "text": None, "message_id": "d6f1"},
    {"event": "something_new", "timestamp": 9.0, "deep": {"er": [None, 1.5]}},
]


def imported(events: list[dict[str, Any]], sender: str = "anna") -> list[Recorded]:
    _, entries = log_of(sender, events_of(events, sender), bot="frontdesk", revision="r")
    return [Recorded(e.seq, e.at, decode(encode(e.event))) for e in entries]


def test_every_event_comes_out_as_rasa_wrote_it() -> None:
    assert tracker_of(HERE, imported(TALK))["events"] == TALK


def test_words_and_slots_have_their_place_in_the_state() -> None:
    entries = imported(TALK)
    talk = replay(HERE, entries)
    assert talk.utterances == (
        Utterance(Side.USER, "你好"),
        Utterance(Side.BOT, "在呢"),
        Utterance(Side.BOT, '{"image": "https://x.example/i"}'),
        Utterance(Side.USER, ""),
    )
    assert (talk.slots["rasa.name"], talk.slots["rasa.scores"]) == ("", '{"a": [1, 2]}')  # type: ignore[index]
    assert (talk.language, talk.subject, talk.phase) == (Language.ZH, "r-anna", Phase.CLOSED)
    assert talk.inbox == (), "no worker has anything to answer"
    times = [entry.at for entry in entries]
    assert times == sorted(times), "clocks that went back do not take the log with them"
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
rasa_events = st.fixed_dictionaries(
    {"event": st.sampled_from(["user", "bot", "slot", "action", "restart", "x"])},
    optional={
        "timestamp": st.floats(0, 2e9),
        "text": st.none() | st.text(max_size=8),
        "name": st.text(max_size=4),
        "value": json_values,
        "message_id": json_values,
        "data": json_values,
    },
)


@given(st.lists(rasa_events, min_size=1, max_size=8))
def test_whatever_rasa_wrote_comes_out_again(events: list[dict[str, Any]]) -> None:
    written = tracker_of(HERE, imported(events))["events"]
    assert written == json.loads(json.dumps(events))


@given(histories)
def test_every_log_can_be_written_for_rasa(history: list[Recorded]) -> None:
    tracker = tracker_of(HERE, history)
    said = [e["text"] for e in tracker["events"] if e["event"] == "user"]
    assert said == [e.event.text for e in history if isinstance(e.event, UserSpoke)]
    users = [e for e in tracker["events"] if e["event"] == "user"]
    assert all(e["parse_data"]["intent"] == {} for e in users), "Rasa refuses a null name"
    json.dumps(tracker)


def test_a_talk_of_ours_comes_back_as_it_was() -> None:
    _, begun = opened(language=Language.EN)
    said, answer = MessageId("01KAZ3T5W00000000000000003"), "01KAZ3T5W00000000000000003.1"
    ours = foresee(
        Conversation(id=HERE),
        (
            begun,
            BotSpoke(message_id=MessageId("x.1"), text="a program", notice=Notice.DISCLOSURE),
            UserSpoke(message_id=said, text="hello"),
            BotSpoke(message_id=MessageId(answer), text="hi"),
        ),
        5,
    )
    events = [
        Recorded(n, 5, e)
        for n, e in enumerate(
            (
                begun,
                BotSpoke(message_id=MessageId("x.1"), text="a program", notice=Notice.DISCLOSURE),
                UserSpoke(message_id=said, text="hello"),
                BotSpoke(message_id=MessageId(answer), text="hi"),
            ),
            1,
        )
    ]
    back = imported(tracker_of(HERE, events)["events"])
    talk = replay(HERE, back)
    assert [u.text for u in talk.utterances] == [u.text for u in ours.utterances]
    assert [e.event.message_id for e in back if isinstance(e.event, UserSpoke)] == [said]


def test_a_state_for_the_action_server() -> None:
    events = state_events("anna", events_of(TALK, "anna"), bot="interview")
    talk = foresee(Conversation(id=HERE), events, 0)
    assert (talk.bot, talk.phase, len(talk.utterances)) == ("interview", Phase.OPEN, 4)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([{"no": "event"}], "event 0.event: Field required"),
        (["words"], "event 0"),
        ([{"event": ""}], "event 0.event"),
        ([{"event": "user", "timestamp": "noon"}], "event 0.timestamp"),
        ([], "has no events"),
    ],
)
def test_what_is_no_tracker_is_refused_by_name(events: list[Any], said: str) -> None:
    with pytest.raises(DataError, match=f"anna.*{said}"):
        imported(events)


def test_a_million_events_are_refused_at_once() -> None:
    with pytest.raises(DataError, match=f"1000000 events; {MOST_EVENTS} is the most"):
        events_of([TALK[1]] * 1_000_000, "anna")


@pytest.mark.parametrize("timestamp", [-1.0, 1e300, None])
def test_times_that_are_none_do_not_stop_an_import(timestamp: float | None) -> None:
    entries = imported([{"event": "user", "text": "x", "timestamp": timestamp}])
    assert tracker_of(HERE, entries)["events"][0]["timestamp"] == timestamp
