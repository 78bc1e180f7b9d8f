"""A model of our own: llama.cpp as a child process, spoken to like any other server."""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from adapters.models.openai_compatible import OpenAICompatible, connect
from kernel.errors import ModelUnavailable, SettingsError

ROOT = Path(__file__).resolve().parents[2]
MAGIC = b"GGUF"
LOADED_WITHIN_S = 120.0


@asynccontextmanager
async def embedded(
    path: Path, *, context: int = 4096, name: str = ""
) -> AsyncIterator[OpenAICompatible]:
    """The model in a GGUF file, for as long as the context lasts. `context` in tokens.

    Raises `SettingsError` if this cannot work and `ModelUnavailable` if it did not.
    """
    if find_spec("xllamacpp") is None:
        raise SettingsError("the embedded model needs the extra: pip install fireside[embedded]")
    await asyncio.to_thread(_check, path)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters.models.llama_process",
        str(path),
        str(context),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C in the terminal is for the service, which ends it
    )
    try:
        address = await _address(process, path)
        async with connect(f"{address}/v1", name=name or path.stem) as model:
            yield model
    finally:
        if process.returncode is None:
            assert process.stdin is not None
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 3)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _address(process: asyncio.subprocess.Process, path: Path) -> str:
    assert process.stdout is not None
    last: deque[str] = deque(maxlen=5)
    try:
        async with asyncio.timeout(LOADED_WITHIN_S):
            async for raw in process.stdout:
                line = raw.decode(errors="replace").strip()
                if line.startswith("listening "):
                    return line.removeprefix("listening ")
                last.append(line)
    except TimeoutError as error:
        raise ModelUnavailable(f"{path} was not loaded within {LOADED_WITHIN_S:g} s") from error
    raise ModelUnavailable(
        f"llama.cpp could not load {path}: {' '.join(last) or 'no reason given'}"
    )


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise SettingsError(f"the model file {path} cannot be read: {error.strerror}") from error
    if magic != MAGIC:
        raise SettingsError(f"{path} is not a GGUF file")
