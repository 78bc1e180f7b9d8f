"""A number from 0 to 100 in a person's words, Chinese or English; none rather than a guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from policies.words.normal import plain
from policies.words.numerals import ENGLISH, HAN, number

_COUNTED = (
    r"\s*(?:次|个|年|月|天|点|岁|人|周|号|遍|小时|分钟|块|people|times?|years?|months?|weeks?|days?|"
    r"hours?|minutes?|of (?:them|us|my|the)|am\b|pm\b|o'clock|st\b|nd\b|rd\b|th\b|:|"
    r"(?:when|and) (?:he|she|they|we|it|my)\b|kilos?\b|kg\b|mg\b|pills?\b|tablets?\b|"
    r"片|粒|颗|斤|公斤|毫克)"
)
"""What shows that a number counts something else."""
_UNIT = r"\s*(%|分(?!钟)|/\s*100?(?!\d)|out of 100?(?!\d))"
_NUMBER = r"(?<![\d.:/])(-?\d{1,4}(?:\.\d+)?)(?![\d.:]\d|\d)"
_DIGITS = re.compile(rf"{_NUMBER}(?!{_COUNTED})(?:{_UNIT})?")
_TENTHS = re.compile(
    r"(?<![一二两三四五六七八九十])([一二两三四五六七八九十])成(半)?(?=吧|左右|上下|$|[^\u4e00-\u9fff])"
)
_HAN = re.compile(
    r"(?<![零一二三四五六七八九十百])(百分之)?"
    r"([一二三四五六七八九]?十[一二三四五六七八九]?|一?百|[零〇一二三四五六七八九](?=分))"
    r"(?![零一二三四五六七八九十百成])(?!分[析别之钟])(分|左右|吧|上下|$|[，。、；！？,.\s]|"
    r"(?=(?:[降减变涨升掉]?到|至|变成)[零一二三四五六七八九十百\d]))"
)
_ENGLISH = re.compile(rf"\b{ENGLISH}\b(?!{_COUNTED})")
_HUNDRED = re.compile(r"\b(?:a|one) hundred\b")
_ALONE = re.compile(rf"^(?:\w+ )??({ENGLISH})\.?$")
"""A number below twenty only so, or behind one word ("about ten"): "one" is in every other
sentence."""
_BELIEVED = re.compile(
    r"\b(?:now|right now|at the moment|i'd|i'm|it's|i|it|say|said|would|believe|think|feel|am|is|"
    r"was|that|this|about|around|roughly|maybe|perhaps|more|like|to|at|down|up|still|only|just|"
    r"the|a|percent|per cent|points?|out of|so|well|number|belief)\b|"
    r"现在|目前|这会儿|大概|大约|差不多|左右|可能|也就|还是|还有|只有|还|只|就|我|自己|相信|信|觉得|"
    r"程度|有|是|到|降到|变成|成|了|吧|的|分数?|百分之|个|数字|这个|那个|念头|想法|它|嗯|那|打"
)
"""What stands around a number that says how far something is believed."""
_SAID = rf"(?:\d{{1,4}}(?:\.\d+)?|\b{ENGLISH}\b|{HAN})"
_OTHER = re.compile(
    r"(?:\b(?:not|no longer|isn't)\s+(?:at |about |really |quite )?|没有?|不是|不再是)"
    rf"\s*{_SAID}(?:\s*[%分])?|"
    rf"\bi was (?:about |only |just )?{_SAID}(?=,?\s+(?!percent|per cent|out of|sure|certain)\w)"
)
"""A number that is denied, or an age: "not 90 any more", "I was 12 when it began"."""
_LONG = 80
"""Letters from which a bare number more likely belongs to a story."""


@dataclass(frozen=True, slots=True)
class Rating:
    """`value` from 0 to 100; `quote` is where the person said it, in plain letters."""

    value: int
    quote: str
    clear: bool = True
    """Whether a unit says that it is one."""


def rating_in(text: str) -> Rating | None:
    """The one number that the person gave. Several different ones, or one out of range, are none:
    "from 80 down to 60" is two numbers, and which of them counts is for the person to say."""
    words = _OTHER.sub(" ", plain(text))
    found = {rating.value: rating for rating in _all(words)}
    if len(found) != 1:
        return None
    (rating,) = found.values()
    if not 0 <= rating.value <= 100 or (len(words) > _LONG and not rating.clear):
        return None
    return rating


def is_rating(text: str) -> bool:
    """Whether the words say a number and how far something is believed, and nothing else."""
    rating = rating_in(text)
    if rating is None:
        return False
    around = _BELIEVED.sub("", plain(text).replace(rating.quote, "", 1))
    return not any(map(str.isalnum, around))


def _all(words: str) -> Iterator[Rating]:
    return chain(_in_digits(words), _in_chinese(words), _in_english(words))


def _in_digits(words: str) -> Iterator[Rating]:
    for match in _DIGITS.finditer(words):
        value, unit = float(match[1]), (match[2] or "").replace(" ", "")
        of_ten = unit in ("/10", "outof10")
        yield Rating(round(value * 10 if of_ten else value), match[0].strip(), bool(unit))


def _in_chinese(words: str) -> Iterator[Rating]:
    for match in _TENTHS.finditer(words):
        yield Rating(10 * _value(match[1]) + (5 if match[2] else 0), match[0])
    for match in _HAN.finditer(words):
        behind = words[match.end() : match.end() + 1]
        if match[2] == "十" and match[3] == "分" and "\u4e00" <= behind <= "\u9fff":
            continue  # 十分 is "very" there
        if match[2] == "百" and not match[1] and match[3] == "分" and behind != "百":
            continue
        yield Rating(_value(match[2]), (match[1] or "") + match[2], bool(match[1] or match[3]))


def _in_english(words: str) -> Iterator[Rating]:
    for match in _ENGLISH.finditer(words):
        if (value := _value(match[0])) >= 20:
            yield Rating(value, match[0])
    for match in _HUNDRED.finditer(words):
        yield Rating(100, match[0])
    if alone := _ALONE.match(words):
        yield Rating(_value(alone[1]), alone[0])


def _value(said: str) -> int:
    found = number(said)
    assert found is not None  # the expressions above let nothing else through
    return found[0]
