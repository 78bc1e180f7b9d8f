"""A person and the counselling policy in one room, and models that behave or do not."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kernel.errors import ModelUnavailable
from kernel.events import BotSpoke, Event, Language, SlotValue, UserSpoke
from kernel.ids import MessageId
from kernel.moves import Close, Piece, Say
from kernel.ports import Ask, Model
from kernel.state import Conversation, foresee
from kernel.turn import act
from policies.counselling.book import Book
from policies.counselling.policy import CounsellingPolicy
from policies.counselling.shelf import load_book
from policies.words.texts import Line
from tests.fakes import opened

FOLDER = Path(__file__).parents[3] / "bots" / "counsellor"
BOOK: Book = load_book(FOLDER)

ANSWERS = {
    Language.EN: [
        "Hi.",
        "I've been stressed because of my job. My boss keeps changing the deadlines.",
        "I feel anxious every Sunday evening.",
        "I just want somebody to listen to me.",
        "Last week he called me in front of everyone and said the report was bad.",
        "I thought that everybody can see how little I know.",
        "I lie awake till three in the morning.",
        "It has been like this for two months.",
        "I wish I could leave work at work.",
        "Running used to help, but I stopped.",
        "Maybe I could run with Ana again.",
        "I'll text her tomorrow.",
    ],
    Language.ZH: [
        "你好",
        "最近工作压力大，领导天天改需求，我快扛不住了。",
        "一到周日晚上我就很焦虑。",
        "就想有个人听我说说话。",
        "上周开会，他当着所有人的面说我的方案不行。",
        "我就想，大家是不是都看出来我不行。",
        "晚上躺到三点都睡不着。",
        "这样已经有两个月了。",
        "我希望下班以后能不想工作的事。",
        "以前跑步挺管用的，后来没跑了。",
        "也许可以约小安一起跑步。",
        "那我明天给她发个消息。",
    ],
}
"""Persona: an office worker whose superior humiliates them; answers in the order of the talk."""


class Room:
    """Keeps the conversation, carries moves out like the host does, remembers what was said."""

    def __init__(
        self, language: Language = Language.EN, model: Model | None = None, book: Book = BOOK
    ) -> None:
        self.policy = CounsellingPolicy(book, model)
        id, opening = opened(bot="counsellor", language=language)
        self.talk = foresee(Conversation(id=id), [opening], 0)
        self.answers: list[str] = []
        self.stages: list[str] = []
        self.closed = False
        self._n = 0

    def happen(self, *events: Event) -> None:
        self.talk = foresee(self.talk, events, 0)

    async def say(self, text: str) -> str:
        """The whole answer to these words."""
        self._n += 1
        self.happen(UserSpoke(message_id=MessageId(f"m{self._n}"), text=text))
        answer, later = "", self.talk
        async for move in self.policy.decide(self.talk):
            match move:
                case Say(text=words) | Piece(text=words):
                    answer += words
                case _:
                    later = foresee(later, [act(move, MessageId(f"m{self._n}"))], 0)
                    self.closed = self.closed or isinstance(move, Close)
        self.talk = foresee(
            later, [BotSpoke(message_id=MessageId(f"m{self._n}.1"), text=answer)], 0
        )
        self.answers.append(answer)
        self.stages.append(str(self.talk.node))
        return answer

    def slot(self, name: str) -> SlotValue | None:
        found = {str(slot): value for slot, value in self.talk.slots.items()}
        return found.get(f"counselling.{name}")


class FakeModel:
    """Says `words` for every reply and gives `value` for every judgement; keeps what was asked."""

    def __init__(
        self,
        words: str | Callable[[Ask], str] = "",
        value: Mapping[str, Any] | None = None,
        *,
        name: str = "fake",
        fragment: int = 7,
        fails_after: int | None = None,
    ) -> None:
        self._words = words
        self._value = value
        self._name = name
        self._fragment = fragment
        self._fails_after = fails_after
        self.asked: list[Ask] = []
        self.judged: list[Ask] = []

    @property
    def name(self) -> str:
        return self._name

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        self.asked.append(ask)
        text = self._words if isinstance(self._words, str) else self._words(ask)
        text = text if self._fails_after is None else text[: self._fails_after]
        for start in range(0, len(text), self._fragment):
            yield text[start : start + self._fragment]
        if self._fails_after is not None:
            raise ModelUnavailable("gone")

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        self.judged.append(ask)
        if self._value is None:
            raise ModelUnavailable("gone")
        return self._value


def lines(part: Sequence[Line]) -> list[str]:
    """What these lines say, in every language."""
    return [text for line in part for text in (line.zh, line.en)]


def sentences(texts: Sequence[str]) -> list[str]:
    """For looking at repetition: every sentence of these answers."""
    marks = str.maketrans(dict.fromkeys("。！？.!?", "\n"))
    return [part.strip() for text in texts for part in text.translate(marks).split("\n") if part]
