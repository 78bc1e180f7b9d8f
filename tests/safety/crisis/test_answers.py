"""What an answer of few words means after the bot's question."""

import json
from pathlib import Path

import pytest

from kernel.events import Side
from kernel.ids import ConversationId
from kernel.records import Content, Utterance
from kernel.state import Conversation
from kernel.verdicts import Escalate
from safety.crisis.answers import load_answers
from safety.crisis.guard import CrisisGuard

GUARD = CrisisGuard.load()
ANSWERS = load_answers()
DIALOGUES = [
    json.loads(line)
    for line in Path(__file__).with_name("dialogues.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", DIALOGUES, ids=lambda row: row["id"])
async def test_an_answer_is_read_with_its_question(row: dict[str, str]) -> None:
    talk = Conversation(id=ConversationId("c"), utterances=(Utterance(Side.BOT, row["said"]),))
    verdict = await GUARD.review(Side.USER, Content(text=row["text"]), talk)
    assert verdict.kind == row["expected"]


@pytest.mark.parametrize(
    ("asked", "said", "in_context", "kind"),
    [
        ("are you thinking of ending your life?", "yes", False, "danger"),
        ("could you put the pills away?", "no", False, "safety"),
        ("could you call a friend?", "no", False, None),
        ("could you call a friend?", "no", True, "safety"),
        ("when are you thinking of doing it?", "next week", True, "danger"),
        ("is there a time you have in mind?", "after her birthday", True, "plan"),
        ("is there a time you have in mind?", "after her birthday", False, None),
        ("你打算什么时候？", "等他们睡着", True, "plan"),
        ("", "yes", True, None),
    ],
)
def test_the_kind_of_question_decides(
    asked: str, said: str, in_context: bool, kind: str | None
) -> None:
    alarm = ANSWERS.alarm(asked, said, in_context=lambda: in_context)
    assert (alarm.asked if alarm else None) == kind


async def test_the_label_names_whom_the_question_was_about() -> None:
    talk = Conversation(
        id=ConversationId("c"),
        utterances=(Utterance(Side.BOT, "Are you thinking of hurting him?"),),
    )
    verdict = await GUARD.review(Side.USER, Content(text="yes"), talk)
    assert isinstance(verdict, Escalate)
    assert verdict.labels == ("harm_to_others",)


async def test_what_was_said_before_makes_means_and_places_count() -> None:
    before = (
        Utterance(Side.USER, "I've been thinking about jumping off the bridge"),
        Utterance(Side.BOT, "Where are you right now?"),
    )
    for said, expected in (("halfway across, it's windy", "escalate"), ("at home", "allow")):
        talk = Conversation(id=ConversationId("c"), utterances=before)
        verdict = await GUARD.review(Side.USER, Content(text=said), talk)
        assert verdict.kind == expected, said
