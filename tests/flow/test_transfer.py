"""One bot hands a conversation to another: one log, facts and places kept, the person told."""

from collections.abc import Sequence

from kernel.events import BotSpoke, Notice, Outcome, Screened, Side, Transferred, TurnEnded
from kernel.ids import NodeId, SlotName
from kernel.moves import Goto, Move, Note, Say, Transfer
from kernel.state import Conversation
from kernel.verdicts import ASKED_RISK, Allow, Block
from tests.conftest import Parts
from tests.fakes import GuardOf, PolicyOf
from tests.flow.stage import Stage, bot, talking, working

FACT = SlotName("echo.fact")


def desk(talk: Conversation) -> Sequence[Move]:
    """Goes on to whichever bot the person names, after a word about it."""
    word = talk.utterances[-1].text
    if word.startswith("to "):
        return [
            Note(slot=FACT, value="kept"),
            Note(slot=ASKED_RISK, value="high"),
            Goto(node=NodeId("hall")),
            Say(text="One moment."),
            Transfer(bot=word.removeprefix("to "), reason="asked"),
            Say(text="never said"),
        ]
    return [Say(text=f"desk at {talk.node}")]


def room(talk: Conversation) -> Sequence[Move]:
    if talk.utterances[-1].text == "back":
        return [Goto(node=NodeId("corner")), Transfer(bot="echo", reason="asked")]
    return [Say(text=f"room at {talk.node}, fact {talk.slots.get(FACT)}")]


STERN = GuardOf(
    lambda side, text: (
        Block(labels=("rude",), reason="r") if side is Side.USER and "rude" in text else Allow()
    ),
    "stern",
)
SERVED = {
    "echo": bot(PolicyOf(desk)),
    "room": bot(PolicyOf(room), (STERN,), "room", "r-room"),
}


def _said(events: Sequence[object]) -> list[tuple[Notice | None, str]]:
    return [(e.notice, e.text) for e in events if isinstance(e, BotSpoke)]


async def _begun(talk: Stage) -> None:
    await talk.ended(talk.request)


async def test_the_other_bot_goes_on_in_the_same_log(parts: Parts) -> None:
    async with working(parts, SERVED), talking(parts) as talk:
        await _begun(talk)
        events = await talk.turn("to room")
        assert [notice for notice, _ in _said(events)] == [None, Notice.TRANSFERRED, None]
        assert _said(events)[0][1] == "One moment."
        assert "Room" in _said(events)[1][1], "the person is told who goes on"
        assert _said(events)[2][1] == "hello en", "and is greeted by it"
        assert events[-1] == TurnEnded(message_id=events[0].message_id, outcome=Outcome.ANSWERED)  # type: ignore[union-attr]
        assert _said(await talk.turn("hi")) == [(None, "room at None, fact kept")]


async def test_the_log_names_the_files_of_whoever_answers(parts: Parts) -> None:
    """Invariant 8 for the bot that took over."""
    async with working(parts, SERVED), talking(parts) as talk:
        await _begun(talk)
        (moved,) = [e for e in await talk.turn("to room") if isinstance(e, Transferred)]
        assert (moved.bot, moved.revision, moved.reason) == ("room", "r-room", "asked")
        state = await talk.state()
        assert (state.bot, state.revision) == ("room", "r-room")


async def test_the_guards_of_the_other_bot_judge_from_then_on(parts: Parts) -> None:
    async with working(parts, SERVED), talking(parts) as talk:
        await _begun(talk)
        before = await talk.turn("something rude")
        await talk.turn("to room")
        after = await talk.turn("something rude")
    assert next(e.guard for e in before if isinstance(e, Screened)) == "allow_all"
    assert [e.guard for e in after if isinstance(e, Screened)] == ["stern"]
    assert _said(after)[0][0] is Notice.BLOCKED


async def test_a_question_of_the_bot_before_is_open_no_more(parts: Parts) -> None:
    async with working(parts, SERVED), talking(parts) as talk:
        await _begun(talk)
        await talk.turn("to room")
        assert (await talk.state()).slots[ASKED_RISK] == ""


async def test_who_comes_back_finds_their_place(parts: Parts) -> None:
    async with working(parts, SERVED), talking(parts) as talk:
        await _begun(talk)
        await talk.turn("to room")
        back = await talk.turn("back")
        assert [notice for notice, _ in _said(back)] == [Notice.TRANSFERRED], "no second greeting"
        assert _said(await talk.turn("hi")) == [(None, "desk at hall")]
        again = await talk.turn("to room")
        assert [notice for notice, _ in _said(again)] == [None, Notice.TRANSFERRED]
        assert _said(await talk.turn("hi"))[0][1].startswith("room at corner")


async def test_a_bot_that_is_not_served_leaves_the_person_where_they_are(parts: Parts) -> None:
    async with working(parts, SERVED), talking(parts) as talk:
        await _begun(talk)
        events = await talk.turn("to nowhere")
        assert _said(events)[-1][0] is Notice.FAILED
        assert events[-1].outcome is Outcome.FAILED  # type: ignore[union-attr]
        assert (await talk.state()).bot == "echo"
        assert _said(await talk.turn("hi")) == [(None, "desk at hall")]


async def test_another_worker_goes_on_with_the_other_bot(parts: Parts) -> None:
    """What a worker remembers and what a replay finds are the same."""
    async with talking(parts) as talk:
        async with working(parts, SERVED):
            await _begun(talk)
            await talk.turn("to room")
        async with working(parts, SERVED):
            assert _said(await talk.turn("hi")) == [(None, "room at None, fact kept")]
