"""Whole turns: stopping, signals, crashes, reminders, revisions."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from kernel.events import (
    BotRevised,
    BotSpoke,
    CancelRequested,
    ConversationClosed,
    CrisisEased,
    CrisisRaised,
    Language,
    Notice,
    Outcome,
    Remarked,
    SignalKind,
    SignalReceived,
    TurnEnded,
    UserSpoke,
)
from kernel.moves import Close, Move, RaiseCrisis, Remark, Say
from kernel.records import Preview, Thinking
from kernel.state import Conversation, Phase
from kernel.turn import REMIND_AFTER_MS
from kernel.verdicts import Risk
from tests.conftest import LEASE_MS, Parts
from tests.fakes import PolicyOf, new_id
from tests.flow.stage import bot, stage, talking, working
from tests.flow.test_invariants import Streaming, echo


class MovingClock:
    def __init__(self) -> None:
        self.at = 0

    def now(self) -> int:
        return self.at


async def test_a_stopped_answer_keeps_exactly_what_was_seen(parts: Parts) -> None:
    slow = Streaming("One. ", "Two. ", *["More. "] * 100, pause=0.05)
    async with stage(parts, bot(slow)) as talk:
        id = await talk.say("go")
        async with asyncio.timeout(5), talk.changed:
            await talk.changed.wait_for(lambda: any(isinstance(s, Preview) for s in talk.seen))
        await talk.send(CancelRequested(message_id=id))
        events = await talk.ended(id)
        seen = "".join(s.text for s in talk.seen if isinstance(s, Preview))
        (spoke,) = [e for e in events if isinstance(e, BotSpoke)]
        assert spoke.text == seen.strip()
        assert events[-1] == TurnEnded(message_id=id, outcome=Outcome.CANCELLED)


async def test_an_answer_nobody_wants_any_more_is_not_begun(parts: Parts) -> None:
    async with talking(parts) as talk:
        id = await talk.say("never mind")
        await talk.send(CancelRequested(message_id=id))
        async with working(parts, {"echo": bot(PolicyOf(echo))}):
            events = await talk.ended(id)
    assert not any(isinstance(e, BotSpoke) for e in events)
    assert events[-1] == TurnEnded(message_id=id, outcome=Outcome.CANCELLED)


async def test_thinking_is_shown_when_it_takes_time(parts: Parts) -> None:
    async with stage(parts, bot(Streaming("Slow.", pause=0.4))) as talk:
        id = await talk.say("go")
        await talk.ended(id)
        assert Thinking(id) in talk.seen


async def test_a_long_turn_keeps_its_lease(parts: Parts) -> None:
    slow = Streaming("Done.", pause=LEASE_MS / 1000 * 2.5)
    served = {"echo": bot(slow)}
    async with working(parts, served), working(parts, served), talking(parts) as talk:
        await talk.ended(talk.request)
        events = await talk.turn("take your time")
        assert len([e for e in events if isinstance(e, BotSpoke)]) == 1
        assert len([e for e in events if isinstance(e, UserSpoke)]) == 1


async def test_a_turn_that_takes_for_ever_is_given_up(parts: Parts) -> None:
    served = bot(Streaming("One. ", "Two. ", pause=0.3), turn_seconds=0.45)
    async with stage(parts, served) as talk:
        events = await talk.turn("go")
        assert isinstance(events[-1], TurnEnded)
        assert events[-1].outcome is Outcome.FAILED
        spoke = [e for e in events if isinstance(e, BotSpoke)]
        assert spoke[-1].notice is Notice.FAILED


async def test_a_worker_that_died_after_hearing_is_carried_on(parts: Parts) -> None:
    async with talking(parts) as talk:
        id = await talk.say("hello")
        (token,) = await parts.queue.take(1, 1)
        dead = await parts.queue.begin(token, 0)
        assert dead is not None
        await parts.queue.commit(
            dead.lease,
            2,
            (
                TurnEnded(message_id=talk.request, outcome=Outcome.ANSWERED),
                UserSpoke(message_id=id, text="hello"),
            ),
            release=False,
        )
        async with working(parts, {"echo": bot(PolicyOf(echo))}):
            events = await talk.ended(id)
    assert len([e for e in events if isinstance(e, UserSpoke)]) == 1
    assert [e.text for e in events if isinstance(e, BotSpoke)] == ["you said hello"]


async def test_a_turn_that_kills_its_workers_is_buried_and_answered(parts: Parts) -> None:
    async with talking(parts) as talk:
        id = await talk.say("poison")
        for _ in range(5):
            (token,) = await parts.queue.take(1, 2)
            assert await parts.queue.begin(token, 0) is not None
            await asyncio.sleep(LEASE_MS / 1000 * 1.6)
        async with working(parts, {"echo": bot(PolicyOf(echo))}):
            opening = await talk.ended(talk.request)
            events = await talk.ended(id)
    assert opening[-1] == TurnEnded(message_id=talk.request, outcome=Outcome.FAILED)
    assert events[-1] == TurnEnded(message_id=id, outcome=Outcome.ANSWERED)


async def test_signals_are_answered_by_the_platform(parts: Parts) -> None:
    async with stage(parts, bot(PolicyOf(echo))) as talk:
        for signal, notice in (
            (SignalKind.PERSON, Notice.PERSON),
            (SignalKind.SAFE, Notice.CRISIS_SAFE),
        ):
            pressed = SignalReceived(message_id=new_id(), signal=signal)
            await talk.send(pressed)
            events = await talk.ended(pressed.message_id)
            assert [e.notice for e in events if isinstance(e, BotSpoke)][-1] is notice
        assert any(isinstance(e, CrisisEased) for e in events)


async def test_the_machine_reminds_that_it_is_one(parts: Parts) -> None:
    clock = MovingClock()
    async with stage(parts, bot(PolicyOf(echo)), clock) as talk:
        disclosed = (await talk.state()).disclosed_at
        assert disclosed is not None
        clock.at = disclosed + REMIND_AFTER_MS - 1
        first = await talk.turn("hello")
        clock.at += 1
        second = await talk.turn("hello")
    assert [e.notice for e in first if isinstance(e, BotSpoke)] == [None]
    assert [e.notice for e in second if isinstance(e, BotSpoke)] == [Notice.REMINDER, None]


async def test_a_new_revision_is_noted(parts: Parts) -> None:
    served = bot(PolicyOf(echo))
    async with talking(parts) as talk:
        async with working(parts, {"echo": served}):
            await talk.turn("one")
        async with working(parts, {"echo": replace(served, revision="r2")}):
            await talk.turn("two")
        assert (await talk.state()).revision == "r2"
        assert talk.events().count(BotRevised(revision="r2")) == 1


async def test_a_bot_may_close_the_conversation_after_its_last_word(parts: Parts) -> None:
    policy = PolicyOf(lambda talk: [Say(text="goodbye"), Close(reason="done")])
    async with stage(parts, bot(policy)) as talk:
        events = await talk.turn("bye")
        assert [e.text for e in events if isinstance(e, BotSpoke)] == ["goodbye"]
        assert ConversationClosed(reason="done") in events
        assert (await talk.state()).phase is Phase.CLOSED


async def test_words_that_wait_when_the_person_ends_are_let_go(parts: Parts) -> None:
    async with talking(parts) as talk:
        id = await talk.say("one more thing")
        await talk.send(ConversationClosed(reason="person"))
        async with working(parts, {"echo": bot(PolicyOf(echo))}):
            events = await talk.ended(id)
    assert events[-1] == TurnEnded(message_id=id, outcome=Outcome.CANCELLED)


def test_greetings_exist_in_every_language() -> None:
    assert set(bot(PolicyOf(echo)).greeting) == set(Language)


async def test_a_policy_can_raise_a_crisis_and_says_no_more_then(parts: Parts) -> None:
    def interview(talk: Conversation) -> Sequence[Move]:
        return (
            Say(text="Thank you for telling me."),
            Remark(topic="judgment", data={"node": "plan", "points": 8}),
            RaiseCrisis(risk=Risk.HIGH, labels=("suicide",)),
            Say(text="Next question."),
        )

    async with stage(parts, bot(PolicyOf(interview))) as talk:
        events = await talk.turn("yes")
        spoke = [(e.text, e.notice) for e in events if isinstance(e, BotSpoke)]
        assert spoke[0] == ("Thank you for telling me.", None)
        assert [notice for _, notice in spoke] == [None, Notice.CRISIS]
        assert CrisisRaised(risk=Risk.HIGH, labels=("suicide",)) in events
        (remark,) = [e for e in events if isinstance(e, Remarked)]
        assert remark.data == {"node": "plan", "points": 8}
        assert isinstance(events[-1], TurnEnded)
        assert events[-1].outcome is Outcome.CRISIS
        assert remark.about == events[-1].message_id
