"""Brings pixels to where they are judged, and a bot's own pictures into the store."""

from collections.abc import Sequence
from dataclasses import replace

from bots.draft import Draft
from kernel.errors import UnknownImage
from kernel.events import BotSpoke, Side
from kernel.ids import ConversationId, MessageId
from kernel.moves import Show
from kernel.pictures import Image, Picture
from kernel.ports import Guard, ImageStore
from kernel.records import Content
from kernel.state import Conversation
from kernel.turn import Passed, screened, weigh
from safety.chain import screen

LOOK_BACK = 4
"""Utterances before a message whose pictures are judged together with it."""


class Gallery:
    """The pictures of all conversations, as the host uses them."""

    def __init__(self, store: ImageStore) -> None:
        self._store = store

    async def content(self, talk: Conversation, text: str, images: tuple[Image, ...]) -> Content:
        """A message with its pictures and those that came shortly before it."""
        before = recent(talk)
        shown = frozenset(image.id for image in images)
        return Content(
            text=text,
            pictures=tuple([await self._picture(talk.id, image) for image in images]),
            earlier=tuple(
                [await self._picture(talk.id, image) for image in before if image.id not in shown]
            ),
        )

    async def hung(self, id: ConversationId, shown: Image | Picture) -> Image:
        """What the log will say of a picture that a bot shows."""
        if isinstance(shown, Image):
            return shown
        (image,) = await self._store.keep(id, (await self._store.put(id, shown),))
        return replace(image, alt=shown.alt)

    async def _picture(self, id: ConversationId, image: Image) -> Picture:
        """One whose pixels are lost comes without bytes, which no guard lets pass."""
        try:
            kept = await self._store.picture(id, image.id)
        except UnknownImage:
            return Picture(data=b"", width=image.width, height=image.height, alt=image.alt)
        return replace(kept, alt=image.alt)


def recent(talk: Conversation) -> list[Image]:
    """The pictures that are judged along with the next message."""
    return [image for said in talk.utterances[-LOOK_BACK:] for image in said.images]


async def show(
    gallery: Gallery,
    guards: Sequence[Guard],
    draft: Draft,
    to: MessageId,
    move: Show,
    wait_s: float,
) -> bool:
    """Say a picture with its words, if the guards let both pass; whether they did."""
    id = draft.next_answer(to)
    image = await gallery.hung(draft.talk.id, move.image)
    content = await gallery.content(draft.talk, move.text, (image,))
    passed = {seen.id for said in draft.talk.utterances for seen in said.images}
    content = replace(content, looked_at=image.id in passed)
    rulings = await screen(guards, Side.BOT, content, draft.talk, patience=wait_s)
    draft.add(*screened(Side.BOT, id, rulings))
    match weigh(move.text, rulings):
        case Passed(text=text):
            draft.add(BotSpoke(message_id=id, text=text, images=(image,)))
            return True
        case _:
            return False
