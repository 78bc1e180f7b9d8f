"""One match: a person and a counsellor talk, and everything that was said is kept."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import aiohttp

from kernel.errors import FiresideError
from kernel.events import Outcome, Side
from sim.arena.counsellor import Answer, Counsellor, Open
from sim.match import (
    Cast,
    End,
    Heard,
    Leave,
    LeaveReason,
    Match,
    Person,
    Ruling,
    State,
    Transcript,
    Turn,
)

PATIENCE_S = 600.0
"""A service gives a turn up long before; after this there is none."""


async def play(match: Match, cast: Cast, open_talk: Open) -> Transcript:
    """Hold the match. What breaks in it is told by the transcript, with the words so far."""
    began_ms, began = round(time.time() * 1000), time.monotonic()
    stage = _Stage(match, cast.person(match))
    try:
        async with open_talk(match) as counsellor:
            try:
                await stage.play(counsellor)
            finally:
                stage.conversation, stage.events = await counsellor.log()
            stage.counsellor_usage = counsellor.usage
    except (FiresideError, OSError, aiohttp.ClientError) as error:
        stage.fail(error)
    return replace(
        stage.transcript(cast.name), began_ms=began_ms, took_ms=1000 * (time.monotonic() - began)
    )


class _Stage:
    """A match while it is played."""

    def __init__(self, match: Match, person: Person) -> None:
        self._match = match
        self._person = person
        self._turns: list[Turn] = []
        self._end = End.ROUNDS
        self._left: LeaveReason | None = None
        self._fault = ""
        self._at = "counsellor"
        """Whose move it is: the one to blame if it breaks."""
        self.conversation = ""
        self.events: tuple[Mapping[str, Any], ...] = ()
        self.counsellor_usage = person.usage.__class__()

    async def play(self, counsellor: Counsellor) -> None:
        answer = await counsellor.greet()
        self._hear(0, answer, 0.0)
        for number in range(1, self._match.rounds + 1):
            self._at = "person"
            heard = Heard(
                round=number - 1,
                said=answer.said,
                notices=tuple(notice for notice, _ in answer.notices),
                outcome=answer.outcome,
            )
            began = time.monotonic()
            move = await self._person.next(heard)
            self._say(number, move.text, move.state, began)
            self._at = "counsellor"
            if move.text:
                began = time.monotonic()
                async with asyncio.timeout(PATIENCE_S):
                    answer = await counsellor.answer(move.text)
                self._hear(number, answer, 1000 * (time.monotonic() - began))
            if isinstance(move, Leave):
                self._end, self._left = End.LEFT, move.reason
                return
            if answer.closed:
                self._end = End.CLOSED
                return

    def fail(self, error: Exception) -> None:
        self._end = End.FAILED
        self._fault = f"{self._at}: {type(error).__name__}: {error}"

    def transcript(self, cast: str) -> Transcript:
        opened: Mapping[str, Any] = next(iter(self.events), {})
        return Transcript(
            match=self._match,
            cast=cast,
            turns=with_evidence(self._turns, self.events),
            end=self._end,
            left=self._left,
            fault=self._fault,
            conversation=self.conversation,
            revision=str(opened.get("revision", "")),
            events=self.events,
            person_usage=self._person.usage,
            counsellor_usage=self.counsellor_usage,
        )

    def _say(self, number: int, text: str, state: State, began: float) -> None:
        took_ms = 1000 * (time.monotonic() - began)
        turn = Turn(round=number, side=Side.USER, text=text, state=state, took_ms=took_ms)
        self._turns.append(turn)

    def _hear(self, number: int, answer: Answer, took_ms: float) -> None:
        if answer.closed and not (answer.said or answer.notices):
            return
        self._turns.append(
            Turn(
                round=number,
                side=Side.BOT,
                text="\n".join(answer.said),
                seq=answer.seq,
                notices=answer.notices,
                outcome=answer.outcome,
                took_ms=took_ms,
            )
        )


def with_evidence(turns: Sequence[Turn], events: Sequence[Mapping[str, Any]]) -> tuple[Turn, ...]:
    """The turns with what the conversation's log says of each: verdicts, and where the bot stood.

    A round begins in the log with the message that the person sent in it.
    """
    rulings: dict[tuple[int, Side], list[Ruling]] = {}
    nodes: dict[int, str] = {}
    at, node = 0, ""
    for event in events:
        match event["kind"]:
            case "message_received":
                at += 1
            case "screened":
                side = Side(event["side"])
                rulings.setdefault((at, side), []).append(_ruling(side, event))
            case "node_entered":
                node = str(event["node"])
            case _:
                pass
        nodes[at] = node
    return tuple(
        replace(
            turn,
            rulings=tuple(rulings.get((turn.round, turn.side), ())),
            node=nodes.get(turn.round, "") if turn.side is Side.BOT else "",
        )
        for turn in turns
    )


def _ruling(side: Side, event: Mapping[str, Any]) -> Ruling:
    verdict = event["verdict"]
    return Ruling(
        side=side,
        guard=str(event["guard"]),
        kind=str(verdict["kind"]),
        labels=tuple(verdict.get("labels", ())),
        reason=str(verdict.get("reason", "")),
        score=verdict.get("score"),
    )


def answered(turn: Turn) -> bool:
    """Whether the counsellor had the word in this turn, and not only the platform."""
    return turn.side is Side.BOT and turn.outcome in (None, Outcome.ANSWERED)
