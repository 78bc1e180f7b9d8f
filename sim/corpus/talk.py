"""One simulated person talks with a bot over the websocket, and takes their data out afterwards."""

from dataclasses import dataclass
from typing import Any

from channels.web.client import connect
from channels.web.talk import Refused
from kernel.events import Language
from sim.clients.scripted import ScriptedClient
from sim.wire import exported, spoken


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
        heard = [text async for text in spoken(talk.greeting())]
        finished = False
        for _ in range(turns):
            answer = person.answer(heard[-1] if heard else "")
            if not answer:
                finished = True
                break
            try:
                heard = [text async for text in spoken(talk.say(answer))]
            except Refused:  # the bot closed the conversation
                finished = True
                break
        return Held(
            conversation=talk.id, events=await exported(url, client, talk.id), finished=finished
        )
