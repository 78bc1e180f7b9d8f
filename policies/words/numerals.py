"""Numbers in words, Chinese and English, below a thousand: what they say at least and at most.

Chinese gives ranges without a word between: 三四 is three or four, 二三十 twenty or thirty, 十五六
fifteen or sixteen.
"""

import re

_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_D = "一二两三四五六七八九"
_HAN = re.compile(
    rf"(?:(?P<hundreds>[{_D}]{{0,2}})百)?(?P<none>[零〇])?(?:(?P<tens>[{_D}]{{0,2}})十)?"
    rf"(?P<ones>[{_D}]{{0,2}})"
)
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENTY = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS = {word: 10 * tens for tens, word in enumerate(_TENTY, 2)}

_LONGEST = 9
"""Digits of a number that anybody means; `int` refuses thousands of them."""
HAN = rf"[{_D}十百零〇]{{1,8}}"
"""The regular expression of what may be one; `number` says whether it is."""
ENGLISH = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL[1:10])})\b)?|"
    rf"{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
)
"""The regular expression of one, in lower case, up to ninety-nine."""


def number(said: str) -> tuple[int, int] | None:
    """The least and the most that digits or words say; None if they are no number.

    Words in lower case and whole: "twenty-one", "十五六", "一百零三", "两百五" (250), "07".
    """
    if said.isdecimal():
        return (int(said), int(said)) if len(said) <= _LONGEST else None
    if said.isascii():
        return _english(said)
    found = _HAN.fullmatch(said)
    if found is None:
        return None
    hundreds, none, tens, ones = found.group("hundreds", "none", "tens", "ones")
    if hundreds is None and tens is None and not ones:
        return (0, 0) if none else None
    parts = (
        (100, _digit(hundreds, least=1)),
        (10, _digit(tens, least=1)),
        (10 if ones and hundreds is not None and tens is None and not none else 1, _digit(ones)),
    )
    low = high = 0
    for scale, part in parts:
        if part is None:
            return None
        low, high = low + scale * part[0], high + scale * part[1]
    return low, high


def _digit(said: str | None, least: int = 0) -> tuple[int, int] | None:
    """One digit, or two that make a range; `least` where 十 or 百 stands without one."""
    if said is None:
        return 0, 0
    if not said:
        return least, least
    low, high = _DIGITS[said[0]], _DIGITS[said[-1]]
    return (low, high) if len(said) == 1 or low < high else None


def _english(said: str) -> tuple[int, int] | None:
    ten, _, one = said.replace("-", " ").partition(" ")
    if ten in _TENS and (not one or one in _SMALL[1:10]):
        value = _TENS[ten] + (_SMALL.index(one) if one else 0)
        return value, value
    return (_SMALL.index(said), _SMALL.index(said)) if said in _SMALL else None
