"""No question of a bot turns a plain answer into an alarm, as long as nobody spoke of danger."""

from collections.abc import Iterator
from string import Template
from typing import Any

import pytest
from pydantic import BaseModel

from kernel.events import BotSpoke, Language, Side
from kernel.ids import MessageId
from kernel.records import Content
from kernel.state import Conversation, foresee
from kernel.verdicts import Allow
from policies.restructuring.sayings import KNOWN
from policies.words.replies import join
from policies.words.texts import Twins
from safety.crisis.guard import CrisisGuard
from tests.fakes import opened
from tests.policies.counselling.talking import BOOK as COUNSELLOR
from tests.policies.restructuring.talking import BOOK as RESTRUCTURING

ANSWERS = {
    Language.EN: "yes/no/maybe/a little/tomorrow/not really/I don't know/80/sometimes/ok/both",
    Language.ZH: "好/可以/嗯/是/没有/不知道/有时候/也许吧/明天/80/有一点/每天",
}
NOT_SAID = {
    *(
        "aftercare",
        "prompts",
        "phrases",
        "never",
        "itself",
        "do",
        "later",
        "title",
        "goal",
        "avoid",
    ),
    *("seen_when", "find_out", "name", "definition", "examples"),
}
"""What asks about danger on purpose, and what no person reads."""


def said(part: Any, language: Language, named: dict[str, str]) -> Iterator[str]:
    """Every line in this part of a book."""
    match part:
        case Twins(zh=str(), en=str()):
            yield Template(part.in_(language)).substitute(named)
        case BaseModel():
            for name in type(part).model_fields:
                if name not in NOT_SAID:
                    yield from said(getattr(part, name), language, named)
        case dict() | tuple():
            for each in part.values() if isinstance(part, dict) else part:
                yield from said(each, language, named)


def lines(book: Any, language: Language) -> tuple[list[str], list[str]]:
    """What the bot asks and what it may say right before, with the names of all distortions."""
    known = dict.fromkeys(KNOWN, "…")
    all_lines = set(said(book, language, known))
    for one in getattr(book, "distortions", ()):
        known |= {"name": one.name.in_(language), "meaning": one.definition.in_(language)}
        all_lines |= set(said(book.steps, language, known))
    asked = sorted(line for line in all_lines if line.endswith(("?", "？")))
    return asked, sorted(all_lines - {*asked})


@pytest.mark.parametrize("book", [COUNSELLOR, RESTRUCTURING], ids=["counsellor", "restructuring"])
@pytest.mark.parametrize("language", list(Language))
async def test_a_plain_answer_to_a_bots_question_is_allowed(book: Any, language: Language) -> None:
    guard = CrisisGuard.load()
    asked, before = lines(book, language)
    assert len(asked) > 40 and len(before) > 50
    alone = [("", question) for question in asked]
    alarms = []
    for lead, question in alone + [(lead, asked[n % len(asked)]) for n, lead in enumerate(before)]:
        id, opening = opened(language=language)
        spoke = BotSpoke(message_id=MessageId("m1"), text=join((lead, question), language))
        talk = foresee(Conversation(id=id), [opening, spoke], 0)
        for answer in ANSWERS[language].split("/"):
            verdict = await guard.review(Side.USER, Content(text=answer), talk)
            if not isinstance(verdict, Allow):
                alarms.append((lead, question, answer))
    assert not alarms
