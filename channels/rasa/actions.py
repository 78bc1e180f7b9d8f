"""Rasa's action server: a Rasa assistant runs our bots' turns and our guards as custom actions.

    action_fireside_<bot>    one guarded, logged turn of that bot; the first one greets
    action_fireside_guard    what the guards make of the person's latest words
    action_fireside_crisis   the same, and in a crisis the protocol's words

Protocol as of rasa-sdk 3 (`rasa_sdk/endpoint.py`): 200 with events and responses, 400 for a refused
execution, 404 for an unknown action. 449 asks for the domain; nothing here reads it, so it is
never sent.
"""

import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from channels.rasa.body import read_json
from channels.rasa.door import RESTART, Door, Place, Refused, Wish, language_of
from channels.rasa.rest import parts
from channels.rasa.tracker.reading import events_of, state_events
from kernel.errors import DataError
from kernel.events import (
    ConversationClosed,
    CrisisEased,
    CrisisRaised,
    Language,
    Notice,
    SlotFilled,
    SlotValue,
)
from kernel.ids import ConversationId, SubjectId
from kernel.ports import EventLog
from kernel.records import Content
from kernel.state import Conversation, Crisis, foresee
from kernel.turn import Alarm, Rulings, weigh

PATH = "/rasa"
PREFIX = "action_fireside_"
STATE = "fireside"
"""The slot (type any) in which a Rasa assistant carries where our conversation stands."""
MOST = 16 * 1024 * 1024
"""Bytes of a request, once inflated: a tracker of some ten thousand events."""

Screen = Callable[[Content, Conversation], Awaitable[Rulings]]
CrisisWords = Callable[[Notice, Crisis | None, Language, str], str]


class Tracker(BaseModel):
    model_config = ConfigDict(extra="ignore")

    sender_id: str = Field(min_length=1, max_length=200)
    slots: dict[str, Any] = {}
    events: list[Any] = []
    latest_message: dict[str, Any] = {}

    @property
    def text(self) -> str:
        text = self.latest_message.get("text")
        return text if isinstance(text, str) else ""

    @property
    def message_id(self) -> str:
        return str(self.latest_message.get("message_id") or "")

    @property
    def language(self) -> Language:
        named = str(self.slots.get("language") or "")[:2]
        return Language(named) if named in set(Language) else language_of(self.text)


class Call(BaseModel):
    model_config = ConfigDict(extra="ignore")

    next_action: str
    tracker: Tracker


class Rejected(Exception):
    """The action cannot be run now: Rasa predicts another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """`bots` are those that may be run; `screen` is the chain of guards."""

    door: Door
    log: EventLog
    bots: Collection[str]
    screen: Screen
    words: CrisisWords
    token: str

    @property
    def names(self) -> list[str]:
        return sorted(f"{PREFIX}{name}" for name in (*self.bots, "guard", "crisis"))

    def routes(self) -> list[Route]:
        async def health(request: Request) -> Response:
            return JSONResponse({"status": "ok"})

        async def actions(request: Request) -> Response:
            self._admit(request)
            return JSONResponse([{"name": name} for name in self.names])

        async def webhook(request: Request) -> Response:
            self._admit(request)
            return await self._answer(_call(await read_json(request, MOST)))

        return [
            Route(f"{PATH}/health", health, methods=["GET"]),
            Route(f"{PATH}/actions", actions, methods=["GET"]),
            Route(f"{PATH}/webhook", webhook, methods=["POST"]),
        ]

    def _admit(self, request: Request) -> None:
        """Rasa's endpoints send their token as a parameter of the address."""
        given = request.query_params.get("token", "")
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            raise HTTPException(401, "this action server needs its token: ?token=...")

    async def _answer(self, call: Call) -> Response:
        name = call.next_action
        if name not in self.names:
            said = f"No registered action found for name '{name}'."
            return JSONResponse({"error": said, "action_name": name}, 404)
        try:
            match name.removeprefix(PREFIX):
                case "guard":
                    done = await self._guard(call.tracker)
                case "crisis":
                    done = await self._crisis(call.tracker)
                case bot:
                    done = await self._turn(bot, name, call.tracker)
        except (Rejected, DataError) as error:
            return JSONResponse({"error": str(error), "action_name": name}, 400)
        return JSONResponse(done)

    async def _turn(self, bot: str, name: str, tracker: Tracker) -> dict[str, Any]:
        """One turn of a bot of ours, in a conversation of its own that belongs to this tracker."""
        state = tracker.slots.get(STATE)
        begun = isinstance(state, Mapping) and state.get("bot") == bot and state.get("open")
        wish = Wish(bot=bot, language=tracker.language, message_id=tracker.message_id)
        subject = SubjectId(f"x-{bot}:{tracker.sender_id}")
        try:
            place = await self.door.take(subject, "", tracker.text if begun else RESTART, wish)
        except Refused as refused:
            if refused.refusal.code == "empty":
                raise Rejected("there are no words of the person to answer") from refused
            return {"events": [], "responses": [{"text": refused.refusal.text}]}
        said = await self._said(place)
        if not begun and await self._alarming(tracker):
            # What they had said before our bot was called: it is heard here as well.
            wish = replace(wish, message_id=f"{wish.message_id}.before" if wish.message_id else "")
            said += await self._said(await self.door.take(subject, "", tracker.text, wish))
        known = state if begun and isinstance(state, Mapping) else {}
        after = await self._state(bot, place.id, place.after, known)
        loop = {"event": "active_loop", "name": name if after["open"] else None}
        return {"events": [_slot(STATE, after), loop], "responses": said}

    async def _said(self, place: Place) -> list[dict[str, str]]:
        async with aclosing(self.door.answers(place)) as answers:
            return [{"text": part} async for answer in answers for part in parts(answer)]

    async def _alarming(self, tracker: Tracker) -> bool:
        if not tracker.text.strip():
            return False
        return isinstance(weigh(tracker.text, await self._rulings(tracker)), Alarm)

    async def _state(
        self, bot: str, id: ConversationId, after: int, known: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Where our conversation stands, as Rasa keeps it."""
        before = known.get("slots")
        slots: dict[str, SlotValue] = dict(before) if isinstance(before, dict) else {}
        crisis, open = known.get("crisis"), True
        for entry in await self.log.read(id, after):
            match entry.event:
                case SlotFilled(slot=slot, value=value):
                    slots[slot] = value
                case CrisisRaised(risk=risk):
                    crisis = risk.value
                case CrisisEased():
                    crisis = None
                case ConversationClosed():
                    open = False
                case _:
                    pass
        return {"bot": bot, "conversation": id, "open": open, "crisis": crisis, "slots": slots}

    async def _guard(self, tracker: Tracker) -> dict[str, Any]:
        rulings = await self._rulings(tracker)
        worst = next((v for _, v in rulings if v.kind in ("block", "escalate")), None)
        kinds = [verdict.kind for _, verdict in rulings]
        kind = worst.kind if worst else "rewrite" if "rewrite" in kinds else "allow"
        labels = sorted({label for _, verdict in rulings for label in verdict.labels})
        events = [_slot("fireside_verdict", kind), _slot("fireside_labels", labels)]
        return {"events": events, "responses": []}

    async def _crisis(self, tracker: Tracker) -> dict[str, Any]:
        ruling = weigh(tracker.text, await self._rulings(tracker))
        if not isinstance(ruling, Alarm):
            return {"events": [_slot("fireside_crisis", None)], "responses": []}
        crisis = Crisis(ruling.raised.risk, ruling.raised.labels)
        country = str(tracker.slots.get("country") or "").upper()
        text = self.words(Notice.CRISIS, crisis, tracker.language, country)
        return {
            "events": [_slot("fireside_crisis", crisis.risk.value)],
            "responses": [{"text": text}],
        }

    async def _rulings(self, tracker: Tracker) -> Rulings:
        """Verdicts on the latest words, in the light of what was said before them."""
        if not tracker.text.strip():
            raise Rejected("there are no words of the person to judge")
        events = events_of(tracker.events, tracker.sender_id)
        while events and events[-1].event != "user":
            events.pop()
        before = events[:-1]
        talk = Conversation(id=ConversationId(tracker.sender_id))
        if before:
            talk = foresee(talk, state_events(tracker.sender_id, before, bot=""), 0)
        return await self.screen(Content(text=tracker.text), talk)


def _call(raw: Any) -> Call:
    try:
        return Call.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise HTTPException(400, f"{where}: {first['msg']}") from error


def _slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}
