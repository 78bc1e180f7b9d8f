"""A Rasa tracker to a log of ours.

What has a place in our state gets one (words of both sides, slots); every event is kept beside it
as it stands, in a remark of topic `rasa`, so that writing gives the same tracker again. Kinds that
we do not know are kept in the same way.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from ulid import ULID

from kernel.errors import DataError
from kernel.events import (
    BotSpoke,
    ConversationClosed,
    ConversationOpened,
    Event,
    Language,
    MessageReceived,
    Outcome,
    Remarked,
    SlotFilled,
    SlotValue,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import MessageId, SlotName, SubjectId, answer_id
from kernel.records import Recorded

TOPIC = "rasa"
"""Of the remarks that keep an event as Rasa wrote it, under `event`."""
PREFIX = "rasa."
"""Of the slots that hold Rasa's."""
MOST_EVENTS = 100_000
"""Of one conversation. Rasa itself becomes unusable long before."""
_HAN = range(0x4E00, 0xA000)


class RasaEvent(BaseModel):
    """What all of Rasa's events have in common; `raw` is everything."""

    model_config = ConfigDict(extra="allow")

    event: Annotated[str, Field(min_length=1)]
    timestamp: float | None = None

    @property
    def raw(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True)

    def field(self, name: str) -> Any:
        return (self.model_extra or {}).get(name)


_events: TypeAdapter[list[RasaEvent]] = TypeAdapter(list[RasaEvent])


def events_of(raw: Sequence[Any], sender: str) -> list[RasaEvent]:
    """Raises `DataError` that names the conversation and the place."""
    if len(raw) > MOST_EVENTS:
        raise DataError(
            f"{sender}: has {len(raw)} events; {MOST_EVENTS} is the most. Split it, or leave out "
            "what no person said"
        )
    try:
        return _events.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{sender}: event {where}: {first['msg']}") from error


def log_of(
    sender: str, events: Sequence[RasaEvent], *, bot: str, revision: str
) -> tuple[ConversationOpened, list[Recorded]]:
    """The log of a conversation that was held elsewhere, closed at its end.

    Times are in milliseconds and never go back. Raises `DataError` if there is nothing in it.
    """
    if not events:
        raise DataError(f"{sender}: has no events")
    began = _ms(next((e.timestamp for e in events if e.timestamp is not None), 0.0))
    opened = ConversationOpened(
        message_id=_id(began, f"{sender} open"),
        bot=bot,
        revision=revision,
        language=_language(events),
        subject=SubjectId(f"r-{sender}"),
    )
    return opened, list(_recorded(began, [(began, opened), *_told(opened, sender, events, began)]))


def state_events(sender: str, events: Sequence[RasaEvent], *, bot: str) -> list[Event]:
    """The same without the remarks: for a state that nobody keeps."""
    _, entries = log_of(sender, events, bot=bot, revision="")
    return [
        e.event
        for e in entries
        if not isinstance(e.event, Remarked | ConversationClosed | MessageReceived)
    ]


def _told(
    opened: ConversationOpened, sender: str, events: Sequence[RasaEvent], began: int
) -> Iterator[tuple[int, Event]]:
    turn, answers, at = opened.message_id, 0, began
    for n, event in enumerate(events):
        at = max(at, _ms(event.timestamp) if event.timestamp is not None else at)
        about = turn
        match event.event:
            case "user":
                yield at, TurnEnded(message_id=turn, outcome=Outcome.ANSWERED)
                turn = about = _message_id(event, at, f"{sender} {n}")
                answers = 0
                text = _text(event)
                yield at, MessageReceived(message_id=turn, text=text)
                yield at, UserSpoke(message_id=turn, text=text)
            case "bot":
                answers += 1
                about = answer_id(turn, answers)
                yield at, BotSpoke(message_id=about, text=_text(event))
            case "slot":
                name = SlotName(f"{PREFIX}{event.field('name')}")
                yield at, SlotFilled(slot=name, value=_value(event.field("value")))
            case _:
                pass
        kept = json.dumps(event.raw, ensure_ascii=False)
        yield at, Remarked(about=about, topic=TOPIC, data={"event": kept})
    yield at, TurnEnded(message_id=turn, outcome=Outcome.ANSWERED)
    yield at, ConversationClosed(reason="imported")


def _recorded(began: int, events: Iterable[tuple[int, Event]]) -> Iterator[Recorded]:
    for seq, (at, event) in enumerate(events, 1):
        yield Recorded(seq, max(at, began), event)


def _message_id(event: RasaEvent, at: int, otherwise: str) -> MessageId:
    """Our own id if the talk was once ours, else one that depends on the event alone."""
    given = event.field("message_id")
    ours = isinstance(given, str) and len(given) == 26 and given.isalnum() and given.isupper()
    return MessageId(given) if ours else _id(at, f"{otherwise} {given}")


def _id(at: int, name: str) -> MessageId:
    return MessageId(str(ULID.from_bytes(at.to_bytes(6) + sha256(name.encode()).digest()[:10])))


def _text(event: RasaEvent) -> str:
    """The words; of a message without any, what it carries."""
    text = event.field("text")
    if isinstance(text, str) and text:
        return text
    data = event.field("data")
    carried = {k: v for k, v in data.items() if v} if isinstance(data, Mapping) else {}
    return json.dumps(carried, ensure_ascii=False) if carried else ""


def _value(value: Any) -> SlotValue:
    """A slot's value as ours can hold it; what is nested becomes JSON, nothing becomes ""."""
    if value is None:
        return ""
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    return json.dumps(value, ensure_ascii=False)


def _language(events: Sequence[RasaEvent]) -> Language:
    """Chinese if the person wrote it."""
    theirs = (_text(event) for event in events if event.event == "user")
    han = any(ord(char) in _HAN for text in theirs for char in text)
    return Language.ZH if han else Language.EN


def _ms(timestamp: float | None) -> int:
    """Seconds since the epoch to milliseconds; what cannot be a time counts as its beginning."""
    if timestamp is None or not 0 <= timestamp < 2**38:
        return 0
    return int(timestamp * 1000)
