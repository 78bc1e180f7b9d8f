"""Rasa's clients at our doors, Rasa's assistant with our actions, trackers both ways."""

import asyncio
import json
from pathlib import Path
from typing import Any

import socketio

from tests.rasa_server.conftest import Both, call, fireside, said


def test_a_rest_client_talks_to_the_counsellor(both: Both) -> None:
    first = said(both.fireside.url, "anna", "I cannot sleep since we moved", bot="counsellor")
    assert len(first) == 3, "disclosure, greeting, answer"
    assert said(both.fireside.url, "anna", "It is the noise, mostly")
    zh = said(both.fireside.url, "li", "搬家以后一直睡不好", bot="counsellor")
    assert any("\u4e00" <= char <= "\u9fff" for char in zh[-1])


async def test_a_socket_client_talks_to_the_counsellor(both: Both) -> None:
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    client = socketio.AsyncClient(reconnection=False)

    @client.on("bot_uttered")  # type: ignore[untyped-decorator]
    async def uttered(data: dict[str, Any]) -> None:
        told.put_nowait(data)

    await client.connect(both.fireside.url, transports=["websocket"])
    await client.emit("session_request", {"session_id": "ben"})
    message = {"message": "work is too much", "session_id": "ben"}
    await client.emit("user_uttered", {**message, "metadata": {"bot": "counsellor"}})
    async with asyncio.timeout(30):
        texts = [(await told.get())["text"] for _ in range(3)]
    await client.disconnect()
    assert all(texts)


def test_our_interview_runs_inside_of_rasa(both: Both) -> None:
    greeted = said(both.rasa, "carl", "/interview_here")
    assert len(greeted) == 2, "disclosure and greeting, by the custom action"
    first = said(both.rasa, "carl", "yes, let us begin")
    assert first, "the interview's first question"
    assert said(both.rasa, "carl", "no")
    slot = call(f"{both.rasa}/conversations/carl/tracker")["slots"]["fireside"]
    assert slot["bot"] == "interview"
    assert slot["open"] is True
    assert slot["slots"], "our state is in Rasa's tracker"
    stopped = said(both.rasa, "carl", "I want to kill myself tonight")
    assert stopped, "the crisis protocol answers"
    slot = call(f"{both.rasa}/conversations/carl/tracker")["slots"]["fireside"]
    assert slot["crisis"] is not None


def test_trackers_in_and_out(both: Both, tmp_path: Path) -> None:
    for message in ("/open", "yes", "我今年三十岁"):
        said(both.rasa, "dora", message)
    tracker = call(f"{both.rasa}/conversations/dora/tracker?include_events=ALL")
    dump = tmp_path / "dump.json"
    dump.write_text(json.dumps(tracker))
    fireside(both, "import", "rasa", str(dump))
    listed = fireside(both, "conversations", "list", "--person", "r-dora", "--limit", "1")
    id = listed.splitlines()[-1].split()[0]
    back = json.loads(fireside(both, "conversations", "export", id, "--format", "rasa"))
    assert back["events"] == tracker["events"], "every event as Rasa wrote it"

    said(both.fireside.url, "emil", "hello", bot="echo")
    listed = fireside(both, "conversations", "list", "--person", "r-emil", "--limit", "1")
    id = listed.splitlines()[-1].split()[0]
    ours = json.loads(fireside(both, "conversations", "export", id, "--format", "rasa"))
    call(f"{both.rasa}/conversations/emil/tracker/events", ours["events"], "PUT")
    theirs = call(f"{both.rasa}/conversations/emil/tracker?include_events=ALL")

    def spoken(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [(e["event"], e["text"]) for e in events if e["event"] in ("user", "bot")]

    assert spoken(theirs["events"]) == spoken(ours["events"]), "Rasa reads what we write"
    assert ("user", "hello") in spoken(theirs["events"])
