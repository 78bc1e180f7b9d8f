"""What simulated people take from the wire: the bot's words, and their own data afterwards."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from channels.web.client import Client
from channels.wire.messages import Completed
from channels.wire.server import ServerFrame
from kernel.errors import WireError

_EXPORT_S = 60.0


async def spoken(frames: AsyncIterator[ServerFrame]) -> AsyncIterator[str]:
    """The bot's own messages; those of the platform are not for the client to answer."""
    async for frame in frames:
        if isinstance(frame, Completed) and frame.d.notice is None:
            yield frame.d.text


async def exported(url: str, client: Client, conversation: str) -> tuple[dict[str, Any], ...]:
    """All events of the conversation, as its person may have them."""
    headers = {"Authorization": f"Bearer {client.credentials.token}"}
    limit = aiohttp.ClientTimeout(total=_EXPORT_S)
    async with (
        aiohttp.ClientSession(timeout=limit) as http,
        http.get(f"{url.rstrip('/')}/v1/me/export", headers=headers) as answer,
    ):
        if answer.status != 200:
            raise WireError(f"the export answers {answer.status}; the talk itself was held")
        document = json.loads(await answer.text())
    for told in document["conversations"]:
        if told["id"] == conversation:
            return tuple(entry["event"] for entry in told["events"])
    raise WireError(f"the export does not hold conversation {conversation}")
