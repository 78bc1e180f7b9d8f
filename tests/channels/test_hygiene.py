"""What text may contain when it comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.hygiene import clean


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hello", "hello"),
        ("  two\r\nlines\rthree\t.  ", "two\nlines\nthree\t."),
        ("nul\x00l and bell\x07", "null and bell"),
        ("\u202eevil\u202c", "evil"),
        ("\u2066x\u2069\ufeff", "x"),
        ("👩\u200d👧 你好", "👩\u200d👧 你好"),
        ("\x00\u202e \n", ""),
    ],
)
def test_words_stay_and_control_goes(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
