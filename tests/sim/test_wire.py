"""What a simulated person gets from the wire, from a real service."""

import pytest

from channels.web.client import connect
from fireside.private import private_service
from kernel.errors import WireError
from sim.wire import exported, spoken


async def test_words_of_the_bot_and_the_own_log() -> None:
    async with private_service("none") as url, connect(url) as client:
        talk = await client.open("echo")
        greeting = [text async for text in spoken(talk.greeting())]
        assert len(greeting) == 1, "the disclosure is the platform's, not the bot's"
        assert [text async for text in spoken(talk.say("hello"))] == ["hello"]
        events = await exported(url, client, talk.id)
        assert [e["kind"] for e in events][:1] == ["conversation_opened"]
        assert "hello" in [e.get("text") for e in events if e["kind"] == "bot_spoke"]
        with pytest.raises(WireError, match="does not hold"):
            await exported(url, client, "nobody")
