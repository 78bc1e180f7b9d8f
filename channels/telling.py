"""What a follower of a conversation is told: log entries and previews to frames.

Internal events (verdicts, slots, nodes) are not told. A message that was begun on the wire and
is not in the log when its turn ends is taken back.
"""

from collections.abc import Iterable

from channels.wire.base import ShownImage
from channels.wire.messages import (
    Completed,
    CompletedData,
    Created,
    CreatedData,
    Delta,
    DeltaData,
    Heard,
    HeardData,
    Retracted,
    RetractedData,
    Reviewed,
    ReviewedData,
    Snapshot,
    SnapshotData,
    Typing,
    TypingData,
)
from channels.wire.server import (
    Closed,
    ClosedData,
    CrisisData,
    CrisisState,
    Durable,
    Opened,
    OpenedData,
    ServerFrame,
    Transferred,
    TransferredData,
    TurnEnd,
    TurnEndData,
)
from kernel.events import (
    BotSpoke,
    ConversationClosed,
    ConversationOpened,
    CrisisEased,
    CrisisRaised,
    MessageReceived,
    PicturesReviewed,
    TurnEnded,
)
from kernel.events import Transferred as TransferredTo
from kernel.ids import ConversationId
from kernel.pictures import Image
from kernel.records import Preview, Recorded, Sighting, Thinking


class Telling:
    """The frames of one conversation for one reader, in order."""

    def __init__(self, id: ConversationId, own: set[str]) -> None:
        self._id = id
        self._own = own
        """Messages that this very reader sent: told to others only. Emptied as they pass, so that
        a reader who asks for them again gets them."""
        self._begun: set[str] = set()

    def frames(self, sightings: Iterable[Sighting]) -> list[ServerFrame]:
        told: list[ServerFrame] = []
        for sight in sightings:
            match sight:
                case Recorded():
                    told.extend(self._entry(sight))
                case Preview():
                    told.extend(self._preview(sight))
                case Thinking(message_id=id):
                    told.append(Typing(conv=self._id, d=TypingData(message=id)))
        return told

    def _entry(self, entry: Recorded) -> Iterable[ServerFrame]:
        event = entry.event
        if isinstance(event, MessageReceived) and event.message_id in self._own:
            self._own.discard(event.message_id)
            return
        if isinstance(event, BotSpoke):
            self._begun.discard(event.message_id)
        if isinstance(event, TurnEnded):
            for mid in sorted(self._begun):
                yield Retracted(conv=self._id, d=RetractedData(mid=mid))
            self._begun.clear()
        if (frame := durable(self._id, entry)) is not None:
            yield frame

    def _preview(self, sight: Preview) -> Iterable[ServerFrame]:
        mid = sight.message_id
        if sight.whole:
            self._begun.add(mid)
            data = SnapshotData(mid=mid, i=sight.index, text=sight.text)
            yield Snapshot(conv=self._id, d=data)
            return
        if sight.index == 0:
            self._begun.add(mid)
            yield Created(conv=self._id, d=CreatedData(mid=mid))
        yield Delta(conv=self._id, d=DeltaData(mid=mid, i=sight.index, text=sight.text))


def durable(id: ConversationId, entry: Recorded) -> Durable | None:
    """The frame for a log entry, or none if it is internal."""
    event, seq, ts = entry.event, entry.seq, entry.at
    match event:
        case MessageReceived(message_id=mid, text=text):
            heard = HeardData(mid=mid, text=text, images=_shown(event.images))
            return Heard(conv=id, seq=seq, ts=ts, d=heard)
        case BotSpoke(message_id=mid, text=text, notice=notice):
            said = CompletedData(mid=mid, text=text, notice=notice, images=_shown(event.images))
            return Completed(conv=id, seq=seq, ts=ts, d=said)
        case TurnEnded(message_id=mid, outcome=outcome):
            ended = TurnEndData(message=mid, outcome=outcome)
            return TurnEnd(conv=id, seq=seq, ts=ts, d=ended)
        case PicturesReviewed(held=held, passed=passed):
            looked = ReviewedData(message=held, passed=passed)
            return Reviewed(conv=id, seq=seq, ts=ts, d=looked)
        case CrisisRaised(risk=risk):
            return CrisisState(conv=id, seq=seq, ts=ts, d=CrisisData(active=True, risk=risk))
        case CrisisEased():
            return CrisisState(conv=id, seq=seq, ts=ts, d=CrisisData(active=False))
        case ConversationOpened(bot=bot, language=language, country=country):
            opened = OpenedData(bot=bot, language=language, country=country)
            return Opened(conv=id, seq=seq, ts=ts, d=opened)
        case TransferredTo(bot=bot):
            return Transferred(conv=id, seq=seq, ts=ts, d=TransferredData(bot=bot))
        case ConversationClosed(reason=reason):
            return Closed(conv=id, seq=seq, ts=ts, d=ClosedData(reason=reason))
        case _:
            return None


def _shown(images: tuple[Image, ...]) -> list[ShownImage] | None:
    if not images:
        return None
    return [ShownImage(id=i.id, w=i.width, h=i.height, alt=i.alt) for i in images]
