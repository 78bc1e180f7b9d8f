"""The built-in front desk: the same behaviour as the Rasa assistant, without a server."""

from collections.abc import AsyncGenerator
from pathlib import Path

from kernel.events import Side
from kernel.ids import NodeId, SlotName
from kernel.moves import Close, Goto, Move, Note, RaiseCrisis, Say, Transfer
from kernel.state import Conversation
from kernel.verdicts import ASKED_RISK, Risk
from policies.frontdesk.book import Book, load_book
from policies.frontdesk.course import PREFIX, facts_of, next_turn, notes_between
from policies.frontdesk.hearing import understand

CRISIS_LABELS = ("suicide", "frontdesk")
BY = SlotName(PREFIX + "by")


def frontdesk(folder: Path) -> "FrontDeskPolicy":
    """The policy of the bot in this folder. Raises `DataError`."""
    return FrontDeskPolicy(load_book(folder))


class FrontDeskPolicy:
    def __init__(self, book: Book) -> None:
        self._book = book

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        """Facts first, then words."""
        text = next((u.text for u in reversed(talk.utterances) if u.side is Side.USER), "")
        if not text:
            return
        desk = self._book.desk
        if talk.crisis is not None:  # the protocol has answered; no form is filled in now
            yield Say(text=desk.saying("after_crisis", talk.language))
            yield Transfer(bot=desk.after_crisis, reason="crisis")
            return
        facts = facts_of(talk)
        turn = next_turn(desk, facts, understand(self._book, text, asking=facts.asking))
        for note in notes_between(facts, turn.facts):
            yield note
        if facts.adult is False and turn.facts.adult:
            # A Rasa assistant goes by its own slots, in which the person stays a minor.
            yield Note(slot=BY, value="built-in")
        asks_risk = Risk.MODERATE.value if "ask_safe" in turn.says else ""
        if asks_risk != talk.slots.get(ASKED_RISK, ""):
            yield Note(slot=ASKED_RISK, value=asks_risk)
        if turn.facts.asking != talk.node:
            yield Goto(node=NodeId(turn.facts.asking), why="next")
        if turn.crisis:
            yield RaiseCrisis(risk=Risk.MODERATE, labels=CRISIS_LABELS)
            return
        for name in turn.says:
            yield Say(text=desk.saying(name, talk.language))
        if turn.transfer:
            yield Transfer(bot=turn.transfer, reason="asked")
        if turn.close:
            yield Close(reason="person")
