"""What the front desk understands, in both languages."""

from pathlib import Path

import pytest

from policies.frontdesk.book import load_book
from policies.frontdesk.hearing import Understood, understand

BOOK = load_book(Path(__file__).parents[3] / "bots" / "frontdesk")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("我今年25岁", 25),
        ("二十五", 25),
        ("十八", 18),
        ("我十七岁半", 17),
        ("17", 17),
        ("I'm 34", 34),
        ("thirty-four", 34),
        ("I am twenty one years old", 21),
        ("i just turned eighteen", 18),
        ("seventeen", 17),
        ("old enough", None),
        ("999", None),
        ("0", None),
    ],
)
def test_how_old_somebody_says_they_are(text: str, age: int | None) -> None:
    assert understand(BOOK, text, asking="adult").age == age


def test_a_bare_number_is_an_age_only_when_asked() -> None:
    assert understand(BOOK, "3", asking="wish").age is None
    assert understand(BOOK, "我16岁", asking="consent").age == 16


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("可以的", "yes"),
        ("好，没问题", "yes"),
        ("不可以", "no"),
        ("没有", "no"),
        ("我不同意", "no"),
        ("yes, that's fine", "yes"),
        ("Sure!", "yes"),
        ("no, I'm not", "no"),
        ("I'd rather not", "no"),
        ("the weather is nice", ""),
    ],
)
def test_yes_and_no(text: str, answer: str) -> None:
    assert understand(BOOK, text, asking="consent").answer == answer


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("做访谈", "interview"),
        ("我想找个人聊聊", "counsellor"),
        ("想理一理我的想法", "restructuring"),
        ("interview please", "interview"),
        ("I want to talk", "counsellor"),
        ("look at a thought", "restructuring"),
    ],
)
def test_where_somebody_wants_to_go(text: str, wish: str) -> None:
    assert understand(BOOK, text, asking="wish").wish == wish


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("你是真人吗", "machine"),
        ("谁能看到我写的", "privacy"),
        ("你能做什么", "abilities"),
        ("我要找真人", "person"),
        ("再见", "goodbye"),
        ("are you a robot?", "machine"),
        ("who can read this?", "privacy"),
        ("what can you do", "abilities"),
        ("I want to talk to a real person", "person"),
        ("goodbye", "goodbye"),
    ],
)
def test_what_somebody_asks_of_the_desk(text: str, wanted: str) -> None:
    heard = understand(BOOK, text, asking="consent")
    assert (heard.request, heard.wish) == (wanted, "")


def test_nothing_understood_is_said_so() -> None:
    assert understand(BOOK, "the weather is nice", asking="wish") == Understood()
    assert Understood().nothing


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No, I am safe.",
        "not at all",
        "没有",
        "没有，我很安全",
        "不会的",
        "现在没有",
        "I'm not",
    ],
)
def test_danger_is_denied_in_so_many_words(text: str) -> None:
    assert understand(BOOK, text, asking="safe").answer == "no"


@pytest.mark.parametrize(
    "text",
    [
        *("not sure", "not really", "no one would care", "no more than usual", "never mind me"),
        *("不想说", "没有人在乎我", "不知道", "没什么意思", "没有才怪", "不太确定"),
    ],
)
def test_less_than_that_is_asked_again(text: str) -> None:
    assert understand(BOOK, text, asking="safe").answer != "no"


@pytest.mark.parametrize("text", ["no problem", "no objections", "没问题", "没意见", "不介意"])
def test_no_objection_is_assent(text: str) -> None:
    assert understand(BOOK, text, asking="consent").answer != "no"


@pytest.mark.parametrize("text", ["my daughter is 12 years old", "我女儿今年12岁"])
def test_the_age_of_somebody_else_is_not_theirs(text: str) -> None:
    assert understand(BOOK, text, asking="adult").age is None
