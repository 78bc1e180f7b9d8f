"""The adapter against a real HTTP server that behaves and misbehaves."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web

from adapters.models.openai_compatible import OpenAICompatible, connect
from adapters.models.usage import Meter, Usage
from kernel.errors import ModelError, ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.pictures import Picture
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
async def served(handler: Handler, meter: Meter | None = None) -> AsyncIterator[OpenAICompatible]:
    app = web.Application()
    app.router.add_post("/v1/chat/completions", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with connect(f"http://127.0.0.1:{port}/v1", "m", meter=meter) as model:
            yield model
    finally:
        await runner.cleanup()


def answering(answer: Handler) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return await answer(request)

    return handler


def whole(text: object, *, finish: str = "stop") -> web.Response:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    return web.json_response(
        {"id": "1", "object": "chat.completion", "choices": [choice], "usage": usage}
    )


async def streamed(
    request: web.Request,
    *texts: str,
    pause: float = 0.0,
    cut: bool = False,
    usage: tuple[int, int] | None = None,
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
    if usage is not None:
        counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
        last = json.dumps({"id": "1", "choices": [], "usage": counts})
        await answer.write(f"data: {last}\n\n".encode())
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


async def test_a_slow_caller_does_not_use_up_the_deadline_by_force() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        return await streamed(request, "one ", "two ", "three")

    async with served(handler) as model:
        asking = Ask(messages=ASK.messages, deadline=0.3)
        async with aclosing(model.stream(asking)) as fragments:
            assert await anext(fragments) == "one "
            await asyncio.sleep(0.5)  # the caller has its own limits; this one is not for it
            with pytest.raises(ModelTimeout):
                await anext(fragments)


async def test_half_a_surrogate_pair_does_not_come_through() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        return await streamed(request, "a\ud83d", "b")

    async with served(handler) as model:
        assert (await collect(model)).encode() == "a\ufffdb".encode()


async def test_an_answer_that_is_no_text_is_empty() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        return whole({"text": "hello"})

    async with served(handler) as model:
        with pytest.raises(ModelRubbish, match="an empty answer"):
            await model.value(ASK, SCHEMA)


async def test_what_an_ask_cost_is_told_without_words() -> None:
    told: list[Usage] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        if (await request.json()).get("stream"):
            return await streamed(request, "x", usage=(11, 4))
        return whole('{"mood": "purple"}')

    async with served(handler, told.append) as model:
        assert await collect(model) == "x"
        with pytest.raises(ModelRubbish):
            await model.value(ASK, SCHEMA)
    stream, value = told
    assert (stream.requests, stream.prompt_tokens, stream.completion_tokens) == (1, 11, 4)
    assert (value.requests, value.prompt_tokens, value.completion_tokens) == (2, 14, 6)
    assert (stream.error, value.error) == ("", "ModelRubbish")


async def test_what_a_server_does_not_take_is_sent_once() -> None:
    sent: list[set[str]] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        sent.append({"max_tokens", "max_completion_tokens", "temperature"} & set(body))
        if "max_tokens" in body:
            refusal = {"message": "Use max_completion_tokens instead", "param": "max_tokens"}
            return web.json_response({"error": refusal}, status=400)
        if "temperature" in body:
            refusal = {"message": "Only the default is supported", "param": "temperature"}
            return web.json_response({"error": refusal}, status=400)
        return await streamed(request, "fine")

    async with served(handler) as model:
        for _ in range(2):
            assert await collect(model) == "fine"
    assert sent == [
        {"max_tokens", "temperature"},
        {"max_completion_tokens", "temperature"},
        {"max_completion_tokens"},
        {"max_completion_tokens"},
    ]


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


async def test_pictures_go_along_as_data_before_the_words() -> None:
    asked: list[object] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        asked.extend((await request.json())["messages"])
        return await streamed(request, "seen")

    picture = Picture(data=b"\xff\xd8\xff", width=9, height=9)
    messages = (
        ChatMessage(role="system", text="look"),
        ChatMessage(role="user", text="what is it?", pictures=(picture,)),
    )
    async with served(handler) as model:
        assert [text async for text in model.stream(replace(ASK, messages=messages))] == ["seen"]
    assert asked == [
        {"role": "system", "content": "look"},
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/"}},
                {"type": "text", "text": "what is it?"},
            ],
        },
    ]
