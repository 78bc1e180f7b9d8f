"""A whole conversation into the store at once, as it was held elsewhere. No worker answers it."""

from collections.abc import Sequence

from adapters.redis.entries import seal_events
from adapters.redis.store import Store
from kernel.errors import StoreError
from kernel.events import ConversationClosed, ConversationOpened
from kernel.ids import ConversationId
from kernel.records import Recorded


async def restore(store: Store, id: ConversationId, entries: Sequence[Recorded]) -> bool:
    """True if it was written, False if there was a conversation of this id already.

    It is seen by others once it is whole: one that broke off is written anew. `entries` begin with
    `ConversationOpened` and are numbered from 1.
    """
    opened = entries[0].event
    if not isinstance(opened, ConversationOpened):
        raise StoreError("a conversation begins with its opening")
    keys = store.keys
    if await store.call("EXISTS", keys.meta(id)):
        return False
    wrapped = store.keyring.new(id)
    seal = store.keyring.seal(id, wrapped)
    await store.call("DEL", keys.log(id))
    for entry in entries:
        (payload,) = seal_events(seal, (entry.event,))
        await store.call("XADD", keys.log(id), f"{entry.seq}-0", "t", entry.at, "e", payload)
    closed = any(isinstance(entry.event, ConversationClosed) for entry in entries)
    written = await store.run(
        "restore",
        (keys.meta(id), keys.seen(id), keys.subject(opened.subject), keys.all),
        id,
        opened.subject,
        opened.bot,
        wrapped,
        entries[-1].seq,
        entries[0].at,
        int(closed),
    )
    store.forget(id)
    return bool(written)
