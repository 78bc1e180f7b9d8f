"""Whole turns over the real websocket, and what happens when the line breaks."""

from channels.web.client import connect
from channels.wire.server import Completed, Delta, ServerFrame, TurnEnd
from kernel.events import Notice, Outcome
from tests.channels.web.stage import site
from tests.fakes import PolicyOf
from tests.flow.stage import bot
from tests.flow.test_invariants import Streaming, echo


def texts(frames: list[ServerFrame]) -> list[str]:
    return [frame.d.text for frame in frames if isinstance(frame, Completed)]


async def test_a_conversation(valkey: str) -> None:
    async with (
        site(valkey, {"echo": bot(PolicyOf(echo))}) as served,
        connect(served.url) as client,
    ):
        talk = await client.open("echo")
        greeting = [frame async for frame in talk.greeting()]
        notices = [f.d.notice for f in greeting if isinstance(f, Completed)]
        assert notices == [Notice.DISCLOSURE, None]
        turn = [frame async for frame in talk.say("hello")]
        assert [type(frame) for frame in turn] == [Completed, TurnEnd]
        assert texts(turn) == ["you said hello"]
        assert isinstance(turn[-1], TurnEnd)
        assert turn[-1].d.outcome is Outcome.ANSWERED


async def test_sentences_stream(valkey: str) -> None:
    served = bot(Streaming("One. ", "Two. ", "Three."))
    async with site(valkey, {"echo": served}) as here, connect(here.url) as client:
        talk = await client.open("echo")
        _ = [frame async for frame in talk.greeting()]
        turn = [frame async for frame in talk.say("go")]
        assert [f.d.text for f in turn if isinstance(f, Delta)] == ["One. ", "Two. "]
        assert texts(turn) == ["One. Two. Three."]
