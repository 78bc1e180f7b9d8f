"""The adapter against a real HTTP server that behaves and misbehaves."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

import pytest
from aiohttp import web

from adapters.models.openai_compatible import OpenAICompatible, connect
from kernel.errors import ModelError, ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.ports import Ask
from kernel.records import ChatMessage

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ASK = Ask(messages=(ChatMessage(role="user", text="hello"),), deadline=1.0)
SCHEMA = {
    "type": "object",
    "properties": {"mood": {"enum": ["low", "high"]}},
    "required": ["mood"],
    "additionalProperties": False,
}


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[OpenAICompatible]:
    app = web.Application()
    app.router.add_post("/v1/chat/completions", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with connect(f"http://127.0.0.1:{port}/v1", "m") as model:
            yield model
    finally:
        await runner.cleanup()


def answering(answer: Handler) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return await answer(request)

    return handler


def whole(text: str) -> web.Response:
    message = {"role": "assistant", "content": text}
    return web.json_response(
        {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}
    )


async def streamed(
    request: web.Request, *texts: str, pause: float = 0.0, cut: bool = False
) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await answer.prepare(request)
    for text in texts:
        chunk = {"id": "1", "choices": [{"index": 0, "delta": {"content": text}}]}
        await answer.write(f"data: {json.dumps(chunk)}\n\n".encode())
        await asyncio.sleep(pause)
    if cut:
        assert request.transport is not None
        request.transport.abort()  # type: ignore[attr-defined]
        return answer
    await answer.write(b"data: [DONE]\n\n")
    return answer


async def collect(model: OpenAICompatible, ask: Ask = ASK) -> str:
    return "".join([text async for text in model.stream(ask)])


async def test_it_streams_again_and_again() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        return await streamed(request, "你", "好", "。")

    async with served(handler) as model:
        for _ in range(5):
            assert await collect(model) == "你好。"


async def test_leaving_early_closes_the_line() -> None:
    ended = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            return await streamed(request, *["more "] * 200, pause=0.02)
        finally:
            ended.set()

    async with served(handler) as model:
        async with aclosing(model.stream(ASK)) as fragments:
            assert await anext(fragments) == "more "
        async with asyncio.timeout(2):
            await ended.wait()


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (answering(lambda r: _status(503)), ModelUnavailable),
        (answering(lambda r: _status(429)), ModelUnavailable),
        (answering(lambda r: _html()), ModelError),
        (answering(streamed), ModelRubbish),
        (answering(lambda r: streamed(r, "half", cut=True)), ModelError),
        (answering(lambda r: streamed(r, *["x"] * 50, pause=0.1)), ModelTimeout),
    ],
    ids=["503", "429", "html", "empty", "cut", "stalls"],
)
async def test_a_server_that_fails(handler: Handler, error: type[Exception]) -> None:
    async with served(handler) as model:
        with pytest.raises(error):
            await collect(model)


async def test_nobody_is_there() -> None:
    async with connect("http://127.0.0.1:9/v1", "m") as model:
        with pytest.raises(ModelUnavailable, match="is it running"):
            await collect(model)


async def test_a_value_is_repaired_once() -> None:
    said = ["no json at all", 'Here: {"mood": "low"}']
    prompts: list[int] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        prompts.append(len((await request.json())["messages"]))
        return whole(said.pop(0))

    async with served(handler) as model:
        assert await model.value(ASK, SCHEMA) == {"mood": "low"}
    assert prompts == [1, 3]


async def test_a_value_that_never_fits_is_rubbish() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        return whole('{"mood": "purple"}')

    async with served(handler) as model:
        with pytest.raises(ModelRubbish, match="mood"):
            await model.value(ASK, SCHEMA)


async def test_servers_without_schemas_are_told_in_words() -> None:
    forms: list[object] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        forms.append(body.get("response_format", {}).get("type"))
        if forms[-1] is not None:
            return await _status(400)
        assert "mood" in body["messages"][-1]["content"]
        return whole('{"mood": "high"}')

    async with served(handler) as model:
        assert await model.value(ASK, SCHEMA) == {"mood": "high"}
    assert forms == ["json_schema", "json_object", None]


async def _status(status: int) -> web.Response:
    return web.json_response({"error": {"message": "secret words"}}, status=status)


async def _html() -> web.Response:
    return web.Response(text="<html>hello</html>", content_type="text/html")
