"""A model of our own: llama.cpp as a child process, spoken to like any other server.

Why a child: inside this process loading stops the event loop for seconds, and a crash in native
code would end the service (docs/design/005-models.md). A child that died is started again by the
next ask, within that ask's deadline.
"""

import asyncio
import json
import secrets
import sys
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from adapters.models.openai_compatible import OpenAICompatible, connect
from adapters.models.usage import Meter
from kernel.errors import ModelTimeout, ModelUnavailable, SettingsError
from kernel.ports import Ask

ROOT = Path(__file__).resolve().parents[2]
MAGIC = b"GGUF"
LOADED_WITHIN_S = 120.0
ENDS_WITHIN_S = 3.0
CACHE_MIB = 256


@asynccontextmanager
async def embedded(
    path: Path,
    *,
    context: int = 4096,
    slots: int = 3,
    threads: int = 0,
    name: str = "",
    meter: Meter | None = None,
) -> AsyncIterator["EmbeddedModel"]:
    """The model in a GGUF file, for as long as the context lasts.

    `context` in tokens for each of `slots` answers that are written at the same time; `threads` 0
    for the number of physical cores. Raises `SettingsError` if this cannot work and
    `ModelUnavailable` if it did not.
    """
    if find_spec("xllamacpp") is None:
        raise SettingsError("the embedded model needs the extra: pip install fireside[embedded]")
    file = await asyncio.to_thread(_checked, path)
    key = secrets.token_urlsafe(32)
    serving = {
        "path": str(file),
        "key": key,
        "context": context,
        "slots": slots,
        "threads": threads,
        "cache_mib": CACHE_MIB,
    }
    child = _Child(serving)
    try:
        address = await child.running()
        async with connect(
            f"{address}/v1", api_key=key, name=name or path.stem, meter=meter
        ) as model:
            yield EmbeddedModel(child, model)
    finally:
        await child.end()


class EmbeddedModel:
    """The model of a child process. Make it with `embedded`."""

    def __init__(self, child: "_Child", model: OpenAICompatible) -> None:
        self._child = child
        self._model = model
        self.name = model.name

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        async with aclosing(self._model.stream(await self._ready(ask))) as fragments:
            async for fragment in fragments:
                yield fragment

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        return await self._model.value(await self._ready(ask), schema)

    async def _ready(self, ask: Ask) -> Ask:
        """The ask with the time that is left once the child runs."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(ask.deadline):
                await self._child.running()
        except TimeoutError as error:
            raise ModelTimeout(f"llama.cpp did not start within {ask.deadline:g} s") from error
        return replace(ask, deadline=ask.deadline - (time.monotonic() - began))


class _Child:
    """One child process at a time, always on the port that the first one found."""

    def __init__(self, serving: dict[str, Any]) -> None:
        self._serving = serving
        self._port = 0
        self._process: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()

    async def running(self) -> str:
        """The address of the server, which is started if it does not run."""
        async with self._starting:
            if self._process is None or self._process.returncode is not None:
                await self._start()
        return f"http://127.0.0.1:{self._port}"

    async def end(self) -> None:
        """It ends when its input does; one that does not is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), ENDS_WITHIN_S)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _start(self) -> None:
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "adapters.models.llama_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=ROOT,
            start_new_session=True,  # Ctrl-C in the terminal is for the service, which ends it
        )
        try:
            self._port = await self._loaded(process)
        except BaseException:
            if process.returncode is None:  # cancelled while it was loading
                process.kill()
            await process.wait()
            raise

    async def _loaded(self, process: asyncio.subprocess.Process) -> int:
        assert process.stdin is not None
        assert process.stdout is not None
        path = self._serving["path"]
        settings = json.dumps(self._serving | {"port": self._port})
        process.stdin.write(f"{settings}\n".encode())
        last: deque[str] = deque(maxlen=20)
        try:
            async with asyncio.timeout(LOADED_WITHIN_S):
                async for raw in process.stdout:
                    line = raw.decode(errors="replace").strip()
                    if line.startswith("listening "):
                        return urlsplit(line.removeprefix("listening ")).port or 0
                    last.append(line)
        except TimeoutError as error:
            raise ModelUnavailable(f"{path} was not loaded within {LOADED_WITHIN_S:g} s") from error
        raise ModelUnavailable(f"llama.cpp could not load {path}: {_reason(last)}")


def _reason(lines: Collection[str]) -> str:
    """What llama.cpp said about it; its last words are about itself, not about the file."""
    errors = [line for line in lines if "error loading model" in line]
    return (errors or list(lines) or ["no reason given"])[-1]


def _checked(path: Path) -> Path:
    """The absolute path, because the child starts in another folder."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise SettingsError(f"the model file {path} cannot be read: {error.strerror}") from error
    if magic != MAGIC:
        raise SettingsError(f"{path} is not a GGUF file")
    return path.absolute()
