"""A tiny random Qwen2.5-VL behind a real OpenAI-compatible server: `transformers serve`."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import aiohttp
import pytest

from adapters.models.openai_compatible import connect
from kernel.errors import ModelRubbish
from kernel.events import Language
from kernel.ports import Ask
from safety.multimodal.tier2.asking import Order, Questions, Task
from safety.multimodal.tier2.judge import PairJudge

COMMAND = Path(sys.executable).with_name("transformers")
HERE = COMMAND.exists() and all(find_spec(name) for name in ("torch", "torchvision", "accelerate"))
pytestmark = pytest.mark.skipif(
    not HERE,
    reason="no `transformers serve` here: transformers[serving], torch and torchvision run this",
)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[str]:
    """The base URL of a server of this checkpoint, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(str(COMMAND), "serve", str(folder), "--port", str(port), "--device", "cpu"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(120), aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"{url}/health"):
                        break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.3)
        yield f"{url}/v1"
    finally:
        process.kill()
        await process.wait()


async def test_pictures_reach_it_and_its_rubbish_is_no_verdict(tmp_path: Path) -> None:
    from tests.safety.multimodal.drawing import house, kept  # noqa: PLC0415 - needs Pillow
    from tests.safety.multimodal.tier2.tiny import build  # noqa: PLC0415 - needs torch

    folder = build(tmp_path / "tiny")
    messages = Questions.load().ask(
        Task.PROMPT, Order.LAST, Language.EN, text="look", pictures=[kept(house())]
    )
    async with serving(folder) as url, connect(url, str(folder)) as model:
        ask = Ask(messages=messages, max_tokens=12, temperature=0.0, deadline=90)
        assert "".join([text async for text in model.stream(ask)])
        with pytest.raises(ModelRubbish):
            await PairJudge.load(model, seconds=120).judge(messages)
