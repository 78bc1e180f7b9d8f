"""Numbers that people give, and words that only look like numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.restructuring.ratings import is_rating, rating_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("80", 80), ("about 80", 80), ("80%", 80), ("I'd say 85 out of 100", 85), ("8/10", 80),
        ("0", 0), ("100", 100), ("7 out of 10", 70), ("eighty-five", 85), ("around sixty", 60),
        ("twenty one", 21), ("ten", 10), ("a hundred percent", 100), ("72.5", 72),
        ("Maybe 40 now.", 40), ("八十分", 80), ("八十", 80), ("大概八十五吧", 85),
        ("七成", 70), ("七成半", 75), ("百分之九十", 90), ("百分百", 100), ("一百", 100),
        ("现在还剩 30 分左右", 30), ("十分", 10), ("８０分", 80), ("五分", 5),
        ("二十", 20), ("十五分", 15), ("八成吧", 80), ("七成左右", 70), ("not 90 any more, 60", 60),
        ("不是九十，是六十", 60), ("I was 80 percent sure", 80), ("没有，30", 30),
    ],
)  # fmt: skip
def test_numbers(text: str, value: int) -> None:
    rating = rating_in(text)
    assert rating is not None and rating.value == value


@pytest.mark.parametrize(
    "text",
    [
        "", "quite strongly", "120", "-5", "1000", "from 80 down to 60", "between 60 and 70",
        "one of them said so", "3 people told me", "I was there for 2 years", "at 10:30",
        "很信", "十分相信", "万一呢", "七八十吧", "七八成", "三个人都这么说", "上午 9 点", "第一",
        "一百五十", "我三十岁了", "I was 12 when my uncle started touching me", "not 90 any more",
        "没有90了", "没有九十了", "no longer ninety", "七十到八十", "从七十降到六十", "八成是他",
        "吃了30片",
        "I took 30 pills", "20 mg", "45 kilos", "I was twenty when it began",
        "I was 12, he was my uncle",
        "So there were many of us, and we stood there, and bus 42 came and nobody said a word",
    ],
)  # fmt: skip
def test_no_number_rather_than_a_guess(text: str) -> None:
    assert rating_in(text) is None


@given(st.integers(0, 100))
def test_every_plain_number_is_understood(value: int) -> None:
    for text in (f"{value}", f"{value}%", f"大概{value}分吧", f"maybe {value}"):
        rating = rating_in(text)
        assert rating is not None and rating.value == value


@given(st.text(max_size=200))
def test_any_text_gives_a_number_in_range_or_none(text: str) -> None:
    rating = rating_in(text)
    assert rating is None or 0 <= rating.value <= 100


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("现在信三十五", True),
        ("大概还有 40 分吧", True),
        ("我现在觉得是百分之二十", True),
        ("about 35 now", True),
        ("I'd say it's down to 40%", True),
        ("三十五个同事都来了", False),
        ("现在信三十五，因为他上周主动来找我", False),
        ("40, because she called me yesterday", False),
        ("she called me yesterday", False),
    ],
)
def test_a_number_alone_says_how_far_something_is_believed(text: str, only: bool) -> None:
    assert is_rating(text) is only
