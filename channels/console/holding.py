"""Pictures that were kept back until a person looks at them."""

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.events import (
    ConversationClosed,
    Event,
    MessageReceived,
    Outcome,
    PicturesReviewed,
    Screened,
    Side,
    TurnEnded,
)
from kernel.ids import MessageId, review_id
from kernel.pictures import Image
from kernel.records import Recorded
from kernel.turn import HELD_PICTURE

Waiting = tuple[MessageId, ...]
"""Messages that wait, in the order in which they were held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A message whose pictures wait. `at` in milliseconds since the epoch; `review` is the id that
    a decision about it has."""

    message_id: MessageId
    at: int
    text: str
    images: tuple[Image, ...]
    review: MessageId


def waiting(before: Waiting, event: Event) -> Waiting:
    """What waits after one more event. A bot's own pictures wait for nobody. A decision that could
    not be carried out is to be made again."""
    match event:
        case Screened(side=Side.USER, message_id=id, verdict=verdict) if (
            HELD_PICTURE in verdict.labels and id not in before
        ):
            return (*before, id)
        case PicturesReviewed(held=id):
            return tuple(each for each in before if each != id)
        case TurnEnded(message_id=id, outcome=Outcome.FAILED) if ".review" in id:
            return (*before, MessageId(id.partition(".review")[0]))
        case ConversationClosed():
            return ()
        case _:
            return before


def held(entries: Iterable[Recorded]) -> tuple[Held, ...]:
    """Those that wait in a conversation, oldest first; none once it is closed."""
    heard: dict[MessageId, tuple[int, MessageReceived]] = {}
    reviews: dict[MessageId, int] = {}
    ids: Waiting = ()
    for entry in entries:
        ids = waiting(ids, entry.event)
        match entry.event:
            case MessageReceived(message_id=id):
                heard[id] = (entry.at, entry.event)
            case PicturesReviewed(held=id):
                reviews[id] = reviews.get(id, 0) + 1
            case _:
                pass
    return tuple(
        Held(
            message_id=id,
            at=heard[id][0],
            text=heard[id][1].text,
            images=heard[id][1].images,
            review=review_id(id, reviews.get(id, 0) + 1),
        )
        for id in ids
        if id in heard
    )
