"""A service of one's own ends with whoever uses it, and the other way round."""

import asyncio
import os
import signal

import pytest
from aiohttp import ClientSession

from fireside.private import private_service
from kernel.errors import StoreUnavailable


async def test_it_serves_as_long_as_it_is_used() -> None:
    async with private_service("none") as url, ClientSession() as client:
        async with client.get(f"{url}/healthz") as answer:
            assert answer.status == 200
        port = int(url.rpartition(":")[2])
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_nobody_waits_for_a_service_that_was_told_to_stop() -> None:
    with pytest.raises(BaseExceptionGroup) as stopped:
        async with private_service("none"):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
    assert stopped.group_contains(StoreUnavailable)
