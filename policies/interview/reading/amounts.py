"""How long and how often, in Chinese and English: words to days and to shares of days."""

import re
from dataclasses import dataclass

from kernel.events import Language
from policies.interview.reading.lexicon import Words

FOR_EVER = 36_500
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_WORDS = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
}
_EN_UNIT = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3650}
_ZH_UNIT = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}
_MANY = {"day": 2, "week": 2, "fortnight": 2, "month": 2, "year": 2, "decade": 2}

_ABOUT = (
    r"less than|under|not quite|nearly|almost|just under|more than|over|at least|well over|about|"
    r"around|roughly|maybe|some"
)
_NUMBER = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SOME = "an?|a couple of|couple of|a few|few|several|many|quite a few"
_EN = re.compile(
    rf"(?<!quite )(?P<pre>\b(?:{_ABOUT})\s+)?(?P<n>\b(?:\d+(?:\.\d+)?|half an?|{_NUMBER}|{_SOME}))"
    rf"(?:\s*(?:or|to|-|–)\s*(?P<m>\d+|{_NUMBER}))?(?P<half>\s+and a half)?"
    r"\s+(?:full\s+|whole\s+|good\s+)?(?P<unit>day|week|fortnight|month|year|decade)s?\b"
    r"(?P<half2>\s+and a half)?(?P<ago>\s+(?:ago|back))?"
)
_EN_BARE = re.compile(
    r"\b(?:for |over |it's been |been |in )?(?P<unit>weeks|months|years|decades)\b"
)
_EN_EVER = re.compile(
    r"\b(all my life|(my )?(whole|entire) life|as long as i can (remember|think)|for ?ever|"
    r"since (childhood|i was|i can remember|school|high school|college|my (teens|childhood|youth))|"
    r"always been (like )?(this|that)|ages and ages|since forever)\b"
)
_ZH = re.compile(
    r"(?<![前上下头])(?P<pre>不到|不足|快|将近|近|差不多|大概|大约|至少|起码|超过|不止|有)?\s*"
    r"(?<![前上下头])(?P<n>好几|十几|几十|几|半|大半|小半|\d+|[一二两三四五六七八九十]{1,3})"
    r"(?:[到至~-]?(?P<m>\d+|[二三四五六七八九十])(?=个|天|周|星期|礼拜|月|年))?"
    r"\s*个?(?P<more>多|来)?\s*个?(?P<half>半)?\s*(?P<unit>天|日|周|星期|礼拜|月|年)"
    r"(?P<post>多|半|不到|以上|左右)?(?P<ago>(之|以)?前)?"
)
_ZH_EVER = re.compile(
    r"从小|打小|小时候(就|开始)|一辈子|这辈子|好多年|很多年|多年|常年|自从?记事|上学(的时候)?(就|起|开始)|"
    r"(小学|初中|高中|大学)(的时候)?(就|起|开始)|生下来"
)
_COUNT = re.compile(rf"\b(?:\d+|{'|'.join(_WORDS)})\b|[一二两三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class Span:
    """Between `low` and `high` days; `ago` if it says when, not how long."""

    low: float
    high: float
    ago: bool = False


@dataclass(frozen=True, slots=True)
class Often:
    """A share of days or occasions, 0 to 1, and where it was said."""

    share: float
    vague: bool
    start: int
    end: int


def spans(text: str, language: Language) -> tuple[Span, ...]:
    """Every length of time in a lower-case text, in order."""
    return _zh_spans(text) if language is Language.ZH else _en_spans(text)


def often(text: str, words: Words) -> Often | None:
    """How often, by the first and longest expression in a lower-case text."""
    for name, of in (("per_week", 7), ("per_ten", 10)):
        if (match := words.finds(name, text)) is not None:
            numbers = [_number(match[g]) for g in ("n", "m") if match[g]]
            share = min(1.0, sum(numbers) / len(numbers) / of)
            return Often(share, False, match.start(), match.end())
    found: list[tuple[int, int, Often]] = []
    for order, one in enumerate(words.shares):
        for match in one.regex.finditer(text):
            said = Often(one.share, one.vague, match.start(), match.end())
            found.append((match.start(), order, said))
    taken: list[Often] = []
    for _, _, said in sorted(found, key=lambda item: (item[1], item[0])):
        if not any(said.start < other.end and other.start < said.end for other in taken):
            taken.append(said)  # an earlier line of the table takes its words first
    return min(taken, key=lambda said: said.start, default=None)


def how_many(text: str) -> float | None:
    """A bare number in a short answer ("four or five", "八九次"), as its mean; none without one."""
    found = [_number(word) for word in _COUNT.findall(text)]
    return sum(found) / len(found) if 1 <= len(found) <= 2 else None


def _en_spans(text: str) -> tuple[Span, ...]:
    if _EN_EVER.search(text):
        return (Span(FOR_EVER / 10, FOR_EVER),)
    found: list[Span] = []
    for match in _EN.finditer(text):
        unit = _EN_UNIT[match["unit"]]
        low, high = _en_count(match["n"], match["m"])
        if match["half"] or match["half2"]:
            low, high = low + 0.5, high + 0.5
        low, high = low * unit, high * unit
        found.append(_bounded((match["pre"] or "").strip(), low, high, ago=bool(match["ago"])))
    if not found and (bare := _EN_BARE.search(text)):
        unit = _EN_UNIT[bare["unit"].rstrip("s")]
        most = FOR_EVER if unit >= 365 else 12 * unit
        found.append(Span(2 * unit, most))
    return tuple(found)


def _en_count(n: str, m: str | None) -> tuple[float, float]:
    vague = {
        "a couple of": (2, 2),
        "couple of": (2, 2),
        "a few": (2, 5),
        "few": (2, 5),
        "several": (3, 8),
        "many": (4, 100),
        "quite a few": (4, 10),
    }
    if n in vague:
        return vague[n]
    low = 0.5 if n.startswith("half") else 1.0 if n in ("a", "an") else _number(n)
    return (low, _number(m)) if m else (low, low)


def _zh_spans(text: str) -> tuple[Span, ...]:
    if _ZH_EVER.search(text):
        return (Span(FOR_EVER / 10, FOR_EVER),)
    found: list[Span] = []
    for match in _ZH.finditer(text):
        unit = _ZH_UNIT[match["unit"]]
        if "半" in match["n"] and unit == 1:
            continue  # 大半天 is most of a day, and 半天 a long while
        low, high = _zh_count(match["n"], match["m"])
        if match["half"] or match["post"] == "半":
            low, high = low + 0.5, high + 0.5
        low, high = low * unit, high * unit
        pre = match["pre"] or ""
        if match["more"] or match["post"] in ("多", "以上"):
            high = max(high, low + unit * 0.9 if match["n"] != "半" else low * 1.9)
        if match["post"] == "不到":
            pre = "不到"
        found.append(_bounded(pre, low, high, ago=bool(match["ago"])))
    return tuple(found)


def _zh_count(n: str, m: str | None) -> tuple[float, float]:
    vague: dict[str, tuple[float, float]] = {
        "好几": (3, 9),
        "几": (2, 8),
        "十几": (11, 19),
        "几十": (20, 90),
        "半": (0.5, 0.5),
        "大半": (0.55, 0.9),
        "小半": (0.3, 0.48),
    }
    if n in vague:
        return vague[n]
    if m is None and len(n) == 2 and "十" not in n and not n.isdigit():
        return _number(n[0]), _number(n[1])  # 三四个月
    low = _number(n)
    return (low, _number(m)) if m else (low, low)


def _bounded(pre: str, low: float, high: float, *, ago: bool) -> Span:
    if pre in ("less than", "under", "not quite", "just under", "不到", "不足"):
        return Span(0, low * 0.98, ago)
    if pre in ("nearly", "almost", "快", "将近", "近"):
        return Span(low * 0.85, low, ago)
    if pre in ("more than", "over", "well over", "at least", "超过", "不止", "至少", "起码"):
        return Span(low, max(high, low * 1.9), ago)
    return Span(low, high, ago)


def _number(text: str) -> float:
    if text in _WORDS:
        return float(_WORDS[text])
    if text.replace(".", "", 1).isdigit():
        return float(text)
    if len(text) > 1 and "十" in text:
        tens, _, ones = text.partition("十")
        return float((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))
    return float(_DIGITS[text])
