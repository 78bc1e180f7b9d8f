"""The smallest policy."""

from kernel.events import BotSpoke, UserSpoke
from kernel.ids import MessageId
from kernel.moves import Say
from kernel.state import Conversation, foresee
from policies.echo import EchoPolicy
from tests.fakes import opened


def talk(*events: UserSpoke | BotSpoke) -> Conversation:
    id, opening = opened()
    return foresee(Conversation(id=id), [opening, *events], 0)


def user(text: str) -> UserSpoke:
    return UserSpoke(message_id=MessageId("m"), text=text)


async def test_it_says_the_latest_words_of_the_person() -> None:
    heard = talk(user("one"), BotSpoke(message_id=MessageId("b"), text="one"), user("two 二"))
    assert [move async for move in EchoPolicy().decide(heard)] == [Say(text="two 二")]


async def test_it_is_silent_before_anybody_spoke() -> None:
    greeted = talk(BotSpoke(message_id=MessageId("b"), text="hello"))
    assert [move async for move in EchoPolicy().decide(greeted)] == []
