"""Whatever comes in: a typed error, the conversation goes on, nothing is lost.

Every case is sent to a running service over a real websocket, in a conversation that has begun.
Afterwards the person says something, is answered, and the log holds exactly what was accepted.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import aiohttp
import jwt
import pytest
from ulid import ULID
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from adapters.models.openai_compatible import connect as connect_model
from adapters.models.scripted import Fault, ScriptedModel
from channels.web.client import connect
from channels.web.tokens import Tokens
from channels.wire.messages import Completed
from channels.wire.server import TurnEnd
from kernel.events import MessageReceived, Outcome
from kernel.ids import ConversationId
from kernel.ports import Model
from policies.counselling.policy import counselling
from tests.channels.web.stage import SECRET, Site, site
from tests.channels.web.test_socket import BOTS, raw_socket
from tests.flow.stage import bot

COUNSELLOR = Path(__file__).parents[3] / "bots" / "counsellor"
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@dataclass
class Line:
    """A connected person in a conversation that was greeted."""

    here: Site
    socket: ClientConnection
    conv: str

    async def send(self, raw: str | bytes) -> None:
        await self.socket.send(raw)

    async def ask(self, t: str, *, id: str = "", **fields: Any) -> dict[str, Any]:
        """Send a frame; the answer to it."""
        id = id or str(ULID())
        await self.send(json.dumps({"t": t, "id": id, **fields}))
        return await self.until(re=id)

    async def say(self, text: str, *, id: str = "") -> dict[str, Any]:
        return await self.ask("message", id=id, conv=self.conv, d={"text": text})

    async def until(self, **wanted: Any) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while not wanted.items() <= (frame := json.loads(await self.socket.recv())).items():
                pass
        return dict(frame)

    async def error(self) -> str:
        return str((await self.until(t="error"))["d"]["code"])

    async def closed(self) -> int:
        with pytest.raises(ConnectionClosed) as closed:
            async with asyncio.timeout(10):
                while True:
                    await self.socket.recv()
        return closed.value.rcvd.code if closed.value.rcvd else 0

    async def goes_on(self) -> str:
        """The person says something and is answered; what the bot says."""
        answered = (await self.say("hello"))["re"]
        said = await self.until(t="message.completed")
        assert (await self.until(t="turn.end"))["d"]["message"] == answered
        return str(said["d"]["text"])

    async def log(self) -> list[str]:
        entries = await self.here.services.log.read(ConversationId(self.conv))
        return [e.event.text for e in entries if isinstance(e.event, MessageReceived)]


@asynccontextmanager
async def line(valkey: str) -> AsyncIterator[Line]:
    async with site(valkey, BOTS) as here, raw_socket(here) as socket:
        made = Line(here, socket, "")
        await made.until(t="connected")
        made.conv = (await made.ask("open", d={"bot": "echo"}))["conv"]
        await made.until(t="turn.end")
        yield made


ID = str(ULID())
MALFORMED = {
    "nothing": "",
    "half a frame": '{"t":"message","id":',
    "a list": "[]",
    "null": "null",
    "a number": "17",
    "another protocol": '{"jsonrpc":"2.0","method":"say","id":1}',
    "no id": '{"t":"message","conv":"c","d":{"text":"x"}}',
    "an id that is none": '{"t":"message","id":"1","conv":"c","d":{"text":"x"}}',
    "no data": json.dumps({"t": "message", "id": ID, "conv": "c"}),
    "data of another type": json.dumps({"t": "message", "id": ID, "conv": "c", "d": {"text": 7}}),
    "a number in quotes": json.dumps({"t": "attach", "id": ID, "conv": "c", "d": {"after": "1"}}),
    "another version": json.dumps({"v": 2, "t": "end", "id": ID, "conv": "c"}),
    "deep nesting": "[" * 5000,
    "bytes": b"\xff\xfe\x00",
}


async def test_malformed_frames(valkey: str) -> None:
    async with line(valkey) as person:
        for name, raw in MALFORMED.items():
            await person.send(raw)
            assert await person.error() == "bad_frame", name
            assert await person.goes_on() == "you said hello", name
        assert await person.log() == ["hello"] * len(MALFORMED)


async def test_five_malformed_frames_in_a_row_end_the_line(valkey: str) -> None:
    async with line(valkey) as person:
        for _ in range(5):
            await person.send("{")
        assert await person.closed() == 4501


async def test_unknown_frames(valkey: str) -> None:
    async with line(valkey) as person:
        unknown = await person.ask("dance", conv=person.conv, d={"text": "x"})
        assert unknown["d"]["code"] == "unknown_type"
        assert await person.goes_on() == "you said hello"


async def first_frame(here: Site, frame: dict[str, Any]) -> tuple[str, int]:
    """Send this first: the code of the error and that of the close."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{here.url}/v1/ws") as socket,
    ):
        await socket.send_json(frame)
        code = (await socket.receive_json())["d"]["code"]
        await socket.receive()
        return code, socket.close_code or 0


async def test_a_frame_before_connect(valkey: str) -> None:
    async with site(valkey, BOTS) as here:
        frame = {"t": "open", "id": ID, "d": {"bot": "echo"}}
        assert await first_frame(here, frame) == ("not_connected", 4501)


OUT_OF_ORDER = {
    "connect twice": ("connect", {"d": {"token": "x"}}, "bad_frame"),
    "message before open": (
        "message",
        {"conv": "never-opened", "d": {"text": "x"}},
        "unknown_conversation",
    ),
    "end before open": ("end", {"conv": "never-opened"}, "unknown_conversation"),
    "attach ahead of the log": ("attach", {"d": {"after": 999}}, "gap_too_long"),
}


async def test_out_of_order_frames(valkey: str) -> None:
    async with line(valkey) as person:
        for name, (t, fields, code) in OUT_OF_ORDER.items():
            refused = await person.ask(t, **{"conv": person.conv, **fields})
            assert refused["d"]["code"] == code, name
            assert await person.goes_on() == "you said hello", name
        assert await person.log() == ["hello"] * len(OUT_OF_ORDER)


async def test_duplicated_frames(valkey: str) -> None:
    async with line(valkey) as person:
        id = str(ULID())
        first = await person.say("once", id=id)
        await person.until(t="turn.end")
        again, other = await person.say("once", id=id), await person.say("other words", id=id)
        assert [frame["d"]["dup"] for frame in (first, again, other)] == [False, True, True]
        assert first["seq"] == again["seq"] == other["seq"]
        assert await person.goes_on() == "you said hello", "and the first is not answered twice"
        assert await person.log() == ["once", "hello"]


async def test_a_conversation_opened_twice_is_one(valkey: str) -> None:
    async with line(valkey) as person:
        id = str(ULID())
        first = await person.ask("open", id=id, d={"bot": "echo"})
        again = await person.ask("open", id=id, d={"bot": "echo"})
        assert (first["conv"], True) == (again["conv"], again["d"]["dup"])


async def test_a_megabyte_in_one_frame_ends_the_line_and_nothing_is_lost(valkey: str) -> None:
    async with line(valkey) as person:
        await person.say("before")
        text = {"t": "message", "id": ID, "conv": person.conv, "d": {"text": "x" * 1_000_000}}
        await person.send(json.dumps(text))
        assert await person.closed() == 1009  # RFC 6455: too big to process
        assert await person.log() == ["before"]


async def test_oversized_text(valkey: str) -> None:
    async with line(valkey) as person:
        for size, code in ((8_001, "bad_frame"), (70_000, "too_large"), (200_000, "too_large")):
            assert (await person.say("x" * size))["d"]["code"] == code
            assert await person.goes_on() == "you said hello"
        assert await person.log() == ["hello"] * 3


async def test_a_megabyte_to_the_http_side(valkey: str) -> None:
    async with site(valkey, BOTS, serve_turns=False) as here, aiohttp.ClientSession() as http:
        async with http.post(f"{here.url}/v1/sessions", json={"refresh": "x" * 10**6}) as answer:
            assert answer.status == 413
            assert (await answer.json())["error"]["code"] == "too_large"
        async with http.post(f"{here.url}/v1/sessions") as answer:
            assert answer.status == 200


CONTROL = {
    "null bytes": ("nul\x00l", "null"),
    "right-to-left override": ("a\u202egnp.exe", "agnp.exe"),
    "isolate": ("\u2067right to left\u2069", "right to left"),
    "a flag stays": (f"hello {FLAG}", f"hello {FLAG}"),
    "Persian stays": ("سلام، حالم خوب نیست", "سلام، حالم خوب نیست"),
}


async def test_null_bytes_and_overrides_do_not_come_through(valkey: str) -> None:
    async with line(valkey) as person:
        for name, (text, kept) in CONTROL.items():
            assert (await person.say(text))["t"] == "ack"
            told = await person.until(t="message.completed")
            assert told["d"]["text"] == f"you said {kept}", name
        assert await person.log() == [kept for _, kept in CONTROL.values()]


async def test_text_of_nothing_visible(valkey: str) -> None:
    async with line(valkey) as person:
        for text in ("\x00\x00", "\u202e\u202d", " \r\n\t "):
            assert (await person.say(text))["d"]["code"] == "bad_frame"
        assert await person.goes_on() == "you said hello"
        assert await person.log() == ["hello"]


async def test_lone_surrogates(valkey: str) -> None:
    async with line(valkey) as person:
        frame = json.dumps({"t": "message", "id": ID, "conv": person.conv, "d": {"text": "HALF"}})
        for half in ("\\ud83d", "\\udd25", "\\udd25\\ud83d"):
            await person.send(frame.replace("HALF", f"fire {half}"))
            assert await person.error() == "bad_frame"
        assert await person.goes_on() == "you said hello"
        assert await person.log() == ["hello"]


def wrong_tokens() -> dict[str, tuple[str, str, int]]:
    claims = {"iss": "fireside", "sub": "a-1", "use": "access", "exp": 9_999_999_999}
    given = Tokens(SECRET).anonymous()
    return {
        "rubbish": ("rubbish", "bad_token", 4500),
        "empty": ("", "bad_token", 4500),
        "another secret": (jwt.encode(claims, "k" * 40), "bad_token", 4500),
        "unsigned": (jwt.encode(claims, "", algorithm="none"), "bad_token", 4500),
        "no subject": (jwt.encode({**claims, "sub": ""}, SECRET), "bad_token", 4500),
        "a refresh token": (given.refresh, "bad_token", 4500),
        "expired": (jwt.encode({**claims, "exp": 1}, SECRET), "token_expired", 4005),
    }


async def test_wrong_and_expired_tokens(valkey: str) -> None:
    async with site(valkey, BOTS) as here:
        for name, (token, code, close) in wrong_tokens().items():
            frame = {"t": "connect", "id": ID, "d": {"token": token}}
            assert await first_frame(here, frame) == (code, close), name


async def test_wrong_and_expired_tokens_while_connected(valkey: str) -> None:
    async with line(valkey) as person:
        for name, (token, code, _) in wrong_tokens().items():
            refused = await person.ask("auth.refresh", d={"token": token})
            assert refused["d"]["code"] == code, name
            assert await person.goes_on() == "you said hello", name


async def test_a_token_of_somebody_else_while_connected(valkey: str) -> None:
    async with line(valkey) as person:
        theirs = person.here.services.tokens.anonymous().token
        refused = await person.ask("auth.refresh", d={"token": theirs})
        assert refused["d"]["code"] == "bad_token"
        assert await person.goes_on() == "you said hello"


@asynccontextmanager
async def bad_model(kind: str) -> AsyncIterator[Model]:
    if kind == "nobody listens":
        async with connect_model("http://127.0.0.1:9/v1") as model:
            yield model
    else:
        fault: Fault = kind  # type: ignore[assignment]
        yield ScriptedModel.load(fault=fault)


@pytest.mark.parametrize(
    "kind", ["nobody listens", "down", "slow", "stall", "broken", "empty", "rubbish"]
)
async def test_a_bad_model(valkey: str, tmp_path: Path, kind: str) -> None:
    """The book's own words answer; whatever the model did say is judged like everything."""
    folder = copytree(COUNSELLOR, tmp_path / "counsellor")
    plan = folder / "plan.yaml"
    hurried = plan.read_text(encoding="utf-8").replace("seconds: 60", "seconds: 0.2")
    plan.write_text(hurried.replace("seconds: 15", "seconds: 0.2"), encoding="utf-8")
    async with bad_model(kind) as model:
        served = {"echo": bot(counselling(folder, model))}
        async with site(valkey, served) as here, connect(here.url) as client:
            talk = await client.open("echo")
            _ = [frame async for frame in talk.greeting()]
            for words in ("My boss keeps changing the deadlines.", "I feel anxious on Sundays."):
                frames = [frame async for frame in talk.say(words)]
                said = [frame.d.text for frame in frames if isinstance(frame, Completed)]
                assert said
                assert all(text.strip() and "<|" not in text for text in said)
                assert isinstance(frames[-1], TurnEnd)
                assert frames[-1].d.outcome is Outcome.ANSWERED
