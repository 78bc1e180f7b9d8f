"""The front desk over an assistant: its words and facts, our rules, and a desk when it fails."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from kernel.errors import ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.events import CrisisRaised, Event, SlotFilled, UserSpoke
from kernel.ids import ConversationId, MessageId, SlotName
from kernel.moves import Close, Move, Note, RaiseCrisis, Remark, Say, Transfer
from kernel.records import AssistantSaid
from kernel.state import Conversation, foresee
from kernel.verdicts import ASKED_RISK, Risk
from policies.rasa.policy import BY, rasa_frontdesk
from policies.rasa.told import told_by
from tests.fakes import opened

FOLDER = Path(__file__).parents[3] / "bots" / "frontdesk"
SAY = yaml.safe_load((FOLDER / "desk.yaml").read_text(encoding="utf-8"))["say"]


class Scripted:
    """An assistant that answers the last message as it was told to, or fails."""

    def __init__(self, *said: AssistantSaid, error: Exception | None = None) -> None:
        self._said = said
        self._error = error
        self.asked: list[str] = []

    async def answer(self, sender: str, text: str) -> Sequence[AssistantSaid]:
        self.asked.append(text)
        if self._error is not None:
            raise self._error
        return self._said


def says(text: str, **told: object) -> AssistantSaid:
    return AssistantSaid(text=text, custom={"fireside": told} if told else {})


async def moves(
    assistant: Scripted, text: str, *before: Event, by: str = "rasa", **facts: object
) -> list[Move]:
    slots = [SlotFilled(slot=SlotName(f"frontdesk.{k}"), value=v) for k, v in facts.items()]  # type: ignore[arg-type]
    if by:
        slots.append(SlotFilled(slot=BY, value=by))
    _, begun = opened(bot="frontdesk")
    said = UserSpoke(message_id=MessageId("m"), text=text)
    talk = foresee(Conversation(id=ConversationId("c")), (begun, *slots, *before, said), 0)
    return [move async for move in rasa_frontdesk(FOLDER, assistant).decide(talk)]


async def test_a_conversation_is_opened_there_first_in_its_language() -> None:
    rasa = Scripted(says("How old are you?", asking="adult"))
    made = await moves(rasa, "ok", by="")
    assert rasa.asked == ['/open{"language": "en"}', "ok"]
    assert Note(slot=BY, value="rasa") in made
    assert Note(slot=SlotName("frontdesk.consent"), value=True) in made, "as adult is asked now"
    assert made[-1] == Say(text="How old are you?")


async def test_the_guard_is_told_what_was_asked() -> None:
    made = await moves(Scripted(says("In danger?", asking="safe")), "30", consent=True)
    assert Note(slot=ASKED_RISK, value="moderate") in made


async def test_a_room_is_reached_and_a_goodbye_closes() -> None:
    ready = {"consent": True, "adult": True, "safe": True}
    to = Scripted(says("Come along.", transfer="interview"))
    assert (await moves(to, "interview", **ready))[-2:] == [
        Say(text="Come along."),
        Transfer(bot="interview", reason="asked"),
    ]
    assert (await moves(Scripted(says("Bye.", close="person")), "bye"))[-1] == Close(
        reason="person"
    )


async def test_a_crisis_takes_the_turn_from_its_words() -> None:
    made = await moves(Scripted(says("Call this number.", crisis="high")), "help")
    assert made == [RaiseCrisis(risk=Risk.HIGH, labels=("suicide", "frontdesk"))] or (
        made[-1] == RaiseCrisis(risk=Risk.HIGH, labels=("suicide", "frontdesk"))
        and not any(isinstance(move, Say) for move in made)
    )


@pytest.mark.parametrize(
    "rasa",
    [
        Scripted(error=ModelUnavailable("down")),
        Scripted(error=ModelTimeout("slow")),
        Scripted(error=ModelRubbish("html")),
        Scripted(),
        Scripted(says("")),
        Scripted(says("x", transfer="nowhere")),
        Scripted(says("x", transfer="interview")),
        Scripted(says("x", asking="shoe size")),
    ],
    ids=["down", "slow", "html", "empty", "silent", "no room", "too early", "strange"],
)
async def test_the_built_in_desk_goes_on_where_rasa_fails(rasa: Scripted) -> None:
    made = await moves(rasa, "yes", by="")
    assert Note(slot=BY, value="built-in") in made
    assert any(isinstance(m, Remark) and m.topic == "rasa" for m in made), "a reviewer sees it"
    said = [m.text for m in made if isinstance(m, Say)]
    assert len(said) == 1
    assert "how old" in said[0], "the person gets the answer that is due"


@pytest.mark.parametrize(
    ("text", "asking", "facts", "due"),
    [
        ("no, I do not agree", "adult", {}, "no_consent"),
        ("不可以", "adult", {}, "no_consent"),
        ("I am 16 years old", "safe", {"consent": True}, "minor"),
        ("no", "safe", {"consent": True}, "minor"),
        ("yes I am", "wish", {"consent": True, "adult": True}, ""),
        ("not really", "wish", {"consent": True, "adult": True}, "ask_safe"),
        ("nobody would care", "wish", {"consent": True, "adult": True}, "ask_safe"),
        ("hello", "wish", {}, "ask_consent"),
        ("I am 16 years old", "safe", {}, "minor"),
        ("can anybody read this?", "adult", {}, "ask_consent"),
        ("I am not safe", "safe", {"consent": True, "adult": True}, ""),
    ],
)
async def test_a_gate_is_not_passed_by_a_misheard_answer(
    text: str, asking: str, facts: dict[str, object], due: str
) -> None:
    made = await moves(Scripted(says("Next.", asking=asking)), text, **facts)
    said = [m.text for m in made if isinstance(m, Say)]
    assert "Next." not in said
    if due:
        assert said[-1].endswith(SAY[due]["en"])
    else:
        assert isinstance(made[-1], RaiseCrisis)


async def test_once_failed_it_is_not_asked_again() -> None:
    rasa = Scripted(says("x"))
    await moves(rasa, "yes", by="built-in")
    assert rasa.asked == []


async def test_our_own_rules_come_before_it() -> None:
    rasa = Scripted(says("x", transfer="interview"))
    young = await moves(rasa, "I am 40", consent=True, adult=False)
    assert not any(isinstance(m, Transfer) for m in young)
    raised = CrisisRaised(risk=Risk.HIGH, labels=("suicide",))
    assert (await moves(rasa, "still here", raised))[-1] == Transfer(
        bot="counsellor", reason="crisis"
    )
    assert rasa.asked == []


@pytest.mark.parametrize("text", ['/open{"language": "zh"}', "  //want_interview", "/restart"])
async def test_a_person_cannot_speak_rasas_own_commands(text: str) -> None:
    rasa = Scripted(says("x"))
    await moves(rasa, text)
    assert not rasa.asked[0].startswith("/")


def test_the_last_word_counts() -> None:
    told = told_by([says("a", asking="adult"), says("b", asking="safe", later="unknown")])
    assert told.asking == "safe"
    with pytest.raises(ModelRubbish):
        told_by([AssistantSaid(custom={"fireside": "no object"})])
