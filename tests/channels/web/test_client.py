"""The client of programs over lines that break, fall silent and come back: it loses nothing."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.redis.log import InboxLimits, RedisEventLog
from channels.session import SessionLimits
from channels.web.client import Backoff, Client, connect
from channels.web.login import Credentials
from channels.web.talk import Refused, Talk
from channels.wire.base import RESUME_LIMIT
from channels.wire.messages import (
    Completed,
    Delta,
    Heard,
)
from channels.wire.server import (
    Durable,
    ServerFrame,
    TurnEnd,
)
from kernel.errors import AccessDenied, WireError
from kernel.events import Notice, Outcome
from kernel.ids import ConversationId
from tests.channels.web.lines import Line, line_to
from tests.channels.web.stage import LIMITS, Site, site
from tests.fakes import PolicyOf, said
from tests.flow.stage import bot
from tests.flow.test_invariants import Streaming, echo

BOTS = {"echo": bot(PolicyOf(echo))}
SLOW = {"echo": bot(Streaming("One. ", "Two. ", "Three. ", "Four.", pause=0.15))}
MANY = InboxLimits(waiting=10_000, messages_per_minute=0)
SPOKEN = "One. Two. Three. Four."


def quick() -> Backoff:
    return Backoff(first_s=0.02, longest_s=0.2)


def texts(frames: list[ServerFrame]) -> list[str]:
    return [frame.d.text for frame in frames if isinstance(frame, Completed)]


async def greeted(client: Client) -> Talk:
    talk = await client.open("echo")
    assert len(texts([f async for f in talk.greeting()])) == 2
    return talk


def sent(here: Site, t: str) -> float:
    """How many frames of a type came in."""
    registry = here.services.metrics.registry
    return registry.get_sample_value("fireside_frames_in_total", {"type": t}) or 0.0


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)


async def test_a_conversation(valkey: str) -> None:
    async with site(valkey, BOTS) as here, connect(here.url) as client:
        talk = await client.open("echo")
        greeting = [frame async for frame in talk.greeting()]
        notices = [f.d.notice for f in greeting if isinstance(f, Completed)]
        assert notices == [Notice.DISCLOSURE, None]
        turn = [frame async for frame in talk.say("hello")]
        assert [type(frame) for frame in turn] == [Completed, TurnEnd]
        assert texts(turn) == ["you said hello"]
        assert isinstance(turn[-1], TurnEnd)
        assert turn[-1].d.outcome is Outcome.ANSWERED


async def test_sentences_stream(valkey: str) -> None:
    served = bot(Streaming("One. ", "Two. ", "Three."))
    async with site(valkey, {"echo": served}) as here, connect(here.url) as client:
        talk = await greeted(client)
        turn = [frame async for frame in talk.say("go")]
        assert [f.d.text for f in turn if isinstance(f, Delta)] == ["One. ", "Two. "]
        assert texts(turn) == ["One. Two. Three."]


async def test_a_cut_line_loses_nothing_and_doubles_nothing(valkey: str) -> None:
    async with site(valkey, SLOW) as here:
        async with line_to(here) as line, connect(line.url, backoff=quick()) as client:
            talk = await greeted(client)
            seen: list[ServerFrame] = []
            async with asyncio.timeout(20):
                async for frame in talk.say("go"):
                    seen.append(frame)
                    if isinstance(frame, Delta) and frame.d.i == 1 and len(seen) < 6:
                        line.cut()
            assert texts(seen) == [SPOKEN]
            assert sum(isinstance(f, TurnEnd) for f in seen) == 1
            line.cut()
            assert texts([f async for f in talk.say("again")]) == [SPOKEN]
        entries = await here.services.log.read(ConversationId(talk.id))
        heard = [e.event for e in entries if e.event.kind == "message_received"]
        assert len(heard) == 2, "what was sent again was heard once"


async def test_a_storm_of_cuts(valkey: str) -> None:
    """Five conversations of twelve turns each on one line that is cut all the time."""

    async def talk_on(client: Client) -> list[ServerFrame]:
        talk = await client.open("echo")
        seen = [f async for f in talk.greeting()]
        for n in range(12):
            turn = [f async for f in talk.say(f"{n}")]
            assert texts(turn) == [f"you said {n}"]
            seen += turn
        assert not any(isinstance(f, Heard) for f in seen), "own words are not told back"
        return seen

    async def cut(line: Line) -> None:
        chance = random.Random(1)
        while True:
            await asyncio.sleep(chance.uniform(0.02, 0.15))
            line.cut()

    async with (
        site(valkey, BOTS, limits=replace(LIMITS, connections_per_subject=0)) as here,
        line_to(here) as line,
        connect(line.url, backoff=quick()) as client,
        asyncio.timeout(60),
        asyncio.TaskGroup() as group,
    ):
        cutting = group.create_task(cut(line))
        async with asyncio.TaskGroup() as people:
            talks = [people.create_task(talk_on(client)) for _ in range(5)]
        cutting.cancel()
        assert line.joined > 5, "the line was cut in earnest"
        for task in talks:
            seqs = [f.seq for f in task.result() if isinstance(f, Durable)]
            assert seqs == sorted(set(seqs))
            ends = [f.d.message for f in task.result() if isinstance(f, TurnEnd)]
            assert len(ends) == len(set(ends)) == 13


async def test_a_line_that_falls_silent_is_replaced(valkey: str) -> None:
    lively = replace(LIMITS, session=SessionLimits(frames_per_minute=0, ping_after_s=1.2))
    async with (
        site(valkey, BOTS, limits=lively) as here,
        line_to(here) as line,
        connect(line.url, backoff=quick()) as client,
        asyncio.timeout(20),
    ):
        talk = await greeted(client)
        line.freeze()
        assert texts([f async for f in talk.say("anybody there?")]) == ["you said anybody there?"]


async def test_an_idle_line_stays(valkey: str) -> None:
    lively = replace(LIMITS, session=SessionLimits(frames_per_minute=0, ping_after_s=1.2))
    async with site(valkey, BOTS, limits=lively) as here, connect(here.url) as client:
        await greeted(client)
        await until(lambda: sent(here, "connect") == 1)
        await asyncio.sleep(4)
        assert sent(here, "connect") == 1


async def test_the_token_is_renewed_on_the_same_line(valkey: str) -> None:
    async with site(valkey, BOTS, access_s=3) as here, connect(here.url) as client:
        talk = await greeted(client)
        for n in range(5):
            await asyncio.sleep(1)
            assert texts([f async for f in talk.say(str(n))]) == [f"you said {n}"]
        assert sent(here, "connect") == 1
        assert sent(here, "auth.refresh") >= 2


async def test_a_token_that_nobody_knows_is_replaced(valkey: str) -> None:
    async with site(valkey, BOTS) as here:
        given = here.services.tokens.anonymous()
        stale = Credentials("stale", given.refresh, given.subject)
        async with connect(here.url, stale) as client, asyncio.timeout(10):
            await greeted(client)
            assert client.subject == given.subject


async def test_who_is_not_known_any_more_is_told_so(valkey: str) -> None:
    async with site(valkey, BOTS) as here, asyncio.timeout(10):
        stranger = Credentials("stale", "stale", "somebody")
        async with connect(here.url, stranger) as client:
            with pytest.raises(AccessDenied):
                await client.open("echo")


async def test_an_address_that_is_no_fireside_ends_the_client(valkey: str) -> None:
    async with site(valkey, BOTS) as here, asyncio.timeout(10):
        with pytest.raises(WireError, match="404"):
            async with connect(f"{here.url}/nothing"):
                pass
        with pytest.raises(OSError, match="no Fireside service"):
            async with connect("http://127.0.0.1:1"):
                pass


async def filled(here: Site, talk: Talk, messages: int) -> int:
    """The last seq, once so much more was heard from another window."""
    id = ConversationId(talk.id)
    receipts = [
        await here.services.log.receive(id, said(f"elsewhere {n}")) for n in range(messages)
    ]
    return receipts[-1].seq


async def test_any_gap_is_filled_while_others_talk_on(valkey: str) -> None:
    async with (
        site(valkey, BOTS, inbox=MANY, serve_turns=False) as here,
        line_to(here) as line,
        connect(line.url, backoff=quick()) as client,
        asyncio.timeout(30),
    ):
        talks = [await client.open("echo") for _ in range(3)]
        await until(lambda: all(talk.seq == 1 for talk in talks))
        line.cut()
        for talk in talks[:2]:
            await filled(here, talk, 2 * RESUME_LIMIT + 50)
        await until(client.online.is_set)
        last = [await filled(here, talk, 40) for talk in talks]
        for talk, end in zip(talks, last, strict=True):
            seqs = [1]
            async for frame in talk.events():
                if isinstance(frame, Durable):
                    seqs.append(frame.seq)
                    if frame.seq == end:
                        break
            assert seqs[1:] == list(range(1, end + 1))


async def test_a_long_past_is_taken_up_from_its_beginning(valkey: str) -> None:
    async with (
        site(valkey, BOTS, inbox=MANY, serve_turns=False) as here,
        connect(here.url) as first,
        asyncio.timeout(20),
    ):
        talk = await first.open("echo")
        last = await filled(here, talk, 2 * RESUME_LIMIT)
        async with connect(here.url, first.credentials) as second:
            seqs: list[int] = []
            async for frame in (await second.attach(talk.id)).events():
                if isinstance(frame, Durable):
                    seqs.append(frame.seq)
                if seqs[-1] == last:
                    break
            assert seqs == list(range(1, last + 1))


async def test_more_conversations_than_a_connect_frame_holds(valkey: str) -> None:
    async with (
        site(valkey, BOTS) as here,
        line_to(here) as line,
        connect(line.url, backoff=quick()) as client,
        asyncio.timeout(30),
    ):
        talks = [await greeted(client) for _ in range(25)]
        line.cut()
        for n, talk in enumerate(talks):
            assert texts([f async for f in talk.say(str(n))]) == [f"you said {n}"]


@pytest.mark.parametrize("cut", [False, True])
async def test_an_erased_conversation_ends_and_the_others_go_on(valkey: str, cut: bool) -> None:
    async with (
        site(valkey, BOTS) as here,
        line_to(here) as line,
        connect(line.url, backoff=quick()) as client,
        asyncio.timeout(10),
    ):
        gone, stays = await greeted(client), await greeted(client)
        if cut:
            line.cut()
        await RedisEventLog(here.elsewhere, MANY).erase(ConversationId(gone.id))
        with pytest.raises(Refused, match="unknown_conversation"):
            _ = [f async for f in gone.events()]
        with pytest.raises(Refused, match="unknown_conversation"):
            _ = [f async for f in gone.say("still there?")]
        assert texts([f async for f in stays.say("you")]) == ["you said you"]


async def test_who_gives_up_waiting_leaves_nothing_behind(valkey: str) -> None:
    async with site(valkey, BOTS, serve_turns=False) as here, connect(here.url) as client:
        talk = await client.open("echo")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                _ = [f async for f in talk.say("hello")]
        with pytest.raises(Refused, match="unknown_bot"):
            await client.open("nobody")


async def test_an_error_of_the_caller_comes_out_as_it_is(valkey: str) -> None:
    async with site(valkey, BOTS, serve_turns=False) as here:
        with pytest.raises(ZeroDivisionError):
            async with connect(here.url):
                _ = 1 / 0


def test_backoff_doubles_and_begins_anew_after_a_line_that_held() -> None:
    backoff = Backoff(first_s=1, longest_s=4)
    for most in (1, 2, 4, 4):
        assert most / 10 <= backoff.after(0) <= most
    assert backoff.after(5) <= 1
    assert backoff.after(0) <= 2
