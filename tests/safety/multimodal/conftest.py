"""One pair of eyes for all tests here; skipped where the extra `images` is not installed."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from safety.multimodal.tier1.eyes import Eyes, open_eyes


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def eyes() -> AsyncIterator[Eyes]:
    """Ready, with their models loaded."""
    pytest.importorskip("rapidocr", reason="the extra `images` is not installed")
    async with open_eyes() as made:
        yield made
