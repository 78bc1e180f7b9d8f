"""Pictures in the store: sealed like words, under the same key, so that one erasure takes both.

An upload waits in a hash of its own that expires; once it is part of a message it moves to the hash
that lives as long as the conversation. A sealed picture begins with its id and size.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from ulid import ULID

from adapters.redis.seal import Seal
from adapters.redis.store import Store
from kernel.errors import (
    ConversationEnded,
    ConversationFull,
    UnknownConversation,
    UnknownImage,
)
from kernel.ids import ConversationId
from kernel.pictures import Image, ImageId, Picture

_HEAD = struct.Struct(">26sHH")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageLimits:
    """Of one conversation."""

    waiting: int = 8
    """Uploads that are not part of a message."""
    kept: int = 60
    waiting_s: int = 3600
    """After so long an upload that was not sent is gone."""


class RedisImageStore:
    def __init__(self, store: Store, limits: ImageLimits | None = None) -> None:
        self._store = store
        self._limits = limits or ImageLimits()

    async def put(self, id: ConversationId, picture: Picture) -> ImageId:
        image = ImageId(str(ULID()))
        store, keys, limits = self._store, self._store.keys, self._limits
        seal = await store.seal(id)
        status = await store.run(
            "put_image",
            (keys.meta(id), keys.uploads(id), keys.images(id)),
            image,
            _closed(seal, image, picture),
            limits.waiting,
            limits.kept,
            limits.waiting_s,
        )
        match status:
            case b"ok":
                return image
            case b"full":
                raise ConversationFull(
                    "this conversation has as many pictures as it may; send or remove some first"
                )
            case b"closed":
                raise ConversationEnded("this conversation has ended; open a new one")
            case _:
                store.forget(id)
                raise UnknownConversation("there is no such conversation, or it has been erased")

    async def keep(self, id: ConversationId, images: Sequence[ImageId]) -> Sequence[Image]:
        store, keys = self._store, self._store.keys
        seal = await store.seal(id)
        sealed = await store.run("keep_images", (keys.uploads(id), keys.images(id)), *images)
        if len(sealed) != len(images):
            raise _unknown()
        opened = [_opened(seal, image, data) for image, data in zip(images, sealed, strict=True)]
        return tuple(
            Image(id=image, width=picture.width, height=picture.height)
            for image, picture in zip(images, opened, strict=True)
        )

    async def picture(self, id: ConversationId, image: ImageId) -> Picture:
        store, keys = self._store, self._store.keys
        seal = await store.seal(id)
        for key in (keys.images(id), keys.uploads(id)):
            if (sealed := await store.call("HGET", key, image)) is not None:
                return _opened(seal, image, sealed)
        raise _unknown()

    async def drop(self, id: ConversationId, image: ImageId) -> None:
        await self._store.call("HDEL", self._store.keys.uploads(id), image)


def _closed(seal: Seal, image: ImageId, picture: Picture) -> bytes:
    head = _HEAD.pack(image.encode(), picture.width, picture.height)
    return seal.close(head + picture.data)


def _opened(seal: Seal, image: ImageId, sealed: bytes) -> Picture:
    """The picture, if it is the one that was asked for."""
    plain = seal.open(sealed)
    name, width, height = _HEAD.unpack_from(plain)
    if name != image.encode():
        raise _unknown()
    return Picture(data=plain[_HEAD.size :], width=width, height=height)


def _unknown() -> UnknownImage:
    return UnknownImage("no such picture here, or it was not sent in time; upload it again")
