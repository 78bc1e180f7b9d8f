"""What every store of pictures must do."""

import pytest

from adapters.redis.images import ImageLimits, RedisImageStore
from adapters.redis.store import Store
from kernel.errors import (
    ConversationEnded,
    ConversationFull,
    StoreError,
    UnknownConversation,
    UnknownImage,
)
from kernel.events import ConversationClosed
from kernel.ids import ConversationId
from kernel.pictures import ImageId
from tests.conftest import Parts
from tests.fakes import opened, picture


async def begun(parts: Parts) -> ConversationId:
    id, event = opened()
    await parts.log.open(id, event)
    return id


async def test_an_upload_is_there_before_and_after_it_is_sent(parts: Parts) -> None:
    id = await begun(parts)
    image = await parts.images.put(id, picture())
    assert await parts.images.picture(id, image) == picture()
    (kept,) = await parts.images.keep(id, [image])
    assert (kept.id, kept.width, kept.height) == (image, 64, 48)
    assert await parts.images.keep(id, [image]) == (kept,), "sent again under the same id"
    assert await parts.images.picture(id, image) == picture()


async def test_of_several_all_are_kept_or_none(parts: Parts) -> None:
    id = await begun(parts)
    image = await parts.images.put(id, picture())
    with pytest.raises(UnknownImage):
        await parts.images.keep(id, [image, ImageId("0" * 26)])
    await parts.images.drop(id, image)
    with pytest.raises(UnknownImage):
        await parts.images.picture(id, image)


async def test_what_a_message_names_is_not_dropped(parts: Parts) -> None:
    id = await begun(parts)
    image = await parts.images.put(id, picture())
    await parts.images.keep(id, [image])
    await parts.images.drop(id, image)
    assert await parts.images.picture(id, image) == picture()


async def test_a_picture_belongs_to_its_conversation(parts: Parts) -> None:
    here, there = await begun(parts), await begun(parts)
    image = await parts.images.put(here, picture())
    with pytest.raises(UnknownImage):
        await parts.images.picture(there, image)
    with pytest.raises(UnknownImage):
        await parts.images.keep(there, [image])


async def test_erasure_takes_the_pictures(parts: Parts) -> None:
    id = await begun(parts)
    sent, unsent = await parts.images.put(id, picture()), await parts.images.put(id, picture())
    await parts.images.keep(id, [sent])
    await parts.log.erase(id)
    for image in (sent, unsent):
        with pytest.raises(UnknownConversation):
            await parts.images.picture(id, image)
    with pytest.raises(UnknownConversation):
        await parts.images.put(id, picture())


async def test_only_so_many_wait(parts: Parts) -> None:
    id = await begun(parts)
    waiting = [await parts.images.put(id, picture()) for _ in range(8)]
    with pytest.raises(ConversationFull):
        await parts.images.put(id, picture())
    await parts.images.keep(id, waiting[:1])
    await parts.images.put(id, picture())


async def test_a_closed_conversation_takes_none(parts: Parts) -> None:
    id = await begun(parts)
    await parts.log.receive(id, ConversationClosed(reason="person"))
    with pytest.raises(ConversationEnded):
        await parts.images.put(id, picture())


# ---- of the one in the store


async def stored(
    store: Store, limits: ImageLimits | None = None
) -> tuple[ConversationId, RedisImageStore]:
    id, event = opened()
    wrapped = store.keyring.new(id)
    await store.call("HSET", store.keys.meta(id), "key", wrapped, "subject", event.subject)
    return id, RedisImageStore(store, limits)


async def test_no_byte_of_it_is_readable_in_the_store(store: Store) -> None:
    id, images = await stored(store)
    image = await images.put(id, picture(b"the pixels of a private moment"))
    await images.keep(id, [image])
    everything = b"".join(await store.call("HVALS", store.keys.images(id)))
    assert b"private" not in everything
    assert len(everything) > 30


async def test_one_picture_cannot_be_passed_off_as_another(store: Store) -> None:
    id, images = await stored(store)
    mine, other = await images.put(id, picture(b"one")), await images.put(id, picture(b"two"))
    sealed = await store.call("HGET", store.keys.uploads(id), other)
    await store.call("HSET", store.keys.uploads(id), mine, sealed)
    with pytest.raises(UnknownImage):
        await images.picture(id, mine)
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    await store.call("HSET", store.keys.uploads(id), other, damaged)
    with pytest.raises(StoreError, match="decrypted"):
        await images.picture(id, other)


async def test_an_upload_that_is_not_sent_goes_away(store: Store) -> None:
    id, images = await stored(store, ImageLimits(waiting_s=100))
    unsent, sent = await images.put(id, picture()), await images.put(id, picture())
    await images.keep(id, [sent])
    assert 0 < await store.call("TTL", store.keys.uploads(id)) <= 100
    assert await store.call("TTL", store.keys.images(id)) == -1, "this one stays"
    await store.call("DEL", store.keys.uploads(id))
    with pytest.raises(UnknownImage):
        await images.keep(id, [unsent])


async def test_a_conversation_holds_only_so_many(store: Store) -> None:
    id, images = await stored(store, ImageLimits(kept=2))
    for _ in range(2):
        await images.keep(id, [await images.put(id, picture())])
    with pytest.raises(ConversationFull):
        await images.put(id, picture())
