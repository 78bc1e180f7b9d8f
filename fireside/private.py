"""A service of its own for as long as somebody needs one: any free port, a store that goes away."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry

from fireside.assemble import bot_folders, open_store
from fireside.metrics import model_meter
from fireside.models import open_model
from fireside.service import run
from fireside.settings import load
from kernel.errors import WireError

_T = TypeVar("_T")


@asynccontextmanager
async def private_service(
    model: str | None = None, bots_dir: Path | None = None
) -> AsyncIterator[str]:
    """Its address. Simulated people are not limited as real ones are; nothing of theirs is kept.

    `bots_dir` is a folder with more bots beside the built-in ones.
    """
    unlimited = dict.fromkeys(
        (
            "messages_per_minute",
            "frames_per_minute",
            "sessions_per_minute",
            "connections_per_subject",
            "connections_per_ip",
        ),
        0,
    )
    with TemporaryDirectory(prefix="fireside-", ignore_cleanup_errors=True) as folder:
        settings = load(
            data_dir=Path(folder),
            redis_url="",
            host="127.0.0.1",
            port=0,
            model=model,
            bots_dir=bots_dir,
            **unlimited,
        )
        registry = CollectorRegistry()
        ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        stop = asyncio.Event()
        async with (
            open_store(settings) as store,
            open_model(settings, model_meter(registry)) as opened,
            asyncio.TaskGroup() as group,
        ):
            serving = run(
                settings,
                store,
                bot_folders(settings),
                opened,
                registry,
                started=ready.set_result,
                stop=stop,
            )
            group.create_task(serving)
            try:
                yield f"http://127.0.0.1:{await ready}"
            finally:
                stop.set()


@asynccontextmanager
async def service_at(url: str, model: str) -> AsyncIterator[str]:
    """The service that is named, or a private one where none is."""
    if url:
        yield url
        return
    async with private_service(model) as address:
        yield address


def talked(talks: Coroutine[Any, Any, _T]) -> _T:
    """Run what talks with a service. Raises `WireError` where none is reached."""
    try:
        return asyncio.run(talks)
    except* OSError as group:
        why = group.exceptions[0]
    # Not inside `except*`: what is raised there comes out as a group in Python 3.11.2.
    raise WireError(f"{why}. Is it running? Start it with: fireside up") from None
