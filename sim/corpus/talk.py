"""One simulated person talks with a bot over the websocket, and takes their data out afterwards."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from channels.web.client import Client, connect
from channels.web.talk import Refused
from channels.wire.server import Completed, ServerFrame
from kernel.errors import WireError
from kernel.events import Language
from sim.clients.scripted import ScriptedClient

_EXPORT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A talk that was held: its events as the export tells them, oldest first."""

    conversation: str
    events: tuple[dict[str, Any], ...]
    finished: bool
    """Whether the client had said all, or the bot closed, before `turns` ran out."""


async def hold(
    url: str, bot: str, language: Language, person: ScriptedClient, *, turns: int
) -> Held:
    """Talk as somebody new, at most `turns` messages. Raises `WireError`, `OSError`."""
    async with connect(url) as client:
        talk = await client.open(bot, language)
        heard = [text async for text in _spoken(talk.greeting())]
        finished = False
        for _ in range(turns):
            answer = person.answer(heard[-1] if heard else "")
            if not answer:
                finished = True
                break
            try:
                heard = [text async for text in _spoken(talk.say(answer))]
            except Refused:  # the bot closed the conversation
                finished = True
                break
        return Held(
            conversation=talk.id, events=await _exported(url, client, talk.id), finished=finished
        )


async def _spoken(frames: Any) -> Any:
    """The bot's own messages; those of the platform are not for the client to answer."""
    frame: ServerFrame
    async for frame in frames:
        if isinstance(frame, Completed) and frame.d.notice is None:
            yield frame.d.text


async def _exported(url: str, client: Client, conversation: str) -> tuple[dict[str, Any], ...]:
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
