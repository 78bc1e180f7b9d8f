"""Rasa's socket.io channel, with the real client of its own library."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import socketio

from adapters.redis.log import InboxLimits
from channels.rasa.access import Access
from kernel.events import BotSpoke, Notice, UserSpoke
from safety.crisis.guard import CrisisGuard
from tests.channels.rasa.stage import KEY, doors, token
from tests.channels.rasa.test_rest import SERVED, answer
from tests.fakes import PolicyOf
from tests.flow.stage import bot


class Client:
    """A Rasa widget: asks for a session, says something, collects what comes."""

    def __init__(self) -> None:
        self.socket = socketio.AsyncClient(reconnection=False)
        self.told: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        for name in ("session_confirm", "bot_uttered"):
            self.socket.on(name, self._taking(name))

    def _taking(self, name: str) -> Any:
        async def take(data: Any) -> None:
            self.told.put_nowait((name, data))

        return take

    async def next(self) -> tuple[str, Any]:
        async with asyncio.timeout(10):
            return await self.told.get()

    async def session(self, id: str | None = None) -> str:
        await self.socket.emit("session_request", {"session_id": id})
        name, confirmed = await self.next()
        assert name == "session_confirm"
        return str(confirmed)

    async def say(self, message: object, **more: object) -> None:
        await self.socket.emit("user_uttered", {"message": message, **more})

    async def texts(self, count: int) -> list[str]:
        told = [await self.next() for _ in range(count)]
        assert {name for name, _ in told} == {"bot_uttered"}
        return [data["text"] for _, data in told]


@asynccontextmanager
async def client(url: str, **auth: Any) -> AsyncIterator[Client]:
    made = Client()
    await made.socket.connect(url, transports=["websocket"], auth=auth or None)
    try:
        yield made
    finally:
        await made.socket.disconnect()


async def test_a_widget_talks_and_comes_back_to_its_session(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        async with client(door.url) as one:
            session = await one.session()
            assert len(session) == 32, "made here, not to be guessed"
            await one.say("hello", session_id=session)
            assert (await one.texts(3))[1:] == ["hello en", "echo en heard hello"]
        async with client(door.url) as two:
            assert await two.session(session) == session
            await two.say("again", session_id=session)
            assert await two.texts(1) == ["echo en heard again"]
        (events,) = await door.events(f"r-{session}")
    assert [e.text for e in events if isinstance(e, UserSpoke)] == ["hello", "again"]


async def test_every_window_of_a_session_sees_the_answers(valkey: str) -> None:
    async with doors(valkey, SERVED) as door, client(door.url) as one, client(door.url) as two:
        session = await one.session()
        await two.session(session)
        await one.say("hello", session_id=session)
        assert await one.texts(3) == await two.texts(3)


async def test_messages_sent_at_once_stay_in_order(valkey: str) -> None:
    async with doors(valkey, SERVED) as door, client(door.url) as one:
        session = await one.session()
        for n in range(4):
            await one.say(str(n), session_id=session)
        heard = [text for text in await one.texts(6) if "heard" in text]
        assert heard == [f"echo en heard {n}" for n in range(4)]


async def test_who_never_asked_for_a_session_is_given_one_and_answered(valkey: str) -> None:
    async with doors(valkey, SERVED) as door, client(door.url) as one:
        await one.say("hello")
        name, session = await one.next()
        assert name == "session_confirm"
        assert (await one.texts(3))[-1] == "echo en heard hello"
        assert len(await door.events(f"r-{session}")) == 1


async def test_another_id_is_another_talk(valkey: str) -> None:
    async with doors(valkey, SERVED) as door, client(door.url) as one:
        await one.session("first")
        await one.say("hello", session_id="first")
        await one.texts(3)
        await one.say("hello", session_id="second")
        assert await one.next() == ("session_confirm", "second")
        assert (await one.texts(3))[-1] == "echo en heard hello", "greeted anew"
        assert await one.session("\x00") not in ("\x00", "second"), "no id, so a fresh one"


async def test_what_is_no_message_is_answered_in_words(valkey: str) -> None:
    async with doors(valkey, SERVED, serve_turns=False) as door, client(door.url) as one:
        await one.session("s")
        for data in (None, "words", 7, [], {}, {"message": None}, {"message": " "}):
            await one.socket.emit("user_uttered", data)
            name, told = await one.next()
            assert (name, told["metadata"]) == ("bot_uttered", {"error": "empty"})


async def test_who_is_too_fast_is_told(valkey: str) -> None:
    limits = InboxLimits(messages_per_minute=60, burst=1)
    async with doors(valkey, SERVED, inbox=limits) as door, client(door.url) as one:
        await one.session("s")
        await one.say("one")
        await one.texts(3)
        await one.say("two")
        _, told = await one.next()
        assert told["metadata"] == {"error": "rate_limited"}


async def test_a_locked_door(valkey: str) -> None:
    async with doors(valkey, SERVED, access=Access("jwt", KEY)) as door:
        for auth in ({}, {"token": "Bearer x"}, {"token": token("f" * 40)}, {"token": 5}):
            with pytest.raises(socketio.exceptions.ConnectionError):
                async with client(door.url, **auth):
                    pass
        async with client(door.url, token=f"Bearer {token(sub='u1')}") as one:
            await one.session("s")
            await one.say("hello")
            assert (await one.texts(3))[-1] == "echo en heard hello"
        assert len(await door.events("r-u1:s")) == 1


async def test_another_web_page_may_not_connect(valkey: str) -> None:
    async with doors(valkey, SERVED, serve_turns=False) as door:
        for origin, status in (("https://evil.example", 400), ("https://shop.example", 200)):
            url = f"{door.url}/socket.io/?EIO=4&transport=polling"
            async with door.http.get(url, headers={"Origin": origin}) as answered:
                assert answered.status == status


async def test_the_crisis_guard_hears_what_comes_by_this_door(valkey: str) -> None:
    served = {"echo": bot(PolicyOf(answer), (CrisisGuard.load(),))}
    async with doors(valkey, served) as door, client(door.url) as one:
        await one.session("s")
        await one.say("我今晚就要自杀")
        assert (await one.texts(3))[-1].startswith("[crisis")
        (events,) = await door.events("r-s")
    assert [e.notice for e in events if isinstance(e, BotSpoke)][-1] is Notice.CRISIS
