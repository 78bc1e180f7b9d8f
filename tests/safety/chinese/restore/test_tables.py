"""The data files: they load, are small, and a broken one is named."""

import lzma
from importlib.resources import files

import pytest

from kernel.errors import DataError
from safety.chinese.restore import tables
from safety.chinese.restore.tables import CHARACTERS, PAIRS, WORDS, load_lexicon, read_lexicon

FOUND = tables.load_tables()
LIMIT = 3_000_000
"""Bytes of all shipped data files together."""


def test_they_are_small() -> None:
    folder = files("safety.chinese.restore")
    assert sum(len(folder.joinpath(n).read_bytes()) for n in (WORDS, PAIRS, CHARACTERS)) < LIMIT


def test_they_say_what_they_should() -> None:
    assert FOUND.words["垃圾"].sounds == ("la", "ji")
    assert FOUND.words["歧视"].domain > 100
    assert FOUND.characters["讨"].splits[0] == "讠寸"
    assert FOUND.characters["個"].simplified == "个"
    assert "le" in FOUND.characters["乐"].readings
    assert FOUND.pairs["歧视", "黑人"] > 1


def test_the_lexicon_is_in_the_model() -> None:
    abuse, topic = load_lexicon()
    words = FOUND.words
    chinese = [
        w for w in abuse | topic if len(w) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in w)
    ]
    assert [word for word in chinese if word not in words] == []
    assert not abuse & topic


@pytest.mark.parametrize("text", ["", "abuse: 3", "topic: [", "abuse: {a: b}\ntopic: c\nmore: d"])
def test_a_wrong_lexicon_is_named(text: str) -> None:
    with pytest.raises(DataError, match=r"lexicon\.yaml"):
        read_lexicon(text)


@pytest.mark.parametrize(
    "data", [b"no xz", lzma.compress(b"a\tb\n"), lzma.compress(b"\xff\t\t\t\n")]
)
def test_a_wrong_table_is_named(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(tables, "_file", lambda name: data)
    with pytest.raises(DataError, match=r"words\.tsv\.xz"):
        tables.load_tables()
