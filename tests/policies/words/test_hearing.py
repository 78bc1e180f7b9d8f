"""What is heard without a model: language, feelings, clauses, quotes."""

import pytest

from kernel.events import Language
from policies.words.hearing import (
    clauses,
    feeling_in,
    is_substantive,
    language_of,
    said_by,
    telling_clause,
    wants,
)
from policies.words.texts import Wanted
from tests.policies.counselling.talking import BOOK

EN, ZH = Language.EN, Language.ZH
FEELINGS = BOOK.feelings


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
        ("我没那么焦虑了", ZH, ""),
        ("我不再焦虑了", ZH, ""),
        ("我没有以前那么焦虑了", ZH, ""),
        ("他最近压力大，老打我", ZH, ""),
        ("我妈妈最近很焦虑", ZH, ""),
        ("他总说我太焦虑", ZH, ""),
        ("他走了以后我很难过", ZH, "难过"),
        ("我妈让我很焦虑", ZH, "焦虑"),
        ("我老公总发火，我很害怕", ZH, "害怕"),
        ("I no longer feel anxious", EN, ""),
        ("I'm not so anxious any more", EN, ""),
        ("my husband says I'm worthless", EN, ""),
        ("my mum is so anxious", EN, ""),
        ("my mum makes me so anxious", EN, "anxious"),
        ("I said I was scared", EN, "scared"),
        ("He left, and I feel so lonely", EN, "lonely"),
    ],
)
def test_feelings_are_the_persons_own(text: str, language: Language, feeling: str) -> None:
    assert feeling_in(text, FEELINGS, language) == feeling


def test_clauses_are_word_for_word_and_of_a_length_to_quote() -> None:
    text = "No. My boss shouts at me, every single day! " + "very " * 30
    assert clauses(text, EN) == ["My boss shouts at me", "every single day"]
    assert clauses("嗯，领导天天改需求。烦", ZH) == ["领导天天改需求"]
    assert clauses("", EN) == []


def test_the_telling_clause_has_the_feeling() -> None:
    assert (
        telling_clause("It rained all day long on Monday, I feel sad", FEELINGS, EN) == "I feel sad"
    )
    assert telling_clause("嗯", FEELINGS, ZH) == ""


def test_a_few_letters_are_no_answer() -> None:
    assert not is_substantive("嗯……。。。", ZH)
    assert is_substantive("晚上睡不着觉", ZH)
    assert not is_substantive("yes, I do", EN)


def test_a_wish_is_short_and_not_turned_round() -> None:
    stop = Wanted.model_validate(
        {
            "longest": {"zh": 8, "en": 20},
            "cues": {"zh": ["停下"], "en": ["stop"]},
            "unless": {"zh": ["别停下"], "en": ["don't stop"]},
        }
    )
    assert wants(stop, "Stop, please", EN) and wants(stop, "停下吧", ZH)
    assert not wants(stop, "don’t stop", EN) and not wants(stop, "别停下", ZH)
    assert not wants(stop, "I stopped at the shop", EN)
    assert not wants(stop, "stop it, he said, and then we left", EN)


def test_a_quote_is_the_persons_or_nothing() -> None:
    text = "My boss shouts at me, every single day!"
    assert said_by("“my boss shouts at me”", text, EN) == "my boss shouts at me"
    assert said_by("my boss shouts at us", text, EN) == ""
    assert said_by("boss", text, EN) == ""
