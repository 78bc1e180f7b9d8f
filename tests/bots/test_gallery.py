"""Which pictures a message is judged with."""

from bots.gallery import LOOK_BACK, Gallery
from kernel.events import Side
from kernel.pictures import Image, ImageId
from kernel.records import Utterance
from kernel.state import Conversation
from tests.conftest import Parts
from tests.fakes import opened, picture


async def test_those_of_the_message_and_those_shortly_before_once_each(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    images = []
    for _ in range(3):
        name = await parts.images.put(id, picture())
        images += await parts.images.keep(id, [name])
    long_ago, before, now = images
    said = (
        Utterance(Side.USER, "long ago", images=(long_ago,)),
        *[Utterance(Side.BOT, "…")] * (LOOK_BACK - 1),
        Utterance(Side.USER, "before", images=(before,)),
    )
    talk = Conversation(id=id, utterances=said)
    content = await Gallery(parts.images).content(talk, "now", (now,))
    assert (len(content.pictures), len(content.earlier)) == (1, 1)
    again = await Gallery(parts.images).content(talk, "again", (before,))
    assert (len(again.pictures), len(again.earlier)) == (1, 0)


async def test_a_lost_one_comes_without_bytes(parts: Parts) -> None:
    id, event = opened()
    await parts.log.open(id, event)
    lost = Image(id=ImageId("0" * 26), width=7, height=8, alt="gone")
    content = await Gallery(parts.images).content(Conversation(id=id), "", (lost,))
    (found,) = content.pictures
    assert (found.data, found.width, found.alt) == (b"", 7, "gone")
