"""From the events of a talk to a labelled record: pure, and only from what the log says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import WireError

SENTENCE, STEP, CHANNEL = "sentence", "step", "channel"
"""Topics of the remarks that the labels come from."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Spoken(_Part):
    """A sentence of the bot and its strategy; "" where the log names none."""

    strategy: str
    text: str


class Turn(_Part):
    """What one side said in one turn. A person's turn has the labels of what it answers."""

    role: Literal["help_seeker", "therapist"]
    stage: str = ""
    step: str = ""
    loop: int = 0
    channel: int = 0
    """From 1; 0 outside of channels."""
    distortion: str = ""
    text: str
    sentences: tuple[Spoken, ...] = ()


class Channel(_Part):
    channel: int
    distortion: str
    loop: int
    thought: str
    outcome: str
    rounds: int
    before: int | None = None
    after: int | None = None


class Record(_Part):
    id: str
    bot: str
    revision: str
    lang: str
    person: str
    topic: str
    subtopic: str
    seed: int
    situation: str
    loops: int
    channels: tuple[Channel, ...]
    turns: tuple[Turn, ...]
    finished: bool
    troubles: tuple[str, ...] = ()
    """What happened that belongs into no corpus: a crisis, words that were stopped, a failure."""


_RULINGS = {"block": "blocked", "escalate": "escalated"}
_TROUBLES = {
    "crisis_raised": "crisis",
    "turn_failed": "failed",
    "handed_off": "handed_off",
}


def record_of(
    events: Sequence[Mapping[str, Any]], *, id: str, finished: bool, **about: Any
) -> Record:
    """Raises `WireError` if the events are not those of a conversation."""
    try:
        opened = next(event for event in events if event["kind"] == "conversation_opened")
        turns = list(_turns(events))
        channels = _channels(events)
        return Record(
            id=id,
            bot=opened["bot"],
            revision=opened["revision"],
            lang=opened["language"],
            situation=next((turn.text for turn in turns if turn.role == "help_seeker"), ""),
            loops=max((turn.loop for turn in turns), default=0),
            channels=tuple(channels),
            turns=tuple(turns),
            finished=finished,
            troubles=tuple(dict.fromkeys(_troubles(events))),
            **about,
        )
    except (KeyError, TypeError, StopIteration, ValidationError) as error:
        raise WireError(f"conversation {id}: events of an unknown form: {error!r}") from error


def _turns(events: Sequence[Mapping[str, Any]]) -> Iterable[Turn]:
    """Person and bot in turn, with the labels that were kept about their messages."""
    steps = {e["about"]: e["data"] for e in _remarks(events, STEP)}
    first: Mapping[str, Any] = next(iter(steps.values()), {})
    labels: Mapping[str, Any] = {k: first[k] for k in ("stage", "step", "loop") if k in first}
    for event in events:
        if event["kind"] == "user_spoke":
            yield Turn(role="help_seeker", text=event["text"], **_labels(labels))
            labels = steps.get(event["message_id"], labels)
        elif event["kind"] == "bot_spoke" and event.get("notice") is None:
            said = [
                Spoken(strategy=str(e["data"]["mark"]), text=str(e["data"]["text"]))
                for e in _remarks(events, SENTENCE)
                if e["about"] == event["message_id"]
            ]
            yield Turn(
                role="therapist", text=event["text"], sentences=tuple(said), **_labels(labels)
            )


def _labels(data: Mapping[str, Any]) -> dict[str, Any]:
    names = ("stage", "step", "loop", "channel", "distortion")
    return {name: data[name] for name in names if name in data}


def _channels(events: Sequence[Mapping[str, Any]]) -> list[Channel]:
    """Every channel that had a verdict, as the last verdict left it."""
    found = {
        event["data"]["channel"]: Channel(rounds=event["data"]["round"], **_verdict(event["data"]))
        for event in _remarks(events, CHANNEL)
    }
    return list(found.values())


def _verdict(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in Channel.model_fields if name in data}


def _remarks(events: Sequence[Mapping[str, Any]], topic: str) -> list[Mapping[str, Any]]:
    return [e for e in events if e["kind"] == "remarked" and e["topic"] == topic]


def _troubles(events: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    for event in events:
        if event["kind"] in _TROUBLES:
            yield _TROUBLES[event["kind"]]
        if event["kind"] == "screened" and (ruling := _RULINGS.get(event["verdict"]["kind"])):
            yield f"{event['side']}_{ruling}"
