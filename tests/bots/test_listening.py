"""Who judges what a person sent, and what is found of it again."""

from bots.draft import Draft
from bots.gallery import Gallery
from bots.listening import listen, said
from kernel.events import ConversationOpened, Screened, UserSpoke
from kernel.ids import MessageId
from kernel.pictures import Image, ImageId
from kernel.state import Conversation
from tests.conftest import Parts
from tests.fakes import ALLOW_ALL, PolicyOf, opened
from tests.fakes import said as heard
from tests.flow.stage import bot
from tests.flow.test_host import MovingClock

LOST = Image(id=ImageId("0" * 26), width=9, height=9)


async def drafted(parts: Parts) -> tuple[ConversationOpened, Draft]:
    id, event = opened()
    await parts.log.open(id, event)
    (token,) = await parts.queue.take(1, 1)
    taken = await parts.queue.begin(token, 0)
    assert taken is not None
    return event, Draft(parts.queue, MovingClock(), Conversation(id=id), taken)


async def test_words_are_judged_by_the_guards_alone(parts: Parts) -> None:
    _, draft = await drafted(parts)
    served = bot(PolicyOf(lambda talk: []), (ALLOW_ALL,))
    found = await listen(Gallery(parts.images), draft, served, heard("hello"))
    assert found.guards == served.guards
    assert found.patience == served.guard_seconds
    assert found.seen == ()
    assert draft.talk.utterances[-1].text == "hello"


async def test_pictures_that_nobody_can_see_are_judged_by_nobody(parts: Parts) -> None:
    _, draft = await drafted(parts)
    served = bot(PolicyOf(lambda talk: []), (ALLOW_ALL,))
    found = await listen(Gallery(parts.images), draft, served, heard("look", (LOST,)))
    assert (found.guards, found.rulings) == ((), ())
    assert not draft.talk.utterances, "no verdict stops the words"


async def test_what_was_heard_already_is_not_judged_again(parts: Parts) -> None:
    _, draft = await drafted(parts)
    word = heard("hello")
    draft.add(UserSpoke(message_id=word.message_id, text="hello"))
    served = bot(PolicyOf(lambda talk: []), (ALLOW_ALL,))
    found = await listen(Gallery(parts.images), draft, served, word)
    assert found.rulings == ()
    assert not any(isinstance(entry.event, Screened) for entry in draft.fresh)


async def test_a_message_is_found_by_its_id(parts: Parts) -> None:
    event, draft = await drafted(parts)
    word = heard("hello")
    await parts.log.receive(draft.talk.id, word)
    assert await said(parts.log, draft.talk.id, word.message_id) == word
    assert await said(parts.log, draft.talk.id, event.message_id) is None
    assert await said(parts.log, draft.talk.id, MessageId("?")) is None
