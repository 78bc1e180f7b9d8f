"""A log of ours to a Rasa tracker, as `GET /conversations/{id}/tracker` gives it.

What Rasa once wrote comes out as it stood. Words that a guard stopped are not in it: they never
reached the state either.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from channels.rasa.tracker.reading import PREFIX, TOPIC
from kernel.events import (
    BotSpoke,
    ConversationOpened,
    Event,
    Remarked,
    SlotFilled,
    SlotValue,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import ConversationId
from kernel.records import Recorded

CHANNEL = "fireside"
_EMPTY = ("elements", "quick_replies", "buttons", "attachment", "image", "custom")
Json = dict[str, Any]


def tracker_of(id: ConversationId, entries: Sequence[Recorded]) -> Json:
    """The whole tracker; its sender is the conversation."""
    events = list(rasa_events(entries))
    users = [event for event in events if event["event"] == "user"]
    actions = [event for event in events if event["event"] == "action"]
    slots: dict[str, Any] = {}
    for event in events:
        if event["event"] == "slot":
            slots[str(event.get("name"))] = event.get("value")
    last = actions[-1] if actions else {}
    return {
        "sender_id": id,
        "slots": slots,
        "latest_message": _latest(users[-1]) if users else {},
        "latest_event_time": events[-1].get("timestamp") if events else None,
        "followup_action": None,
        "paused": False,
        "events": events,
        "latest_input_channel": (users[-1].get("input_channel") if users else None) or CHANNEL,
        "active_loop": {},
        "latest_action": {"action_name": last.get("name")} if last else {},
        "latest_action_name": last.get("name"),
    }


def rasa_events(entries: Sequence[Recorded]) -> Iterator[Json]:
    """Rasa's events, in order. An entry whose own words Rasa wrote is given as Rasa wrote it."""
    imported = any(_raw(entry.event) is not None for entry in entries)
    for entry, after in pairwise([*entries, None]):
        assert entry is not None
        if (raw := _raw(entry.event)) is not None:
            yield raw
            continue
        twin = _raw(after.event) if after is not None else None
        if twin is not None and twin["event"] in ("user", "bot", "slot"):
            continue
        yield from _made(entry.event, entry.at / 1000, imported=imported)


def _made(event: Event, at: float, *, imported: bool) -> Iterator[Json]:
    match event:
        case ConversationOpened() if not imported:
            yield _action("action_session_start", at)
            yield {"event": "session_started", "timestamp": at}
            yield _action("action_listen", at)
        case UserSpoke(message_id=id, text=text):
            yield _user(id, text, at)
        case BotSpoke(message_id=id, text=text, notice=notice):
            about = {"message_id": id} | ({"notice": notice.value} if notice else {})
            yield {
                "event": "bot",
                "timestamp": at,
                "metadata": {CHANNEL: about},
                "text": text,
                "data": dict.fromkeys(_EMPTY),
            }
        case SlotFilled(slot=slot, value=value):
            name = slot.removeprefix(PREFIX)
            yield {"event": "slot", "timestamp": at, "name": name, "value": _plain(value)}
        case TurnEnded() if not imported:
            yield _action("action_listen", at)
        case _:
            pass


def _raw(event: Event) -> Json | None:
    if isinstance(event, Remarked) and event.topic == TOPIC:
        kept = event.data.get("event")
        return dict(json.loads(kept)) if isinstance(kept, str) else None
    return None


def _user(id: str, text: str, at: float) -> Json:
    return {
        "event": "user",
        "timestamp": at,
        "metadata": {},
        "text": text,
        "parse_data": {
            "intent": {},  # nobody named one; Rasa refuses a name that is null
            "entities": [],
            "text": text,
            "message_id": id,
            "metadata": {},
        },
        "input_channel": CHANNEL,
        "message_id": id,
    }


def _action(name: str, at: float) -> Json:
    return {
        "event": "action",
        "timestamp": at,
        "name": name,
        "policy": None,
        "confidence": 1.0,
        "action_text": None,
        "hide_rule_turn": False,
    }


def _latest(user: Json) -> Json:
    parsed = user.get("parse_data")
    return dict(parsed) if isinstance(parsed, dict) else {"text": user.get("text")}


def _plain(value: SlotValue) -> Any:
    return list(value) if isinstance(value, tuple) else value
