"""A vision-language model's judgement of words and pictures, and what the policy makes of it.

A model that is late, out of reach or unclear raises, and a guard that raises blocks.
"""

from contextlib import aclosing

from kernel.events import Side
from kernel.ports import Ask, Model
from kernel.records import ChatMessage, Content
from kernel.state import Conversation
from kernel.turn import ABOUT_PICTURE
from kernel.verdicts import Allow, Block, Escalate, Risk, Verdict
from safety.multimodal.policy import Rules
from safety.multimodal.tier2.asking import Order, Questions, Task
from safety.multimodal.tier2.parser import Judgement, Parser

UNSAFE = "unsafe_together"
TOKENS = {Order.LAST: 1024, Order.FIRST: 320}
"""The published judge writes 381 on average; one that answers first is left long before."""


class PairJudge:
    """Build with `load`. `seconds` is what one judgement may take."""

    def __init__(
        self, model: Model, questions: Questions, parser: Parser, order: Order, seconds: float
    ) -> None:
        self._model = model
        self._questions = questions
        self._parser = parser
        self._order = order
        self._seconds = seconds

    @classmethod
    def load(cls, model: Model, *, order: Order = Order.LAST, seconds: float = 15.0) -> "PairJudge":
        """Raises `DataError` if a prompt or the taxonomy is malformed."""
        return cls(model, Questions.load(), Parser.load(), order, seconds)

    async def verdict(
        self, side: Side, content: Content, talk: Conversation, rules: Rules
    ) -> Verdict:
        """Raises `ModelError`."""
        pictures = (*content.earlier, *content.pictures)
        task, text, answer = _case(side, content, talk)
        judgement = await self.judge(
            self._questions.ask(
                task,
                self._order,
                talk.language,
                text=text,
                answer=answer,
                pictures=[picture for picture in pictures if picture.data],
                before=talk.utterances,
            )
        )
        return _verdict(judgement, rules)

    async def judge(self, messages: list[ChatMessage]) -> Judgement:
        """Raises `ModelError`, of which `ModelRubbish` is an unclear answer."""
        ask = Ask(
            messages=messages,
            max_tokens=TOKENS[self._order],
            temperature=0.0,
            deadline=self._seconds,
        )
        written = ""
        async with aclosing(self._model.stream(ask)) as fragments:
            async for fragment in fragments:
                written += fragment
                if self._order is Order.FIRST and self._parser.settled(written):
                    break
        return self._parser.parse(written)


def _case(side: Side, content: Content, talk: Conversation) -> tuple[Task, str, str]:
    """The task, the words beside the picture, and the answer that is judged."""
    if side is Side.USER:
        return Task.PROMPT, content.text, ""
    if content.pictures:
        return Task.STATEMENT, content.text, ""
    asked = next((said.text for said in reversed(talk.utterances) if said.side is Side.USER), "")
    return Task.DIALOGUE, asked, content.before + content.text


def _verdict(judgement: Judgement, rules: Rules) -> Verdict:
    if judgement.safe:
        return Allow()
    reason = "words and picture together"
    if judgement.risk is None:  # unsafe, and nobody says in what way
        return Block(labels=(ABOUT_PICTURE, UNSAFE), reason=reason)
    labels = (ABOUT_PICTURE, UNSAFE, judgement.risk.value.lower())
    match rules[judgement.risk]:
        case "warn":
            return Allow(labels=labels)
        case "escalate":
            return Escalate(risk=Risk.MODERATE, labels=labels, reason=reason)
        case "block":
            return Block(labels=labels, reason=reason)
