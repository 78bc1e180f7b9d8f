"""A person and the interview policy in one room, with the real crisis guard at the door."""

import asyncio
from collections.abc import Mapping
from typing import Any

from kernel.errors import ModelUnavailable
from kernel.events import (
    BotSpoke,
    CrisisEased,
    CrisisRaised,
    Event,
    Language,
    Notice,
    Remarked,
    Side,
    SlotValue,
    TurnEnded,
)
from kernel.ids import MessageId
from kernel.moves import Piece, RaiseCrisis, Say
from kernel.ports import Ask, Model
from kernel.records import Content, Recorded
from kernel.state import Conversation, Phase, evolve
from kernel.turn import act, hear, outcome_of, override
from policies.interview.answers import Answer, answers_in
from policies.interview.book import Book
from policies.interview.policy import InterviewPolicy
from policies.interview.shelf import load_book
from safety.catalog import GUARDS
from tests.fakes import opened
from tests.policies.interview.oracle import FOLDER

BOOK: Book = load_book(FOLDER)
GUARD = GUARDS["crisis"]()


class Room:
    """Keeps the whole log and carries moves out as the host does; notices read `[crisis high]`."""

    def __init__(
        self, language: Language = Language.EN, model: Model | None = None, book: Book = BOOK
    ) -> None:
        self.policy = InterviewPolicy(book, model)
        id, opening = opened(bot="interview", language=language)
        self.talk = Conversation(id=id)
        self.log: list[Recorded] = []
        greeting = BotSpoke(message_id=MessageId("g.1"), text="Shall we begin?")
        ended = TurnEnded(message_id=opening.message_id, outcome=outcome_of(None))
        self.happen(opening, greeting, ended)
        self.answers: list[str] = []
        self._n = 0

    def happen(self, *events: Event) -> None:
        for event in events:
            entry = Recorded(self.talk.seq + 1, 1000 * self.talk.seq, event)
            self.log.append(entry)
            self.talk = evolve(self.talk, entry)

    def safe(self) -> None:
        """Press "I am safe right now"."""
        self._n += 1
        notice = BotSpoke(
            message_id=MessageId(f"m{self._n}.1"), text="[safe]", notice=Notice.CRISIS_SAFE
        )
        self.happen(CrisisEased(), notice)

    async def say(self, text: str) -> str:
        """The whole answer to these words."""
        assert self.talk.phase is not Phase.CLOSED, "the conversation is closed"
        self._n += 1
        id = MessageId(f"m{self._n}")
        verdict = await GUARD.review(Side.USER, Content(text=text), self.talk)
        rulings = (("crisis", verdict),)
        self.happen(*hear(id, text, rulings))
        notice = override(self.talk, id, rulings)
        answer = self._notice(id, notice) if notice is not None else await self._decide(id)
        self.happen(TurnEnded(message_id=id, outcome=outcome_of(notice)))
        self.answers.append(answer)
        return answer

    async def _decide(self, id: MessageId) -> str:
        answer = ""
        async for move in self.policy.decide(self.talk):
            match move:
                case Say(text=words) | Piece(text=words):
                    answer += words
                    self.happen(BotSpoke(message_id=MessageId(f"{id}.1"), text=words))
                case RaiseCrisis(risk=risk, labels=labels):
                    self.happen(CrisisRaised(risk=risk, labels=labels))
                    return self._notice(id, Notice.CRISIS)
                case _:
                    self.happen(act(move, id))
        return answer

    def _notice(self, id: MessageId, notice: Notice) -> str:
        crisis = self.talk.crisis
        text = f"[{notice} {crisis.risk}]" if crisis is not None else f"[{notice}]"
        self.happen(BotSpoke(message_id=MessageId(f"{id}.9"), text=text, notice=notice))
        return text

    @property
    def node(self) -> str:
        return str(self.talk.node)

    @property
    def closed(self) -> bool:
        return self.talk.phase is Phase.CLOSED

    @property
    def kept(self) -> dict[str, Answer]:
        return answers_in(self.talk.slots)

    def slot(self, name: str) -> SlotValue | None:
        return {str(k): v for k, v in self.talk.slots.items()}.get(f"interview.{name}")

    def remarks(self, topic: str) -> list[Mapping[str, SlotValue]]:
        events = [entry.event for entry in self.log]
        return [e.data for e in events if isinstance(e, Remarked) and e.topic == topic]


class FakeModel:
    """Gives `judged` for every judgement and `worded` for every wording; keeps what was asked."""

    def __init__(self, judged: Any = None, worded: Any = None, *, name: str = "fake") -> None:
        self._judged, self._worded, self._name = judged, worded, name
        self.asked: list[Ask] = []

    @property
    def name(self) -> str:
        return self._name

    async def stream(self, ask: Ask):  # type: ignore[no-untyped-def]
        raise ModelUnavailable("it only gives values")
        yield ""

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        self.asked.append(ask)
        value = self._judged if "status" in schema["properties"] else self._worded
        if value is None:
            raise ModelUnavailable("gone")
        return value(ask) if callable(value) else value


async def say_all(room: Room, *texts: str) -> str:
    for text in texts:
        await room.say(text)
    return room.answers[-1]


def run(*texts: str, language: Language = Language.EN) -> None:
    """For trying things out: a talk on the screen."""
    room = Room(language)

    async def talk() -> None:
        for text in texts:
            print(f"> {text}\n{await room.say(text)}   [{room.node}]")

    asyncio.run(talk())


PLAIN = {
    Language.EN: {
        "yes": "Yes, nearly every day.",
        "no": "No.",
        "risk": "Yes.",
        "begin": "Yes, let's.",
    },
    Language.ZH: {
        "yes": "是的，几乎每天。",
        "no": "没有。",
        "risk": "有。",
        "begin": "好，开始吧。",
    },
}
GO_ON = {Language.EN: "go on", Language.ZH: "继续"}
LONG = {Language.EN: "about two years", Language.ZH: "两年左右"}
SHORT = {Language.EN: "three weeks", Language.ZH: "三个星期"}


async def interview(
    room: Room, yes: frozenset[str] = frozenset(), said: Mapping[str, str] | None = None
) -> list[str]:
    """Answer everything: yes to these `<module>.<node>`, no to the rest, `said` for some.

    After a crisis the person says that they are safe and goes on. Returns the nodes in order.
    """
    language = room.talk.language
    words, nodes = PLAIN[language], list[str]()
    answer = await room.say(words["begin"])
    for _ in range(120):
        if room.closed or room.node == "end":
            return nodes
        if answer.startswith("["):
            room.safe()
            answer = await room.say(GO_ON[language])
            continue
        if room.node in ("care", "wrap"):
            answer = await room.say(words["no"] if room.node == "wrap" else GO_ON[language])
            continue
        nodes.append(room.node)
        answer = await room.say((said or {}).get(room.node) or _plain(room, yes))
    raise AssertionError(f"it never ended: {nodes}")


def _plain(room: Room, yes: frozenset[str]) -> str:
    module, node = room.node.split(".")
    language = room.talk.language
    question = BOOK.tree(module).question(node)
    if question.lasting_days is not None:
        return (LONG if room.node in yes else SHORT)[language]
    if room.node not in yes:
        return PLAIN[language]["no"]
    return PLAIN[language]["yes" if question.share is not None else "risk"]
