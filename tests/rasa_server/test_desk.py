"""The front desk held by a real Rasa: from the greeting into the interview, in one conversation."""

import json
from pathlib import Path

import pytest

from channels.web.client import connect
from channels.wire.messages import Completed
from channels.wire.server import ServerFrame
from kernel.codec import decode
from kernel.events import Event, Language, NodeEntered, Notice, SlotFilled, Transferred
from tests.rasa_server.conftest import Both, fireside, rasa

WALK = {
    Language.ZH: ("你好", "可以的", "我今年三十岁", "没有", "我想做访谈", "准备好了"),
    Language.EN: ("hi", "yes, that's fine", "I'm 30", "no", "the interview please", "I'm ready"),
}


def exported(both: Both, id: str) -> list[Event]:
    """The log, by the command that an operator has."""
    told = fireside(both, "conversations", "export", id)
    lines = [json.loads(line) for line in told.splitlines()]
    return [decode(json.dumps(line["event"]).encode()) for line in lines]


def words(frames: list[ServerFrame]) -> list[tuple[Notice | None, str]]:
    return [(frame.d.notice, frame.d.text) for frame in frames if isinstance(frame, Completed)]


@pytest.mark.parametrize("language", Language)
async def test_a_routed_conversation(both: Both, language: Language) -> None:
    async with connect(both.fireside.url) as client:
        talk = await client.open("frontdesk", language=language)
        _ = [frame async for frame in talk.greeting()]
        turns = [words([frame async for frame in talk.say(text)]) for text in WALK[language]]
    *_, moved, question = turns
    assert [notice for notice, _ in moved] == [None, Notice.TRANSFERRED, None]
    assert question, "the interview has asked its first question"
    events = exported(both, talk.id)
    slots = {e.slot: e.value for e in events if isinstance(e, SlotFilled)}
    assert slots["frontdesk.by"] == "rasa", "Rasa held the desk to the end"  # type: ignore[index]
    assert [e.bot for e in events if isinstance(e, Transferred)] == ["interview"]
    assert next(e.why for e in events if isinstance(e, NodeEntered)) == "rasa"


async def test_a_yes_to_danger_is_a_crisis_whoever_holds_the_desk(both: Both) -> None:
    async with connect(both.fireside.url) as client:
        talk = await client.open("frontdesk", language=Language.EN)
        _ = [frame async for frame in talk.greeting()]
        turns = [
            words([frame async for frame in talk.say(text)])
            for text in ("yes", "I am 30 years old", "yes I am")
        ]
    assert [notice for notice, _ in turns[-1]] == [Notice.CRISIS]


def test_rasas_own_stories_pass(model: Path, tmp_path: Path) -> None:
    rasa(
        *("test", "core", "--model", str(model), "--stories", "tests", "--out", str(tmp_path)),
        *("--fail-on-prediction-errors", "--no-plot"),
    )
