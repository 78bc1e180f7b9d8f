"""Records are read from events alone, and what is wrong with one is said by name."""

import json
from typing import Any

import pytest

from kernel.errors import WireError
from sim.corpus.chat import chat_line
from sim.corpus.filters import Limits, Reason, Sieve
from sim.corpus.record import Channel, Record, Spoken, Turn, record_of

ABOUT: dict[str, Any] = {
    "id": "c", "finished": True, "person": "p", "topic": "t", "subtopic": "s", "seed": 1,
}  # fmt: skip
STEPS = ["automatic_thoughts", "intermediate_beliefs", "core_beliefs", "defense", "prosecution",
         "verdict", "continuation", "summary"]  # fmt: skip
CHANNEL = Channel(channel=1, distortion="blaming", loop=0, thought="they did it", outcome="eased",
                  rounds=1, before=80, after=40)  # fmt: skip
MARKS = ("question", "restatement", "information", "negotiate")


def turns() -> tuple[Turn, ...]:
    made = []
    for n, step in enumerate([*STEPS, *STEPS[-1:] * 4]):
        said = Spoken(strategy=MARKS[n % 4], text=f"A sentence {n}.")
        made.append(Turn(role="help_seeker", text=f"Words number {n}.", stage="s", step=step))
        made.append(Turn(role="therapist", text=said.text, sentences=(said,), stage="s", step=step))
    return tuple(made)


GOOD = Record(bot="b", revision="r", lang="en", situation="w", loops=0, channels=(CHANNEL,),
              turns=turns(), **ABOUT)  # fmt: skip


def judged(**changes: Any) -> set[str]:
    record = GOOD.model_copy(update=changes)
    return {f"{one.kind}.{one.name}" for one in Sieve(Limits.load()).reasons(record)}


def changed(at: int, **changes: Any) -> tuple[Turn, ...]:
    return (*GOOD.turns[:at], GOOD.turns[at].model_copy(update=changes), *GOOD.turns[at + 1 :])


def test_a_good_dialogue_stays() -> None:
    assert judged() == set()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"turns": GOOD.turns[:4]}, "basic.length"),
        ({"finished": False}, "basic.unfinished"),
        ({"turns": changed(2, text=" ")}, "basic.empty_turn"),
        ({"turns": changed(3, step="defense")}, "basic.step_order"),
        ({"turns": changed(5, sentences=())}, "basic.no_strategy"),
        ({"lang": "zh"}, "basic.language"),
        ({"troubles": ("crisis",)}, "safety.crisis"),
        ({"troubles": ("bot_blocked",)}, "safety.bot_blocked"),
        ({"turns": changed(3, text="A")}, "quality.too_short"),
        ({"turns": tuple(t.model_copy(update={"text": "Same words."}) for t in GOOD.turns)},
         "quality.bot_repeats"),
        ({"channels": ()}, "quality.channels"),
        ({"channels": (CHANNEL.model_copy(update={"after": None}),)}, "quality.unrated"),
        ({"channels": (CHANNEL.model_copy(update={"after": 90}),)}, "quality.nothing_moved"),
        ({"channels": (CHANNEL.model_copy(update={"distortion": "unnamed"}),)}, "quality.unnamed"),
        ({"turns": tuple(t.model_copy(update={
            "sentences": (Spoken(strategy="question", text="x"),) if t.sentences else ()
        }) for t in GOOD.turns)}, "quality.few_strategies"),
    ],
)  # fmt: skip
def test_each_reason_against_a_dialogue(changes: dict[str, Any], reason: str) -> None:
    assert reason in judged(**changes)


def test_the_same_dialogue_twice_is_kept_once_and_reasons_are_counted() -> None:
    sieve = Sieve(Limits.load())
    assert sieve.reasons(GOOD) == ()
    assert sieve.reasons(GOOD) == (Reason("quality", "said_before"),)
    sieve.reasons(GOOD.model_copy(update={"finished": False}))
    assert sieve.kept == 1
    assert dict(sieve.counts) == {("quality", "said_before"): 1, ("basic", "unfinished"): 1}


@pytest.mark.parametrize("tags", [True, False])
def test_chat_lines_alternate_and_end_with_the_bot(tags: bool) -> None:
    greeting = Turn(role="therapist", text="Hello.")
    late = Turn(role="help_seeker", text="And more.")
    record = GOOD.model_copy(update={"turns": (greeting, *GOOD.turns, late, late)})
    messages = json.loads(chat_line(record, tags=tags))["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant"] * 12
    assert messages[1]["content"] == ("[question] A sentence 0." if tags else "A sentence 0.")


def test_labels_come_from_the_remarks_about_each_message() -> None:
    step = {"stage": "identification", "step": "core_beliefs", "loop": 1}
    events: list[dict[str, Any]] = [
        {"kind": "conversation_opened", "bot": "b", "revision": "r", "language": "en"},
        {"kind": "bot_spoke", "message_id": "o.1", "text": "I am a machine.",
         "notice": "disclosure"},
        {"kind": "bot_spoke", "message_id": "o.2", "text": "Hello."},
        {"kind": "user_spoke", "message_id": "m", "text": "Hi."},
        {"kind": "remarked", "about": "m", "topic": "step", "data": step},
        {"kind": "bot_spoke", "message_id": "m.1", "text": "What is it?"},
        {"kind": "remarked", "about": "m.1", "topic": "sentence",
         "data": {"text": "What is it?", "mark": "question"}},
        {"kind": "remarked", "about": "m", "topic": "channel", "data": {
            "channel": 1, "distortion": "blaming", "loop": 0, "round": 2, "outcome": "eased",
            "thought": "t", "before": 80, "after": 40}},
        {"kind": "screened", "side": "bot", "verdict": {"kind": "block"}},
        {"kind": "screened", "side": "user", "verdict": {"kind": "escalate"}},
        {"kind": "screened", "side": "user", "verdict": {"kind": "allow"}},
        {"kind": "crisis_raised"},
    ]  # fmt: skip
    record = record_of(events, **ABOUT)
    assert [turn.text for turn in record.turns] == ["Hello.", "Hi.", "What is it?"]
    assert record.turns[1].step == "core_beliefs"
    assert record.turns[2].sentences == (Spoken(strategy="question", text="What is it?"),)
    assert record.turns[2].loop == record.loops == 1
    assert record.channels[0].rounds == 2 and record.channels[0].after == 40
    assert record.troubles == ("bot_blocked", "user_escalated", "crisis")


@pytest.mark.parametrize("events", [[], [{"kind": "user_spoke"}], [{"nothing": 1}]])
def test_events_of_an_unknown_form_are_named(events: list[dict[str, Any]]) -> None:
    with pytest.raises(WireError, match="unknown form"):
        record_of(events, **ABOUT)
