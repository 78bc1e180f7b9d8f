"""The counselling policy: carries a planned turn out, with a model if there is one."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from kernel.errors import ModelError
from kernel.events import Language, Side
from kernel.moves import Close, Move, Piece, Silent
from kernel.ports import Ask, Model
from kernel.state import Conversation
from policies.counselling.book import Book
from policies.counselling.judge import judge
from policies.counselling.progress import moves_between, settled, witnessed
from policies.counselling.prompt import Brief, reply_messages
from policies.counselling.scene import Turn
from policies.counselling.shelf import load_book
from policies.counselling.turn import plan_turn
from policies.words.replies import after_sentence, join
from policies.words.tidy import Rules, Tidy

_NOT_AGAIN = 20
"""Latest utterances whose sentences a model may not simply say again."""


def counselling(folder: Path, model: Model | None) -> "CounsellingPolicy":
    """The policy of the bot in this folder. Raises `DataError`."""
    return CounsellingPolicy(load_book(folder), model)


class CounsellingPolicy:
    def __init__(self, book: Book, model: Model | None) -> None:
        self._book = book
        self._model = model
        self._never = {
            language: [_compiled(text) for never in book.never for text in never.in_(language)]
            for language in Language
        }
        self._itself = {
            language: (
                [_compiled(text) for text in book.itself.speaks.in_(language)],
                [_compiled(text) for text in book.itself.may.in_(language)],
            )
            for language in Language
        }
        small = model is not None and any(
            name in model.name.lower() for name in book.plan.small.models
        )
        self._judge = None if small else model
        self._close = book.plan.small.share if small else 0.0
        self._not_yet = {
            (stage.id, language): [_compiled(text) for text in stage.never.in_(language)]
            for stage in book.stages
            for language in Language
        }

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        """Answer, then judge what the person said: the judgement steers the next turn.

        So nobody waits for it, and a turn that is stopped half-way has still been counted.
        """
        turn = plan_turn(self._book, talk)
        if turn is None:  # the greeting is the host's; without words there is nothing to answer
            return
        for move in moves_between(turn.before, turn.place, turn.why):
            yield move
        async with aclosing(self._answer(talk, turn)) as pieces:
            async for piece in pieces:
                yield piece
        if turn.close:
            yield Close(reason=turn.close)
        elif turn.counts:
            for settling in await self._settle(turn):
                yield settling

    async def _answer(self, talk: Conversation, turn: Turn) -> AsyncGenerator[Piece, None]:
        """One message; the book's own words if the model has none that can be said."""
        if not turn.do or self._model is None:
            yield Piece(text=turn.text, last=True)
            return
        tidy = self._sieve(talk, turn)
        try:
            async with aclosing(self._model.stream(self._ask(talk, turn))) as fragments:
                async for fragment in fragments:
                    for sentence in tidy.feed(fragment):
                        yield Piece(text=_opened(turn, tidy, sentence), whole=True)
                    if tidy.done:
                        break
            for sentence in tidy.flush():
                yield Piece(text=_opened(turn, tidy, sentence), whole=True)
        except ModelError:
            pass  # what was said so far stands, and the book goes on from there
        yield Piece(text=self._rest(turn, tidy), last=True)

    def _rest(self, turn: Turn, tidy: Tidy) -> str:
        """What the book adds to the model's sentences, or all of it if there are none."""
        if not tidy.said:
            return turn.text
        room = len(tidy.said) < self._book.plan.reply.sentences
        question = turn.question if room and not tidy.asked else ""
        rest = join((question, turn.pointer), turn.language)
        return after_sentence(rest, turn.language)

    def _ask(self, talk: Conversation, turn: Turn) -> Ask:
        limits = self._book.plan.model.reply
        brief = Brief(
            language=turn.language,
            words=turn.answer.text,
            draft=turn.text,
            do=turn.do,
            care=turn.care,
        )
        return Ask(
            messages=reply_messages(self._book, turn.place, talk.utterances, brief),
            max_tokens=limits.max_tokens,
            temperature=limits.temperature,
            deadline=limits.seconds,
        )

    def _sieve(self, talk: Conversation, turn: Turn) -> Tidy:
        """Nothing of the prompt and nothing of the latest answers comes through again."""
        book, language = self._book, turn.language
        stage = book.stage(turn.place.stage)
        prompts = [book.prompts[name].in_(language) for name in ("reply", "turn")]
        orders = [turn.do, turn.care, stage.goal.in_(language), stage.avoid.in_(language)]
        latest = [said.text for said in talk.utterances[-_NOT_AGAIN:] if said.side is Side.BOT]
        speaks, may = self._itself[language]
        return Tidy(
            Rules(
                language=language,
                most=book.plan.reply.sentences,
                never=(*self._never[language], *self._not_yet[stage.id, language]),
                speaks=speaks,
                may=may,
                known=[*prompts, *orders, *latest],
                heard=turn.answer.text,
                person=[said.text for said in talk.utterances if said.side is Side.USER],
                draft=turn.text,
                close=self._close,
            )
        )

    async def _settle(self, turn: Turn) -> tuple[Silent, ...]:
        """What the words showed, and the stage of the next turn."""
        seen = turn.place
        if turn.judged:
            judgement = await judge(self._judge, self._book, turn.place, turn.answer)
            seen = witnessed(turn.place, self._book, judgement.evidence)
            seen = replace(seen, feeling=judgement.feeling or seen.feeling, hint=judgement.hint)
        after, why = settled(seen, self._book)
        return moves_between(turn.place, after, why)


def _opened(turn: Turn, tidy: Tidy, sentence: str) -> str:
    """The sentence, not left alone if it is a question and the first."""
    bare = tidy.asked and len(tidy.said) == 1
    return join((turn.opener, sentence), turn.language) if bare else sentence


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
