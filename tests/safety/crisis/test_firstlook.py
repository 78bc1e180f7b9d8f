"""The first look leaves out only what cannot match: verdicts are the same without it."""

import re
from dataclasses import replace
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from safety.crisis.book import load_book
from safety.crisis.firstlook import FirstLook
from safety.crisis.normal import normal
from safety.crisis.reading import Sign, signs
from tests.safety.crisis.measure import read

BOOK = load_book()
T = TypeVar("T")
SENTENCES = [row["text"] for row in read()]
FRAGMENTS = st.sampled_from(
    [
        *SENTENCES,
        *(text for cue in (*BOOK.cues.items, *BOOK.bot_cues.items) for text in cue.matches),
        *(text for kind in BOOK.shields.values() for shield in kind for text in shield.matches),
    ]
)


class Everything(FirstLook[T]):
    """A first look that leaves out nothing."""

    def may_match(self, *texts: str) -> tuple[T, ...]:
        return self.items


ALL = [Everything(cues.items, lambda cue: (cue.regex,)) for cues in (BOOK.cues, BOOK.bot_cues)]
WHOLE = replace(BOOK, figures=Everything(BOOK.figures.items, lambda shield: (shield.regex,)))


def quick(text: str, in_context: bool) -> list[tuple[Sign, ...]]:
    looks = (BOOK.cues, BOOK.bot_cues)
    return [signs(BOOK, look, normal(text), in_context=lambda: in_context) for look in looks]


def slow(text: str, in_context: bool) -> list[tuple[Sign, ...]]:
    return [signs(WHOLE, look, normal(text), in_context=lambda: in_context) for look in ALL]


def compiled(pattern: str) -> tuple[re.Pattern[str]]:
    return (re.compile(pattern),)


@st.composite
def patched(draw: st.DrawFn) -> str:
    """Pieces of sentences that matter, cut anywhere and put together."""
    pieces = draw(
        st.lists(st.tuples(FRAGMENTS, st.integers(0, 40), st.integers(1, 40)), max_size=6)
    )
    between = draw(st.sampled_from(["", " ", ", ", "。", "\u200b"]))
    return between.join(text[start : start + length] for text, start, length in pieces)


@settings(deadline=None, max_examples=400)
@given(patched() | st.text(max_size=80), st.booleans())
def test_any_text_is_read_the_same_without_it(text: str, in_context: bool) -> None:
    assert quick(text, in_context) == slow(text, in_context)


def test_every_sentence_is_read_the_same_without_it() -> None:
    for text in SENTENCES:
        assert quick(text, False) == slow(text, False), text


def test_ordinary_sentences_are_let_by_at_a_look() -> None:
    ordinary = [row["text"] for row in read() if row["kind"] in {"distress", "chitchat"}]
    looked_into = [text for text in ordinary if BOOK.cues.may_match(normal(text))]
    assert len(looked_into) < len(ordinary) / 5


def test_a_pattern_without_literals_always_may_match() -> None:
    look = FirstLook(["kill", "[^a]"], compiled)
    assert look.may_match("nothing") == ("[^a]",)
    assert look.may_match("nothing", "to kill") == ("kill", "[^a]")


def test_a_text_that_cannot_be_scanned_may_match_anything() -> None:
    look = FirstLook(["kill", "die"], compiled)
    assert look.may_match("\ud800") == ("kill", "die")
    assert look.may_match("") == ()
