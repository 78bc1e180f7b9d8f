"""A real HTTP server in Rasa's place: what it answers, and everything that it may do wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from adapters.rasa.server import LONGEST, connect
from kernel.errors import ModelError, ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.records import AssistantSaid

LIST = '[{"recipient_id": "c", "text": "hi"}, {"recipient_id": "c", "custom": {"a": 1}}, {}]'


@asynccontextmanager
async def serving(answer: web.Response | float) -> AsyncIterator[str]:
    async def webhook(request: web.Request) -> web.Response:
        assert await request.json() == {"sender": "c", "message": "words"}
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return web.Response(text="[]")
        return answer

    app = web.Application()
    app.router.add_post("/webhooks/rest/webhook", webhook)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/"
    await runner.cleanup()


async def test_its_messages_are_read() -> None:
    async with (
        serving(web.Response(text=LIST)) as url,
        connect(url, seconds=5) as rasa,
    ):
        said = await rasa.answer("c", "words")
    assert said == [AssistantSaid(text="hi"), AssistantSaid(custom={"a": 1}), AssistantSaid()]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (web.Response(status=500, text=LIST), ModelUnavailable),
        (web.Response(text="<html>maintenance</html>"), ModelRubbish),
        (web.Response(text='{"status": "failure"}'), ModelRubbish),
        (web.Response(text='[{"text": 5}]'), ModelRubbish),
        (web.Response(body=b"x" * (LONGEST + 1)), ModelRubbish),
        (0.5, ModelTimeout),
    ],
    ids=["500", "html", "object", "no text", "endless", "slow"],
)
async def test_whatever_goes_wrong_has_a_name(
    answer: web.Response | float, error: type[ModelError]
) -> None:
    async with serving(answer) as url, connect(url, seconds=0.2) as rasa:
        with pytest.raises(error) as caught:
            await rasa.answer("c", "words")
    assert "words" not in str(caught.value)


async def test_a_server_that_is_not_there() -> None:
    async with connect("http://127.0.0.1:9", seconds=1) as rasa:
        with pytest.raises(ModelUnavailable, match="cannot be reached"):
            await rasa.answer("c", "words")
