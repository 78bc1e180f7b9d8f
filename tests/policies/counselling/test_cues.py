"""What is heard without a model: language, wishes, feelings, clauses."""

import pytest

from kernel.events import Language
from policies.counselling.book import Wish
from policies.counselling.cues import (
    clauses,
    feeling_in,
    is_substantive,
    language_of,
    meets,
    telling_clause,
    wish_of,
)
from tests.policies.counselling.talking import BOOK

EN, ZH = Language.EN, Language.ZH


@pytest.mark.parametrize(
    ("text", "otherwise", "language"),
    [
        ("I have been here before", ZH, EN),
        ("今天的 deadline 又改了", EN, ZH),
        ("ok", ZH, ZH),
        ("ok", EN, EN),
        ("12345", ZH, ZH),
        ("嗯", EN, EN),
    ],
)
def test_the_language_is_the_persons(text: str, otherwise: Language, language: Language) -> None:
    assert language_of(text, otherwise) is language


@pytest.mark.parametrize(
    ("text", "language", "wish"),
    [
        ("Can we stop here?", EN, Wish.END),
        ("I don’t want to talk anymore", EN, Wish.END),
        ("I have to go to work tomorrow", EN, None),
        (f"{'So we drove on and on. ' * 4}I want to stop here, I said to him.", EN, None),
        ("let's go back to what I said about mum", EN, Wish.BACK),
        ("I don't want to go back to work", EN, None),
        ("are you a real person or a bot?", EN, Wish.ABOUT),
        ("Is this private?", EN, Wish.ABOUT),
        ("can I talk to a human", EN, Wish.PERSON),
        ("Do I have depression?", EN, Wish.DIAGNOSIS),
        ("should I stop my medication", EN, Wish.MEDICATION),
        ("sorry, what do you mean?", EN, Wish.CONFUSED),
        ("he doesn't understand me", EN, None),
        ("No, that's not it.", EN, Wish.DISAGREE),
        ("what should i do", EN, Wish.ADVICE),
        ("I don't know", EN, Wish.UNSURE),
        ("Bye!", EN, Wish.FAREWELL),
        ("Thanks, that helps.", EN, Wish.CONTENT),
        ("maybe goodbyes are hard", EN, None),
        ("我不想聊了", ZH, Wish.END),
        ("我想回到前面那个话题", ZH, Wish.BACK),
        ("你是真人吗？", ZH, Wish.ABOUT),
        ("我想找真人聊聊", ZH, Wish.PERSON),
        ("我是不是抑郁症啊", ZH, Wish.DIAGNOSIS),
        ("我要不要吃药？", ZH, Wish.MEDICATION),
        ("没听懂，什么意思？", ZH, Wish.CONFUSED),
        ("不是这样的", ZH, Wish.DISAGREE),
        ("那我该怎么办？", ZH, Wish.ADVICE),
        ("不知道", ZH, Wish.UNSURE),
        ("再见", ZH, Wish.FAREWELL),
        ("好的，谢谢", ZH, Wish.CONTENT),
        ("我妈妈最近身体不太好", ZH, None),
    ],
)  # fmt: skip
def test_wishes(text: str, language: Language, wish: Wish | None) -> None:
    assert wish_of(text, BOOK, language) is wish


@pytest.mark.parametrize(
    ("text", "language", "feeling"),
    [
        ("I feel so anxious lately", EN, "anxious"),
        ("I'm not sad", EN, ""),
        ("I lost my keys", EN, ""),
        ("I feel lost", EN, "lost"),
        ("she is angry with me", EN, ""),
        ("It makes me nervous", EN, "nervous"),
        ("最近很焦虑", ZH, "焦虑"),
        ("我没有生气", ZH, ""),
        ("他很生气", ZH, ""),
        ("又委屈又难过", ZH, "难过"),
        ("我特别委屈", ZH, "委屈"),
    ],
)
def test_feelings_are_the_persons_own(text: str, language: Language, feeling: str) -> None:
    assert feeling_in(text, BOOK, language) == feeling


def test_clauses_are_word_for_word_and_of_a_length_to_quote() -> None:
    text = "No. My boss shouts at me, every single day! " + "very " * 30
    assert clauses(text, EN) == ["My boss shouts at me", "every single day"]
    assert clauses("嗯，领导天天改需求。烦", ZH) == ["领导天天改需求"]
    assert clauses("", EN) == []


def test_the_telling_clause_has_the_feeling() -> None:
    assert telling_clause("It rained all day long on Monday, I feel sad", BOOK, EN) == "I feel sad"
    assert telling_clause("嗯", BOOK, ZH) == ""


def test_criteria_are_met_by_their_cues_or_by_a_feeling() -> None:
    criteria = {one.id: one for stage in BOOK.stages for one in stage.criteria}
    assert meets(criteria["topic"], "My boss again", BOOK, EN)
    assert not meets(criteria["topic"], "Hello there", BOOK, EN)
    assert meets(criteria["feeling"], "心里挺委屈的", BOOK, ZH)
    assert not meets(criteria["feeling"], "I went home", BOOK, EN)


def test_a_few_letters_are_no_answer() -> None:
    assert not is_substantive("嗯……。。。", ZH)
    assert is_substantive("晚上睡不着觉", ZH)
    assert not is_substantive("yes, I do", EN)
