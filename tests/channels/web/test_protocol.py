"""The client's side of the protocol, frame by frame."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.web.protocol import AGAIN_S, GREETING_S, Answered, ClientProtocol, Stage
from channels.web.talk import Refused, Talk, new_id
from channels.wire.base import RESUME_LIMIT
from channels.wire.client import Message, MessageData, Question
from channels.wire.server import Answer, Durable, ServerFrame
from kernel.errors import WireError


class Nobody:
    async def ask(self, frame: Question) -> ServerFrame:
        raise AssertionError(frame)


class Line:
    """A protocol, and a server that says what a test wants said."""

    def __init__(self) -> None:
        self.protocol = ClientProtocol()
        self.now = 100.0

    def begin(self) -> None:
        self.protocol.begin("token")
        (connect,) = self.sent()
        self.tell("connected", re=connect["id"], d={"subject": "a", "ping_s": 25, "resumed": {}})

    def tell(self, t: str, **fields: Any) -> None:
        self.protocol.receive(json.dumps({"t": t, **fields}), self.now)

    def refuse(self, re: str | None, code: str, *, temporary: bool = False, **more: Any) -> None:
        error = {"code": code, "message": "m", "temporary": temporary, **more}
        conv = error.pop("conv", None)
        self.tell("error", re=re, conv=conv, d=error)

    def sent(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in self.protocol.to_send()]

    def follow(self, seq: int, id: str = "c") -> Talk:
        talk = Talk(Nobody(), id=id, seq=seq, ts=seq)
        self.protocol.follow(talk)
        return talk


def asked() -> tuple[Message, list[Answer | Exception], Answered]:
    answers: list[Answer | Exception] = []
    return Message(id=new_id(), conv="c", d=MessageData(text="x")), answers, answers.append


def heard(seq: int, ts: int | None = None, conv: str = "c") -> dict[str, Any]:
    d = {"mid": str(seq), "text": "x"}
    return {"t": "message.heard", "conv": conv, "seq": seq, "ts": ts or seq, "d": d}


def taken(talk: Talk) -> list[int]:
    seqs = []
    while not talk.frames.empty():
        frame = talk.frames.get_nowait()
        assert isinstance(frame, Durable)
        seqs.append(frame.seq)
    return seqs


@pytest.fixture
def line() -> Line:
    made = Line()
    made.begin()
    return made


def test_a_line_is_dead_after_two_pings_that_did_not_come(line: Line) -> None:
    assert line.protocol.patience_s == 50
    line.protocol.gone()
    assert line.protocol.patience_s == GREETING_S


def test_pings_are_answered_and_the_unknown_passed_over(line: Line) -> None:
    line.tell("ping")
    line.tell("message.danced", d={})
    line.tell("ack", re="nobody asked")
    line.refuse("nobody asked", "bad_frame")
    assert [frame["t"] for frame in line.sent()] == ["pong"]


def test_rubbish_is_an_error(line: Line) -> None:
    with pytest.raises(WireError):
        line.tell("turn.end", conv="c")


def test_a_refused_greeting_is_raised() -> None:
    line = Line()
    line.protocol.begin("token")
    with pytest.raises(Refused, match="bad_token"):
        line.refuse(None, "bad_token")


def test_a_question_is_asked_on_every_line_until_it_is_answered(line: Line) -> None:
    frame, answers, answered = asked()
    line.protocol.ask(frame, answered)
    for _ in range(3):
        assert [sent["id"] for sent in line.sent()] == [frame.id]
        line.begin()
    line.tell("ack", re=frame.id, conv="c", seq=2)
    assert len(answers) == 1
    line.sent()
    line.begin()
    assert line.sent() == []


def test_a_temporary_refusal_is_asked_again_when_its_time_has_come(line: Line) -> None:
    frame, answers, answered = asked()
    line.protocol.ask(frame, answered)
    line.sent()
    line.refuse(frame.id, "rate_limited", temporary=True, retry_after_ms=3000)
    line.protocol.tick(line.now + 2.9)
    assert line.sent() == []
    line.protocol.tick(line.now + 3.0)
    assert [sent["id"] for sent in line.sent()] == [frame.id]
    line.refuse(frame.id, "unavailable", temporary=True)
    line.protocol.withdraw(frame.id)
    line.protocol.tick(line.now + AGAIN_S)
    assert line.sent() == [] == answers


def test_a_final_refusal_is_the_answer(line: Line) -> None:
    frame, answers, answered = asked()
    line.protocol.ask(frame, answered)
    line.refuse(frame.id, "conversation_closed")
    assert [getattr(answer, "t", None) for answer in answers] == ["error"]


def test_conversations_are_attached_after_what_was_seen(line: Line) -> None:
    talk = line.follow(3)
    (attach,) = line.sent()
    line.tell("ack", re=attach["id"], conv="c")
    assert talk.settled.is_set()
    line.protocol.receive(json.dumps(heard(4)), 0)
    line.begin()
    (attach,) = line.sent()
    assert (attach["t"], attach["d"]) == ("attach", {"after": 4})


@pytest.mark.parametrize("code", ["unknown_conversation", "rate_limited"])
def test_one_conversation_that_is_refused_is_not_the_end_of_the_others(
    line: Line, code: str
) -> None:
    gone, stays = line.follow(1, "gone"), line.follow(1, "stays")
    line.refuse(line.sent()[0]["id"], code)
    assert isinstance(gone.ended, Refused)
    assert stays.ended is None
    line.refuse(None, "unknown_conversation", conv="stays")
    assert isinstance(stays.ended, Refused)
    line.begin()
    assert line.sent() == []


def test_a_temporary_error_about_a_conversation_is_passed_over(line: Line) -> None:
    talk = line.follow(1)
    line.refuse(None, "unavailable", conv="c", temporary=True)
    assert talk.ended is None


def serve_history(line: Line, log: list[dict[str, Any]]) -> None:
    """Answer as a server does, until nothing is asked any more."""
    first, last = log[0]["seq"], log[-1]["seq"]
    while asked := line.sent():
        for frame in asked:
            if frame["t"] == "attach":
                after = frame["d"]["after"]
                if last - after > RESUME_LIMIT or after > last:
                    line.refuse(frame["id"], "gap_too_long")
                else:
                    line.tell("ack", re=frame["id"], conv="c")
                    for entry in log[after - first + 1 :]:
                        line.protocol.receive(json.dumps(entry), 0)
            elif frame["t"] == "history":
                before = frame["d"].get("before", last + 1)
                page = [e for e in log if e["seq"] < before][-frame["d"]["limit"] :]
                earlier = page[0]["seq"] if page[0]["seq"] > first else None
                told = {"frames": page, "before": earlier}
                # other conversations go on in between
                line.protocol.receive(json.dumps(heard(line.now.__trunc__(), conv="other")), 0)
                line.tell("history.page", re=frame["id"], conv="c", d=told)


@given(seen=st.integers(0, 1000), last=st.integers(1, 1000))
def test_any_gap_is_filled_without_repeat_or_omission(seen: int, last: int) -> None:
    line = Line()
    line.begin()
    other = line.follow(0, "other")
    line.tell("ack", re=line.sent()[0]["id"], conv="other")
    talk = line.follow(min(seen, last))
    serve_history(line, [heard(n) for n in range(1, last + 1)])
    assert taken(talk) == list(range(min(seen, last) + 1, last + 1))
    assert talk.settled.is_set()
    if last - seen > RESUME_LIMIT:
        assert taken(other) == [int(line.now)]


def test_a_store_that_lost_its_last_second_gives_numbers_again(line: Line) -> None:
    talk = line.follow(9)
    serve_history(line, [heard(n) for n in range(1, 6)] + [heard(6, ts=20), heard(7, ts=21)])
    assert taken(talk) == [6, 7]
    assert talk.seq == 7
    assert talk.settled.is_set()


def test_the_end_is_told_to_everybody(line: Line) -> None:
    frame, answers, answered = asked()
    line.protocol.ask(frame, answered)
    talk = line.follow(1)
    reason = WireError("over")
    line.protocol.end(reason)
    assert answers == [reason]
    assert talk.ended is reason
    assert line.protocol.stage is Stage.AWAY
