"""A service of one's own ends with whoever uses it."""

import asyncio

import pytest
from aiohttp import ClientSession

from fireside.private import private_service


async def test_it_serves_as_long_as_it_is_used() -> None:
    async with private_service("none") as url, ClientSession() as client:
        async with client.get(f"{url}/healthz") as answer:
            assert answer.status == 200
        port = int(url.rpartition(":")[2])
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", port)
