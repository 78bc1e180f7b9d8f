"""The built-in front desk, by its moves."""

from pathlib import Path

import pytest
import yaml

from kernel.errors import DataError
from kernel.events import CrisisRaised, Event, Language, SlotFilled, UserSpoke
from kernel.ids import ConversationId, MessageId, SlotName
from kernel.moves import Close, Move, Note, RaiseCrisis, Say, Transfer
from kernel.state import Conversation, foresee
from kernel.verdicts import ASKED_RISK, Risk
from policies.frontdesk.policy import frontdesk
from tests.fakes import opened

FOLDER = Path(__file__).parents[3] / "bots" / "frontdesk"
SAY = yaml.safe_load((FOLDER / "desk.yaml").read_text(encoding="utf-8"))["say"]
READY = {"consent": True, "adult": True, "safe": True}


async def moves(text: str, language: Language, *before: Event, **facts: bool) -> list[Move]:
    slots = [SlotFilled(slot=SlotName(f"frontdesk.{k}"), value=v) for k, v in facts.items()]
    said = UserSpoke(message_id=MessageId("m"), text=text)
    _, begun = opened(language=language, bot="frontdesk")
    talk = foresee(Conversation(id=ConversationId("c")), (begun, *slots, *before, said), 0)
    return [move async for move in frontdesk(FOLDER).decide(talk)]


@pytest.mark.parametrize("language", Language)
async def test_it_speaks_the_language_of_the_talk(language: Language) -> None:
    said = [m.text for m in await moves("ok", language) if isinstance(m, Say)]
    assert said == [SAY["ask_adult"][language]]


async def test_the_guard_knows_that_a_yes_would_call_for_help() -> None:
    asked = await moves("我三十岁了", Language.ZH, consent=True)
    assert Note(slot=ASKED_RISK, value="moderate") in asked
    denied = await moves(
        "没有",
        Language.ZH,
        SlotFilled(slot=ASKED_RISK, value="moderate"),
        consent=True,
        adult=True,
    )
    assert Note(slot=ASKED_RISK, value="") in denied


async def test_a_yes_that_no_guard_saw_raises_a_crisis() -> None:
    made = await moves("yes", Language.EN, consent=True, adult=True)
    assert made[-1] == RaiseCrisis(risk=Risk.MODERATE, labels=("suicide", "frontdesk"))
    assert not any(isinstance(m, Say) for m in made)


async def test_the_built_in_desk_keeps_whom_a_rasa_assistant_still_takes_for_a_minor() -> None:
    asked = await moves("sorry, I am 34", Language.EN, consent=True, adult=False)
    assert asked[-1] == Say(text=SAY["ask_adult"]["en"])
    made = await moves("34", Language.EN, consent=True, adult=False, again=True)
    assert Note(slot=SlotName("frontdesk.by"), value="built-in") in made
    assert made[-1] == Say(text=SAY["ask_safe"]["en"])


async def test_who_is_not_safe_is_in_danger() -> None:
    made = await moves("no, I don't feel safe", Language.EN, consent=True, adult=True)
    assert made[-1] == RaiseCrisis(risk=Risk.MODERATE, labels=("suicide", "frontdesk"))


async def test_after_a_crisis_the_talk_is_handed_over() -> None:
    raised = CrisisRaised(risk=Risk.HIGH, labels=("suicide",))
    made = await moves("still here", Language.EN, raised)
    assert made == [
        Say(text=SAY["after_crisis"]["en"]),
        Transfer(bot="counsellor", reason="crisis"),
    ]


async def test_it_takes_people_where_they_want_to_go() -> None:
    made = await moves("做访谈", Language.ZH, **READY)
    assert made[-1] == Transfer(bot="interview", reason="asked")


async def test_a_goodbye_closes() -> None:
    assert (await moves("再见", Language.ZH))[-1] == Close(reason="person")


@pytest.mark.parametrize(
    ("file", "wrong", "where"),
    [
        ("desk.yaml", {"adult": 18}, "after_crisis"),
        ("hearing.yaml", {"requests": {}}, "wishes"),
    ],
)
def test_a_book_with_a_hole_is_refused_by_name(
    tmp_path: Path, file: str, wrong: object, where: str
) -> None:
    for name in ("desk.yaml", "hearing.yaml"):
        (tmp_path / name).write_text((FOLDER / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / file).write_text(yaml.safe_dump(wrong))
    with pytest.raises(DataError, match=where):
        frontdesk(tmp_path)
