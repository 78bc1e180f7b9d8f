"""A person and the restructuring policy in one room; the person answers what they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kernel.events import BotSpoke, Event, Language, NodeEntered, Remarked, SlotValue, UserSpoke
from kernel.ids import MessageId
from kernel.moves import Close, Piece, RaiseCrisis, Say
from kernel.ports import Model
from kernel.sentences import split
from kernel.state import Conversation, foresee
from kernel.turn import act
from policies.restructuring.book import Book
from policies.restructuring.policy import RestructuringPolicy
from policies.restructuring.shelf import load_book
from tests.fakes import opened

FOLDER = Path(__file__).parents[3] / "bots" / "restructuring"
BOOK: Book = load_book(FOLDER)
EN, ZH = Language.EN, Language.ZH

ANSWERS: Mapping[Language, Mapping[str, tuple[str, ...]]] = {
    EN: {
        "situation": ("On Monday I presented our figures in the meeting and I lost the thread.",),
        "thought": ("I thought they all think I am a fraud. I felt ashamed.",),
        "feeling": ("I feel so ashamed.",),
        "rule": ("If I make a mistake in front of people, they stop taking me seriously.",),
        "core": (
            "It says that I'm just not good enough for this.",
            "That nobody ever stays when they see who I am.",
        ),
        "before": ("85", "70", "about 90"),
        "for": (
            "My boss looked at his phone while I was searching for the number.",
            "In the last review he said my slides were too long.",
            "My flatmate moved out in May.",
        ),
        "against": (
            "But two people thanked me afterwards for the figures.",
            "Actually the project went on and I still have the job.",
            "My sister has been there the whole time though.",
        ),
        "view": (
            "I would tell her that everybody loses the thread once.",
            "Maybe he was waiting for a call.",
            "She had found a flat closer to her work.",
        ),
        "balanced": (
            "I lost the thread once, and most of them took the figures home.",
            "A mistake is unpleasant, but it does not end a job.",
            "Some people leave, and some have stayed all along.",
        ),
        "after": ("40", "35 maybe", "50"),
        "next": ("Yes, let us look at it.",),
        "another": ("I keep thinking that nobody ever stays with me.",),
    },
    ZH: {
        "situation": ("周一开会我汇报数据，讲到一半忘了词。",),
        "thought": ("我当时就想，大家肯定都觉得我不行。心里特别丢脸。",),
        "feeling": ("就是很丢脸。",),
        "rule": ("如果我在人前出错，就没人会把我当回事了。",),
        "core": ("说明我就是不够好。", "没有一个人会一直留在我身边。"),
        "before": ("85", "七十分吧", "90左右"),
        "for": (
            "领导在我找数字的时候一直看手机。",
            "上次考核他说过我的材料太长。",
            "室友五月份搬走了。",
        ),
        "against": (
            "不过会后有两个人谢谢我做的数据。",
            "其实项目还在做，我也还在岗位上。",
            "但我姐姐这些年一直都在。",
        ),
        "view": (
            "我会跟她说，谁都有忘词的时候。",
            "也许他那会儿在等电话。",
            "她是找到了离公司近的房子。",
        ),
        "balanced": (
            "我忘了一次词，数据大家还是用上了。",
            "出错不好受，但不等于工作没了。",
            "有人会走，也有人一直没走。",
        ),
        "after": ("40", "三十五", "50"),
        "next": ("好，看看吧。",),
        "another": ("我老想着从来没有人会留在我身边。",),
    },
}
"""An office worker who lost the thread once. By what is asked; each answer is given in turn."""


@dataclass(kw_only=True)
class Said:
    """One sentence as it was released."""

    text: str
    mark: str
    step: str


@dataclass
class Room:
    """Keeps the conversation, carries moves out like the host does, remembers what was said."""

    language: Language = EN
    model: Model | None = None
    book: Book = BOOK
    answers: list[str] = field(default_factory=list)
    sentences: list[Said] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    closed: bool = False
    crisis: RaiseCrisis | None = None

    def __post_init__(self) -> None:
        self.policy = RestructuringPolicy(self.book, self.model)
        id, opening = opened(bot="restructuring", language=self.language)
        self.talk = foresee(Conversation(id=id), [opening], 0)
        self._n = 0

    def happen(self, *events: Event) -> None:
        self.events.extend(events)
        self.talk = foresee(self.talk, events, 0)

    async def say(self, text: str) -> str:
        """The whole answer to these words."""
        self._n += 1
        self.happen(UserSpoke(message_id=MessageId(f"m{self._n}"), text=text))
        pieces: list[Piece] = []
        later: list[Event] = []
        async for move in self.policy.decide(self.talk):
            match move:
                case Say():
                    raise AssertionError("this policy speaks in marked pieces")
                case Piece():
                    pieces.append(move)
                case RaiseCrisis():
                    self.crisis = move
                case _:
                    later.append(act(move, MessageId(f"m{self._n}")))
                    self.closed = self.closed or isinstance(move, Close)
        self.happen(*later)
        answer = "".join(piece.text for piece in pieces)
        for piece in pieces:
            for sentence in split(piece.text):
                said = Said(text=sentence.strip(), mark=piece.mark, step=str(self.talk.node))
                self.sentences.append(said)
        self.happen(BotSpoke(message_id=MessageId(f"m{self._n}.1"), text=answer))
        self.answers.append(answer)
        return answer

    def slot(self, name: str) -> SlotValue | None:
        found = {str(slot): value for slot, value in self.talk.slots.items()}
        return found.get(f"restructuring.{name}")

    @property
    def asked(self) -> str:
        """What the bot wants to hear; the greeting asks for the situation."""
        return str(self.slot("asking") or ("situation" if self.talk.node is None else ""))

    @property
    def nodes(self) -> list[tuple[str, str]]:
        return [(str(e.node), e.why) for e in self.events if isinstance(e, NodeEntered)]

    def remarks(self, topic: str) -> list[Mapping[str, SlotValue]]:
        found = [event for event in self.events if isinstance(event, Remarked)]
        return [remark.data for remark in found if remark.topic == topic]


class Person:
    """Answers what is asked from a card, each answer once and then the last one again."""

    def __init__(self, card: Mapping[str, tuple[str, ...]], otherwise: str) -> None:
        self._card = card
        self._otherwise = otherwise
        self._given: dict[str, int] = {}

    def answer(self, asked: str) -> str:
        told = self._card.get(asked, ())
        if not told:
            return self._otherwise
        at = self._given.get(asked, 0)
        self._given[asked] = at + 1
        return told[min(at, len(told) - 1)]


async def whole(room: Room, card: Mapping[str, tuple[str, ...]], turns: int = 70) -> None:
    """A talk from the first words to the goodbye."""
    thanks = "Thank you, that's all" if room.language is EN else "好的，谢谢"
    person = Person(card, thanks)
    for _ in range(turns):
        if room.closed:
            return
        await room.say(person.answer(room.asked))
