"""Small parts that stand in for a person, a policy or a guard in tests."""

from collections.abc import AsyncGenerator, Callable, Sequence

from ulid import ULID

from kernel.events import ConversationOpened, Language, MessageReceived, Side
from kernel.ids import ConversationId, MessageId, SubjectId, conversation_id
from kernel.moves import Move
from kernel.pictures import Image, Picture
from kernel.records import Content
from kernel.state import Conversation
from kernel.verdicts import Allow, Verdict

ALICE = SubjectId("alice")


def new_id() -> MessageId:
    return MessageId(str(ULID()))


def opened(
    subject: SubjectId = ALICE, bot: str = "echo", language: Language = Language.EN
) -> tuple[ConversationId, ConversationOpened]:
    """A conversation that is about to begin."""
    event = ConversationOpened(
        message_id=new_id(), bot=bot, revision="r1", language=language, subject=subject
    )
    return conversation_id(subject, event.message_id), event


def said(text: str, images: tuple[Image, ...] = ()) -> MessageReceived:
    return MessageReceived(message_id=new_id(), text=text, images=images)


def picture(data: bytes = b"\xff\xd8\xff pixels", alt: str = "") -> Picture:
    """Not a real one: where only its way is looked at."""
    return Picture(data=data, width=64, height=48, alt=alt)


class PolicyOf:
    """A policy from a function."""

    def __init__(self, moves: Callable[[Conversation], Sequence[Move]]) -> None:
        self._moves = moves

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        for move in self._moves(talk):
            yield move


class GuardOf:
    """A guard from a function."""

    def __init__(self, judge: Callable[[Side, str], Verdict], name: str = "guard") -> None:
        self._judge = judge
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        return self._judge(side, content.text)


ALLOW_ALL = GuardOf(lambda side, text: Allow(), "allow_all")
