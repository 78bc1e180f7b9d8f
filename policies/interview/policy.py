"""The interview policy: reads the answer, lets the code decide, and says what comes of it."""

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

from kernel.events import Language
from kernel.ids import NodeId
from kernel.moves import Close, Goto, Move, Note, Piece, RaiseCrisis, Remark
from kernel.ports import Model
from kernel.state import Conversation
from kernel.verdicts import ASKED_RISK
from policies.interview.book import Book
from policies.interview.chart import notes_between
from policies.interview.diagnosis import diagnose
from policies.interview.judge import judge
from policies.interview.question import worded
from policies.interview.scene import Judged, Turn, scene_of
from policies.interview.shelf import load_book
from policies.interview.trace import remarks
from policies.interview.turn import next_turn

_LABELS = ("suicide", "interview")


def interview(folder: Path, model: Model | None) -> "InterviewPolicy":
    """The policy of the bot in this folder. Raises `DataError`."""
    return InterviewPolicy(load_book(folder), model)


class InterviewPolicy:
    def __init__(self, book: Book, model: Model | None) -> None:
        self._book = book
        self._model = model
        self._small = model is not None and any(
            name in model.name.lower() for name in book.plan.small.models
        )

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        """Facts first, then words, so that a turn that is stopped half-way has been counted."""
        scene = scene_of(self._book, talk)
        if scene is None:
            return
        judged = await judge(self._model, self._book, scene, small=self._small)
        turn = next_turn(scene, judged)
        for note in notes_between(scene.chart, turn.chart):
            yield note
        if (risk := _asked_risk(self._book, turn)) != talk.slots.get(ASKED_RISK, ""):
            yield Note(slot=ASKED_RISK, value=risk)
        for move in _explained(self._book, judged, turn):
            yield move
        if turn.node and turn.node != talk.node:
            why = f"{turn.move.decision}: {turn.move.why}" if turn.move is not None else ""
            yield Goto(node=NodeId(turn.node), why=why)
        if turn.crisis is not None:
            yield RaiseCrisis(risk=turn.crisis, labels=_LABELS)
            return
        text = await worded(self._model, self._book, scene, turn, small=self._small)
        yield Piece(text=text, last=True)
        if turn.over:
            results = diagnose(self._book.trees, turn.chart.answers)
            for remark in remarks(results, turn.language, self._book.words.count):
                yield remark
        if turn.close:
            yield Close(reason=turn.close)


def _asked_risk(book: Book, turn: Turn) -> str:
    """At which level a yes to the question of this turn calls for help, for the guard to know."""
    at = turn.chart.position
    if turn.chart.mode != "asking" or at is None or turn.crisis is not None:
        return ""
    return book.tree(at.module).question(at.node).risk or ""


def _explained(book: Book, judged: Judged | None, turn: Turn) -> Iterator[Remark]:
    """Evidence of this turn: how the words were read, and the move that followed."""
    if judged is not None:
        reading = judged.reading
        yield Remark(
            topic="judgment",
            data={
                "node": judged.key,
                "node_text": _topic(book, judged.key, turn.language),
                "turn": judged.turn,
                "status": reading.mark.value,
                "quote": reading.quote,
                "window": reading.window,
                "severity": reading.severity,
                "impairment": reading.impairment,
                "missing": reading.missing,
                "confidence": reading.confidence,
                "by": reading.by,
                "reason": reading.reason,
            },
        )
    if turn.move is not None:
        to = turn.move.to.key if turn.move.to is not None else ""
        yield Remark(
            topic="transition",
            data={
                "decision": turn.move.decision.value,
                "to": to,
                "to_text": _topic(book, to, turn.language),
                "why": turn.move.why,
            },
        )


def _topic(book: Book, key: str, language: Language) -> str:
    """What a question is about, for whoever reads the log; "" if there is none."""
    module, _, node = key.partition(".")
    return book.tree(module).question(node).topic.in_(language) if node else ""
