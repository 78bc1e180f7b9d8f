"""Asks a Rasa assistant, and keeps to the front desk's rules whatever it answers.

Rule 1: where Rasa failed once, the built-in desk goes on, from the same facts.
Rule 2: nobody is taken anywhere without consent, age and an answer about danger in our own log.
Rule 3: where our own reading of an answer contradicts Rasa's, Rasa's is not taken.
Rule 4: a person's words are words: they cannot be Rasa's `/intent{...}`.
"""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from kernel.errors import ModelError, ModelRubbish
from kernel.events import Side
from kernel.ids import NodeId, SlotName
from kernel.moves import Close, Goto, Move, Note, RaiseCrisis, Remark, Say, Transfer
from kernel.ports import Assistant
from kernel.records import AssistantSaid
from kernel.state import Conversation
from kernel.verdicts import ASKED_RISK, Risk
from policies.frontdesk.book import Book, load_book
from policies.frontdesk.course import QUESTIONS, Facts, facts_of, notes_between
from policies.frontdesk.hearing import understand
from policies.frontdesk.policy import CRISIS_LABELS, FrontDeskPolicy
from policies.rasa.told import Told, told_by

BY = SlotName("frontdesk.by")
"""Who holds the desk in this conversation: "rasa", or "built-in" since Rasa failed."""


def rasa_frontdesk(folder: Path, assistant: Assistant) -> "RasaPolicy":
    """The policy of the bot in this folder. Raises `DataError`."""
    return RasaPolicy(load_book(folder), assistant)


class RasaPolicy:
    def __init__(self, book: Book, assistant: Assistant) -> None:
        self._book = book
        self._assistant = assistant
        self._desk = FrontDeskPolicy(book)

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        facts, by = facts_of(talk), talk.slots.get(BY)
        text = next((u.text for u in reversed(talk.utterances) if u.side is Side.USER), "")
        text = text.lstrip("/ \n")
        settled = talk.crisis is not None or facts.adult is False
        if not text or settled or by == "built-in":
            moves = self._desk.decide(talk)
        else:
            moves = self._asked(talk, facts, text, begun=by == "rasa")
        async with aclosing(moves):
            async for move in moves:
                yield move

    async def _asked(
        self, talk: Conversation, facts: Facts, text: str, *, begun: bool
    ) -> AsyncGenerator[Move, None]:
        try:
            if not begun:
                opening = json.dumps({"language": talk.language.value})
                await self._assistant.answer(talk.id, f"/open{opening}")
            said = await self._assistant.answer(talk.id, text)
            told = told_by(said)
            after = self._agreed(facts, text, said, told)
        except ModelError as error:
            yield Note(slot=BY, value="built-in")
            yield Remark(topic="rasa", data={"failed": type(error).__name__})
            async with aclosing(self._desk.decide(talk)) as moves:
                async for move in moves:
                    yield move
            return
        if not begun:
            yield Note(slot=BY, value="rasa")
        for move in _carried_out(talk, facts, after, told, said):
            yield move

    def _agreed(self, facts: Facts, text: str, said: Sequence[AssistantSaid], told: Told) -> Facts:
        """The facts after this turn. Raises `ModelRubbish` where they do not allow what is told."""
        if not told.crisis and not any(one.text for one in said):
            raise ModelRubbish("the assistant said nothing")
        known = {str(name): fact for name, fact in told.facts.items()}
        if told.asking or told.transfer:
            place = QUESTIONS.index(told.asking) if told.asking in QUESTIONS else len(QUESTIONS)
            if any(known.get(name) is False for name in QUESTIONS[:place]):
                raise ModelRubbish("the assistant goes on past a gate that it holds closed")
            known.update(dict.fromkeys(QUESTIONS[:place], True))
        after = replace(
            facts,
            consent=known.get("consent", facts.consent),
            adult=known.get("adult", facts.adult),
            safe=known.get("safe", facts.safe),
        )
        if told.transfer and told.transfer not in self._book.desk.rooms:
            raise ModelRubbish("the assistant sends the person where there is no room")
        if told.transfer and (facts.asking != "wish" and facts.asking != "safe"):
            raise ModelRubbish("the assistant skips the questions that have to be asked first")
        if self._contradicted(facts, text, after, crisis=told.crisis is not None):
            raise ModelRubbish("the assistant heard another answer than was given")
        return after

    def _contradicted(self, before: Facts, text: str, after: Facts, *, crisis: bool) -> bool:
        """Whether a gate opens by more than the words can carry. Its NLU guesses; these are gates:
        one answer opens the one that was asked about, and danger is denied in so many words."""
        asking, adult = before.asking, self._book.desk.adult
        heard = understand(self._book, text, asking=asking)
        opened = {
            name
            for name in QUESTIONS
            if getattr(after, name) is True and getattr(before, name) is not True
        }
        allowed = {asking}
        if heard.age is not None and heard.age >= adult:
            allowed.add("adult")
        young = heard.age is not None and heard.age < adult
        refused = heard.answer == "no" and asking != "safe"
        return (
            bool(opened - allowed)
            or (asking == "safe" and heard.answer == "yes" and not crisis)
            or ("consent" in opened and heard.answer != "yes")
            or ("adult" in opened and young)
            or (asking in opened and refused)
            or ("safe" in opened and heard.answer != "no")
        )


def _carried_out(
    talk: Conversation,
    facts: Facts,
    after: Facts,
    told: Told,
    said: Sequence[AssistantSaid],
) -> list[Move]:
    """Facts first, then words."""
    moves: list[Move] = [*notes_between(facts, after)]
    asks_risk = Risk.MODERATE.value if told.asking == "safe" else ""
    if asks_risk != talk.slots.get(ASKED_RISK, ""):
        moves.append(Note(slot=ASKED_RISK, value=asks_risk))
    if after.asking != talk.node:
        moves.append(Goto(node=NodeId(after.asking), why="rasa"))
    if told.crisis is not None:
        return [*moves, RaiseCrisis(risk=told.crisis, labels=CRISIS_LABELS)]
    moves += [Say(text=one.text) for one in said if one.text]
    if told.transfer:
        moves.append(Transfer(bot=told.transfer, reason="asked"))
    elif told.close:
        moves.append(Close(reason=told.close))
    return moves
