"""What a person sent, judged before the policy sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bots.draft import Draft
from bots.gallery import Gallery, recent
from kernel.events import MessageReceived, Side
from kernel.ids import ConversationId, MessageId
from kernel.pictures import Picture
from kernel.ports import EventLog, Guard
from kernel.records import Content
from kernel.turn import Rulings, hear
from safety.chain import screen


class Guarded(Protocol):
    """What of a bot says how its words are judged."""

    @property
    def guards(self) -> Sequence[Guard]: ...
    @property
    def guard_seconds(self) -> float: ...
    @property
    def eyes(self) -> Guard | None: ...
    @property
    def image_seconds(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """`rulings` is empty where a worker before us had judged it already. The answer is judged by
    the same guards, with the same patience in seconds, and with the pictures that it answers."""

    rulings: Rulings
    guards: Sequence[Guard]
    patience: float
    seen: tuple[Picture, ...]


async def listen(
    gallery: Gallery,
    draft: Draft,
    bot: Guarded,
    message: MessageReceived,
    *,
    looked_at: bool = False,
) -> Heard:
    """Judge it and write down what came of it; `looked_at` if a person let its pictures pass."""
    id, text, images = message.message_id, message.text, message.images
    content, guards, patience = Content(text=text), bot.guards, bot.guard_seconds
    if bot.eyes is not None and (images or recent(draft.talk)):
        content = replace(await gallery.content(draft.talk, text, images), looked_at=looked_at)
        guards, patience = (*guards, bot.eyes), bot.image_seconds
    elif images:
        guards = ()  # none of them can see: fail closed
    rulings: Rulings = ()
    if draft.talk.heard != id:  # else a worker before us was lost after it had heard
        rulings = await screen(guards, Side.USER, content, draft.talk, patience=patience)
        draft.add(*hear(id, text, rulings, images))
    seen = (*content.earlier, *content.pictures)
    return Heard(rulings=rulings, guards=guards, patience=patience, seen=seen)


async def said(log: EventLog, talk: ConversationId, id: MessageId) -> MessageReceived | None:
    """What a person once sent under this id."""
    for entry in await log.read(talk):
        if isinstance(entry.event, MessageReceived) and entry.event.message_id == id:
            return entry.event
    return None
