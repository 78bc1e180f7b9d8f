"""Runs a judge over records: the first look with text guards, a model, or what one wrote."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from kernel.errors import DataError, ModelError, ModelRubbish
from kernel.events import Language, Side
from kernel.ids import ConversationId
from kernel.pictures import Picture
from kernel.records import Content, Utterance
from kernel.state import Conversation
from kernel.verdicts import Block, Escalate
from safety.multimodal.bench.records import Record
from safety.multimodal.bench.score import Outcome
from safety.multimodal.guard import ImageGuard
from safety.multimodal.tier2.asking import Order, Questions, Task
from safety.multimodal.tier2.judge import PairJudge
from safety.multimodal.tier2.parser import Judgement, Parser

Clean = Callable[[bytes], Awaitable[Picture]]
HAN = ("\u4e00", "\u9fff")


async def judged(
    records: Sequence[Record], judge: PairJudge, order: Order, clean: Clean
) -> AsyncIterator[Outcome]:
    """A model's judgement of each, as it comes. A model that fails says nothing clear."""
    questions = Questions.load()
    for record in records:
        messages = questions.ask(
            record.task,
            order,
            language_of(record.text),
            text=record.text,
            answer=record.answer,
            pictures=[await clean(_pixels(record))],
        )
        began = time.perf_counter()
        judgement: Judgement | None
        try:
            judgement = await judge.judge(messages)
        except ModelError:
            judgement = None
        yield Outcome(
            record=record,
            safe=None if judgement is None else judgement.safe,
            risk=None if judgement is None else judgement.risk,
            seconds=time.perf_counter() - began,
        )


async def first_looked(
    records: Sequence[Record], guard: ImageGuard, clean: Clean
) -> AsyncIterator[Outcome]:
    """The guard's own verdict, as in service: what it blocks or escalates is called unsafe."""
    for record in records:
        picture = await clean(_pixels(record))
        talk = Conversation(id=ConversationId("bench"), language=language_of(record.text))
        side, content = Side.USER, Content(text=record.text, pictures=(picture,))
        if record.task is Task.DIALOGUE:
            talk = Conversation(
                id=talk.id, language=talk.language, utterances=(Utterance(Side.USER, record.text),)
            )
            side, content = Side.BOT, Content(text=record.answer, earlier=(picture,))
        began = time.perf_counter()
        verdict = await guard.review(side, content, talk)
        stopped = isinstance(verdict, Block | Escalate)
        yield Outcome(
            record=record, safe=not stopped, risk=None, seconds=time.perf_counter() - began
        )


def reread(records: Sequence[Record]) -> list[Outcome | None]:
    """What the published outputs say through our parser; none where it is no clear verdict."""
    parser = Parser.load()
    found: list[Outcome | None] = []
    for record in records:
        if record.output is None:
            raise DataError(f"record {record.id} has no output to read")
        try:
            judgement = parser.parse(record.output)
        except ModelRubbish:
            found.append(None)
            continue
        found.append(Outcome(record=record, safe=judgement.safe, risk=judgement.risk, seconds=0.0))
    return found


def language_of(text: str) -> Language:
    return Language.ZH if any(HAN[0] <= char <= HAN[1] for char in text) else Language.EN


def _pixels(record: Record) -> bytes:
    try:
        return record.image.read_bytes()
    except OSError as error:
        raise DataError(f"record {record.id}: {error}") from error
