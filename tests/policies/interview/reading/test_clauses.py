"""Clauses are literal pieces of an answer; the words that read them are data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kernel.events import Language
from policies.interview.reading.clauses import clauses, language_of_answer, low
from policies.interview.reading.lexicon import Lexicon
from policies.interview.tree import Status
from tests.policies.interview.talking import BOOK

SLEEP = BOOK.tree("depression").question("sleep_now").cues


@given(st.text(max_size=300))
def test_a_clause_stands_where_it_says(text: str) -> None:
    for clause in clauses(text, BOOK.lexicon, None):
        assert text[clause.start : clause.start + len(clause.raw)] == clause.raw


@given(st.text(max_size=300))
def test_lowering_keeps_every_place(text: str) -> None:
    assert len(low(text)) == len(text)


def test_signs() -> None:
    yes, but = clauses("Yes, but I can't sleep at night", BOOK.lexicon, SLEEP)
    assert (yes.head, yes.cue) == (Status.YES, None)
    assert (but.head, but.cue) == (None, Status.YES)
    (none,) = clauses("no trouble sleeping", BOOK.lexicon, SLEEP)
    assert none.cue is Status.NO
    (own,) = clauses("我没有失眠", BOOK.lexicon, SLEEP)
    assert own.cue is Status.NO
    (mother,) = clauses("妈妈失眠", BOOK.lexicon, SLEEP)
    assert mother.cue is None


def test_any_chinese_makes_an_answer_chinese() -> None:
    assert language_of_answer("ok 有") is Language.ZH
    assert language_of_answer("ok") is Language.EN


def test_a_broken_pattern_is_refused() -> None:
    raw = BOOK.lexicon.model_dump()
    raw["en"]["hedges"] = "("
    with pytest.raises(ValidationError, match="no regular expression"):
        Lexicon.model_validate(raw)
