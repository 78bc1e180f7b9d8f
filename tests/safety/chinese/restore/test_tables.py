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
    assert FOUND.sounds["垃圾"] == "la ji"
    assert FOUND.domain["歧视"] > 100
    assert FOUND.splits["讨"].split()[0] == "讠寸"
    assert FOUND.simplified["個"] == "个" and "个" not in FOUND.simplified
    assert "le" in FOUND.readings["乐"]


def test_a_row_of_pairs_is_unpacked() -> None:
    row = FOUND.pairs["歧视"]
    assert row["黑人"] > 1
    assert row.keys() <= FOUND.domain.keys()
    assert sum(row.values()) <= FOUND.domain["歧视"]
    assert sum(1 for _ in FOUND.pairs) == len(FOUND.pairs) > 20_000
    assert FOUND.pairs.get("no such word") is None


def test_the_lexicon_is_in_the_model() -> None:
    abuse, topic = load_lexicon()
    words = FOUND.domain
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
    "data",
    [
        *(b"no xz", lzma.compress(b"a\tb\n"), lzma.compress(b"\xff\t\t\t\n")),
        lzma.compress(b"a\t1\t2\ta\n")[:-9],
    ],
)
def test_a_wrong_table_is_named(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(tables, "_file", lambda name: data)
    with pytest.raises(DataError, match=r"words\.tsv\.xz"):
        tables.load_tables()
