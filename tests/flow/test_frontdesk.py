"""The front desk with the real bots behind it: a routed conversation, and a crisis at the desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.memory import MemoryStore
from bots.host import Bot
from fireside.assemble import bot_folders, build_bots
from fireside.settings import load
from kernel.events import BotSpoke, Language, Notice, Transferred
from tests.conftest import Parts
from tests.fakes import opened
from tests.flow.stage import Stage, talking, working

ROUTES = {
    Language.ZH: ("你好", "可以", "我今年三十岁", "没有", "我想做访谈", "准备好了"),
    Language.EN: ("hi", "yes, that's fine", "I'm 30", "no", "the interview please", "I'm ready"),
}


@pytest.fixture(scope="module")
def served() -> dict[str, Bot]:
    return build_bots(bot_folders(load(model="none")), None)


@asynccontextmanager
async def at_the_desk(served: dict[str, Bot], language: Language) -> AsyncIterator[Stage]:
    memory = MemoryStore()
    parts = Parts(memory, memory, memory, memory)
    async with (
        working(parts, served),
        talking(parts, opened(bot="frontdesk", language=language)) as talk,
    ):
        await talk.ended(talk.request)
        yield talk


@pytest.mark.parametrize("language", Language)
async def test_from_the_greeting_into_the_interview(
    served: dict[str, Bot], language: Language
) -> None:
    async with at_the_desk(served, language) as talk:
        *desk, ready = [await talk.turn(text) for text in ROUTES[language]]
        (moved,) = [e for e in desk[-1] if isinstance(e, Transferred)]
        assert (moved.bot, moved.revision) == ("interview", served["interview"].revision)
        spoken = [e for e in desk[-1] if isinstance(e, BotSpoke)]
        assert [e.notice for e in spoken] == [None, Notice.TRANSFERRED, None]
        assert spoken[-1].text == served["interview"].greeting[language]
        state = await talk.state()
        assert state.bot == "interview"
        assert state.slots["frontdesk.consent"] is True, "what was said at the desk is kept"
        assert state.node is not None, "the interview has asked its first question"
        assert [e for e in ready if isinstance(e, BotSpoke)]


@pytest.mark.parametrize(
    ("language", "yes", "later"),
    [(Language.ZH, "有", "我还在"), (Language.EN, "yes I am", "I am still here")],
)
async def test_a_crisis_at_the_desk_is_answered_and_handed_over(
    served: dict[str, Bot], language: Language, yes: str, later: str
) -> None:
    async with at_the_desk(served, language) as talk:
        for text in ROUTES[language][1:3]:
            await talk.turn(text)
        notices = [
            [e.notice for e in await talk.turn(text) if isinstance(e, BotSpoke)]
            for text in (yes, later, later)
        ]
        assert notices[0] == [Notice.CRISIS], "the guard knew what was asked"
        assert notices[1] == [Notice.CRISIS_FOLLOW_UP]
        assert notices[2] == [None, Notice.TRANSFERRED, None]
        state = await talk.state()
        assert state.bot == "counsellor"
        assert state.crisis is not None, "the crisis goes with the conversation"
