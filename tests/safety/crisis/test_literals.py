"""What a pattern cannot match without: true of every match of any pattern."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from safety.crisis.literals import needed

PLAIN = st.sampled_from(
    ["ab", "die", "死", "想死", "a", "自 {0,3}杀", "[bc]", ".", r"\w", "[^a]", "x?"]
)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = inner.map(lambda it: f"({it})")
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=4).map(lambda them: f"({'|'.join(them)})"),
        st.tuples(group, st.sampled_from(["?", "*", "+", "{2}", "{0,3}", "{1,9}", "*?"])).map(
            "".join
        ),
        group.map(lambda it: f"(?={it}){it}"),
        group.map(lambda it: f"{it}(?!x)"),
        group.map(lambda it: rf"\b{it}|{it}y"),
    )


PATTERNS = st.recursive(PLAIN, larger, max_leaves=8)


@settings(deadline=None, max_examples=300)
@given(PATTERNS, st.data())
def test_every_match_contains_one(pattern: str, data: st.DataObject) -> None:
    literals = needed(re.compile(pattern))
    assume(literals is not None)
    assert literals is not None
    match = re.search(pattern, data.draw(st.from_regex(pattern, alphabet="abcdiex死想自杀 y")))
    assert match is not None
    assert any(literal in match[0] for literal in literals)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("kill (my|him)self", {"kill myself", "kill himself"}),
        ("(strangle|poison).{0,9}self", {"strangle", "poison"}),
        ("kms|end (it )?all", {"kms", "end all", "end it all"}),
        ("(ab){2}", {"abab"}),
        ("x*abc+", {"ab"}),
        (r"\bself[- ]harm", {"self-harm", "self harm"}),
        ("(?i)kill", None),
        ("(?i:kill) me", {" me"}),
        ("[^a]b", None),
        ("(kill)?", None),
        (r"(.)\1", None),
        ("kill|.", None),
    ],
)
def test_the_most_telling_are_chosen(pattern: str, literals: set[str] | None) -> None:
    assert needed(re.compile(pattern)) == literals
