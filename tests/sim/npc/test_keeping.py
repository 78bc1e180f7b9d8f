"""Words that are no client's are found, and a client's are left alone."""

import pytest

from kernel.events import Language
from sim.cards.checks import spoken
from sim.cards.shelf import shipped
from sim.npc.keeping import parrots, strange, tells

CARDS = {card.id: card for card in shipped()}
ZH, EN = CARDS["zh-career-laid_off"], CARDS["en-career-the_library"]


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_no_line_of_a_card_is_strange(card) -> None:  # type: ignore[no-untyped-def]
    assert [fault for line in spoken(card) for fault in strange(line, card)] == []


@pytest.mark.parametrize(
    ("card", "text", "reason"),
    [
        (ZH, "I lost my job three months ago.", "language"),
        (ZH, "我失业了 so I am very sad about losing everything today", "language"),
        (EN, "I lost my job. 我很难过。", "language"),
        (ZH, "作为你的咨询师，我建议你深呼吸。", "counsellor"),
        (EN, "Thank you for sharing. How does that make you feel?", "counsellor"),
        (EN, "I'm here to help you.", "counsellor"),
        (ZH, "作为一个人工智能，我不能回答。", "machine"),
        (EN, "As an AI language model I cannot do that.", "machine"),
        (EN, "Client: I am tired.", "marks"),
        (EN, "I am tired. [END]", "marks"),
        (EN, "*sighs* I am tired.", "marks"),
        (ZH, "（沉默片刻）我累了。", "marks"),
        (ZH, "我今年五十岁，没工作。", "facts_age"),
    ],
)
def test_what_is_not_theirs(card, text: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    assert reason in [fault.reason for fault in strange(text, card)]


def test_a_fact_is_known_again_by_its_marks() -> None:
    fact = next(fact for fact in EN.facts if fact.id == "wife")
    assert tells(fact, "Well, she DOESN'T KNOW any of it") == "doesn't know"
    assert tells(fact, "She is fine.") == ""


def test_a_long_stretch_of_the_counsellors_words() -> None:
    heard = (
        "It sounds as though this has been weighing on you every single day for a long while now."
    )
    assert parrots(f"Yes. {heard}", heard, EN.language)
    assert not parrots("Yes, it has been weighing on me.", heard, EN.language)


HOPE = {
    Language.ZH: "我在听。今天聊一聊，你最希望得到点什么？",
    Language.EN: "I hear you. What do you hope talking about it could give you?",
}


@pytest.mark.parametrize(
    ("said", "language", "found"),
    [
        ("我最希望得到点什么？", Language.ZH, True),
        ("What do I hope talking about it could give me?", Language.EN, True),
        ("我最希望有人听我说", Language.ZH, False),
        ("聊一聊", Language.ZH, False),
        ("I hope to sleep again.", Language.EN, False),
    ],
)
def test_a_question_given_back_is_parroting(said: str, language: Language, found: bool) -> None:
    assert parrots(said, HOPE[language], language) is found
