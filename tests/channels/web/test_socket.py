"""Bad input and broken lines over the real websocket: nothing is lost, everything is answered."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from ulid import ULID
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed

from adapters.redis.log import InboxLimits
from channels.web.client import connect
from channels.web.talk import Refused
from channels.wire.messages import Completed
from channels.wire.server import (
    CrisisState,
    ServerFrame,
    TurnEnd,
)
from kernel.events import Notice, Outcome, Side, SignalKind
from kernel.verdicts import Allow, Block, Escalate, Risk, Verdict
from tests.channels.web.stage import Site, site
from tests.fakes import GuardOf, PolicyOf
from tests.flow.stage import bot
from tests.flow.test_invariants import echo


def judge(side: Side, text: str) -> Verdict:
    if "hateful" in text:
        return Block(labels=("insult",), reason="r")
    if "goodbye" in text:
        return Escalate(risk=Risk.HIGH, labels=("suicide",), reason="r")
    return Allow()


BOTS = {"echo": bot(PolicyOf(echo), (GuardOf(judge, "crisis"),))}


def texts(frames: list[ServerFrame]) -> list[str]:
    return [frame.d.text for frame in frames if isinstance(frame, Completed)]


async def test_blocked_words_get_a_kind_reply_and_crisis_the_protocol(valkey: str) -> None:
    async with site(valkey, BOTS) as here, connect(here.url) as client:
        talk = await client.open("echo")
        _ = [f async for f in talk.greeting()]
        blocked = [f async for f in talk.say("hateful words")]
        assert [f.d.notice for f in blocked if isinstance(f, Completed)] == [Notice.BLOCKED]
        assert isinstance(blocked[-1], TurnEnd)
        assert blocked[-1].d.outcome is Outcome.BLOCKED
        crisis = [f async for f in talk.say("goodbye")]
        assert any(isinstance(f, CrisisState) and f.d.active for f in crisis)
        safe = [f async for f in talk.signal(SignalKind.SAFE)]
        assert any(isinstance(f, CrisisState) and not f.d.active for f in safe)
        assert texts([f async for f in talk.say("hello")]) == ["you said hello"]


async def test_nobody_reads_anybody_elses_conversation(valkey: str) -> None:
    async with site(valkey, BOTS) as here, connect(here.url) as mine, connect(here.url) as theirs:
        talk = await mine.open("echo")
        with pytest.raises(Refused, match="unknown_conversation"):
            await theirs.attach(talk.id)
        stolen = await theirs.open("echo")
        stolen.id = talk.id
        with pytest.raises(Refused, match="unknown_conversation"):
            _ = [f async for f in stolen.say("let me in")]


async def test_unknown_bots_and_ended_conversations(valkey: str) -> None:
    async with site(valkey, BOTS) as here, connect(here.url) as client:
        with pytest.raises(Refused, match="there are these bots: echo"):
            await client.open("nobody")
        talk = await client.open("echo")
        _ = [f async for f in talk.greeting()]
        await talk.end()
        with pytest.raises(Refused, match="conversation_closed"):
            _ = [f async for f in talk.say("more")]


async def test_a_person_who_sends_too_fast_is_told_when_to_go_on(valkey: str) -> None:
    inbox = InboxLimits(messages_per_minute=60, burst=2)
    async with site(valkey, BOTS, inbox=inbox) as here, connect(here.url) as client:
        talk = await client.open("echo")
        _ = [f async for f in talk.greeting()]
        async with asyncio.timeout(15):
            for n in range(4):  # the client waits as it is told and sends again
                assert texts([f async for f in talk.say(str(n))]) == [f"you said {n}"]


@asynccontextmanager
async def raw_socket(here: Site, token: str = "") -> AsyncIterator[ClientConnection]:
    url = f"{here.url.replace('http', 'ws')}/v1/ws"
    token = token or here.services.tokens.anonymous().token
    async with open_socket(url, compression=None, max_size=2**22) as socket:
        await socket.send(json.dumps({"t": "connect", "id": str(ULID()), "d": {"token": token}}))
        yield socket


async def answer(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(5):
        return json.loads(await socket.recv())  # type: ignore[no-any-return]


async def test_the_service_says_where_to_go_when_it_stops(valkey: str) -> None:
    async with site(valkey, BOTS) as here, raw_socket(here) as socket:
        await answer(socket)
        await here.gateway.drain(patience_s=1)
        assert (await answer(socket))["t"] == "goaway"
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4001
