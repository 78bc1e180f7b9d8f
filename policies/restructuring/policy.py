"""The restructuring policy: carries a planned turn out, with a model if there is one."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from kernel.events import Language, Side
from kernel.moves import Close, Move, Piece
from kernel.ports import Model
from kernel.state import Conversation
from policies.restructuring.book import Book
from policies.restructuring.evidence import remarks
from policies.restructuring.judge import judge
from policies.restructuring.patterns import Candidate, identified
from policies.restructuring.place import moves_between
from policies.restructuring.sayings import Strategy
from policies.restructuring.scene import Scene, Sentence, Turn
from policies.restructuring.shelf import load_book
from policies.restructuring.turn import in_care, plan_turn, scene_of, to_judge
from policies.restructuring.wording import Wording


def restructuring(folder: Path, model: Model | None) -> "RestructuringPolicy":
    """The policy of the bot in this folder. Raises `DataError`."""
    return RestructuringPolicy(load_book(folder), model)


class RestructuringPolicy:
    def __init__(self, book: Book, model: Model | None) -> None:
        self._book = book
        name = model.name.lower() if model is not None else ""
        small = any(each in name for each in book.plan.small.models)
        self._chats = any(each in name for each in book.plan.chat.models)
        self._judge = None if small or self._chats else model
        share = book.plan.small.share if small else 0.0
        self._wording = None if model is None else Wording(book, model, share)

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        """Judge what was said, go where it leads, note it all, and then answer."""
        scene = scene_of(self._book, talk)
        if scene is None:  # the greeting is the host's; without words there is nothing to answer
            return
        scene, seen = await self._judged(scene)
        turn = plan_turn(scene, seen)
        for move in moves_between(turn.before, turn.place, turn.hops):
            yield move
        for remark in remarks(self._book, turn):
            yield remark
        said = 0
        async with aclosing(self._words(scene, turn)) as sentences:
            async for sentence in sentences:
                yield _piece(sentence, first=said == 0, language=turn.language)
                said += 1
        yield Piece(text="", last=True)
        if turn.close:
            yield Close(reason=turn.close)

    async def _judged(self, scene: Scene) -> tuple[Scene, Sequence[Candidate]]:
        """What the words show; and before thoughts are chosen, which distortions."""
        if in_care(scene):
            return scene, ()
        judgement = await judge(self._judge, self._book, to_judge(scene), scene.answer())
        scene = replace(scene, judgement=judgement)
        last = self._book.plan.identification[-1]
        if self._judge is None or scene.before.step != last or scene.marked:
            return scene, ()
        said = [said.text for said in scene.talk.utterances if said.side is Side.USER]
        return scene, await identified(self._judge, self._book, scene.before, said, scene.language)

    async def _words(self, scene: Scene, turn: Turn) -> AsyncGenerator[Sentence, None]:
        """What is said, sentence by sentence."""
        if self._wording is None or not turn.free:
            for sentence in (*turn.lead, *turn.fixed):
                yield sentence
            return
        if not self._chats:
            for sentence in (*await self._wording.lead(scene, turn), *turn.fixed):
                yield sentence
            return
        said: list[Sentence] = []
        async with aclosing(self._wording.chat(scene, turn)) as sentences:
            async for sentence in sentences:
                if sentence.strategy is not Strategy.QUESTION or not self._must_ask(turn):
                    said.append(sentence)
                    yield sentence
        asked = any(sentence.strategy is Strategy.QUESTION for sentence in said)
        for sentence in turn.fixed if said else (*turn.lead, *turn.fixed):
            if not asked:
                yield sentence

    def _must_ask(self, turn: Turn) -> bool:
        """Whether the book's question is asked in any case: a number is asked for in its words."""
        book, place = self._book, turn.place
        if place.step not in book.plan.steps:
            return True
        target = book.step(place.step).target(place.asking)
        return target is None or target.kind == "rating" or bool(turn.hops)


def _piece(sentence: Sentence, *, first: bool, language: Language) -> Piece:
    space = "" if first or language is Language.ZH else " "
    return Piece(text=f"{space}{sentence.text}", whole=True, mark=sentence.strategy.value)
