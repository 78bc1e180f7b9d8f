"""Numbers in words: every one below a thousand, ranges, and what is none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.words.numerals import ENGLISH, HAN, number


def chinese(value: int) -> str:
    """As it is written in full; ten is 十, not 一十."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    said = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (digits[ones] if ones or not value else "")


def test_every_number_below_a_thousand_is_read_as_it_is_written() -> None:
    for value in range(1000):
        said = chinese(value)
        assert number(said) == (value, value), said
        assert re.fullmatch(HAN, said)
        assert number(str(value)) == (value, value)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("三四", 3, 4),
        ("三五", 3, 5),
        ("两三", 2, 3),
        ("十五六", 15, 16),
        ("二三十", 20, 30),
        ("一二十", 10, 20),
        ("两三百", 200, 300),
        ("百", 100, 100),
        ("两百五", 250, 250),
        ("一百零三", 103, 103),
        ("一百五六", 150, 160),
        ("〇", 0, 0),
        ("twenty-one", 21, 21),
        ("forty two", 42, 42),
        ("nineteen", 19, 19),
        ("ninety", 90, 90),
        ("zero", 0, 0),
        ("07", 7, 7),
    ],
)
def test_what_is_said_at_least_and_at_most(said: str, low: int, high: int) -> None:
    assert number(said) == (low, high)
    assert re.fullmatch(r"\d+" if said.isdecimal() else ENGLISH if said.isascii() else HAN, said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "四三",
        "一二三",
        "十十",
        "零百",
        "百十百",
        "³",
        "twenty-ten",
        "one-two",
        "-3",
        "1.5",
        "９" * 4400,
    ],
)
def test_what_is_no_number(said: str) -> None:
    assert number(said) is None


@given(st.text("零〇一二两三四五六七八九十百", max_size=8))
def test_any_numerals_are_read_or_refused(said: str) -> None:
    found = number(said)
    assert found is None or 0 <= found[0] <= found[1] < 1000
