"""Sentences: the unit that guards judge and the wire carries."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.sentences import LONGEST, Splitter, split

tricky = st.text(st.sampled_from("a1 .。!?？！…\n”\"')』,，：好吗😊‍️👩z"), max_size=120)


def streamed(fragments: list[str]) -> list[str]:
    splitter = Splitter()
    sentences = [s for fragment in fragments for s in splitter.feed(fragment)]
    return sentences + splitter.flush()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("你好。我是小灯！今天怎么样？", ["你好。", "我是小灯！", "今天怎么样？"]),
        ("Hello. How are you? Good!", ["Hello. ", "How are you? ", "Good!"]),
        ("It is 3.14, v1.2, example.org. Yes.", ["It is 3.14, v1.2, example.org. ", "Yes."]),
        ("Dr. Smith and Mrs. Lee agree.", ["Dr. Smith and Mrs. Lee agree."]),
        ("for example, e.g. this one.", ["for example, e.g. this one."]),
        ("我……我不知道。", ["我……我不知道。"]),
        ("Well... maybe. And... Yes.", ["Well... maybe. ", "And... ", "Yes."]),
        ("wait… what", ["wait… what"]),
        ("他说：“走吧！”然后笑了。", ["他说：“走吧！”", "然后笑了。"]),
        ('She said "Stop." Then left.', ['She said "Stop." ', "Then left."]),
        ("Really?! Yes (sure.) Ok", ["Really?! ", "Yes (sure.) ", "Ok"]),
        ("好的。😊那我们开始吧", ["好的。😊", "那我们开始吧"]),
        ("Great! 😊 Next one.", ["Great! ", "😊 Next one."]),
        ("家👨‍👩‍👧很好。对", ["家👨‍👩‍👧很好。", "对"]),
        ("1. Breathe in.\n2. Breathe out.", ["1. Breathe in.\n", "2. Breathe out."]),
        ("OK.好的", ["OK.", "好的"]),
        ("first line\n\nsecond line", ["first line\n\n", "second line"]),
        ("没有句号", ["没有句号"]),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@given(tricky)
def test_nothing_is_lost_or_added(text: str) -> None:
    assert "".join(split(text)) == text


@given(tricky, st.lists(st.integers(0, 120)))
def test_where_the_stream_was_cut_does_not_matter(text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    fragments = [text[a:b] for a, b in pairwise(edges)]
    assert streamed(fragments) == split(text)


@given(st.text(st.sampled_from("ab 好，"), min_size=LONGEST * 2, max_size=LONGEST * 4))
def test_a_sentence_without_end_is_cut(text: str) -> None:
    assert all(len(sentence) <= LONGEST for sentence in split(text))


def test_a_glyph_is_never_cut_in_two() -> None:
    family = "👨‍👩‍👧"
    assert all(not s.startswith("‍") and not s.endswith("‍") for s in split(family * 200))


@pytest.mark.parametrize("unit", ["好", ".", "a. ", "。", "…", "\n", '"', "😊"])
def test_a_megabyte_is_no_trouble(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert "".join(split(text)) == text
