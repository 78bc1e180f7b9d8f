"""Log entries and fan-out notices to bytes and back.

A notice on a conversation's channel is one of
    e FIRST,AT,LENGTH,LENGTH...\n PAYLOADS    events FIRST, FIRST+1, ... (sealed)
    p SEALED                                  a preview
    t MESSAGE_ID                              the bot has taken up a message
    x                                         the conversation was erased
"""

from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter

from adapters.redis.seal import Seal
from kernel.codec import decode, encode
from kernel.errors import UnknownConversation
from kernel.events import Event
from kernel.ids import MessageId
from kernel.records import Preview, Recorded, Sighting, Thinking

_preview: TypeAdapter[Preview] = TypeAdapter(Preview)

StreamEntries = Iterable[tuple[bytes, Sequence[bytes]]]
"""As XRANGE answers inside a script: id, [field, value, ...]."""


FRESH = 8
"""Events of a conversation that are kept as they were sealed."""


def seal_events(seal: Seal, events: Iterable[Event]) -> list[bytes]:
    return [_sealed(seal, event) for event in events]


def open_entries(seal: Seal, entries: StreamEntries) -> tuple[Recorded, ...]:
    """The events of stream entries with fields `t` and `e`, in this order."""
    return tuple(
        Recorded(int(id.partition(b"-")[0]), int(fields[1]), _opened(seal, fields[3]))
        for id, fields in entries
    )


def notice_of(seal: Seal, sight: Preview | Thinking) -> bytes:
    """The notice for something that is not final."""
    match sight:
        case Thinking(message_id=id):
            return b"t" + id.encode()
        case Preview():
            return b"p" + seal.close(_preview.dump_json(sight))


def first_seq(notice: bytes) -> int | None:
    """The seq of the first event in a notice, or none if it carries none."""
    return int(notice[1 : notice.index(b",")]) if notice.startswith(b"e") else None


def open_notice(seal: Seal, notice: bytes) -> tuple[Sighting, ...]:
    """What a notice tells. Raises `UnknownConversation` if it tells of erasure."""
    match notice[:1]:
        case b"e":
            head, _, body = notice[1:].partition(b"\n")
            first, at, *lengths = (int(number) for number in head.split(b","))
            sightings = []
            start = 0
            for offset, length in enumerate(lengths):
                event = _opened(seal, body[start : start + length])
                sightings.append(Recorded(first + offset, at, event))
                start += length
            return tuple(sightings)
        case b"p":
            return (_preview.validate_json(seal.open(notice[1:])),)
        case b"t":
            return (Thinking(MessageId(notice[1:].decode())),)
        case _:
            raise UnknownConversation("this conversation has been erased")


def so_far(seal: Seal, notices: Sequence[bytes]) -> Preview | None:
    """One preview of all sentences of the message that is being said, for a late reader."""
    parts = [_preview.validate_json(seal.open(notice[1:])) for notice in notices]
    if not parts:
        return None
    last = parts[-1]
    return Preview(last.message_id, last.index, "".join(part.text for part in parts), whole=True)


def _sealed(seal: Seal, event: Event) -> bytes:
    sealed = seal.close(encode(event))
    seal.fresh[sealed] = event
    if len(seal.fresh) > FRESH:
        del seal.fresh[next(iter(seal.fresh))]
    return sealed


def _opened(seal: Seal, sealed: bytes) -> Event:
    """The event; one that this process sealed a moment ago need not be opened."""
    event = seal.fresh.pop(sealed, None)
    return decode(seal.open(sealed)) if event is None else event
