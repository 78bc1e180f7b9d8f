"""The loop of a turn: what was heard, judged, decided, judged again, logged and seen.

    MessageReceived -> guards -> hear -> policy -> each sentence: guards -> BotSpoke, TurnEnded

Rule 1: every turn ends with `TurnEnded`, whatever happened in it.
Rule 2: a crisis is answered by the protocol; the policy is not even asked.
Rule 3: a lost lease drops everything that was not logged, silently: someone else is at it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import structlog

from bots.desk import Desk, Sitting
from bots.draft import Draft
from bots.gallery import Gallery, show
from bots.listening import Heard, listen, said
from bots.speech import Speech
from bots.words import Words
from kernel.errors import LeaseLost, StoreError
from kernel.events import (
    BotRevised,
    BotSpoke,
    ConversationOpened,
    CrisisRaised,
    Language,
    MessageReceived,
    Notice,
    Outcome,
    PicturesReviewed,
    SignalReceived,
    TurnFailed,
)
from kernel.ids import ConversationId, MessageId
from kernel.moves import Piece, RaiseCrisis, Say, Show, Transfer
from kernel.ports import Clock, EventLog, Guard, ImageStore, Policy, TurnQueue
from kernel.records import Lease, Recorded, Token
from kernel.state import Conversation, Phase, Waiting
from kernel.turn import (
    act,
    end,
    outcome_of,
    override,
    reminder_due,
    signalled,
    transferred,
)

log = structlog.get_logger()

MAX_ATTEMPTS = 5
"""Times that a turn may kill its worker before it becomes a dead letter."""
REMEMBERED = 2_000
"""Conversations whose state a worker keeps between turns, so that it reads only the news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot, ready to serve. `guards` begins with the crisis guard."""

    name: str
    revision: str
    policy: Policy
    guards: Sequence[Guard]
    greeting: Mapping[Language, str]
    title: Mapping[Language, str] = field(default_factory=dict)
    """What a person is told that it is called; its name where this has none."""
    turn_seconds: float = 120.0
    guard_seconds: float = 2.0
    eyes: Guard | None = None
    """Judges pictures, after the guards and only where there are any. A bot without takes none."""
    image_seconds: float = 20.0
    """What a guard gets where there are pictures to judge."""


class Host:
    def __init__(
        self,
        *,
        bots: Mapping[str, Bot],
        event_log: EventLog,
        queue: TurnQueue,
        words: Words,
        clock: Clock,
        desk: Desk,
        images: ImageStore,
    ) -> None:
        self._bots = bots
        self._log = event_log
        self._queue = queue
        self._words = words
        self._clock = clock
        self._desk = desk
        self._gallery = Gallery(images)
        self._remembered: OrderedDict[ConversationId, Conversation] = OrderedDict()

    async def attend(self, token: Token) -> None:
        """Answer everything that waits in a conversation, then let it go."""
        id = token.conversation
        before = self._remembered.pop(id, None) or Conversation(id=id)
        taken = await self._queue.begin(token, before.seq)
        if taken is None:
            return
        draft = Draft(self._queue, self._clock, before, taken)
        with self._desk.sit(draft) as sitting:
            try:
                if taken.lease.attempts > MAX_ATTEMPTS:
                    await self._bury(draft, taken.lease)
                while not await self._next(draft, sitting):
                    pass
            except LeaseLost:
                log.info("lease_lost", conversation=id)
                return
        self._remember(draft.logged)

    async def _next(self, draft: Draft, sitting: Sitting) -> bool:
        """Take the next turn. True once the conversation is released."""
        if not draft.talk.inbox:
            return await draft.flush(release=True)
        waiting = draft.talk.inbox[0]
        draft.new_turn()
        sitting.begin(waiting.message_id)
        outcome = await self._turn(draft, sitting, waiting)
        draft.add(end(waiting.message_id, outcome))
        released = await draft.flush(release=not draft.talk.inbox)
        self._desk.count(outcome, sitting.seconds())
        return released

    async def _turn(self, draft: Draft, sitting: Sitting, waiting: Waiting) -> Outcome:
        event = (await self._entry(draft, waiting)).event
        id = waiting.message_id
        if draft.talk.phase is Phase.CLOSED:
            return Outcome.CANCELLED
        bot = self._bots.get(draft.talk.bot)
        if bot is None:  # it was taken out of service with conversations open
            return self._fail(draft, id, "bot", "UnknownBot")
        if bot.revision != draft.talk.revision:
            draft.add(BotRevised(revision=bot.revision))
        match event:
            case ConversationOpened():
                return self._greet(draft, bot, id)
            case SignalReceived(signal=signal):
                events, notice = signalled(signal)
                draft.add(*events)
                return self._give_notice(draft, id, notice)
            case MessageReceived():
                return await self._answer(draft, sitting, bot, event)
            case PicturesReviewed():
                return await self._review(draft, sitting, bot, event)
            case _:
                raise AssertionError(f"{event.kind} does not wait for an answer")

    def _greet(self, draft: Draft, bot: Bot, id: MessageId) -> Outcome:
        self._give_notice(draft, id, Notice.DISCLOSURE)
        return self._welcome(draft, bot, id)

    def _welcome(self, draft: Draft, bot: Bot, id: MessageId) -> Outcome:
        greeting = bot.greeting[draft.talk.language]
        draft.add(BotSpoke(message_id=draft.next_answer(id), text=greeting))
        return Outcome.ANSWERED

    def _transfer(self, draft: Draft, id: MessageId, move: Transfer) -> Outcome:
        """Give the conversation to another bot, which greets if it was not here before."""
        bot = self._bots.get(move.bot)
        if bot is None:  # the person stays where they are and may choose again
            return self._fail(draft, id, "transfer", "UnknownBot")
        draft.add(*transferred(draft.talk, move, bot.revision))
        words = self._words.say(Notice.TRANSFERRED, draft.talk)
        title = bot.title.get(draft.talk.language, bot.name)
        draft.notice(id, Notice.TRANSFERRED, words.replace("{bot}", title))
        if draft.talk.node is not None:
            return Outcome.ANSWERED
        return self._welcome(draft, bot, id)

    async def _answer(
        self, draft: Draft, sitting: Sitting, bot: Bot, message: MessageReceived
    ) -> Outcome:
        id = message.message_id
        heard = await listen(self._gallery, draft, bot, message)
        if (notice := override(draft.talk, id, heard.rulings)) is not None:
            return self._give_notice(draft, id, notice)
        return await self._reply(draft, sitting, bot, id, heard)

    async def _review(
        self, draft: Draft, sitting: Sitting, bot: Bot, review: PicturesReviewed
    ) -> Outcome:
        """A person looked at pictures that were held. If they may pass, all other guards look once
        more, and the message is answered now."""
        id = review.message_id
        if not review.passed:
            return self._give_notice(draft, id, Notice.REFUSED_IMAGE)
        message = await said(self._log, draft.talk.id, review.held)
        if message is None:
            return self._fail(draft, id, "review", "UnknownMessage")
        anew = draft.talk.heard != id
        message = replace(message, message_id=id)
        heard = await listen(self._gallery, draft, bot, message, looked_at=True)
        crisis = draft.talk.crisis
        if draft.talk.heard != id or (crisis is not None and crisis.replies == 0):
            notice = override(draft.talk, id, heard.rulings)
            assert notice is not None
            return self._give_notice(draft, id, notice)
        if anew:
            self._give_notice(draft, id, Notice.RELEASED_IMAGE)
        else:  # it went to the log with what was heard
            draft.next_answer(id)
        if crisis is not None or draft.talk.phase is Phase.WITH_HUMAN:
            return Outcome.ANSWERED  # the person has said nothing new that could be answered
        return await self._reply(draft, sitting, bot, id, heard)

    async def _reply(
        self, draft: Draft, sitting: Sitting, bot: Bot, id: MessageId, heard: Heard
    ) -> Outcome:
        """Let the policy answer what passed the guards."""
        if id in draft.talk.cancelled:
            return Outcome.CANCELLED
        if reminder_due(draft.talk, self._clock.now()):
            self._give_notice(draft, id, Notice.REMINDER)
        speech = Speech(draft, id, heard.guards, patience=heard.patience, seen=heard.seen)
        return await self._converse(draft, sitting, bot, id, speech)

    async def _converse(
        self, draft: Draft, sitting: Sitting, bot: Bot, id: MessageId, speech: Speech
    ) -> Outcome:
        """Let the policy decide and carry its moves out, in their order."""
        try:
            async with asyncio.timeout(bot.turn_seconds) as limit:
                sitting.stoppable(limit)
                async with aclosing(bot.policy.decide(draft.talk)) as moves:
                    async for move in moves:
                        match move:
                            case Say(text=text):
                                await speech.say(text)
                            case Piece():
                                await speech.piece(move)
                            case Show() if bot.eyes is not None:
                                await speech.end_message()
                                seeing = (*bot.guards, bot.eyes)
                                speech.withheld |= not await show(
                                    self._gallery, seeing, draft, id, move, bot.image_seconds
                                )
                            case Show():
                                speech.withheld = True
                            case RaiseCrisis(risk=risk, labels=labels):
                                await speech.end_message()
                                draft.add(CrisisRaised(risk=risk, labels=labels))
                                return self._give_notice(draft, id, Notice.CRISIS)
                            case Transfer():
                                await speech.end_message()
                                return self._transfer(draft, id, move)
                            case _:
                                await speech.end_message()
                                draft.add(act(move, id))
                await speech.end_message()
        except StoreError:
            raise
        except Exception as error:
            speech.keep()
            if sitting.stopped:
                return Outcome.CANCELLED
            log.warning("policy_failed", bot=bot.name, error=type(error).__name__)
            return self._fail(draft, id, "policy", type(error).__name__)
        if speech.withheld:
            self._give_notice(draft, id, Notice.WITHHELD)
        return Outcome.ANSWERED

    def _give_notice(self, draft: Draft, id: MessageId, notice: Notice) -> Outcome:
        draft.notice(id, notice, self._words.say(notice, draft.talk))
        return outcome_of(notice)

    def _fail(self, draft: Draft, id: MessageId, where: str, error: str) -> Outcome:
        draft.add(TurnFailed(where=where, error=error))
        return self._give_notice(draft, id, Notice.FAILED)

    async def _bury(self, draft: Draft, lease: Lease) -> None:
        """Give up the turn that kept killing its workers, and tell the person."""
        log.error("dead_letter", conversation=lease.conversation, attempts=lease.attempts)
        await self._queue.bury(lease, f"taken {lease.attempts} times without an end")
        if draft.talk.inbox:
            id = draft.talk.inbox[0].message_id
            draft.add(end(id, self._fail(draft, id, "worker", "DeadLetter")))
            await draft.flush()

    async def _entry(self, draft: Draft, waiting: Waiting) -> Recorded:
        for entry in draft.fresh:
            if entry.seq == waiting.seq:
                return entry
        (entry,) = await self._log.read(draft.talk.id, waiting.seq - 1, 1)
        return entry

    def _remember(self, talk: Conversation) -> None:
        self._remembered[talk.id] = talk
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
