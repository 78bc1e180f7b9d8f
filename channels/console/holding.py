"""Pictures that were kept back until a person looks at them."""

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.events import (
    BotSpoke,
    ConversationClosed,
    MessageReceived,
    PicturesReviewed,
    Screened,
)
from kernel.ids import MessageId
from kernel.pictures import Image, ImageId
from kernel.records import Recorded
from kernel.turn import HELD_PICTURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A message whose pictures wait. `at` in milliseconds since the epoch."""

    message_id: MessageId
    at: int
    text: str
    images: tuple[Image, ...]


def held(entries: Iterable[Recorded]) -> tuple[Held, ...]:
    """Those that wait in a conversation, oldest first; none once it is closed."""
    heard: dict[MessageId, Held] = {}
    waiting: dict[MessageId, Held] = {}
    for entry in entries:
        match entry.event:
            case MessageReceived(message_id=id, text=text, images=images):
                heard[id] = Held(message_id=id, at=entry.at, text=text, images=images)
            case Screened(message_id=id, verdict=verdict) if HELD_PICTURE in verdict.labels:
                if id in heard:
                    waiting[id] = heard[id]
            case PicturesReviewed(held=id):
                waiting.pop(id, None)
            case ConversationClosed():
                waiting.clear()
            case _:
                pass
    return tuple(waiting.values())


def named(entries: Iterable[Recorded]) -> frozenset[ImageId]:
    """Every picture of a conversation."""
    return frozenset(
        image.id
        for entry in entries
        if isinstance(entry.event, MessageReceived | BotSpoke)
        for image in entry.event.images
    )
