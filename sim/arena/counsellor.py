"""Who answers in a match: a bot behind the websocket, or a plain chat model without a platform."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from channels.web.client import Client, connect
from channels.web.talk import Refused, Talk
from channels.wire.messages import Completed
from channels.wire.server import (
    Closed,
    ServerFrame,
    TurnEnd,
)
from kernel.events import Notice, Outcome
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from sim.match import Match, Usage
from sim.wire import exported


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One turn of a counsellor, the greeting included."""

    said: tuple[str, ...] = ()
    notices: tuple[tuple[Notice, str], ...] = ()
    outcome: Outcome | None = None
    seq: int = 0
    closed: bool = False
    """Whether the counsellor ended the talk with it, or had ended it before."""


class Counsellor(Protocol):
    """One side of one match."""

    async def greet(self) -> Answer: ...

    async def answer(self, text: str) -> Answer:
        """Raises `WireError`, `OSError`, `ModelError`."""
        ...

    async def log(self) -> tuple[str, tuple[Mapping[str, Any], ...]]:
        """The conversation's id and events; "" and none where there is no log."""
        ...

    @property
    def usage(self) -> Usage:
        """What is known of it here; a service counts its model itself."""
        ...


Open = Callable[[Match], AbstractAsyncContextManager[Counsellor]]
"""How to come into a talk with the counsellor of a match."""


def of_service(url: str, bots: Mapping[str, str]) -> Open:
    """Bots of the service at `url`; `bots` maps the names of contestants to theirs."""

    @asynccontextmanager
    async def open_talk(match: Match) -> AsyncIterator[Counsellor]:
        async with connect(url) as client:
            card = match.card
            talk = await client.open(bots[match.counsellor], card.language, card.country)
            yield WireCounsellor(url, client, talk)

    return open_talk


class WireCounsellor:
    def __init__(self, url: str, client: Client, talk: Talk) -> None:
        self._url = url
        self._client = client
        self._talk = talk
        self.usage = Usage()

    async def greet(self) -> Answer:
        return await _take(self._talk.greeting())

    async def answer(self, text: str) -> Answer:
        try:
            return await _take(self._talk.say(text))
        except Refused:  # the bot closed the conversation
            return Answer(closed=True)

    async def log(self) -> tuple[str, tuple[Mapping[str, Any], ...]]:
        return self._talk.id, await exported(self._url, self._client, self._talk.id)


async def _take(frames: AsyncIterator[ServerFrame]) -> Answer:
    said: list[str] = []
    notices: list[tuple[Notice, str]] = []
    outcome, seq, closed = None, 0, False
    async for frame in frames:
        match frame:
            case Completed():
                seq = frame.seq
                if frame.d.notice is None:
                    said.append(frame.d.text)
                else:
                    notices.append((frame.d.notice, frame.d.text))
            case TurnEnd():
                outcome = frame.d.outcome
            case Closed():
                closed = True
            case _:
                pass
    return Answer(said=tuple(said), notices=tuple(notices), outcome=outcome, seq=seq, closed=closed)


class ChatCounsellor:
    """A model that sees the whole talk and answers, with nothing around it: a baseline, never
    something to offer to a person. `system` may be empty."""

    usage = Usage()
    """The run counts a model's tokens where they are spent."""

    def __init__(self, model: Model, system: str, greeting: str, seed: int) -> None:
        self._model = model
        self._seed = seed
        self._greeting = greeting
        self._talk = [ChatMessage(role="system", text=system)] if system else []

    async def greet(self) -> Answer:
        return Answer(said=(self._greeting,))

    async def answer(self, text: str) -> Answer:
        self._talk.append(ChatMessage(role="user", text=text))
        ask = Ask(messages=tuple(self._talk), max_tokens=256, seed=self._seed, deadline=120)
        said = "".join([piece async for piece in self._model.stream(ask)]).strip()
        self._talk.append(ChatMessage(role="assistant", text=said))
        return Answer(said=(said,))

    async def log(self) -> tuple[str, tuple[Mapping[str, Any], ...]]:
        return "", ()
