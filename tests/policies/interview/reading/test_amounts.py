"""How long and how often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.events import Language
from policies.interview.reading.amounts import FOR_EVER, how_many, often, spans
from tests.policies.interview.talking import BOOK

EN, ZH = Language.EN, Language.ZH


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("three weeks", 21, 21),
        ("a couple of months", 60, 60),
        ("2 or 3 months", 60, 90),
        ("half a year", 182, 183),
        ("a year and a half", 547, 548),
        ("less than a month", 0, 30),
        ("nearly six months", 150, 180),
        ("over a year", 365, 700),
        ("for years", 730, FOR_EVER),
        ("all my life", 3650, FOR_EVER),
        ("一个多月", 30, 60),
        ("三四个月", 90, 120),
        ("半年多", 182, 365),
        ("快半年", 150, 183),
        ("一年半", 547, 548),
        ("好几年", 1095, 4000),
        ("两个星期", 14, 14),
        ("十来天", 10, 20),
        ("从小", 3650, FOR_EVER),
        ("不到两周", 0, 14),
        ("fifteen days", 15, 15),
        ("twenty or thirty years", 7300, 10950),
        ("twenty-five days", 25, 25),
        ("1.5 years", 547, 548),
        ("二三十年了", 7300, 10950),
        ("十五六天", 15, 16),
        ("十一二年", 4015, 4380),
        ("一百天", 100, 100),
        ("两百多天", 200, 290),
        ("二十多天", 20, 29),
        ("十几天", 11, 19),
        ("二十到三十天", 20, 30),
        ("not even six months", 0, 180),
        ("not six months", 0, 180),
        ("less than six months", 0, 180),
        ("没到半年", 0, 182),
        ("没有半年", 0, 182),
        ("还没满半年", 0, 182),
        ("不满半年", 0, 182),
        ("大半年", 200, 329),
        ("不止半年", 182, 365),
    ],
)
def test_lengths_in_days(text: str, low: float, high: float) -> None:
    (span,) = spans(text, ZH if any(c > "\u3000" for c in text) else EN)
    assert low - 1 <= span.low <= span.high <= high + 1
    assert not span.ago


@pytest.mark.parametrize(("text", "language"), [("two years ago", EN), ("三年前", ZH)])
def test_when_is_not_how_long(text: str, language: Language) -> None:
    assert spans(text, language)[0].ago


@pytest.mark.parametrize(
    ("text", "share", "vague"),
    [
        ("every day", 1.0, False),
        ("nearly every day", 0.9, False),
        ("most of the time", 0.75, False),
        ("five days a week", 5 / 7, False),
        ("two or three times a week", 2.5 / 7, False),
        ("eight out of ten", 0.8, False),
        ("not every day", 0.4, True),
        ("sometimes", 0.25, True),
        ("never", 0.0, False),
        ("几乎每天", 0.9, False),
        ("一周两三天", 2.5 / 7, False),
        ("十次里有八九次", 0.85, False),
        ("不是每天", 0.4, True),
        ("经常", 0.5, True),
        ("从来没有", 0.0, False),
        ("一周大概10次", 1.0, False),
        ("一周十来次", 1.0, False),
        ("一周三到五天", 4 / 7, False),
        ("七天里有一天", 1 / 7, False),
        ("5 days out of 7", 5 / 7, False),
        ("每一天", 1.0, False),
    ],
)
def test_shares(text: str, share: float, vague: bool) -> None:
    language = ZH if any(c > "\u3000" for c in text) else EN
    said = often(text, BOOK.lexicon.in_(language))
    assert said is not None
    assert said.share == pytest.approx(share)
    assert said.vague is vague


@given(st.text("零一二两三四五六七八九十百几好半多个天周月年到0123456789.", max_size=12))
def test_any_chinese_length_is_read_or_passed_over(text: str) -> None:
    assert all(0 <= span.low <= span.high for span in spans(text, ZH))


@given(st.lists(st.sampled_from(["a", "half", "two", "ninety-one", "or", "to", "1.5", "weeks"])))
def test_any_english_length_is_read_or_passed_over(words: list[str]) -> None:
    assert all(0 <= span.low <= span.high for span in spans(" ".join(words), EN))


@pytest.mark.parametrize(
    "text",
    ["今天天气不错", "a daydream", "明天天亮", "差不多半年", "much less", "over half a year"],
)
def test_what_only_looks_like_a_share(text: str) -> None:
    language = ZH if any(c > "\u3000" for c in text) else EN
    assert often(text, BOOK.lexicon.in_(language)) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("four or five", 4.5),
        ("3-4", 3.5),
        ("八次", 8),
        ("三到五天", 4),
        ("五六天", 5.5),
        ("七天", 7),
        ("in 7 days maybe 5", 5),
        ("none that i know", None),
        ("two here, three there", None),
        ("three times a day", None),
        ("一天三次", None),
    ],
)
def test_bare_numbers(text: str, number: float | None) -> None:
    assert how_many(text, 7) == number


@pytest.mark.parametrize(
    ("text", "language"),
    [("14 hours a day", EN), ("three times a day", EN), ("每一天", ZH), ("我一天哭好几次", ZH)],
)
def test_how_often_in_a_day_is_no_length(text: str, language: Language) -> None:
    assert spans(text, language) == ()


@pytest.mark.parametrize(("text", "high"), [("十多天", 19), ("二十多天", 29), ("两百多天", 290)])
def test_and_more_reaches_up_to_the_next_round_number(text: str, high: float) -> None:
    assert spans(text, ZH)[0].high == pytest.approx(high)
