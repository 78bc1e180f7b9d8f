"""Pieces of words: the likeliest cut, whatever the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safety.chinese.encoder.tokens import MARK, MOST, Tokenizer
from safety.chinese.encoder.weights import Pieces, read, weights_file

NAMES = ("<s>", "<pad>", "</s>", "<unk>", MARK, "我", "们", "我们", MARK + "我", "好")
SMALL = Tokenizer(
    Pieces(
        names=NAMES,
        scores=(0.0, 0.0, 0.0, 0.0, -3.0, -5.0, -5.0, -6.0, -9.0, -7.0),
        first=0,
        last=2,
        unknown=3,
        plain={"Ａ": "a", "\u3000": " "},
    )
)


def named(text: str) -> list[str]:
    return [NAMES[number] for number in SMALL.pieces(text)]


def test_the_likeliest_cut_is_taken() -> None:
    assert named("我们好") == ["<s>", MARK, "我们", "好", "</s>"]
    assert named("我  好\u3000") == ["<s>", MARK, "我", MARK, "好", MARK, "</s>"]
    assert named("Ａ好") == ["<s>", MARK, "<unk>", "好", "</s>"]


@pytest.fixture(scope="module")
def real() -> Tokenizer:
    return Tokenizer(read(weights_file()).pieces)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_has_pieces(text: str) -> None:
    found = SMALL.pieces(text)
    assert found[0] == 0 and found[-1] == 2
    assert len(found) <= MOST


def test_the_real_vocabulary_knows_chinese_words(real: Tokenizer) -> None:
    assert len(real.pieces("我们今天去北京")) <= 7
    assert len(real.pieces("字" * 5000)) == MOST
    assert real.pieces("\ud800")[1:-1], "half a character is an unknown piece, no crash"
