"""Words by sound, initials, order and shape; what it costs to believe that one was hidden."""

import pytest

from safety.chinese.restore.language import Language
from safety.chinese.restore.tables import load_tables
from safety.chinese.restore.weights import WEIGHTS
from safety.chinese.restore.words import Words

TABLES = load_tables()
WORDS = Words(TABLES, Language(TABLES.general, TABLES.domain, TABLES.pairs), WEIGHTS)


def test_the_indexes_find_a_word() -> None:
    assert "垃圾" in WORDS.sounding("la ji")
    assert "同性恋" in dict(WORDS.abbreviated("txl"))
    assert "垃圾" in dict(WORDS.reordered("圾垃"))
    assert "垃圾" not in dict(WORDS.reordered("垃圾"))
    assert "死" in WORDS.by_syllable["si"] and "死" in WORDS.lone["si"]
    assert "四" in WORDS.by_syllable["si"] and "四" not in WORDS.lone["si"]
    assert "la" in WORDS.sound_heads and "垃" in WORDS.heads
    assert "讨" in WORDS.joined["讠寸"]


def test_the_likeliest_homophone_comes_first() -> None:
    assert WORDS.sounding("qi shi").index("歧视") < WORDS.sounding("qi shi").index("骑士")


@pytest.mark.parametrize(
    ("seen", "meant"), [("汝", "女"), ("姓", "性"), ("狌", "性"), ("苟", "狗")]
)
def test_shapes_lead_back(seen: str, meant: str) -> None:
    assert meant in WORDS.alike(seen)
    assert seen not in WORDS.alike(seen)


def test_abuse_is_hidden_sooner_than_ordinary_words() -> None:
    costs = [WORDS.hidden(word) for word in ("傻逼", "女人", "桌子", "我们")]
    found = [cost for cost in costs if cost is not None]
    assert len(set(found)) == 4 and found == sorted(found)
    assert WORDS.hidden("桌") is None and WORDS.hidden("ok") is None


@pytest.mark.parametrize(
    ("letters", "whole"),
    [("shabi", True), ("nv", True), ("hello", False), ("ni", True), ("txl", False)],
)
def test_letters_that_are_pinyin(letters: str, whole: bool) -> None:
    assert WORDS.spelled(letters) is whole
