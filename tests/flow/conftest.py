"""Whole turns run on every way that a message may take to its worker."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Parts, storage


@pytest.fixture(params=["memory", "redis", "beside"])
async def parts(request: pytest.FixtureRequest, valkey: str) -> AsyncIterator[Parts]:
    async with storage(request.param, valkey) as made:
        yield made
