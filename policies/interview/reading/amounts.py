"""How long and how often, in Chinese and English: words to days and to shares of days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.events import Language
from policies.interview.reading.lexicon import Words
from policies.words.numerals import ENGLISH, HAN, number

FOR_EVER = 36_500
_EN_UNIT = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3650}
_ZH_UNIT = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}

_ABOUT = (
    r"not (?:even|yet|been)|(?:hasn|haven)'t (?:been|had)|not(?! an?\b| one\b| only)|"
    r"less than|under|not quite|nearly|almost|just under|more than|over|at least|well over|about|"
    r"around|roughly|maybe|some"
)
_BELOW = ("less", "under", "just under", "not", "has", "have", "不", "没", "未", "还没")
_NUMBER = rf"(?:\d+(?:\.\d+)?|{ENGLISH})"
_SOME = "an?|a couple of|couple of|a few|few|several|many|quite a few"
_EN = re.compile(
    r"(?<!quite )(?<!hour )(?<!hours )(?<!times )"
    rf"(?P<pre>\b(?:{_ABOUT})\s+)?(?P<n>\b(?:half an?|{_NUMBER}|{_SOME}))"
    rf"(?:\s*(?:or|to|-|–)\s*(?P<m>{_NUMBER}))?(?P<half>\s+and a half)?"
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
    r"(?<![前上下头])(?P<pre>不到|不足|还?没(?:有?[到满]|有(?!一天))|还没|没(?=[半两几二三四五六七八九十\d])|[不未]满|快|将近|近|差不多|"
    r"大概|大约|至少|起码|超过|不止|有)?\s*(?<![前上下头每第])(?!(?<=没有)一天)"
    rf"(?P<n>好几[十百]?|十几|几十|几百|几|半|大半|小半|\d+(?:\.\d+)?|{HAN})"
    rf"(?:[到至~-](?P<m>\d+(?:\.\d+)?|{HAN})(?=个|天|周|星期|礼拜|月|年))?"
    r"\s*个?(?P<more>多|来)?\s*个?(?P<half>半)?\s*"
    r"(?P<unit>[天日](?!.{0,5}(?:次|遍|回|小时))|周|星期|礼拜|月|年)"
    r"(?P<post>多|半|不到|以上|左右)?(?P<ago>(之|以)?前)?"
)
_ZH_EVER = re.compile(
    r"从小|打小|小时候(就|开始)|一辈子|这辈子|好多年|很多年|多年|常年|自从?记事|上学(的时候)?(就|起|开始)|"
    r"(小学|初中|高中|大学)(的时候)?(就|起|开始)|生下来"
)
_ONE = rf"(?:\b(?:\d+|{ENGLISH})\b|\d+|{HAN})"
_COUNTED = re.compile(
    rf"(?P<n>{_ONE})(?:\s*(?:或者?|到|至|、|or|to|[~–-])\s*(?P<m>{_ONE}))?"
    r"(?P<of>个?(?:周|星期|礼拜))?"
)
_PER_DAY = re.compile(
    rf"(?:{_NUMBER}|{_SOME}) (?:times?|hours?) (?:a|per|each|every) day|"
    r"[一每]天[^,.]{0,6}(?:次|遍|回|小时)"
)


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
    if (said := counted(text, words)) is not None:
        return said
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


def counted(text: str, words: Words) -> Often | None:
    """How often, where a number says of how many ("five days a week", 十次里八次)."""
    for name, of in (("per_week", 7), ("per_ten", 10)):
        if (match := words.finds(name, text)) is not None:
            counts = _counts(match)
            if counts:
                share = min(1.0, _mean(counts) / of)
                return Often(share, False, match.start(), match.end())
    return None


def how_many(text: str, out_of: int) -> float | None:
    """The one number of a short answer, or the mean of two that are joined ("four or five").

    None without one, or with several. `out_of`, said again beside another number, is no answer.
    """
    bare = _PER_DAY.sub(" ", text)
    found = [_counts(match) for match in _COUNTED.finditer(bare) if not match["of"]]
    found = [counts for counts in found if counts]
    if len(found) > 1:
        found = [counts for counts in found if counts != [(out_of, out_of)]]
    return _mean(found[0]) if len(found) == 1 else None


def _counts(match: re.Match[str]) -> list[tuple[float, float]]:
    """The number `n` of a match and, if there is one, the number `m` that it goes up to."""
    return [count for g in ("n", "m") if match[g] and (count := _count(match[g]))]


def _en_spans(text: str) -> tuple[Span, ...]:
    if _EN_EVER.search(text):
        return (Span(FOR_EVER / 10, FOR_EVER),)
    found: list[Span] = []
    for match in _EN.finditer(text):
        unit = _EN_UNIT[match["unit"]]
        counted = _en_count(match["n"], match["m"])
        if counted is None:
            continue
        low, high = counted
        if match["half"] or match["half2"]:
            low, high = low + 0.5, high + 0.5
        low, high = low * unit, high * unit
        found.append(_bounded((match["pre"] or "").strip(), low, high, ago=bool(match["ago"])))
    if not found and (bare := _EN_BARE.search(text)):
        unit = _EN_UNIT[bare["unit"].rstrip("s")]
        most = FOR_EVER if unit >= 365 else 12 * unit
        found.append(Span(2 * unit, most))
    return tuple(found)


def _en_count(n: str, m: str | None) -> tuple[float, float] | None:
    vague: dict[str, tuple[float, float]] = {
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
    if n.startswith("half"):
        return 0.5, 0.5
    return (1.0, 1.0) if n in ("a", "an") else _between(n, m)


def _zh_spans(text: str) -> tuple[Span, ...]:
    if _ZH_EVER.search(text):
        return (Span(FOR_EVER / 10, FOR_EVER),)
    found: list[Span] = []
    for match in _ZH.finditer(text):
        unit = _ZH_UNIT[match["unit"]]
        if "半" in match["n"] and unit == 1:
            continue  # 大半天 is most of a day, and 半天 a long while
        counted = _zh_count(match["n"], match["m"])
        if counted is None:
            continue
        low, high = counted
        if match["half"] or match["post"] == "半":
            low, high = low + 0.5, high + 0.5
        low, high = low * unit, high * unit
        pre = match["pre"] or ""
        if match["more"] or match["post"] in ("多", "以上"):
            more = low * 1.9 if match["n"] == "半" else low + 0.9 * unit * _step(counted[0])
            high = max(high, more)
        if match["post"] == "不到":
            pre = "不到"
        found.append(_bounded(pre, low, high, ago=bool(match["ago"])))
    return tuple(found)


def _zh_count(n: str, m: str | None) -> tuple[float, float] | None:
    vague: dict[str, tuple[float, float]] = {
        "好几": (3, 9),
        "好几十": (30, 90),
        "好几百": (300, 900),
        "几": (2, 8),
        "十几": (11, 19),
        "几十": (20, 90),
        "几百": (200, 900),
        "半": (0.5, 0.5),
        "大半": (0.55, 0.9),
        "小半": (0.3, 0.48),
    }
    if n in vague:
        return vague[n]
    return _between(n, m)


def _between(n: str, m: str | None) -> tuple[float, float] | None:
    """From one number to another, or what one of them says by itself."""
    first, last = _count(n), _count(m or n)
    return None if first is None or last is None else (first[0], max(first[0], last[1]))


def _step(count: float) -> int:
    """What the next round number is away: 三十多 is below forty, 两百多 below three hundred."""
    return next((step for step in (100, 10) if count and count % step == 0), 1)


def _bounded(pre: str, low: float, high: float, *, ago: bool) -> Span:
    if pre.startswith(_BELOW) and pre != "不止":
        return Span(0, low * 0.98, ago)
    if pre in ("nearly", "almost", "快", "将近", "近"):
        return Span(low * 0.85, low, ago)
    if pre in ("more than", "over", "well over", "at least", "超过", "不止", "至少", "起码"):
        return Span(low, max(high, low * 1.9), ago)
    return Span(low, high, ago)


def _count(said: str) -> tuple[float, float] | None:
    """In figures, also broken ones, or in words."""
    if len(said) <= 9 and said.isascii() and said.replace(".", "", 1).isdigit():
        return float(said), float(said)
    return number(said)


def _mean(counts: Sequence[tuple[float, float]]) -> float:
    return sum(low + high for low, high in counts) / (2 * len(counts))
