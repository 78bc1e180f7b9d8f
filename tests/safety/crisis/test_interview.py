"""The interview's own questions about danger, with the answers that made-up people give to them.

A clear no, or a wish to live, never alarms; a yes always does. So it is too where the answer stands
between other sentences, and where the bot asked a second time. The platform's notices ask nothing
that an "I don't know" or a wish to go on could raise anew.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import product
from typing import Any

import pytest
import yaml

from kernel.events import Language, Notice, Side
from kernel.ids import ConversationId
from kernel.records import Content, Utterance
from kernel.state import Conversation, Crisis
from kernel.verdicts import Risk
from safety.crisis.guard import CrisisGuard
from safety.crisis.protocol import Protocol

GUARD = CrisisGuard.load()
PROTOCOL = Protocol.load()
TOPICS = {"attempt_now": "attempt", "death_now": "death", "death_past": "death"}
"""What the answers call a node, where it is not the node's own name."""
YES_MAY_PASS = frozenset({"death", "self_harm"})
"""A yes to these is at most a low risk, which the interview itself weighs."""
GO_ON = {
    Language.EN: (
        "I'd like to go on.",
        "Let's go on, please.",
        "a long one, please",
        "I don't know",
    ),
    Language.ZH: ("我想继续。", "接着刚才的说", "先停吧", "长一点的吧", "我也不知道。"),
}


def data(package: str, name: str) -> Any:
    return yaml.safe_load(files(package).joinpath(name).read_text(encoding="utf-8"))


ANSWERS = {
    language: data("sim.interview", f"answers/tuning/{language}.yaml") for language in Language
}
NODES = {
    node["id"]: node
    for tree in ("suicidality", "depression")
    for node in data("bots.interview.trees", f"{tree}.yaml")["nodes"]
    if node["kind"] == "risk" or node["id"].startswith("death_")
}
CASES = list(product(Language, NODES))


def questions(language: Language, node: Mapping[str, Any]) -> Iterator[tuple[Utterance, ...]]:
    """What was said when the answer comes: the question, or the question and every second try."""
    ask = Utterance(Side.BOT, node["ask"][language])
    yield (ask,)
    vague = Utterance(Side.USER, ANSWERS[language]["vague"][0])
    for again in node["clarify"]:
        yield (ask, vague, Utterance(Side.BOT, again[language]))


def wrapped(language: Language, answer: str, leads: str) -> Iterator[str]:
    answers = ANSWERS[language]
    yield answer
    yield from (lead + answer for lead in answers[leads])
    yield from (opener + answer for opener in answers["openers"])
    yield from (answer + tail for tail in answers["tails"])
    for opener, tail in zip(answers["openers"], answers["tails"], strict=True):
        yield opener + answer + tail


async def found(context: tuple[Utterance, ...], text: str, crisis: Crisis | None = None) -> str:
    talk = Conversation(id=ConversationId("c"), utterances=context, crisis=crisis)
    verdict = await GUARD.review(Side.USER, Content(text=text), talk)
    return getattr(verdict, "reason", "")


@pytest.mark.parametrize(("language", "name"), CASES)
async def test_a_no_raises_nothing(language: Language, name: str) -> None:
    topic = ANSWERS[language]["topics"][TOPICS.get(name, name)]
    plain = [*topic["no"], *ANSWERS[language]["no"]]
    alarms = [
        (context[-1].text, said, reason)
        for context in questions(language, NODES[name])
        for answer in plain
        for said in wrapped(language, answer, "lead_no")
        if (reason := await found(context, said))
    ]
    assert not alarms


@pytest.mark.parametrize(("language", "name"), CASES)
async def test_a_yes_is_heard(language: Language, name: str) -> None:
    topic = ANSWERS[language]["topics"][TOPICS.get(name, name)]
    unheard = [
        (context[-1].text, said)
        for context in questions(language, NODES[name])
        for answer in (*topic["yes"], *ANSWERS[language]["yes"])
        for said in wrapped(language, answer, "lead_yes")
        if not await found(context, said)
    ]
    assert not unheard


@pytest.mark.parametrize(("language", "name"), CASES)
async def test_who_changes_their_mind_is_heard(language: Language, name: str) -> None:
    for context in questions(language, NODES[name]):
        for said in ANSWERS[language]["doubts"]:
            assert await found(context, said), said
        for said in ANSWERS[language]["doubts_no"]:
            assert not await found(context, said), said


NOTICES = [
    (Notice.CRISIS, Crisis(risk, labels, replies=1))
    for risk in Risk
    for labels in (
        ("suicide",),
        ("self_harm",),
        ("harm_to_others",),
        ("suicide", "third_person"),
        ("suicide", "third_person", "bereaved"),
        ("threatened",),
    )
]
NOTICES += [
    (notice, Crisis(Risk.MODERATE, ("suicide",), replies=2))
    for notice in (Notice.CRISIS_FOLLOW_UP, Notice.CRISIS_SAFE, Notice.PERSON)
]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("notice", "crisis"), NOTICES)
async def test_a_notice_raises_nothing_anew(
    language: Language, notice: Notice, crisis: Crisis
) -> None:
    said = PROTOCOL.words(notice, crisis, language, "US")
    talk = (Utterance(Side.USER, "I want to die"), Utterance(Side.BOT, said))
    for answer in GO_ON[language]:
        assert not await found(talk, answer, crisis), answer


@pytest.mark.parametrize("language", Language)
async def test_the_platforms_words_ask_nothing(language: Language) -> None:
    for words in data("bots.words", f"{language}.yaml").values():
        talk = (Utterance(Side.USER, "I want to die"), Utterance(Side.BOT, words))
        for answer in GO_ON[language]:
            assert not await found(talk, answer), answer
