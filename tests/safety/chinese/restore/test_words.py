"""Words by sound, initials, order and shape; what it costs to believe that one was hidden."""

import pytest

from safety.chinese.restore.language import Language
from safety.chinese.restore.tables import load_tables
from safety.chinese.restore.weights import WEIGHTS
from safety.chinese.restore.words import Words

TABLES = load_tables()
LANGUAGE = Language(
    {name: word.general for name, word in TABLES.words.items() if word.sounds},
    {name: word.domain for name, word in TABLES.words.items()},
    TABLES.pairs,
)
WORDS = Words(TABLES, LANGUAGE, WEIGHTS)


def test_the_indexes_find_a_word() -> None:
    assert "垃圾" in WORDS.by_sound["la ji"]
    assert "同性恋" in WORDS.by_initials["txl"]
    assert "垃圾" in WORDS.by_bag["".join(sorted("圾垃"))]
    assert "la" in WORDS.sound_heads and "垃" in WORDS.heads
    assert "讨" in WORDS.joined["讠寸"]


def test_the_likeliest_homophone_comes_first() -> None:
    assert WORDS.by_sound["qi shi"].index("歧视") < WORDS.by_sound["qi shi"].index("骑士")


@pytest.mark.parametrize(
    ("seen", "meant"), [("汝", "女"), ("姓", "性"), ("狌", "性"), ("苟", "狗")]
)
def test_shapes_lead_back(seen: str, meant: str) -> None:
    assert meant in WORDS.alike(seen)
    assert seen not in WORDS.alike(seen)


def test_abuse_is_hidden_sooner_than_ordinary_words() -> None:
    assert WORDS.hidden["傻逼"] < WORDS.hidden["女人"] < WORDS.hidden["桌子"] < WORDS.hidden["我们"]
    assert "桌" not in WORDS.hidden


@pytest.mark.parametrize(
    ("letters", "whole"),
    [("shabi", True), ("nv", True), ("hello", False), ("ni", True), ("txl", False)],
)
def test_letters_that_are_pinyin(letters: str, whole: bool) -> None:
    assert WORDS.spelled(letters) is whole
