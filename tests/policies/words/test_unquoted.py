"""Abuse is not said back; what people say of themselves, and what was said to them, is."""

import re

import pytest

from kernel.events import Language
from policies.words.hearing import clauses, said_by
from policies.words.unquoted import load_unquoted, may_quote

EN, ZH = Language.EN, Language.ZH


ABUSE = {
    ZH: [
        "你就是个傻逼机器",
        "你这个废物",
        "不敢吧，你这孬种",
        "操你妈",
        "给我滚",
        "你这个人说话像傻逼",
        "操你妈会不会说话",
        "你们说话像傻逼",
        "他妈的你再说一遍",
        "日你妈",
        "你去死吧",
        "你给我闭嘴",
    ],
    EN: [
        "You're a useless piece of shit",
        "you stupid machine",
        "Go to hell",
        "Idiot",
        "ur a moron",
        "Shut the fuck up",
        "You’re an idiot",
        "youre an idiot",
        "I said you're an idiot",
    ],
}
FIT = {
    ZH: [
        "我就是个废物",
        "我觉得自己一无是处，像个垃圾",
        "我妈当着全家骂我，你就是个废物",
        "你说的有道理",
        "你们的垃圾桶在哪儿",
        "他让我滚出去",
        "你觉得我是废物吗",
        "你不是废物",
        "你觉得我神经病吗",
        "我怕你去死",
        "你能帮我倒垃圾吗",
        "你有usb吗",
        "生日你妈妈会来吗",
        "我想去你妈妈家",
        "我不想听你妈的话",
        "我只好闭嘴",
        "水滚开了我才发现",
        "操心你们",
    ],
    EN: [
        "I am a useless piece of shit",
        "My boss said you're stupid in front of everyone",
        "I felt so stupid when you asked me",
        "You can't fix this",
        "I shut up and did my work",
        "It makes you feel worthless, that job",
        "Asshole boss makes me stay late",
        "I would go to hell and back for my kids",
    ],
}


def cases(table: dict[Language, list[str]]) -> list[tuple[str, Language]]:
    return [(words, language) for language, all_of_it in table.items() for words in all_of_it]


@pytest.mark.parametrize(("words", "language"), cases(ABUSE))
def test_abuse_of_whom_it_is_said_to(words: str, language: Language) -> None:
    assert not may_quote(words, language)


@pytest.mark.parametrize(("words", "language"), cases(FIT))
def test_what_a_talk_may_be_about(words: str, language: Language) -> None:
    assert may_quote(words, language)


@pytest.mark.parametrize("language", Language)
def test_no_words_take_long(language: Language) -> None:
    """It would never come to an end if a pattern could read one text in many ways."""
    pieces = [
        "你",
        "就是",
        "你就是",
        "妈",
        "操",
        "you ",
        "you a ",
        "so ",
        "the ",
        "我妈",
        "she ",
        "a",
    ]
    for piece in (*pieces, *ABUSE[language], *FIT[language]):
        may_quote(piece * (8_000 // len(piece)), language)


@pytest.mark.parametrize("language", Language)
def test_every_repetition_has_a_bound(language: Language) -> None:
    file = load_unquoted()
    for patterns in (file.abuse, file.told, file.empty):
        for pattern in patterns.in_(language):
            assert not re.search(r"[^\\][*+](?!\+)", re.sub(r"\[[^\]]*\]", "x", pattern)), pattern


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
