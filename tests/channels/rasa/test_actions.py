"""Rasa's action server protocol: what Rasa asks, what it gets, what ends in our log."""

import json
import zlib
from typing import Any

from channels.rasa.actions import MOST
from kernel.events import BotSpoke, CrisisRaised, Notice, UserSpoke
from kernel.ids import SlotName
from kernel.moves import Close, Move, Note, Say
from kernel.state import Conversation
from tests.channels.rasa.stage import CRISIS, KEY, Doors, doors
from tests.fakes import PolicyOf
from tests.flow.stage import bot


def ask(talk: Conversation) -> list[Move]:
    heard = talk.utterances[-1].text
    note = Note(slot=SlotName("echo.heard"), value=heard)
    return [note, Say(text=f"heard {heard}"), *([Close(reason="asked")] if heard == "stop" else [])]


SERVED = {"echo": bot(PolicyOf(ask), (CRISIS,))}


def call(name: str, text: str | None, *, id: str = "m1", **slots: Any) -> dict[str, Any]:
    events = [
        {"event": "action", "name": "action_listen", "timestamp": 1.0},
        {"event": "bot", "text": "How are you?", "timestamp": 2.0},
        {"event": "user", "text": text, "timestamp": 3.0, "message_id": id},
        {"event": "something_new", "timestamp": 4.0},
    ]
    return {
        "next_action": name,
        "sender_id": "anna",
        "tracker": {
            "sender_id": "anna",
            "slots": slots,
            "latest_message": {"text": text, "message_id": id, "intent": {"name": "x"}},
            "events": events,
            "paused": False,
        },
        "version": "3.6.21",
        "domain_digest": "abc",
    }


async def post(door: Doors, body: object, *, token: str = KEY) -> tuple[int, Any]:
    raw = zlib.compress(json.dumps(body).encode())
    url = f"{door.url}/rasa/webhook?token={token}"
    headers = {"Content-Encoding": "deflate", "Content-Type": "application/json"}
    async with door.http.post(url, data=raw, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_rasa_assistant_runs_our_bot_turn_by_turn(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        status, first = await post(door, call("action_fireside_echo", "an interview please"))
        assert status == 200
        assert [one["text"] for one in first["responses"]][1:] == ["hello en"], "greeted first"
        state, loop = first["events"]
        assert (state["name"], state["value"]["open"]) == ("fireside", True)
        assert loop == {"event": "active_loop", "name": "action_fireside_echo"}

        said = call("action_fireside_echo", "fine", id="m2", fireside=state["value"])
        status, second = await post(door, said)
        assert second["responses"] == [{"text": "heard fine"}]
        assert second["events"][0]["value"]["slots"] == {"echo.heard": "fine"}
        assert await post(door, said) == (status, second), "asked again, it is not said again"

        over = call("action_fireside_echo", "stop", id="m3", fireside=second["events"][0]["value"])
        _, third = await post(door, over)
        assert third["events"][0]["value"]["open"] is False
        assert third["events"][1] == {"event": "active_loop", "name": None}
        (events,) = await door.events("x-echo:anna")
    assert [e.text for e in events if isinstance(e, UserSpoke)] == ["fine", "stop"]


async def test_the_crisis_guard_hears_what_comes_by_this_door(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        _, first = await post(door, call("action_fireside_echo", "hi"))
        state = first["events"][0]["value"]
        danger = call("action_fireside_echo", "I will kill myself", id="m2", fireside=state)
        _, answer = await post(door, danger)
        assert answer["responses"][0]["text"].startswith("[crisis")
        assert answer["events"][0]["value"]["crisis"] == "moderate"
        (events,) = await door.events("x-echo:anna")
    assert [e.notice for e in events if isinstance(e, BotSpoke)][-1] is Notice.CRISIS
    assert any(isinstance(e, CrisisRaised) for e in events)


async def test_danger_that_was_said_before_our_bot_was_called_is_heard(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        _, first = await post(door, call("action_fireside_echo", "I will kill myself"))
        assert first["responses"][-1]["text"].startswith("[crisis")
        assert first["events"][0]["value"]["crisis"] == "moderate"
        (events,) = await door.events("x-echo:anna")
    assert [e.text for e in events if isinstance(e, UserSpoke)] == ["I will kill myself"]


async def test_the_crisis_check_alone(valkey: str) -> None:
    async with doors(valkey, SERVED, serve_turns=False) as door:
        _, calm = await post(door, call("action_fireside_crisis", "I had a nice day"))
        assert calm == {
            "events": [{"event": "slot", "name": "fireside_crisis", "value": None}],
            "responses": [],
        }
        _, danger = await post(door, call("action_fireside_crisis", "我今晚就要自杀", country="cn"))
        assert danger["events"][0]["value"] == "moderate"
        assert danger["responses"] == [{"text": "[crisis moderate zh CN]"}]


async def test_what_was_asked_before_counts(valkey: str) -> None:
    """The tracker becomes our state: a yes is judged by the question before it."""
    body = call("action_fireside_crisis", "yes")
    async with doors(valkey, SERVED, serve_turns=False) as door:
        _, harmless = await post(door, body)
        assert harmless["events"][0]["value"] is None
        body["tracker"]["events"][1]["text"] = "Are you having thoughts of ending your life?"
        _, grave = await post(door, body)
        assert grave["events"][0]["value"] is not None


async def test_the_guards_verdict(valkey: str) -> None:
    async with doors(valkey, SERVED, serve_turns=False) as door:
        _, calm = await post(door, call("action_fireside_guard", "good morning"))
        assert [event["value"] for event in calm["events"]] == ["allow", []]
        _, danger = await post(door, call("action_fireside_guard", "I will kill myself"))
        assert danger["events"][0]["value"] == "escalate"
        assert "suicide" in danger["events"][1]["value"]


async def test_what_cannot_be_run(valkey: str) -> None:
    listening = {"event": "user", "text": "x"}
    long = call("action_fireside_guard", "hi") | {}
    long["tracker"]["events"] = [{"event": "user", "timestamp": "noon"}]
    cases: list[tuple[Any, int]] = [
        (call("action_unknown", "hi"), 404),
        (call("action_fireside_nobody", "hi"), 404),
        (call("action_fireside_guard", ""), 400),
        (call("action_fireside_crisis", None), 400),
        (call("action_fireside_echo", " ", fireside={"bot": "echo", "open": True}), 400),
        (long, 400),
        ({"next_action": "action_fireside_guard"}, 400),
        ([], 400),
        ({"next_action": 5, "tracker": listening}, 400),
    ]
    async with doors(valkey, SERVED, serve_turns=False) as door:
        for body, status in cases:
            got, answer = await post(door, body)
            assert got == status, answer
            assert answer["error"]
        assert (await post(door, call("action_fireside_guard", "x"), token="wrong"))[0] == 401
        bomb = zlib.compress(b" " * (MOST + 1))
        url = f"{door.url}/rasa/webhook?token={KEY}"
        async with door.http.post(
            url, data=bomb, headers={"Content-Encoding": "deflate"}
        ) as answered:
            assert answered.status == 413


async def test_what_there_is(valkey: str) -> None:
    async with doors(valkey, SERVED, serve_turns=False) as door:
        async with door.http.get(f"{door.url}/rasa/health") as health:
            assert await health.json() == {"status": "ok"}
        async with door.http.get(f"{door.url}/rasa/actions?token={KEY}") as listed:
            names = [one["name"] for one in await listed.json()]
        assert names == ["action_fireside_crisis", "action_fireside_echo", "action_fireside_guard"]
