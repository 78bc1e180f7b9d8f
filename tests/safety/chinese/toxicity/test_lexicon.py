"""The lexicon as data, and finding its words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import DataError
from safety.chinese.toxicity.features import normal
from safety.chinese.toxicity.lexicon import Lexicon

LEXICON = Lexicon.load()


def test_a_word_stands_once_and_in_normal_form() -> None:
    strong = [word for group in LEXICON.groups for word in group.strong]
    weak = [word for group in LEXICON.groups for word in group.weak]
    assert len(strong) > 400
    assert not set(strong) & set(weak)
    assert [word for word in strong + weak if normal(word) != word] == []


def test_the_longest_word_wins_and_places_are_right() -> None:
    text = "他是王八蛋和狗杂种"
    hits = list(LEXICON.find(text))
    assert [text[hit.start : hit.end] for hit in hits] == ["王八蛋", "狗杂种"]
    assert all(hit.strong and hit.target == "anyone" for hit in hits)


@given(st.text("傻逼狗杂种人好", max_size=40))
def test_hits_do_not_overlap(text: str) -> None:
    hits = list(LEXICON.find(text))
    assert all(text[hit.start : hit.end] == hit.word for hit in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))


@pytest.mark.parametrize(
    "text",
    ["- {kind: insult}", "- {kind: joke, target: anyone, strong: [x]}", "{", "- {strong: []}", "3"],
)
def test_a_malformed_lexicon_is_named(text: str) -> None:
    with pytest.raises(DataError, match="lexicon"):
        Lexicon.parse(text)
