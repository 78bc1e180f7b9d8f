"""Made-up conversations as the log would hold them: nobody said any of this."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kernel.events import (
    BotSpoke,
    ConversationClosed,
    ConversationOpened,
    CrisisEased,
    CrisisRaised,
    Event,
    Language,
    MessageReceived,
    NodeEntered,
    Notice,
    Outcome,
    Remarked,
    Screened,
    Side,
    SignalKind,
    SignalReceived,
    SlotFilled,
    SlotValue,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import MessageId, NodeId, SlotName, SubjectId, answer_id
from kernel.records import Recorded
from kernel.verdicts import Allow, Block, Escalate, Risk, Verdict

BEGAN = 1_790_000_000_000
"""21 September 2026, 13:33 UTC."""
NOTHING = MessageId("")


@dataclass
class Story:
    """A log being written; every step takes some seconds."""

    bot: str
    language: Language
    entries: list[Recorded] = field(default_factory=list)
    at: int = BEGAN
    message: MessageId = NOTHING
    answers: int = 0
    messages: int = 0

    def add(self, *events: Event) -> None:
        for event in events:
            self.at += 40
            self.entries.append(Recorded(len(self.entries) + 1, self.at, event))

    def _next(self, seconds: float) -> MessageId:
        self.at += int(seconds * 1000)
        self.messages += 1
        self.answers = 0
        self.message = MessageId(f"01JZ0000000000000000000{self.messages:03d}")
        return self.message

    def opens(self, disclosure: str, greeting: str) -> None:
        opened = ConversationOpened(
            message_id=self._next(0),
            bot=self.bot,
            revision="3f9c1ab77de04c52",
            language=self.language,
            subject=SubjectId(f"a-{self.bot}"),
            country="CN" if self.language is Language.ZH else "US",
        )
        self.add(opened)
        self.notice(Notice.DISCLOSURE, disclosure)
        self.says((greeting, ""))
        self.ends()

    def hears(self, text: str, *verdicts: Verdict, seconds: float = 37.0) -> None:
        """A message that comes in, and what the crisis guard makes of it."""
        id = self._next(seconds)
        self.add(MessageReceived(message_id=id, text=text))
        judged = verdicts or (Allow(score=0.01),)
        for verdict in judged:
            self.add(Screened(side=Side.USER, message_id=id, guard="crisis", verdict=verdict))
        if not any(isinstance(verdict, Block) for verdict in judged):
            self.add(UserSpoke(message_id=id, text=text))

    def presses(self, signal: SignalKind) -> None:
        self.add(SignalReceived(message_id=self._next(20), signal=signal))

    def goes(self, node: str, why: str) -> None:
        self.add(NodeEntered(node=NodeId(node), why=why))

    def keeps(self, **slots: SlotValue) -> None:
        for name, value in slots.items():
            self.add(SlotFilled(slot=SlotName(name.replace("__", ".")), value=value))

    def remarks(self, topic: str, **data: SlotValue) -> None:
        self.add(Remarked(about=self.message, topic=topic, data=data))

    def notice(self, notice: Notice, text: str) -> None:
        self.answers += 1
        id = answer_id(self.message, self.answers)
        self.add(BotSpoke(message_id=id, text=text, notice=notice))

    def says(self, *sentences: tuple[str, str]) -> None:
        """One message: its sentences and their marks ("" for none)."""
        self.at += 1800
        self.answers += 1
        id = answer_id(self.message, self.answers)
        for _ in sentences:
            self.add(Screened(side=Side.BOT, message_id=id, guard="crisis", verdict=Allow()))
        gap = "" if self.language is Language.ZH else " "
        self.add(BotSpoke(message_id=id, text=gap.join(text for text, _ in sentences)))
        for text, mark in sentences:
            if mark:
                self.add(Remarked(about=id, topic="sentence", data={"text": text, "mark": mark}))

    def ends(self, outcome: Outcome = Outcome.ANSWERED) -> None:
        self.add(TurnEnded(message_id=self.message, outcome=outcome))

    def refused(self, notice: str) -> None:
        self.notice(Notice.BLOCKED, notice)
        self.ends(Outcome.BLOCKED)

    def alarm(self, risk: Risk, notice: str) -> None:
        self.add(CrisisRaised(risk=risk, labels=("suicide",)))
        self.notice(Notice.CRISIS, notice)
        self.ends(Outcome.CRISIS)

    def eased(self, notice: str) -> None:
        self.presses(SignalKind.SAFE)
        self.add(CrisisEased())
        self.notice(Notice.CRISIS_SAFE, notice)
        self.ends()

    def closes(self) -> None:
        self.add(ConversationClosed(reason="person"))


DANGER = Escalate(risk=Risk.MODERATE, labels=("suicide",), reason="cue zh.not_live", score=0.97)
RUDE = Block(labels=("insult",), reason="directed at a group", score=0.93)


def many(turns: int) -> Sequence[Recorded]:
    """A long conversation: `turns` turns of about ten entries each."""
    story = Story("counsellor", Language.EN)
    story.opens("You are talking to a computer program.", "Hello. What brings you here?")
    for n in range(1, turns):
        story.hears(f"This is the thing number {n} that goes round in my head.", seconds=5)
        story.keeps(counselling__stage_turns=n, counselling__skill="restatement")
        story.remarks("judgement", target="thought", quote="goes round in my head", by="rules")
        story.says(
            (f"So number {n} goes round and round.", "restatement"),
            ("What is the worst of it?", "question"),
        )
        story.ends()
    return story.entries
