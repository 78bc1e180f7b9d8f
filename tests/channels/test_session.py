"""The protocol machine, without any socket."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from ulid import ULID

from channels.session import Session, SessionLimits, State
from channels.wire.base import CloseCode
from channels.wire.client import Message
from channels.wire.messages import (
    Typing,
    TypingData,
)

LIMITS = SessionLimits(frames_per_minute=10, queued_frames=4)


def frame(t: str, **fields: Any) -> str:
    return json.dumps({"t": t, "id": str(ULID()), **fields})


CONNECT = frame("connect", d={"token": "x"})
MESSAGE = frame("message", conv="c", d={"text": "hello"})


def opened(limits: SessionLimits = LIMITS) -> Session:
    session = Session(limits, 0.0)
    assert session.receive(CONNECT, 0.0) is not None
    session.welcome("id", "subject", {}, expires_at=600.0)
    session.to_send()
    return session


def answers(session: Session) -> list[dict[str, Any]]:
    return [json.loads(text) for text in session.to_send()]


def test_nothing_goes_before_connect() -> None:
    session = Session(LIMITS, 0.0)
    assert session.receive(MESSAGE, 0.0) is None
    assert answers(session)[0]["d"]["code"] == "not_connected"
    assert session.closing is not None
    assert session.closing.code is CloseCode.BAD_REQUEST


def test_a_message_is_an_intent() -> None:
    assert isinstance(opened().receive(MESSAGE, 1.0), Message)


def test_connecting_late_or_twice() -> None:
    late = Session(LIMITS, 0.0)
    late.tick(5.0)
    assert late.closing is not None
    assert late.closing.code is CloseCode.NO_CONNECT
    twice = opened()
    assert twice.receive(CONNECT, 1.0) is None
    assert answers(twice)[0]["d"]["code"] == "bad_frame"
    assert twice.state is State.OPEN


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "[]",
        "null",
        '{"t":"message"}',
        '{"t":"message","id":"short","conv":"c","d":{"text":"x"}}',
        frame("message", conv="c", d={"text": ""}),
        frame("message", conv="c", d={"text": "x" * 8001}),
        '{"t":"message","id":"' + str(ULID()) + '","conv":"c","d":{"text":"\\ud800"}}',
        b"\xff\xfe",
    ],
    ids=[
        *("empty", "cut_off", "list", "null", "no_id", "short_id"),
        *("no_words", "too_many_words", "lone_surrogate", "not_utf8"),
    ],
)
def test_malformed_frames_are_refused_and_five_in_a_row_are_too_many(raw: str | bytes) -> None:
    session = opened(SessionLimits(frames_per_minute=0))
    for n in range(5):
        assert session.state is State.OPEN, n
        assert session.receive(raw, 1.0) is None
        assert answers(session)[-1]["d"]["code"] == "bad_frame"
    assert session.closing is not None
    assert session.closing.code is CloseCode.BAD_REQUEST


def test_an_unknown_type_changes_nothing() -> None:
    session = opened()
    assert session.receive(frame("dance"), 1.0) is None
    assert answers(session)[0]["d"]["code"] == "unknown_type"
    assert isinstance(session.receive(MESSAGE, 2.0), Message)


def test_oversized_frames() -> None:
    session = opened()
    assert session.receive(frame("message", conv="c", d={"text": "x" * 70_000}), 1.0) is None
    assert answers(session)[0]["d"]["code"] == "too_large"
    assert session.state is State.OPEN
    first = Session(LIMITS, 0.0)
    first.receive(frame("connect", d={"token": "x" * 5000}), 0.0)
    assert first.closing is not None
    assert first.closing.code is CloseCode.TOO_LARGE


def test_too_many_frames_a_minute() -> None:
    session = opened()  # connect was the first of ten
    intents = [session.receive(MESSAGE, 1.0) for _ in range(12)]
    assert sum(intent is not None for intent in intents) == 9
    refused = answers(session)[-1]["d"]
    assert refused["code"] == "rate_limited"
    assert refused["temporary"]
    assert session.receive(MESSAGE, 20.0) is not None, "the bucket fills again"


def test_silence_is_pinged_and_then_ended() -> None:
    session = opened()
    session.tick(24.9)
    assert answers(session) == []
    session.tick(25.1)
    assert answers(session)[0]["t"] == "ping"
    session.receive('{"t":"pong"}', 26.0)
    session.tick(35.0)
    assert session.closing is None
    session.tick(52.0)
    session.tick(60.1)
    assert session.closing is not None
    assert session.closing.code is CloseCode.NO_PONG


def test_a_token_that_runs_out() -> None:
    session = opened()
    session.receive(MESSAGE, 599.0)
    session.tick(600.0)
    assert session.closing is not None
    assert session.closing.code is CloseCode.TOKEN_EXPIRED


def test_a_slow_reader_loses_typing_first() -> None:
    session = opened()
    for _ in range(4):
        session.acknowledge("id", "c", 1)
    session.send(Typing(conv="c", d=TypingData(message="m")))
    assert session.closing is None
    session.acknowledge("id", "c", 1)
    assert session.closing is not None
    assert session.closing.code is CloseCode.SLOW


class Fuzz(RuleBasedStateMachine):
    """Whatever comes in whatever order: no exception, one answer an id, nothing too early."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(SessionLimits(frames_per_minute=0), 0.0)
        self.now = 0.0
        self.answered: list[str] = []

    @rule(
        raw=st.one_of(
            st.text(max_size=40),
            st.binary(max_size=40),
            st.sampled_from(["connect", "message", "open", "history", "pong", "end", "x"]).map(
                lambda t: frame(t, conv="c", d={"token": "t", "text": "hi", "bot": "b"})
            ),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["t", "id", "d", "conv", "v"]), inner)
                ),
                max_leaves=6,
            ).map(json.dumps),
        )
    )
    def arrives(self, raw: str | bytes) -> None:
        intent = self.session.receive(raw, self.now)
        if intent is not None and intent.t == "connect":
            self.session.welcome("id", "s", {}, expires_at=1e9)

    @rule(seconds=st.floats(0, 30))
    def waits(self, seconds: float) -> None:
        self.now += seconds
        self.session.tick(self.now)

    @precondition(lambda self: self.session.state is State.AWAITING)
    @invariant()
    def nothing_but_errors_before_connected(self) -> None:
        assert all(json.loads(text)["t"] == "error" for text in self.session.to_send())

    @invariant()
    def answers_at_most_once(self) -> None:
        for text in self.session.to_send():
            answer = json.loads(text)
            if answer["t"] in ("ack", "error") and answer.get("re"):
                assert answer["re"] not in self.answered or len(answer["re"]) < 26
                self.answered.append(answer["re"])


TestFuzz = Fuzz.TestCase
TestFuzz.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(st.text(max_size=200))
def test_error_texts_quote_nothing(text: str) -> None:
    session = opened(SessionLimits(frames_per_minute=0))
    session.receive(json.dumps({"t": "message", "id": text, "conv": "c", "d": {"text": text}}), 1)
    for answer in answers(session):
        assert len(text) < 30 or text not in answer["d"]["message"]
