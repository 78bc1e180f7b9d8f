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
        ("34.", 34),
        ("I have a 17 year old, I'm 40", 40),
        ("我儿子17，我40", 40),
        ("我40岁，有2个孩子", 40),
        ("我从15岁开始失眠，今年40岁", 40),
        ("I turned 24 in May", 24),
        ("not married, 24", 24),
        ("I'm 18, almost 19", 18),
        ("18，明年19", 18),
        ("I'm not under 18", 18),
        ("no, I'm not a minor", 18),
        ("我已经成年了", 18),
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
        ("please don't", "no"),
        ("当然不", "no"),
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
        *("没有不安全", "I'm not unsafe", "I'm not in danger I'm safe", "没有很安全"),
        *("not worried I'm safe",),
        *("No, that's fine", "没问题"),
    ],
)
def test_less_than_that_is_asked_again(text: str) -> None:
    assert understand(BOOK, text, asking="safe").answer == ""


@pytest.mark.parametrize(
    "text",
    [
        *("no problem", "no objections", "没问题", "没意见", "不介意", "我不介意"),
        *("I don't mind", "No, that's fine", "no, I don't mind", "sure, why not?"),
        *("not a problem", "yes, I do not mind"),
    ],
)
def test_no_objection_is_assent(text: str) -> None:
    assert understand(BOOK, text, asking="consent").answer == "yes"


@pytest.mark.parametrize(
    "text",
    [
        *("my daughter is 12 years old", "我女儿今年12岁", "I am a mother of 2", "2个孩子的妈妈"),
        *("05年的", "born in 05", "00后", "yes, born 2012", "in the 90s", "失眠3个月了"),
        *("under 30", "不到40", "I'm almost 40", "I'm not 17, I'm 19", "my son is almost 18"),
        *("是高中生", "是不是成年人", "成年还差一年", "yes, almost", "yes, I'm in high school"),
        *("until I'm an adult", "I'm an adult next month", "I was 15 when it began"),
        *("I am 5 years older than my brother",),
    ],
)
def test_what_is_no_age_of_their_own_is_asked_again(text: str) -> None:
    heard = understand(BOOK, text, asking="adult")
    assert (heard.age, heard.answer) == (None, "")


@pytest.mark.parametrize(
    "text",
    [
        *("还没满18", "未满18", "不到18", "还没到18岁"),
        *("18不到", "明年18", "差一个月18", "没满十八"),
        *("差2个月18", "快18了", "马上18", "我还没有满18周岁"),
        *("18岁以下", "再过两年18", "年底才满18"),
        *("I will be 18 next month", "under 18", "I am under 18", "not yet 18", "almost 18"),
        *("I'm not 18 yet", "i'm 18 next month", "18 in two months", "turning 18 soon", "18 soon"),
        *("I turn 18 in May", "haven't turned 18", "younger than 18", "17, almost 18"),
        *("I am a minor", "我是未成年人", "未成年"),
        *("还没成年", "I'm not an adult", "I am underage"),
    ],
)
def test_who_is_not_that_old_yet_is_a_minor(text: str) -> None:
    age = understand(BOOK, text, asking="adult").age
    assert age is not None
    assert age < BOOK.desk.adult


@pytest.mark.parametrize(
    "text", ["未成年人能用吗", "是不是成年人才能用", "sad for 3 years", "my 12 year old"]
)
def test_a_minor_who_is_spoken_of_is_not_them(text: str) -> None:
    assert understand(BOOK, text, asking="consent").age is None


@pytest.mark.parametrize(
    "text",
    [
        *("please don't", "please no", "certainly not", "it is not", "I am afraid of that"),
        *("ok?", "sure, but who reads it?", "please explain", "yes if nobody reads it", "maybe ok"),
        *("可以拒绝吗", "当然不", "有点不放心", "要是不同意呢"),
        *("可以不存吗", "有人会看吗", "要钱吗"),
        *("好难受", "好吗", "我要想想", "去你的", "对我没好处", "I'm an adult", "我是成年人"),
    ],
)
def test_a_refusal_a_doubt_and_a_question_are_no_consent(text: str) -> None:
    assert understand(BOOK, text, asking="consent").answer != "yes"


@pytest.mark.parametrize(
    ("text", "asking", "answer"),
    [
        ("要", "wish", "yes"),
        ("带我去吧", "wish", "yes"),
        ("不想去", "wish", "no"),
        ("要是不去呢", "wish", ""),
        ("要", "consent", ""),
    ],
)
def test_what_says_yes_to_an_offer_is_no_consent(text: str, asking: str, answer: str) -> None:
    assert understand(BOOK, text, asking=asking).answer == answer


@pytest.mark.parametrize("text", ["可以不存吗", "有人会看吗"])
def test_a_question_about_what_is_kept_is_answered(text: str) -> None:
    assert understand(BOOK, text, asking="consent").request == "privacy"


@pytest.mark.parametrize(
    "text",
    [
        *("I'm not safe", "not really safe", "no I don't feel safe", "I'm unsafe", "safe? no"),
        *("I don't think I'm safe", "not sure I'm safe", "im not safe", "no longer safe"),
        *("不太安全", "我不安全", "不是很安全", "没有安全感", "没那么安全", "感觉不到安全"),
        *("I don't feel safe, can I talk to a real person", "不知道安不安全", "我30岁，不安全"),
        *("I'm not 100% safe", "dunno if I'm safe", "不能说安全"),
        *("有", "是", "确实有", "I am", "好难受"),
    ],
)
def test_who_is_not_safe_says_yes_to_danger(text: str) -> None:
    assert understand(BOOK, text, asking="safe").answer == "yes"
