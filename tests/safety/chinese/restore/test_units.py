"""Units: what is plain, what is one symbol, what is hidden."""

import pytest

from safety.chinese.perturb import Kind
from safety.chinese.restore.units import Reader, Sort, invisible

READER = Reader({"個": "个"}, ["🐶", "❤️", "7️⃣"])


@pytest.mark.parametrize(
    ("text", "char", "sort", "undone"),
    [
        ("個", "个", Sort.HAN, Kind.TRAD),
        ("个", "个", Sort.HAN, None),
        ("Ａ", "a", Sort.LATIN, "width"),
        ("A", "a", Sort.LATIN, None),
        ("𝒂", "a", Sort.LATIN, "width"),
        ("７", "7", Sort.DIGIT, "width"),
        ("①", "①", Sort.OTHER, None),
        ("，", "，", Sort.OTHER, None),
        ("⼥", "女", Sort.HAN, Kind.VSIM),
        ("❤️", "❤", Sort.EMOJI, None),
        ("7️⃣", "7️⃣", Sort.EMOJI, None),
        ("7", "7", Sort.DIGIT, None),
        ("👨‍", "👨", Sort.OTHER, None),
        ("\ud800", "\ud800", Sort.OTHER, None),
    ],
)
def test_one_unit(text: str, char: str, sort: Sort, undone: str | None) -> None:
    (unit,) = READER.units(text)
    assert (unit.char, unit.sort, unit.undone) == (char, sort, undone)
    assert (unit.start, unit.end) == (0, len(text))


def test_invisible_characters_belong_to_no_unit() -> None:
    units = READER.units("我\u200b\u200c个\ufeff")
    assert [(unit.start, unit.end) for unit in units] == [(0, 1), (3, 4)]
    assert invisible("\u200b") and not invisible("我")
