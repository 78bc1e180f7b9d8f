"""Abuse is not said back; what people say of themselves, and what was said to them, is."""

import pytest

from kernel.events import Language
from policies.words.hearing import clauses, said_by
from policies.words.unquoted import may_quote

EN, ZH = Language.EN, Language.ZH


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("你就是个傻逼机器", ZH),
        ("你这个废物", ZH),
        ("不敢吧，你这孬种", ZH),
        ("操你妈", ZH),
        ("给我滚", ZH),
        ("You're a useless piece of shit", EN),
        ("you stupid machine", EN),
        ("Go to hell", EN),
        ("Shut the fuck up", EN),
        ("Idiot", EN),
    ],
)
def test_abuse_of_whom_it_is_said_to(words: str, language: Language) -> None:
    assert not may_quote(words, language)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("我就是个废物", ZH),
        ("我觉得自己一无是处，像个垃圾", ZH),
        ("我妈当着全家骂我，你就是个废物", ZH),
        ("你说的有道理", ZH),
        ("你们的垃圾桶在哪儿", ZH),
        ("他把我的消息删了，让我滚回老家去工作", ZH),
        ("I am a useless piece of shit", EN),
        ("My boss said you're stupid in front of everyone", EN),
        ("I felt so stupid when you asked me", EN),
        ("You can't fix this", EN),
        ("It makes you feel worthless, that job", EN),
    ],
)
def test_what_a_talk_may_be_about(words: str, language: Language) -> None:
    assert may_quote(words, language)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("if you want the word", EN),
        ("let me say it in one go or I will not say it at all", EN),
        ("Can we leave that one for now", EN),
        ("你别跟我说什么健康饮食", ZH),
        ("我跟别人都没讲这么细", ZH),
    ],
)
def test_words_around_what_is_said_are_not_quoted(words: str, language: Language) -> None:
    assert not may_quote(words, language)


def test_another_clause_is_quoted_instead() -> None:
    said = "You're a useless piece of shit, and nobody at work listens to me"
    assert clauses(said, EN) == ["and nobody at work listens to me"]
    assert said_by("You're a useless piece of shit", said, EN) == ""
